"""From what a clock on the wall shows to an instant, and back, across clock changes.

Days are calendar days of the wall; hours and minutes are elapsed time. Arithmetic
on two aware values of one zone is wall arithmetic in Python: use :func:`elapse`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from enum import StrEnum

YEARS = range(1970, 2200)
"""The years of a moment: beyond them a typing slip is likelier than a plan."""


class Shift(StrEnum):
    """What a clock change did to a wall time."""

    NONE = "none"
    GAP = "gap"
    FOLD = "fold"


@dataclass(frozen=True, slots=True)
class WallTime:
    """An instant as ``utc`` and as local time, and whether a clock change touched it.

    ``written`` is what somebody wrote (naive) where it is touched.
    """

    local: datetime
    utc: datetime
    shift: Shift = Shift.NONE
    written: datetime | None = None

    @property
    def skipped(self) -> datetime | None:
        """Return what was written where no clock shows it."""
        return self.written if self.shift is Shift.GAP else None


def elapse(moment: datetime, delta: timedelta) -> datetime:
    """Return ``moment`` after ``delta`` of elapsed time, in the zone of ``moment``."""
    return (moment.astimezone(UTC) + delta).astimezone(moment.tzinfo)


def as_typed(moment: datetime) -> str:
    """Return what the wall shows as files and commands write it: ``2022-02-23 17:00``."""
    return f"{moment:%Y-%m-%d %H:%M}"


def at_wall(naive: datetime, zone: tzinfo) -> WallTime:
    """Return the instant at which the wall shows ``naive`` in ``zone``.

    A time that the clock change skips becomes the first valid instant after it;
    one that comes twice means the earlier.
    """
    earlier = naive.replace(tzinfo=zone, fold=0)
    later = naive.replace(tzinfo=zone, fold=1)
    utc = earlier.astimezone(UTC)
    if earlier.utcoffset() == later.utcoffset():
        return WallTime(earlier, utc)
    if utc.astimezone(zone).replace(tzinfo=None) == naive:
        return WallTime(earlier, utc, Shift.FOLD, naive)
    first = _first_after_gap(later.astimezone(UTC), utc, zone)
    return WallTime(first.astimezone(zone), first, Shift.GAP, naive)


def _first_after_gap(before: datetime, after: datetime, zone: tzinfo) -> datetime:
    """Return the instant of the clock change between two UTC instants, to the second."""
    old = before.astimezone(zone).utcoffset()
    low, high = before, after
    while high - low > timedelta(seconds=1):
        middle = (low + (high - low) / 2).replace(microsecond=0)
        if middle <= low:
            break
        if middle.astimezone(zone).utcoffset() == old:
            low = middle
        else:
            high = middle
    return high
