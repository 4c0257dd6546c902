"""Sessions of a calendar that recur: the first time, and those that have an entry of their own.

RFC 5545: an entry with ``RECURRENCE-ID`` stands in the place of that one time of its ``UID``;
``EXDATE`` takes times out.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from campaign.core.problems import Code, Problem, warning

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from campaign.sources.imports.schedule import Talk


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a calendar: its talk, and what it says of recurring.

    ``instead`` is the time (aware, or a day) in whose place it stands, ``excluded`` are those
    that are taken out.
    """

    talk: Talk
    recurs: bool = False
    instead: date | None = None
    excluded: tuple[date, ...] = ()


@dataclass(slots=True)
class Repeats:
    """Puts the entries of each session together; ``problems`` tell what is not brought in."""

    file: str
    problems: list[Problem] = field(default_factory=list)

    def talks(self, entries: Sequence[Entry]) -> Iterator[Talk]:
        """Yield a talk for each session and each time of it that has an entry of its own."""
        of: dict[str, list[Entry]] = {}
        for number, entry in enumerate(entries):
            of.setdefault(entry.talk.key or f" {number}", []).append(entry)
        for same in of.values():
            whole = [one for one in same if one.instead is None]
            own = [one for one in same if one.instead is not None]
            if len(whole) == 1 and own:
                yield from self._with_own(whole[0], own)
                continue
            for one in whole:
                yield self._alone(one, 0)
            for number, one in enumerate(own):
                yield one.talk if not (whole or number) else _named(one)

    def _with_own(self, whole: Entry, own: Sequence[Entry]) -> Iterator[Talk]:
        """Yield the first time of a session as its own entry has it, then the other entries."""
        first = next((one for one in own if _is_first(whole.talk, one.instead)), None)
        others = [one for one in own if one is not first]
        if first is None:
            yield self._alone(whole, len(others))
        else:
            yield _titled(first.talk, whole.talk)
            self._tell_repeats(whole, len(others))
        for one in others:
            yield _titled(_named(one), whole.talk)

    def _alone(self, entry: Entry, others: int) -> Talk:
        """Return a session's first time; without a time where that is taken out."""
        talk = entry.talk
        if not any(_is_first(talk, one) for one in entry.excluded):
            self._tell_repeats(entry, others)
            return talk
        self._warn(talk, because="first-excluded", day=(talk.start or talk.day))
        return replace(talk, start=None, skipped=None, day=None)

    def _tell_repeats(self, entry: Entry, others: int) -> None:
        if entry.recurs:
            self._warn(entry.talk, **({"because": "own-entries"} if others else {}))

    def _warn(self, talk: Talk, **params: object) -> None:
        place, event = talk.place(self.file), talk.title or "?"
        self.problems.append(warning(Code.IMPORT_REPEATS, place, event=event, **params))


def _is_first(talk: Talk, time: date | None) -> bool:
    """Tell whether a time, or its day where only that is said, is the one that begins a session."""
    if isinstance(time, datetime) and talk.start is not None:
        return time.astimezone(UTC) == talk.start.astimezone(UTC)
    day = talk.start.date() if talk.start is not None else talk.day
    return time is not None and day == (time.date() if isinstance(time, datetime) else time)


def _named(entry: Entry) -> Talk:
    """Return the talk of one time of a session with a key that stays when that time moves."""
    time = entry.instead
    if isinstance(time, datetime):
        stamp = f"{time.astimezone(UTC):%Y%m%d-%H%M}"
    else:
        stamp = f"{time:%Y%m%d}"
    name, at, host = entry.talk.key.partition("@")
    return replace(entry.talk, key=f"{name}-{stamp}{at}{host}")


def _titled(talk: Talk, whole: Talk) -> Talk:
    return talk if talk.title else replace(talk, title=whole.title)
