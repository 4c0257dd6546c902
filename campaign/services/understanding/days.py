"""A small grammar of days and times of day, read against the days of the programme.

General date parsers guess a year ("jueves 7 de enero" in 2119): here a day that could be
several is the one on which something happens.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from campaign.services.understanding.lexicon import CalendarWords
    from campaign.services.understanding.words import Word

_DAY_NUMBER = re.compile(r"(\d{1,2})(?:st|nd|rd|th|ro|do|er)?")
_CLOCK = re.compile(r"(\d{1,2})[:.h](\d{2})")
_SHORT_CLOCK = re.compile(r"(\d{1,2})(am|pm|h|hrs)?")
_NOON = 12
_LONGEST_MONTH = 31
_DOZEN = 12
"""Higher numbers are days where no panel has them."""


@dataclass(frozen=True, slots=True)
class DayReader:
    """Reads days at a place in a message. ``known`` are the programme's days, in order.

    ``numbers`` are those of its panels.
    """

    words: Sequence[Word]
    calendar: CalendarWords
    today: date
    known: Sequence[date]
    numbers: frozenset[int] = frozenset()

    def at(self, place: int) -> tuple[int, date] | None:
        """Return the day that begins at ``place`` and the place after it."""
        return (
            self._relative(place)
            or self._weekday(place)
            or self._written(place)
            or self._bare_number(place)
            or self._alternative(place)
        )

    def told(self, place: int) -> bool:
        """Tell whether the number at ``place`` is a day for sure (*el 3 de marzo*, *el día 3*)."""
        spelt = self._weekday(place - 1) or self._written(place - 1)
        spelt = spelt if spelt is not None and spelt[0] == place + 1 else self._written(place)
        beside = any(self._written(other) for other in self._beside(place))
        return spelt is not None or beside or self._is_dated(place)

    def span_at(self, place: int) -> tuple[int, date, date] | None:
        """Return the days that begin at ``place``, first and last, and the place after them."""
        read = self.at(place)
        return (read[0], read[1], read[1]) if read else self._week(place) or self._month(place)

    def _month(self, place: int) -> tuple[int, date, date] | None:
        """Read *las de agosto*, *in October*: of a month in no known year the coming one."""
        month = self.calendar.months.get(self._key(place), 0)
        of = self.calendar.has("in_month", self._key(place - 1))
        if not (month and of) or self.calendar.has("week", self._key(place - 2)):
            return None
        years = [day.year for day in self.known if day.month == month]
        later = self.today.year + (month < self.today.month)
        first = date(years[0] if years else later, month, 1)
        return place + 1, first, first.replace(day=monthrange(first.year, month)[1])

    def _week(self, place: int) -> tuple[int, date, date] | None:
        """Read *esta semana*, *la semana que viene*, *el fin de semana*, *next week*."""
        has, key = self.calendar.has, self._key
        following = has("next", key(place)) or has("other", key(place))
        told = following or has("this", key(place))
        start = place + told
        end = self._weekend(start)
        weekend = end is not None
        if end is None:
            end = start + 1 if has("week", key(start)) else None
        if end is None:
            return None
        for ahead in (1, 2):
            if has("coming", key(end + ahead - 1)) and not told:
                end, told, following = end + ahead, True, True
                break
        if not told and not weekend:
            return None
        return (end, *self._days_of(weekend=weekend, following=following))

    def _weekend(self, place: int) -> int | None:
        if self.calendar.has("weekend", self._key(place)):
            return place + 1
        ends = self.calendar.has("week_end", self._key(place))
        return place + 3 if ends and self.calendar.has("week", self._key(place + 2)) else None

    def _days_of(self, *, weekend: bool, following: bool) -> tuple[date, date]:
        """Return first and last day; what is past of this week is no answer to *esta semana*."""
        monday = self.today - timedelta(days=self.today.weekday())
        saturday, sunday = monday + timedelta(days=5), monday + timedelta(days=6)
        if weekend:
            later = timedelta(days=7 if following and self.today >= saturday else 0)
            return max(saturday + later, self.today), sunday + later
        if following:
            return monday + timedelta(days=7), sunday + timedelta(days=7)
        return self.today, sunday

    def _key(self, place: int) -> str:
        return self.words[place].key if 0 <= place < len(self.words) else ""

    def _relative(self, place: int) -> tuple[int, date] | None:
        if self._is_part(place):
            return place + 1, self.today
        ahead = self.calendar.days_ahead.get(self._key(place))
        if ahead is None or self._is_morning(place):
            return None
        if ahead == 1 and self.calendar.has("after", self._key(place - 1)):
            ahead = 2
        return place + 1, self.today + timedelta(days=ahead)

    def _is_part(self, place: int) -> bool:
        """Tell whether a part of today is named (*esta noche*, *this afternoon*)."""
        has, key = self.calendar.has, self._key
        return has("parts", key(place)) and has("this", key(place - 1))

    def _is_morning(self, place: int) -> bool:
        """Tell *por la mañana* from *mañana*."""
        return self.calendar.has("morning", self._key(place)) and self.calendar.has(
            "of", self._key(place - 1)
        )

    def _weekday(self, place: int) -> tuple[int, date] | None:
        weekday = self.calendar.weekdays.get(self._key(place))
        if weekday is None:
            return None
        exact = self._written(place + 1) or self._number_of_month(place + 1)
        if exact is not None:
            return exact
        fitting = [day for day in self.known if day.weekday() == weekday]
        coming = [day for day in fitting if day >= self.today]
        if fitting:
            return place + 1, coming[0] if coming else fitting[-1]
        return place + 1, self.today + timedelta(days=(weekday - self.today.weekday()) % 7)

    def _written(self, place: int) -> tuple[int, date] | None:
        """Read *24 de febrero*, *february 24th*, *24/02* and ISO days."""
        text = self.words[place].text if 0 <= place < len(self.words) else ""
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            return self._day(place + 1, int(text[8:]), int(text[5:7]))
        if re.fullmatch(r"\d{1,2}[/-]\d{1,2}", text):
            first, second = (int(piece) for piece in re.split(r"[/-]", text))
            return self._day(place + 1, first, second) or self._day(place + 1, second, first)
        if self._key(place) in self.calendar.months:
            number = self._counted(place + 1)
            month = self.calendar.months[self._key(place)]
            return None if number is None else self._day(place + 2, number, month)
        number = self._counted(place)
        after = place + 1 + self.calendar.has("month_link", self._key(place + 1))
        month = self.calendar.months.get(self._key(after), 0)
        return self._day(after + 1, number, month) if number and month else None

    def _number(self, place: int) -> int | None:
        text = self.words[place].text if 0 <= place < len(self.words) else ""
        found = _DAY_NUMBER.fullmatch(text)
        return int(found[1]) if found else None

    def _said(self, place: int) -> int | None:
        """Return a number, be it in letters (*tres de marzo*)."""
        number = self._number(place)
        return self.calendar.numbers.get(self._key(place)) if number is None else number

    def _counted(self, place: int) -> int | None:
        """Return a number that may be said in order (*primero de abril*, *on the third*)."""
        return self._said(place) or self.calendar.ordinals.get(self._key(place))

    def _number_of_month(self, place: int) -> tuple[int, date] | None:
        return self._known_day(place, self._said(place))

    def _known_day(self, place: int, number: int | None) -> tuple[int, date] | None:
        for day in self.known:
            if number == day.day:
                return place + 1, day
        return None

    def _bare_number(self, place: int) -> tuple[int, date] | None:
        """Read *el 24*: a day on which something happens, or that nobody takes for a panel.

        *On the third* may be one as well, where something happens on it.
        """
        if not self.calendar.has("day", self._key(place - 1)):
            return None
        if (
            self.calendar.has("on", self._key(place - 2))
            and self._key(place) in self.calendar.ordinals
        ):
            return self._known_day(place, self._counted(place))
        number = self._number(place) or 0
        dated = self._is_dated(place) or (number > _DOZEN and number not in self.numbers)
        return self._number_of_month(place) or (self._coming(place) if dated else None)

    def _is_dated(self, place: int) -> bool:
        """Tell *el día 3* and *on the 3rd* from *el 3*."""
        has, key = self.calendar.has, self._key
        article = has("day", key(place - 1)) and not has("on", key(place - 1))
        dated = has("dated", key(place - 1)) or has("on", key(place - 1 - article))
        return dated and self._number(place) is not None

    def _coming(self, place: int) -> tuple[int, date] | None:
        """Return the next day of that number."""
        number = self._number(place)
        ahead = (self.today + timedelta(days=n) for n in range(2 * _LONGEST_MONTH))
        day = next((day for day in ahead if day.day == number), None)
        return None if day is None else (place + 1, day)

    def _alternative(self, place: int) -> tuple[int, date] | None:
        """Read both days of *el 24 o el 25*, where something happens on one of them at least.

        Of *el 2 o el 4 de marzo* the second tells the month.
        """
        number = self._number(place)
        for other in self._beside(place) if number is not None else ():
            known = self._written(other) or self._number_of_month(other)
            known = known or self._number_of_month(place)
            if known is not None and self._number(other) is not None:
                return self._day(place + 1, number or 0, known[1].month)
        return None

    def _beside(self, place: int) -> Iterator[int]:
        """Yield where the other of two days would stand (*24 o 25*, *el 24 o el 25*)."""
        has, key = self.calendar.has, self._key
        after = place + 1
        if has("or", key(after)):
            yield after + 1 + has("day", key(after + 1))
        before = place - 1 - has("day", key(place - 1))
        if has("or", key(before)):
            yield before - 1

    def _day(self, end: int, number: int, month: int) -> tuple[int, date] | None:
        years = [day.year for day in self.known if (day.day, day.month) == (number, month)]
        try:
            return end, date(years[0] if years else self.today.year, month, number)
        except ValueError:
            return None


def time_at(
    words: Sequence[Word], place: int, calendar: CalendarWords
) -> tuple[int, frozenset[time]] | None:
    """Return the times of day that may be meant at ``place``, and the place after them.

    *Las cinco y media* is 05:30 or 17:30; which one, the programme tells. Only *la 1* is an hour.
    """
    clock = _CLOCK.fullmatch(words[place].text)
    if clock is not None:
        return place + 1, _both(int(clock[1]), int(clock[2]))
    if place + 1 >= len(words):
        return None
    if calendar.has("half_first", words[place].key):
        return _half(words, place, calendar)
    text, key = words[place + 1].text, words[place + 1].key
    short = _SHORT_CLOCK.fullmatch(text)
    hour = int(short[1]) if short else calendar.numbers.get(key)
    at = calendar.has("at", words[place].key)
    if hour is None or not (at or (hour == 1 and calendar.has("at_one", words[place].key))):
        return None
    for end, word in enumerate(words[place + 2 : place + 4], place + 3):
        if calendar.has("half", word.key) or calendar.has("quarter", word.key):
            return end, _both(hour, 30 if calendar.has("half", word.key) else 15)
    return place + 2, _both(hour, 0)


def _half(
    words: Sequence[Word], place: int, calendar: CalendarWords
) -> tuple[int, frozenset[time]] | None:
    """Read *half six* and *half past six*: half an hour after it."""
    start = place + 1 + calendar.has("past", words[place + 1].key)
    if start >= len(words):
        return None
    text = words[start].text
    hour = int(text) if text.isdecimal() else calendar.numbers.get(words[start].key)
    return (start + 1, _both(hour, 30)) if hour and hour < 2 * _NOON else None


def _both(hour: int, minute: int) -> frozenset[time]:
    hours = {hour, hour + _NOON} if hour < _NOON else {hour}
    return frozenset(time(h, minute) for h in hours if h < 2 * _NOON and minute < 2 * 30)
