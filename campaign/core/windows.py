"""When something is planned whose day is not known (*primera semana de marzo*): which days that is.

The organisers write it as they like; what cannot be read as days is only quoted.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from campaign.core.folding import folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_YEAR = r"(?: (?:\w{2,3} )?(?P<year>\d{4}))?"
_NUMBERS = ("year", "first", "last")
_WEEK = timedelta(weeks=1)
_TO_SUNDAY = timedelta(days=6)
_THURSDAY = 3
"""A week belongs to the month that its Thursday is in."""

_TENTHS: Mapping[str, tuple[int, int]] = {
    "early": (1, 10),
    "middle": (11, 20),
    "late": (21, 31),
    "half-1": (1, 15),
    "half-2": (16, 31),
    "month": (1, 31),
}
"""The days of the parts of a month, for those that have as many."""


@dataclass(frozen=True, slots=True)
class Window:
    """Some days of a month. ``part`` names them as in ``[window]`` of the language's dates.

    ``first`` and ``last`` are days of the month where those were said; ``year`` may be left open.
    """

    part: str
    month: int
    year: int | None = None
    first: int | None = None
    last: int | None = None

    @property
    def ends_before_it_begins(self) -> bool:
        """Tell whether its days are those of no one month (*10 al 3 de marzo*)."""
        return self.first is not None and self.last is not None and self.last < self.first

    def days(self, near: date) -> tuple[date, date] | None:
        """Return first and last day, in the year that is nearest; ``None`` for no real days."""
        years = (self.year,) if self.year else (near.year - 1, near.year, near.year + 1)
        try:
            spans = [self._of(year) for year in years]
        except ValueError:
            return None
        return min(spans, key=lambda span: max(span[0] - near, near - span[1]))

    def _of(self, year: int) -> tuple[date, date]:
        begin = date(year, self.month, 1)
        end = date(year, self.month, monthrange(year, self.month)[1])
        if self.first is not None:
            first = date(year, self.month, self.first)
            if self.last is not None:
                return first, date(year, self.month, self.last)
            return _monday(first), _monday(first) + _TO_SUNDAY
        if self.part in _TENTHS:
            first_day, last_day = _TENTHS[self.part]
            return date(year, self.month, first_day), min(end, begin + timedelta(days=last_day - 1))
        return _week(begin, end, self.part)


def _week(begin: date, end: date, part: str) -> tuple[date, date]:
    """Return a week of a month, of which ``begin`` and ``end`` are the first and the last day.

    Days before its first week belong to that one, and days after its last week to the last.
    """
    if part == "week-last":
        whole = end.weekday() >= _THURSDAY
        monday = _monday(end) if whole else _monday(end) - _WEEK
        return monday, max(end, monday + _TO_SUNDAY)
    first = _monday(begin) if begin.weekday() <= _THURSDAY else _monday(begin) + _WEEK
    later = int(part[-1]) - 1
    monday = first + later * _WEEK
    return (monday if later else min(begin, monday)), monday + _TO_SUNDAY


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


@dataclass(frozen=True)
class WindowWords:
    """How one language says such days: ``ways`` by the part of a month, the first to be written.

    ``fillers`` are words that say nothing before them, ``year`` is a month with its year.
    """

    months: tuple[str, ...]
    fillers: tuple[str, ...] = ()
    year: str = "{month} {year}"
    ways: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def read(self, text: str) -> Window | None:
        """Return the days that a text says, ``None`` where it says anything else."""
        said = " ".join(folded(text).replace(",", " ").split()).rstrip(".")
        for filler in (*self.fillers, *self.fillers):
            said = said.removeprefix(f"{filler} ")
        for part, pattern in self._patterns:
            read = pattern.fullmatch(said)
            if read is not None:
                named = read.groupdict()
                numbers = {k: int(named[k]) for k in _NUMBERS if named.get(k)}
                window = Window(part, self._months.index(named["month"]) + 1, **numbers)
                return None if window.ends_before_it_begins else window
        return None

    def say(self, window: Window) -> str:
        """Return a window in the words of the language."""
        month = self.months[window.month - 1]
        named = self.year.format(month=month, year=window.year) if window.year else month
        return self.ways[window.part][0].format(month=named, first=window.first, last=window.last)

    @cached_property
    def _months(self) -> list[str]:
        return [folded(month) for month in self.months]

    @cached_property
    def _patterns(self) -> list[tuple[str, re.Pattern[str]]]:
        return [(part, self._pattern(way)) for part, ways in self.ways.items() for way in ways]

    def _pattern(self, way: str) -> re.Pattern[str]:
        months = "|".join(re.escape(month) for month in self._months)
        day = r"\d{1,2}"
        written = re.escape(folded(way)).replace(r"\{month\}", f"(?P<month>{months})")
        written = written.replace(r"\{first\}", f"(?P<first>{day})")
        return re.compile(written.replace(r"\{last\}", f"(?P<last>{day})") + _YEAR)


def read_window(text: str, words: Iterable[WindowWords]) -> Window | None:
    """Return the days that a text says in the first language in which it says any."""
    return next((window for known in words if (window := known.read(text))), None)
