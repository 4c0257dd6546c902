"""Times of day and dates in what people write: where they stand, and what they may mean."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from campaign.core.dates import DateWords

NOON = 12
DAY = 24
_ABBREVIATED = 3


@dataclass(frozen=True, slots=True)
class WrittenTime:
    """A time of day. ``readings`` are the ``(hour, minute)`` that it may mean."""

    start: int
    end: int
    text: str
    readings: frozenset[tuple[int, int]]
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class WrittenDay:
    """A date: what is not written is ``None``; ``weekday`` counts from Monday, 0."""

    start: int
    end: int
    text: str
    day: int
    month: int | None = None
    year: int | None = None
    weekday: int | None = None

    def fits(self, moment: datetime) -> bool:
        """Tell whether what is written of the day is true of a moment."""
        return (
            self.day == moment.day
            and self.month in {None, moment.month}
            and self.year in {None, moment.year}
            and self.weekday in {None, moment.weekday()}
        )


class MomentFinder:
    """Finds moments in texts of one language."""

    def __init__(self, words: DateWords) -> None:
        told = words.told
        self._clock = _clock_pattern(told)
        self._sharp = re.compile(
            rf"\s*(?:$|[.,;:!?)\n·|–-]|(?:{_any(told['sharp'])})\b)", re.IGNORECASE
        )
        self._span = re.compile(rf"(?:\b(?:{_any(told['spans'])})\s+)$", re.IGNORECASE)
        self._after = re.compile(rf"\s+(?:{_any(told['after_spans'])})\b", re.IGNORECASE)
        self._afternoon = re.compile(_any(told["afternoon"]), re.IGNORECASE)
        self._months = _named(words.months, 1)
        self._weekdays = {
            name: number
            for name, number in _named(words.weekdays, 0).items()
            if name not in self._months
        }
        self._days = _day_patterns(self._weekdays, self._months)

    def clocks(self, text: str) -> Iterator[WrittenTime]:
        """Yield the times of day, in their order."""
        for found in self._clock.finditer(text):
            clock = self._read(text, found)
            if clock is not None:
                yield clock

    def days(self, text: str) -> Iterator[WrittenDay]:
        """Yield the dates, in their order within each way of writing them."""
        taken: list[tuple[int, int]] = []
        for pattern in self._days:
            for found in pattern.finditer(text):
                if any(found.start() < end and begin < found.end() for begin, end in taken):
                    continue
                taken.append(found.span())
                yield self._day(found)

    def without(self, text: str) -> str:
        """Return a text with a mark for each moment: equal ones differ in moments alone."""
        marked, last = [], 0
        for begin, end in self._spans(text):
            marked += [text[last:begin], "\0"]
            last = end
        return "".join((*marked, text[last:]))

    def told(self, text: str) -> list[str]:
        """Return the moments of a text as it writes them, in their order."""
        return [text[begin:end].strip() for begin, end in self._spans(text)]

    def _spans(self, text: str) -> Iterator[tuple[int, int]]:
        spans = [(clock.start, clock.end) for clock in self.clocks(text)]
        spans += [(day.start, day.end) for day in self.days(text)]
        last = 0
        for begin, end in sorted(spans):
            if begin >= last:
                yield begin, end
                last = end

    def _day(self, found: re.Match[str]) -> WrittenDay:
        said = found.groupdict()
        month, weekday = said.get("month"), said.get("weekday")
        return WrittenDay(
            found.start(),
            found.end(),
            found[0].strip(" ,."),
            int(said["day"]),
            (int(month) if month.isdigit() else self._months[month.casefold()]) if month else None,
            int(said["year"]) if said.get("year") else None,
            self._weekdays[weekday.casefold()] if weekday else None,
        )

    def _read(self, text: str, found: re.Match[str]) -> WrittenTime | None:
        """Return what a match means; ``None`` where it is something else than a time."""
        hour, minute = int(found["hour"]), int(found["minute"] or 0)
        if hour >= DAY or not self._is_time(text, found):
            return None
        minute = 30 if found["frac"] else minute
        half = (found["half"] or "").casefold()
        part = found["part"] or ""
        readings = {(hour, minute)}
        if half or part:
            if not 1 <= hour <= NOON and half:
                return None
            later = half.startswith("p") or bool(part and self._afternoon.fullmatch(part))
            readings = {(hour % NOON + (NOON if later else 0), minute)}
            readings |= {(hour, minute)} if hour > NOON else set()
        elif 1 <= hour < NOON and not found["hour"].startswith("0"):
            # «a las 4:30» is said of the afternoon too.
            readings |= {(hour + NOON, minute)}
        loose = not (found["minute"] or half or part or found["at"])
        return WrittenTime(
            found.start("hour"), found.end(), found[0].strip(), frozenset(readings), loose
        )

    def _is_time(self, text: str, found: re.Match[str]) -> bool:
        marked = any(found[name] for name in ("half", "part", "frac"))
        if found["minute"] is not None:
            dotted = found["sign"] in {".", ","}
            return not dotted or bool(marked or found["unit"] or found["at"])
        if marked:
            return bool(found["at"] or found["half"] or found["part"])
        if found["unit"]:
            before, after = text[: found.start()], text[found.end() :]
            length = self._span.search(before) or self._after.match(after)
            return bool(found["at"]) or not length
        return bool(found["at"]) and bool(self._sharp.match(text[found.end() :]))


def _clock_pattern(words: Mapping[str, tuple[str, ...]]) -> re.Pattern[str]:
    parts = (*words["morning"], *words["afternoon"])
    return re.compile(
        rf"""(?<![\w:.,/$€£#°]) (?:(?P<at>{_any(words["at"])})\s+)?
        (?<![\d:.,/$€£#]) (?<![$€£]\s) (?P<hour>\d{{1,2}})
        (?:(?P<sign>[:.]|(?<=\d)h(?=\d))(?P<minute>[0-5]\d)(?!\d|:\d|[/%]|[.,]\d))?
        (?!\d|:\d|[/%]|[.,]\d)
        (?:\s*(?P<half>[ap]\.?\s?m\b\.?))?
        (?:\s*(?P<unit>{_any(words["hours"])})\b\.?)?
        (?:\s+(?P<frac>{_any(words["half"]) or "(?!)"}))?
        (?:\s+(?P<part>{_any(parts)})\b)?""",
        re.VERBOSE | re.IGNORECASE,
    )


def _day_patterns(weekdays: dict[str, int], months: dict[str, int]) -> tuple[re.Pattern[str], ...]:
    day = r"(?P<day>[12]\d|3[01]|0?[1-9])(?:º|°|st|nd|rd|th)?"
    # A number that goes on is another number, and an hour is no day: «jueves 18:00».
    no_hour = r"(?!\d|[:.,]\d|\s*(?:h|hs|hrs?|horas|[ap]\.?\s?m)\b)"
    weekday = rf"(?P<weekday>{_any(weekdays)})\b\.?,?\s+(?:(?:día|el|the|de)\s+)?"
    month = rf"(?P<month>{_any(months)})\b\.?"
    year = r"(?:,?\s+(?:de\s+|del\s+)?(?P<year>(?:19|20)\d\d)\b)?"
    # Day before month; where both could be the month it may be the other way round.
    numeric = r"(?<![\d:.,/$-])(?P<day>1[3-9]|2\d|3[01])/(?P<month>0[1-9]|1[0-2])"
    numeric += r"(?:/(?P<year>20\d\d))?(?![\d/])"
    return tuple(
        re.compile(pattern, re.IGNORECASE)
        for pattern in (
            rf"\b(?:{weekday})?(?<![\d:.,/$-]){day}{no_hour}\s+(?:(?:de|of)\s+)?{month}{year}",
            rf"\b(?:{weekday})?{month}\s+{day}{no_hour}{year}",
            rf"\b(?:{weekday})?{numeric}",
            rf"\b{weekday}{day}{no_hour}",
        )
    )


def _named(names: Iterable[str], first: int) -> dict[str, int]:
    """Return names and their abbreviations, in small letters, with their numbers."""
    numbered = list(enumerate((name.casefold() for name in names), first))
    short = {name[:_ABBREVIATED]: number for number, name in numbered}
    return {**short, **{name: number for number, name in numbered}}


@lru_cache(maxsize=256)
def _pattern(options: tuple[str, ...]) -> str:
    longest = sorted(options, key=len, reverse=True)
    return "|".join(re.escape(option).replace("\\ ", r"\s+") for option in longest)


def _any(options: Iterable[str]) -> str:
    """Return a pattern for any of these, the longest first; blanks are any blank."""
    return _pattern(tuple(options))
