"""Where a fact moves a panel: what is over or far away is asked about, with both days."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from campaign.core.fact_doubts import Doubt
from campaign.core.fact_moves import moves
from campaign.core.facts import Door, Fact, apply_facts
from tests.core.factories import panel, programme

LISBON = ZoneInfo("Europe/Lisbon")
NOON = datetime(2027, 6, 10, 11, tzinfo=UTC)
SERIES = programme(
    panel("one", "2027-06-17T18:00"), panel("two", None), panel("three", "2027-06-24T18:00")
)


def fact(subject: str, name: str, value: str) -> Fact:
    return Fact(subject, name, value, NOON, "Inês", Door.COMMAND)


@pytest.mark.parametrize(
    ("subject", "name", "value", "expected"),
    [
        ("one", "start", "2027-06-18T18:00+01:00", []),
        ("one", "start", "2027-07-01T18:00+01:00", []),
        ("one", "start", "2027-07-17T18:00+01:00", [Doubt.MOVES_FAR]),
        ("one", "start", "2028-06-17T18:00+01:00", [Doubt.MOVES_FAR]),
        ("one", "start", "2027-06-09T18:00+01:00", []),  # asked about as the past already
        ("one", "delay", "-300h", [Doubt.MOVES_BACK]),
        ("one", "delay", "-9999h", [Doubt.MOVES_BACK, Doubt.MOVES_FAR]),
        ("two", "start", "2027-06-20T18:00+01:00", []),
        ("two", "start", "2027-07-07T18:00+01:00", []),
        ("two", "start", "2027-09-20T18:00+01:00", [Doubt.OUTSIDE]),
        ("one", "stream", "https://meet.example/1", []),
    ],
)
def test_a_move_that_is_hardly_meant_is_asked_about(
    subject: str, name: str, value: str, expected: list[Doubt]
) -> None:
    given = fact(subject, name, value)
    after = apply_facts(SERIES, [given])
    assert [d.doubt for d in moves(SERIES, after, given, NOON, LISBON)] == expected


def test_taking_a_delay_back_is_a_move_too() -> None:
    before = apply_facts(SERIES, [fact("one", "delay", "300h")])
    later = datetime(2027, 6, 20, 11, tzinfo=UTC)
    (asked,) = moves(before, SERIES, fact("one", "delay", ""), later, LISBON)
    assert asked.doubt is Doubt.MOVES_BACK
    assert str(asked.params["value"]) == "2027-06-17 17:00:00+01:00"


def test_both_days_and_how_far_they_are_apart_are_told() -> None:
    given = fact("one", "start", "2027-07-17T18:00+01:00")
    (asked,) = moves(SERIES, apply_facts(SERIES, [given]), given, NOON, LISBON)
    told = {name: str(asked.params[name]) for name in ("was", "value", "days")}
    assert told == {
        "was": "2027-06-17 17:00:00+01:00",
        "value": "2027-07-17 18:00:00+01:00",
        "days": "30",
    }
