"""Dates and times as people say them, from the words of a language."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime
    from datetime import time as clock_time

    from campaign.core.windows import WindowWords

_NAMED = 3

Moment: TypeAlias = "date | clock_time"
"""A moment (``datetime``), a day or a time of day."""

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

    def say_days(self, moments: Sequence[datetime]) -> str:
        """Return the days of moments, at least one: up to three are named, more are a span.

        *miércoles 23 de febrero*; *23 y 24 de febrero*; *23 de febrero al 3 de marzo*.
        """
        days = self.named_days(moments)
        if len(days) == 1:
            return self.say_day(moments[0])
        if len({moment.date() for moment in moments}) > _NAMED:
            return self.span.format(first=self._dates(days[:1]), last=self._dates(days[-1:]))
        months = [tuple(group) for _, group in groupby(days, key=lambda day: (day.year, day.month))]
        return self.say_together([self._dates(month) for month in months])

    def named_days(self, moments: Sequence[datetime]) -> list[date]:
        """Return the days that :meth:`say_days` names: of a span the first and the last."""
        days = sorted({moment.date() for moment in moments})
        return days if len(days) <= _NAMED else [days[0], days[-1]]

    def _dates(self, days: Sequence[date]) -> str:
        """Return days of one month: *23 y 24 de febrero*."""
        numbers = self.say_together([str(day.day) for day in days])
        return self.days.format(days=numbers, month=self.months[days[0].month - 1])

    def say_together(self, words: Sequence[str]) -> str:
        """Return what is said one after the other, at least one: *a, b y c*."""
        if len(words) == 1:
            return words[0]
        return self.both.format(first=", ".join(words[:-1]), last=words[-1])

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
