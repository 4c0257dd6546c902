"""How long it is until something, as a card says it: days by the calendar, hours by the clock.

What is said stays true as long as :mod:`campaign.core.countdowns` lets a text say it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum

from campaign.core.countdowns import LEAST, PART

BY_THE_CLOCK = timedelta(hours=6)
"""So near whole hours are counted; from further away, days."""

_HOUR, _MINUTE = timedelta(hours=1), timedelta(minutes=1)


class Unit(StrEnum):
    """What is counted; ``today`` and ``tomorrow`` are said without a number."""

    DAYS = "days"
    HOURS = "hours"
    MINUTES = "minutes"
    TODAY = "today"
    TOMORROW = "tomorrow"


@dataclass(frozen=True, slots=True)
class TimeLeft:
    """So many units, and until when (UTC) that is true."""

    unit: Unit
    count: int
    until: datetime


def time_left(begins: datetime, due: datetime) -> TimeLeft | None:
    """Return how long it is at ``due``, in the zone of its readers; ``None`` once it has begun.

    Hours and minutes are counted where nothing has to be rounded, else the day is said.
    """
    start, now = begins.astimezone(UTC), due.astimezone(UTC)
    left = start - now
    if left <= timedelta():
        return None
    clock = min(start, now + max(left / PART, LEAST))
    if left < _HOUR and not left % _MINUTE:
        return TimeLeft(Unit.MINUTES, left // _MINUTE, clock)
    if left <= BY_THE_CLOCK and not left % _HOUR:
        return TimeLeft(Unit.HOURS, left // _HOUR, clock)
    days = (begins.astimezone(due.tzinfo).date() - due.date()).days
    unit = {0: Unit.TODAY, 1: Unit.TOMORROW}.get(days, Unit.DAYS)
    return TimeLeft(unit, days, min(start, end_of_day(due)))


def end_of_day(moment: datetime) -> datetime:
    """Return when (UTC) the day of a moment is over where its clock is read."""
    after = moment.date() + timedelta(days=1)
    return datetime.combine(after, time(), moment.tzinfo).astimezone(UTC)
