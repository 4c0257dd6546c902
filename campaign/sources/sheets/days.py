"""Days as teams write them: ``17/02/2022``, ISO, ``viernes 18 de febrero``, ``Feb 18th``.

How ``03/04/2022`` is read: day first, as everywhere but in American English
(:func:`is_day_first`). With dots it is always day first. A year that is not written is the one that
puts the day nearest to the programme. Two-digit years are ambiguous.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from campaign.core.problems import Code
from campaign.core.walltime import YEARS
from campaign.core.when import WhenError
from campaign.sources.sheets.plain import plain
from campaign.sources.sheets.vocabulary import words

if TYPE_CHECKING:
    from collections.abc import Iterable

_NUMERIC = re.compile(r"(\d{1,2})\s?([/.-])\s?(\d{1,2})(?:\s?\2\s?(\d{4}|\d{2}))?\.?")
_ISO = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})")
_SPLIT = re.compile(r"[\s,./–-]+")
_NUMBER = re.compile(r"(\d{1,2})(?:st|nd|rd|th|er|ro|ero|o|a)?")
_YEAR = re.compile(r"(?:19|20)\d{2}")
_WRITTEN_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_MOST_DAYS = 31
_MONTHS = 12


def is_day_first(*, in_english: Iterable[bool]) -> bool:
    """Tell whether *03/04* is the third of April, wherever a day is read.

    It is, unless all that is known of who wrote it is English: ``in_english`` tells that of each
    (the campaign, and the titles of the sheet; where there is no sheet, the campaign alone). Then
    *03/04* has two readings and is asked about, never guessed.
    """
    return not all(in_english)


@dataclass(frozen=True, slots=True)
class DayReader:
    """Reads days of one sheet. ``days`` are the local days of the programme."""

    days: tuple[date, ...] = ()
    day_first: bool = True

    def read(self, text: str) -> date | None:
        """Return the day; ``None`` if ``text`` is something else than a day.

        Raises:
            WhenError: for no such day, two readings, a wrong weekday, no year to be had.
        """
        said = plain(text).strip(" .,;")
        weekday, rest = _weekday(said)
        found = _ISO.fullmatch(rest)
        if found is not None:
            day: date | None = _date(text, int(found[1]), int(found[3]), int(found[4]))
        else:
            numeric = _NUMERIC.fullmatch(rest)
            day = self._numeric(text, numeric) if numeric else self._in_words(text, rest)
        if day is not None and weekday is not None:
            self._check_weekday(text, day, weekday)
        return day

    def vague(self, text: str) -> WhenError | None:
        """Return the error for a stretch of days (``primera semana de marzo``), if it is one."""
        tokens = _tokens(plain(text))
        months = [int(words().tables["months"][t]) for t in tokens if t in words().tables["months"]]
        if not months:
            return None
        year = next((int(t) for t in tokens if _YEAR.fullmatch(t)), None)
        first, last = _stretch(tokens)
        try:
            start = self._nearest(text, months[0], first) if year is None else None
        except WhenError:
            return None
        year = year if start is None else start.year
        begins, ends = _clipped(year or 1, months[0], first), _clipped(year or 1, months[-1], last)
        return _two(text, begins, ends, because="stretch")

    def _numeric(self, text: str, found: re.Match[str]) -> date:
        one, two = int(found[1]), int(found[3])
        day_first = self.day_first or found[2] == "."
        if found[4] is not None and len(found[4]) == 2:  # noqa: PLR2004 -- two digits
            year = 2000 + int(found[4])
            raise _short_year(text, _date(text, year, two, one))
        day, month = one, two
        if not day_first:
            if one <= _MONTHS and two <= _MONTHS and one != two:
                raise _two(
                    text, self._day(text, found[4], two, one), self._day(text, found[4], one, two)
                )
            if two > _MONTHS:
                day, month = two, one
        return self._day(text, found[4], month, day)

    def _in_words(self, text: str, rest: str) -> date | None:
        numbers: list[int] = []
        month = year = None
        for token in _tokens(rest):
            number = _NUMBER.fullmatch(token)
            if token in words().tables["months"] and month is None:
                month = int(words().tables["months"][token])
            elif _YEAR.fullmatch(token) and year is None:
                year = token
            elif number is not None:
                numbers.append(int(number[1]))
            elif token in words().tables["ordinals"] and month is None and not numbers:
                numbers.append(_ordinal(token))
            elif token not in words().tables["fillers"]:
                return None
        return self._assembled(text, numbers, month, year)

    def _assembled(
        self, text: str, numbers: list[int], month: int | None, year: str | None
    ) -> date | None:
        if month is None or not numbers or len(numbers) > 2:  # noqa: PLR2004
            return None
        if len(numbers) == 1:
            return self._day(text, year, month, numbers[0])
        if year is None and (numbers[1] > _MOST_DAYS or _year_like(text, numbers)):
            day = _date(text, 2000 + numbers[1], month, numbers[0])
            raise _short_year(text, day)
        first, second = (self._day(text, year, month, number) for number in numbers)
        raise _two(text, first, second)

    def _day(self, text: str, year: str | None, month: int, day: int) -> date:
        if year is not None:
            return _date(text, int(year), month, day)
        return self._nearest(text, month, day)

    def _nearest(self, text: str, month: int, day: int) -> date:
        """Return the day in the year that puts it nearest to the programme."""
        years = {day.year + step for day in self.days for step in (-1, 0, 1)}
        options = [found for year in sorted(years) if (found := _maybe(year, month, day))]
        if not options:
            because = "no-such-day" if years else "no-year"
            raise WhenError(Code.BAD_DATE, value=text, because=because)
        return min(options, key=lambda option: (self._distance(option), option))

    def _distance(self, day: date) -> int:
        first, last = min(self.days), max(self.days)
        return max((first - day).days, (day - last).days, 0)

    def _check_weekday(self, text: str, day: date, weekday: int) -> None:
        if day.weekday() == weekday:
            return
        assumed = not _WRITTEN_YEAR.search(text)
        raise WhenError(
            Code.WEEKDAY_MISMATCH,
            because="assumed-year" if assumed else "",
            year=str(day.year),
            value=text,
            found=str(weekday),
            actual=str(day.weekday()),
        )


def leaves_no_doubt(text: str) -> bool:
    """Tell whether a day is written with its year, or with a weekday that tells the year."""
    return bool(_WRITTEN_YEAR.search(text)) or _weekday(plain(text).strip(" .,;"))[0] is not None


def _weekday(said: str) -> tuple[int | None, str]:
    """Cut a weekday off the front or the end; ``mar`` is one only beside a number."""
    pieces = [piece for piece in re.split(r"[\s,.]+", said) if piece]
    table = words().tables["weekdays"]
    if len(pieces) > 1 and pieces[0] in {"el", "este", "the", "on"} and pieces[1] in table:
        said = re.sub(r"^\w+\s+", "", said)
        pieces = pieces[1:]
    if len(pieces) < 2:  # noqa: PLR2004 -- the weekday and something else
        return None, said
    if pieces[0] in table and not _is_month_here(pieces):
        rest = re.sub(rf"^{re.escape(pieces[0])}[\s,.]+", "", said)
        return int(table[pieces[0]]), re.sub(r"^(?:el|the)\s+", "", rest)
    if pieces[-1] in table and pieces[-1] not in words().tables["months"]:
        return int(table[pieces[-1]]), re.sub(r"[\s,.(]+\w+\)?$", "", said)
    return None, said


def _is_month_here(pieces: list[str]) -> bool:
    """Tell whether the first piece is the month: ``mar 3``, but not ``mar 3 de mayo``."""
    months = words().tables["months"]
    rest = {token for piece in pieces[1:] for token in _tokens(piece)}
    numeric = any(_NUMERIC.fullmatch(p) or _ISO.fullmatch(p) for p in pieces[1:])
    return pieces[0] in months and not numeric and not rest & months.keys()


def _tokens(said: str) -> list[str]:
    return [token for token in _SPLIT.split(said) if token]


def _ordinal(token: str) -> int:
    meaning = words().tables["ordinals"][token]
    return int(meaning) if meaning.isdigit() else 0


def _year_like(text: str, numbers: list[int]) -> bool:
    """Tell whether the second number ends the text: ``18 feb 22`` and not ``18 y 22 feb``."""
    return bool(re.search(rf"[a-z]\W*{numbers[1]}$", plain(text)))


def _stretch(tokens: list[str]) -> tuple[int, int]:
    """Return the first and the last day of the month that ``tokens`` may mean."""
    weeks = words().of("units", "w")
    if any(token in weeks for token in tokens):
        for token in tokens:
            meaning = words().tables["ordinals"].get(token, "")
            if meaning.isdigit() and 1 <= int(meaning) <= 5:  # noqa: PLR2004 -- weeks of a month
                return 7 * int(meaning) - 6, 7 * int(meaning)
            if meaning == "last":
                return 25, _MOST_DAYS
    return 1, _MOST_DAYS


def _clipped(year: int, month: int, day: int) -> date:
    after = date(year + month // _MONTHS, month % _MONTHS + 1, 1)
    return min(date(year, month, 1) + timedelta(days=day - 1), after - timedelta(days=1))


def _maybe(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _date(text: str, year: int, month: int, day: int) -> date:
    found = _maybe(year, month, day)
    if found is None or year not in YEARS:
        raise WhenError(Code.BAD_DATE, value=text, because="no-such-day")
    return found


def _short_year(text: str, day: date) -> WhenError:
    """Return the error for ``22/02/23``, which in some countries begins with the year."""
    return _two(text, day, day.replace(year=day.year - 100), because="short-year")


def _two(text: str, one: date, two: date, because: str = "") -> WhenError:
    return WhenError(
        Code.AMBIGUOUS_DATE,
        because=because,
        value=text,
        reading_a=one.isoformat(),
        reading_b=two.isoformat(),
    )
