"""A photo that comes as a fact: where the face is on one says nothing of another."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from campaign.core.facts import Door, Fact, apply_facts
from tests.core.factories import Speaker, panel, programme

FOCUS = (0.2, 0.4)


@pytest.mark.parametrize(
    ("photo", "name", "value", "focus"),
    [
        ("assets/photos/ana.jpg", "photo", "assets/photos/new.jpg", None),
        ("assets/photos/ana.jpg", "photo", "assets/photos/ana.jpg", FOCUS),
        ("assets/photos/ana.jpg", "name", "Ana Luísa", FOCUS),
        (None, "photo", "assets/photos/new.jpg", FOCUS),
    ],
)
def test_a_focus_stays_with_its_photo(
    photo: str | None, name: str, value: str, focus: tuple[float, float] | None
) -> None:
    seat = Speaker("tide-1", "tide", "Ana", photo=photo, focus=FOCUS)
    before = programme(replace(panel("tide", "2027-06-17T18:00"), speakers=(seat,)))
    fact = Fact("tide-1", name, value, datetime(2027, 6, 1, tzinfo=UTC), "Inês", Door.COMMAND)
    after = apply_facts(before, [fact]).speakers[0]
    assert getattr(after, name) == value
    assert after.focus == focus
