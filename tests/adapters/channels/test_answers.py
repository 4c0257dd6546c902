"""What networks answer, read without being harmed by it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from campaign.channels.support.answers import Answer
from campaign.channels.support.causes import brief

NOW = datetime(2031, 5, 7, 13, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("30", 30),
        ("Wed, 07 May 2031 13:31:00 GMT", 60),
        ("2031-05-07T13:32:00Z", 120),
        ("Wed, 21 Oct 99999999999999999999 07:28:00 GMT", 60),
        ("99999999999999999999999", 60),
        ("-5", 1),
        ("nan", 60),
        ("inf", 60),
        ("soon", 60),
        ("", 60),
        ("31536000", 25 * 3600),
    ],
)
def test_how_long_to_wait_is_always_known(said: str, seconds: int) -> None:
    wait = Answer(429, {"retry-after": said}, {}).wait_until(NOW) - NOW
    assert wait == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("half \ud800 a sign", "half a sign"),
        ("nul \x00 bell \x07 escape \x1b[31m red", "nul bell escape [31m red"),
        ("backwards \u202eterces", "backwards terces"),
        ("Ñandú: «así»", "Ñandú: «así»"),
        ("two\nlines", "two lines"),
    ],
)
def test_a_networks_words_can_be_stored_and_shown(said: str, told: str) -> None:
    assert brief(said) == told
    assert brief(said).encode()
