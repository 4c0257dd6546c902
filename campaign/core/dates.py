"""Dates and times as people say them, from the words of a language."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from datetime import time as clock_time

    from campaign.core.windows import WindowWords

_NAMED = 3
_I = re.compile(r"[«“\"]?h?[ií](?![aeo])", re.IGNORECASE)
"""Before this sound *y* becomes *e* in Spanish."""

Moment: TypeAlias = "date | clock_time"
"""A moment (``datetime``), a day or a time of day."""

Days: TypeAlias = tuple[date, date]
"""The first and the last one of some days."""

Sayable: TypeAlias = "str | Moment"
"""What fills a sentence: text, or a moment that the language says in its own words."""


@dataclass(frozen=True, slots=True)
class DateWords:
    """The words and patterns of ``languages/<lang>/dates.toml``.

    ``told`` are the words by which moments are found in what people write, ``windows`` those in
    which days are said that are not fixed yet: its own, then those of the other languages.
    """

    months: tuple[str, ...]
    weekdays: tuple[str, ...]
    day: str
    long_day: str
    time: str
    moment: str
    short_day: str
    short_day_of_year: str
    clock: str
    days: str
    both: str
    both_before_i: str
    span: str
    told: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    windows: tuple[WindowWords, ...] = ()

    def say_day(self, moment: datetime) -> str:
        """Return the day: *miércoles 23 de febrero*."""
        return self.day.format(**self._pieces(moment))

    def say_long_day(self, moment: datetime) -> str:
        """Return the day with its year."""
        return self.long_day.format(**self._pieces(moment))

    def say_time(self, moment: datetime) -> str:
        """Return the time of day: *17:00 h*, with a space that does not break."""
        return self.time.format(hour=moment.hour, minute=moment.minute)

    def say(self, moment: datetime) -> str:
        """Return day and time: *miércoles 23 de febrero, 17:00 h*."""
        return self.moment.format(day=self.say_day(moment), time=self.say_time(moment))

    def say_whole(self, moment: datetime) -> str:
        """Return day, year and time."""
        return self.moment.format(day=self.say_long_day(moment), time=self.say_time(moment))

    def say_days(
        self, moments: Sequence[datetime], windows: Sequence[tuple[str, Days | None]] = ()
    ) -> str:
        """Return the days of moments, and what is said of days that are not fixed yet: at least
        one of both. Up to three days are named, more are a span.

        *miércoles 23 de febrero*; *23 y 24 de febrero*; *23 de febrero, 2 y 3 de marzo, y segunda
        semana de mayo*; *del 23 de febrero al 3 de marzo*. ``windows`` come with their first and
        last day as far as it is known; in a span they are not said again.
        """
        named = self.named_days(moments)
        if len(named) == 1:
            dated = [(named[0], self.say_day(moments[0]))]
        elif len({moment.date() for moment in moments}) > _NAMED:
            dated = [(named[0], self._span(named[0], named[-1]))]
            windows = [one for one in windows if not _within(one[1], named)]
        else:
            starts = [days[0] for _, days in windows if days is not None]
            dated = [(month[0], self._dates(month)) for month in _by_month(named, starts)]
        undated = [(days[0] if days else date.max, words) for words, days in windows]
        together = sorted([*dated, *undated], key=lambda one: one[0])
        return self.say_together(list(dict.fromkeys(words for _, words in together)))

    def named_days(self, moments: Sequence[datetime]) -> list[date]:
        """Return the days that :meth:`say_days` names: of a span the first and the last."""
        days = sorted({moment.date() for moment in moments})
        return days if len(days) <= _NAMED else [days[0], days[-1]]

    def _span(self, first: date, last: date) -> str:
        """Return a span, its month once: *del 20 al 29 de mayo*."""
        if (first.year, first.month) == (last.year, last.month):
            return self._of_month(self.span.format(first=first.day, last=last.day), first)
        return self.span.format(first=self._dates([first]), last=self._dates([last]))

    def _dates(self, days: Sequence[date]) -> str:
        """Return days of one month: *23 y 24 de febrero*."""
        return self._of_month(self.say_together([str(day.day) for day in days]), days[0])

    def _of_month(self, days: str, day: date) -> str:
        return self.days.format(days=days, month=self.months[day.month - 1])

    def say_together(self, words: Sequence[str]) -> str:
        """Return what is said one after the other, at least one: *a, b y c*.

        Of parts that have an *and* themselves each ends with a comma: *a y b, y c*; *a, b y c*
        for *a* and *b y c*.
        """
        *first, last = words
        if not first:
            return last
        inner = [self.both.format(first="", last="") in word for word in words]
        if inner[-1]:
            return ", ".join(words)
        return self._both(", ".join(first) + "," * any(inner), last)

    def say_names(self, names: Sequence[str]) -> str:
        """Return names, each a whole whatever is in it: *Ana, Rita e Inés*; empty for none."""
        *first, last = names or [""]
        return self._both(", ".join(first), last) if first else last

    def _both(self, first: str, last: str) -> str:
        both = self.both_before_i if _I.match(last) else self.both
        return both.format(first=first, last=last)

    def say_clock(self, moment: datetime | clock_time) -> str:
        """Return the bare time of day, as lists show it: *17:00*."""
        return self.clock.format(hour=moment.hour, minute=moment.minute)

    def say_briefly(self, moment: datetime, year: int | None = None) -> str:
        """Return day and time: *mié 23 feb 2022, 17:00*; without the year where it is ``year``."""
        return f"{self.say_brief_day(moment, year)}, {self.say_clock(moment)}"

    def say_brief_day(self, day: date, year: int | None = None) -> str:
        """Return the day: *mié 23 feb 2022*; without the year where it is ``year``."""
        pattern = self.short_day if day.year == year else self.short_day_of_year
        return pattern.format(**self._pieces(day))

    def _pieces(self, moment: date) -> dict[str, object]:
        return {
            "weekday": self.weekdays[moment.weekday()],
            "day": moment.day,
            "month": self.months[moment.month - 1],
            "year": moment.year,
        }


def _within(days: Days | None, span: Sequence[date]) -> bool:
    return days is not None and span[0] <= days[0] and days[1] <= span[-1]


def _by_month(days: Sequence[date], between: Sequence[date]) -> list[list[date]]:
    """Return days in their order, those of a month together where nothing else comes between."""
    found: list[list[date]] = []
    for day in days:
        last = found[-1][-1] if found else None
        same = last is not None and (last.year, last.month) == (day.year, day.month)
        if last is not None and same and not any(last < start <= day for start in between):
            found[-1].append(day)
        else:
            found.append([day])
    return found
