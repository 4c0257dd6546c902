"""Dates and times as people say them, from the words of a language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class DateWords:
    """The words and patterns of ``languages/<lang>/dates.toml``."""

    months: tuple[str, ...]
    weekdays: tuple[str, ...]
    day: str
    long_day: str
    time: str
    moment: str
    short_day: str
    short_day_of_year: str
    clock: str

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

    def say_clock(self, moment: datetime) -> str:
        """Return the bare time of day, as lists show it: *17:00*."""
        return self.clock.format(hour=moment.hour, minute=moment.minute)

    def say_briefly(self, moment: datetime, year: int) -> str:
        """Return day and time for a list: *mié 23 feb, 17:00*; a year that is not ``year`` too."""
        pattern = self.short_day if moment.year == year else self.short_day_of_year
        return f"{pattern.format(**self._pieces(moment))}, {self.say_clock(moment)}"

    def _pieces(self, moment: datetime) -> dict[str, object]:
        return {
            "weekday": self.weekdays[moment.weekday()],
            "day": moment.day,
            "month": self.months[moment.month - 1],
            "year": moment.year,
        }
