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


@pytest.mark.parametrize("ahead", [timedelta(hours=3), timedelta(), -timedelta(minutes=30)])
@pytest.mark.parametrize(
    "said",
    [
        {"retry-after": "2400"},
        {"retry-after": "Wed, 07 May 2031 14:10:00 GMT"},
        {"x-rate-limit-reset": str(int(NOW.timestamp()) + 2400)},
    ],
)
def test_a_wait_is_as_long_whatever_our_calendar_shows(
    said: dict[str, str], ahead: timedelta
) -> None:
    """So of a jump of the calendar it can be told how much of a wait is real."""
    answer = Answer(429, {"date": "Wed, 07 May 2031 13:30:00 GMT", **said}, {})
    assert answer.wait_until(NOW + ahead) - (NOW + ahead) == timedelta(minutes=40)


def test_a_date_at_the_end_of_time_is_none() -> None:
    last = {"date": "Wed, 07 May 2031 13:29:00 GMT", "retry-after": "9999-12-31T23:59:59Z"}
    assert Answer(429, last, {}).wait_until(NOW) - NOW == timedelta(minutes=1)


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
