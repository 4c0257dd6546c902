"""How long a text stays true that says how long it is until something: *falta una hora*.

What says so for sure (*faltan*, *to go*) always counts down; what may mean something else (*en
una hora*, *tomorrow*) does where something of the programme is that far away.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from campaign.core.dates import DateWords

PART = 4
"""A span of hours or minutes is true for this part of itself: *one hour* for 15 minutes."""

LEAST = timedelta(minutes=2)
"""For so long any span is true enough: no post goes out at its very second."""

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Countdown:
    """What a text says of the time that is left, and until when (UTC) that is true."""

    text: str
    until: datetime


@dataclass(frozen=True, slots=True)
class _Said:
    """A span in a text: ``days`` and ``hours`` tell what it is counted in, or both."""

    text: str
    long: timedelta
    days: bool
    hours: bool
    surely: bool

    def true_until(self, due: datetime) -> datetime:
        """Return until when it is true of a text that was to go out at ``due``."""
        midnight = datetime.combine(due.date() + _DAY, time(), due.tzinfo).astimezone(UTC)
        if not self.hours:
            return midnight
        part = (due + max(self.long / PART, LEAST)).astimezone(UTC)
        return min(part, midnight) if self.days else part

    def leads_to(self, moment: datetime, due: datetime) -> bool:
        """Tell whether ``moment`` is so far from ``due``."""
        if moment <= due:
            return False
        if not self.hours:
            days = moment.astimezone(due.tzinfo).date() - due.date()
            return abs(days - self.long) < _DAY
        return abs(moment - due - self.long) <= self.long / PART


class CountdownFinder:
    """Finds countdowns in texts of one language."""

    def __init__(self, words: DateWords) -> None:
        told = words.told
        self._numbers = {n: float(many) for n, many in _numbered(told["numbers"], 1).items()}
        self._parts, self._more = _parts(told["part_of_span"]), _parts(told["more_of_span"])
        self._units = {name: unit for unit in _UNITS for name in told[f"{unit}_of_span"]}
        self._piece = re.compile(self._piece_pattern(groups=True))
        self._surely = {word.lower() for word in told["surely_left"]}
        self._spans = self._span_patterns(told)
        groups = enumerate(("today", "tomorrow", "day_after"))
        self._days = {name.lower(): days for days, group in groups for name in told[group]}
        self._not_after = {word.lower() for word in told["no_tomorrow_after"]}
        self._day = re.compile(rf"\b(?:{_any(self._days)})\b")

    def _span_patterns(self, told: Mapping[str, tuple[str, ...]]) -> tuple[re.Pattern[str], ...]:
        """Return what finds spans by the words before them, and by those after them.

        Two patterns that begin with words are several times as fast as one that may.
        """
        piece = self._piece_pattern()
        joined = rf"\s+(?:(?:{_any(told['and_of_spans'])})\s+)?"
        long = rf"(?P<span>{piece}(?:{joined}{piece})*)"
        before, after = _any(told["left_before"]), _any(told["left_after"])
        between = rf"(?:(?:{_any(told['left_between'])})\s+)?"
        return (
            re.compile(rf"\b(?P<before>{before})\s+{between}\b{long}(?:\s+(?P<after>{after})\b)?"),
            re.compile(rf"\b(?P<before>){long}\s+(?P<after>{after})\b"),
        )

    def _piece_pattern(self, *, groups: bool = False) -> str:
        """Return what matches one part of a span: *two hours*, *half an hour*, *2½ h*.

        A half may stand before the unit and behind it: *two and a half hours*, *an hour and a
        half*.
        """

        def named(name: str, pattern: str) -> str:
            return f"(?P<{name}>{pattern})" if groups else f"(?:{pattern})"

        number = named("number", rf"\d{{1,3}}(?:[.,]\d{{1,2}})?|{_any(self._numbers)}")
        more = _any(self._more)
        counted = rf"{number}(?:\s*{named('more', more)})?"
        unit = rf"{named('unit', _any(self._units))}(?!\w)"
        after = rf"(?:\s+{named('more_after', more)}(?!\w))?"
        return rf"(?:{named('part', _any(self._parts))}|{counted})[\s-]*{unit}{after}"

    def of(
        self, text: str, due: datetime, moments: Sequence[datetime | None] = ()
    ) -> Countdown | None:
        """Return the countdown of a text that is the first to become untrue.

        ``due`` is when the text goes out, in the zone of its readers, ``moments`` what it may
        count down to.
        """
        known = [moment for moment in moments if moment is not None]
        found = [
            Countdown(said.text, said.true_until(due))
            for said in self._said(text)
            if said.surely or any(said.leads_to(moment, due) for moment in known)
        ]
        return min(found, key=lambda one: one.until, default=None)

    def _said(self, text: str) -> Iterator[_Said]:
        plain = text.lower()
        shown = text if len(plain) == len(text) else plain  # a few letters grow
        yield from self._said_spans(plain, shown)
        yield from self._said_days(plain, shown)

    def _said_spans(self, plain: str, shown: str) -> Iterator[_Said]:
        for pattern in self._spans:
            for found in pattern.finditer(plain):
                # Words behind it are quoted only where none stand before it.
                end = found.end("span") if found["before"] else found.end()
                text = shown[found.start() : end]
                around = {_spaced(found["before"]), _spaced(found["after"] or "")}
                surely = not around.isdisjoint(self._surely)
                yield self._read(found["span"], text, surely=surely)

    def _said_days(self, plain: str, shown: str) -> Iterator[_Said]:
        for found in self._day.finditer(plain):
            before = plain[: found.start()].split()[-1:]
            if self._not_after.isdisjoint(before):
                text, days = shown[found.start() : found.end()], self._days[_spaced(found[0])]
                yield _Said(text, days * _DAY, days=True, hours=False, surely=False)

    def _read(self, span: str, text: str, *, surely: bool) -> _Said:
        pieces = list(self._piece.finditer(span))
        units = {self._units[piece["unit"]] for piece in pieces}
        days = not units.isdisjoint(_IN_DAYS)
        long = sum((self._long(piece) for piece in pieces), timedelta())
        return _Said(text, long, days=days, hours=not units <= _IN_DAYS, surely=surely)

    def _long(self, piece: re.Match[str]) -> timedelta:
        more = sum(
            self._more[_spaced(said)] for said in (piece["more"], piece["more_after"]) if said
        )
        return (self._many(piece) + more) * _UNITS[self._units[piece["unit"]]]

    def _many(self, piece: re.Match[str]) -> float:
        if piece["part"]:
            return self._parts[_spaced(piece["part"])]
        number = piece["number"]
        return self._numbers.get(number) or float(number.replace(",", "."))


_UNITS = {
    "minutes": timedelta(minutes=1),
    "hours": timedelta(hours=1),
    "days": _DAY,
    "weeks": timedelta(weeks=1),
}
_IN_DAYS = frozenset({"days", "weeks"})


def _spaced(said: str) -> str:
    return " ".join(said.split())


def _numbered(names: Iterable[str], first: int) -> dict[str, int]:
    """Return each name of each number: ``un una`` is the first."""
    return {name: n for n, group in enumerate(names, start=first) for name in group.split()}


def _parts(rows: Iterable[str]) -> dict[str, float]:
    """Return what each name is worth: ``0.5 half an`` is half of the unit that follows."""
    worth = (row.partition(" ") for row in rows)
    return {name: float(part) for part, _, name in worth}


def _any(names: Iterable[str]) -> str:
    longest = sorted(names, key=len, reverse=True)
    return "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in longest)
