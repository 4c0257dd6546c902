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
    from campaign.core.deliveries import Delivery

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
    """A span in a text; of whole days where ``days``."""

    text: str
    long: timedelta
    days: bool
    surely: bool

    def true_until(self, due: datetime) -> datetime:
        """Return until when it is true of a text that was to go out at ``due``."""
        if not self.days:
            return (due + max(self.long / PART, LEAST)).astimezone(UTC)
        tomorrow = due.date() + _DAY
        return datetime.combine(tomorrow, time(), due.tzinfo).astimezone(UTC)

    def leads_to(self, moment: datetime, due: datetime) -> bool:
        """Tell whether ``moment`` is so far from ``due``."""
        if moment <= due:
            return False
        if self.days:
            return moment.astimezone(due.tzinfo).date() - due.date() == self.long
        return abs(moment - due - self.long) <= self.long / PART


class CountdownFinder:
    """Finds countdowns in texts of one language."""

    def __init__(self, words: DateWords) -> None:
        told = words.told
        self._numbers = _numbered(told["numbers"], 1)
        self._named = {
            name: int(minutes)
            for minutes, _, name in (one.partition(" ") for one in told["named_spans"])
        }
        self._units = {name: unit for unit in _UNITS for name in told[f"{unit}_of_span"]}
        self._surely = {word.casefold() for word in told["surely_left"]}
        self._span = self._span_pattern(told)
        groups = enumerate(("today", "tomorrow", "day_after"))
        self._days = {name.casefold(): days for days, group in groups for name in told[group]}
        self._not_after = {word.casefold() for word in told["no_tomorrow_after"]}
        self._day = re.compile(rf"\b(?:{_any(self._days)})\b", _CASE)

    def _span_pattern(self, told: Mapping[str, tuple[str, ...]]) -> re.Pattern[str]:
        number = rf"(?P<number>\d{{1,3}}|{_any(self._numbers)})[\s-]*"
        long = rf"(?:(?P<named>{_any(self._named)})|{number}(?P<unit>{_any(self._units)}))(?!\w)"
        before, after = _any(told["left_before"]), _any(told["left_after"])
        return re.compile(
            rf"(?:\b(?P<before>{before})\s+)?(?:(?:{_any(told['left_between'])})\s+)?"
            rf"\b{long}(?:\s+(?P<after>{after})\b)?",
            _CASE,
        )

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

    def untrue(self, delivery: Delivery) -> str:
        """Return the countdown with which a delivery expired; empty where it was another end."""
        if delivery.payload is None or delivery.local is None:
            return ""
        due = datetime.fromisoformat(delivery.local)
        found = (said for said in self._said(delivery.payload.text))
        ended = (said.text for said in found if said.true_until(due) == delivery.expires)
        return next(ended, "")

    def _said(self, text: str) -> Iterator[_Said]:
        for found in self._span.finditer(text):
            if found["before"] is not None or found["after"] is not None:
                yield self._read(found)
        for found in self._day.finditer(text):
            before = text[: found.start()].split()[-1:]
            if self._not_after.isdisjoint(map(str.casefold, before)):
                long = self._days[_plain(found[0])] * _DAY
                yield _Said(found[0], long, days=True, surely=False)

    def _read(self, found: re.Match[str]) -> _Said:
        around = {_plain(found[name] or "") for name in ("before", "after")}
        surely = not around.isdisjoint(self._surely)
        text = found[0] if found["before"] is None else _without(found, "after")
        if found["named"]:
            long = timedelta(minutes=self._named[_plain(found["named"])])
            return _Said(text, long, days=False, surely=surely)
        number, unit = _plain(found["number"]), self._units[_plain(found["unit"])]
        many = int(number) if number.isdigit() else self._numbers[number]
        return _Said(text, many * _UNITS[unit], days=unit == "days", surely=surely)


_CASE = re.IGNORECASE
_UNITS = {"minutes": timedelta(minutes=1), "hours": timedelta(hours=1), "days": _DAY}


def _without(found: re.Match[str], last: str) -> str:
    """Return what was found, without its last piece where it has one."""
    if found[last] is None:
        return found[0]
    return found.string[found.start() : found.start(last)].rstrip()


def _plain(said: str) -> str:
    return " ".join(said.casefold().split())


def _numbered(names: Iterable[str], first: int) -> dict[str, int]:
    """Return each name of each number: ``un una`` is the first."""
    return {name: n for n, group in enumerate(names, start=first) for name in group.split()}


def _any(names: Iterable[str]) -> str:
    longest = sorted(names, key=len, reverse=True)
    return "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in longest)
