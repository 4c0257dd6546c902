"""The grammar of *when*: ``ANCHOR [± N(w|d|h|m)] [HH:MM]``.

Anchors: ``start``, ``end``, ``launch``, ``started``, ``ended``, a local date, or a post.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import Enum, StrEnum

from campaign.core.problems import Code
from campaign.core.walltime import YEARS, WallTime, at_wall, elapse


class Anchor(StrEnum):
    """What a moment is counted from."""

    START = "start"
    END = "end"
    LAUNCH = "launch"
    STARTED = "started"
    ENDED = "ended"
    DATE = "date"
    POST = "post"


class Unit(StrEnum):
    """The units of a distance in time: weeks and days of the wall, hours and minutes elapsed."""

    WEEK = "w"
    DAY = "d"
    HOUR = "h"
    MINUTE = "m"


class Never(Enum):
    """What an entry says that does not grow old."""

    NEVER = "never"


NEVER = Never.NEVER


class WhenError(ValueError):
    """A moment that cannot be understood: the problem's code and its values."""

    def __init__(self, code: Code, **params: str) -> None:
        self.code = code
        self.params = params
        super().__init__(code, params)


@dataclass(frozen=True, slots=True)
class When:
    """A moment as it is written in the calendar; resolved against the programme later."""

    anchor: Anchor
    day: date | None = None
    post: str | None = None
    amount: int = 0
    unit: Unit = Unit.MINUTE
    at: time | None = None

    def __str__(self) -> str:
        if self.anchor is Anchor.DATE and self.day is not None:
            head = self.day.isoformat()
        else:
            head = self.post or self.anchor.value
        sign = "-" if self.amount < 0 else "+"
        offset = f" {sign} {abs(self.amount)}{self.unit}" if self.amount else ""
        return head + offset + (f" {self.at:%H:%M}" if self.at else "")


UNKNOWN = When(Anchor.STARTED)
"""What stands for a moment that cannot be read, in an entry that is never loaded."""


_SHAPE = re.compile(
    r"""^\s*(?P<head>\d{4}-\d{2}-\d{2}|[^\W\d][\w/-]*?)
        (?:\s*(?P<sign>[+\-\u2212])\s*(?P<amount>\d{1,6})\s*(?P<unit>[wdhm]))?
        (?:[T\s]\s*(?P<at>\d{1,2}:\d{2}(?::\d{2})?))?\s*$""",
    re.VERBOSE,
)
_EVENT_ANCHORS = {a.value: a for a in Anchor if a not in {Anchor.DATE, Anchor.POST}}


def parse_when(text: str) -> When:
    """Read a moment, e.g. ``start - 7d 10:00`` or ``2022-02-16 10:00``.

    Raises:
        WhenError: with the code and the values of the problem.
    """
    found = _SHAPE.match(text)
    if found is None:
        raise WhenError(Code.BAD_WHEN, value=text)
    amount = int(found["amount"] or 0) * (1 if found["sign"] in {"+", None} else -1)
    unit = Unit(found["unit"] or "m")
    at = parse_time(found["at"]) if found["at"] else None
    if at is not None and unit in {Unit.HOUR, Unit.MINUTE} and amount:
        raise WhenError(Code.BAD_WHEN, value=text)
    head = found["head"]
    if head[0].isdigit():
        if at is None:
            raise WhenError(Code.BAD_WHEN, value=text, because="no-time")
        return When(Anchor.DATE, parse_date(head), None, amount, unit, at)
    if head in _EVENT_ANCHORS:
        return When(_EVENT_ANCHORS[head], None, None, amount, unit, at)
    return When(Anchor.POST, None, head, amount, unit, at)


def parse_date(text: str) -> date:
    """Read an ISO date; raises :class:`WhenError` when no calendar has such a day, or it is not
    of our time.
    """
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise WhenError(Code.BAD_DATE, value=text, because="no-such-day") from None
    if found.year not in YEARS:
        raise WhenError(Code.BAD_DATE, value=text)
    return found


def parse_time(text: str) -> time:
    """Read ``HH:MM``; raises :class:`WhenError` when no clock shows it."""
    try:
        hour, minute = (int(piece) for piece in text.split(":")[:2])
        return time(hour, minute)
    except ValueError:
        raise WhenError(Code.BAD_WHEN, value=text) from None


def resolve(when: When, base: datetime | None, zone: tzinfo) -> WallTime:
    """Return the instant of ``when``, counted from ``base`` (an aware time).

    For the anchor :attr:`Anchor.DATE` the base is not needed.

    Raises:
        WhenError: for a distance that leads out of our time.
    """
    try:
        moment = _resolved(when, base, zone)
    except OverflowError:
        raise WhenError(Code.BAD_WHEN, value=str(when)) from None
    if moment.local.year not in YEARS:
        raise WhenError(Code.BAD_WHEN, value=str(when))
    return moment


def _resolved(when: When, base: datetime | None, zone: tzinfo) -> WallTime:
    if when.anchor is Anchor.DATE and when.day is not None:
        moment = at_wall(datetime.combine(when.day, when.at or time()), zone)
    elif base is not None:
        local = base.astimezone(zone)
        moment = WallTime(local, local.astimezone(UTC))
    else:
        msg = "a moment counted from an event needs its base"
        raise ValueError(msg)
    return _shift(when, moment, zone)


def _shift(when: When, moment: WallTime, zone: tzinfo) -> WallTime:
    if when.unit in {Unit.HOUR, Unit.MINUTE} and when.amount:
        step = timedelta(hours=1) if when.unit is Unit.HOUR else timedelta(minutes=1)
        local = elapse(moment.local, step * when.amount)
        return WallTime(local, local.astimezone(UTC), moment.shift, moment.written)
    days = when.amount * (7 if when.unit is Unit.WEEK else 1)
    if not days and (when.at is None or when.anchor is Anchor.DATE):
        return moment
    naive = moment.local.replace(tzinfo=None) + timedelta(days=days)
    if when.at is not None:
        naive = datetime.combine(naive.date(), when.at)
    return at_wall(naive, zone)
