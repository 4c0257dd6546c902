"""What a countdown says is true when it goes out, and known is until when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.core.time_left import Unit, end_of_day, time_left

CHILE = ZoneInfo("America/Santiago")
BEGINS = datetime(2022, 2, 23, 17, 0, tzinfo=CHILE)


@pytest.mark.parametrize(
    ("due", "unit", "count", "until"),
    [
        ("2022-02-16T10:00", Unit.DAYS, 7, "2022-02-17T00:00"),
        ("2022-02-21T23:59", Unit.DAYS, 2, "2022-02-22T00:00"),
        ("2022-02-22T00:00", Unit.TOMORROW, 1, "2022-02-23T00:00"),
        ("2022-02-22T23:30", Unit.TOMORROW, 1, "2022-02-23T00:00"),
        ("2022-02-23T09:00", Unit.TODAY, 0, "2022-02-23T17:00"),
        ("2022-02-23T14:00", Unit.HOURS, 3, "2022-02-23T14:45"),
        ("2022-02-23T14:30", Unit.TODAY, 0, "2022-02-23T17:00"),
        ("2022-02-23T16:00", Unit.HOURS, 1, "2022-02-23T16:15"),
        ("2022-02-23T16:30", Unit.MINUTES, 30, "2022-02-23T16:37:30"),
        ("2022-02-23T16:59", Unit.MINUTES, 1, "2022-02-23T17:00"),
    ],
)
def test_it_says_what_is_true_and_until_when(due: str, unit: Unit, count: int, until: str) -> None:
    left = time_left(BEGINS, datetime.fromisoformat(due).replace(tzinfo=CHILE))
    assert left is not None
    assert (left.unit, left.count) == (unit, count)
    assert left.until == datetime.fromisoformat(until).replace(tzinfo=CHILE).astimezone(UTC)


@pytest.mark.parametrize("late", [0, 1, 90_000])
def test_nothing_is_left_once_it_has_begun(late: int) -> None:
    assert time_left(BEGINS, BEGINS + timedelta(minutes=late)) is None


def test_days_are_those_of_the_readers() -> None:
    """Two in the morning in Madrid is still yesterday in Chile."""
    begins = datetime(2022, 2, 23, 2, 0, tzinfo=ZoneInfo("Europe/Madrid"))
    left = time_left(begins, datetime(2022, 2, 22, 9, 0, tzinfo=CHILE))
    assert left is not None
    assert left.unit is Unit.TODAY


def test_hours_are_counted_by_what_passes_when_the_clocks_change() -> None:
    """In the night of 3 April 2022 Chile lived the hour before midnight twice."""
    begins = datetime(2022, 4, 3, 1, 0, tzinfo=CHILE)
    left = time_left(begins, datetime(2022, 4, 2, 22, 0, tzinfo=CHILE))
    assert left is not None
    assert (left.unit, left.count) == (Unit.HOURS, 4)


@given(st.integers(1, 60 * 24 * 40), st.integers(0, 60 * 24 * 40))
def test_it_is_true_as_long_as_it_may_go_out(before: int, later: int) -> None:
    due = BEGINS - timedelta(minutes=before)
    left = time_left(BEGINS, due)
    assert left is not None
    assert due.astimezone(UTC) < left.until <= BEGINS.astimezone(UTC)
    sent = due + timedelta(minutes=later)
    if sent.astimezone(UTC) >= left.until:
        return
    days = (BEGINS.date() - sent.date()).days
    if left.unit in {Unit.TODAY, Unit.TOMORROW, Unit.DAYS}:
        assert days == left.count
    else:
        unit = timedelta(hours=1) if left.unit is Unit.HOURS else timedelta(minutes=1)
        said = left.count * unit
        assert said - (BEGINS - sent) <= max(said / 4, timedelta(minutes=2))


def test_a_day_ends_where_its_clock_is_read() -> None:
    moment = datetime(2022, 2, 23, 17, 0, tzinfo=CHILE)
    assert end_of_day(moment) == datetime(2022, 2, 24, 3, 0, tzinfo=UTC)
