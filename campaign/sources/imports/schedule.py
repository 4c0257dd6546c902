"""What another tool's programme says, before it becomes ours: talks as they were read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from campaign.core.problems import Place

if TYPE_CHECKING:
    from datetime import date, datetime

    from campaign.core.problems import Problem


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who speaks; ``key`` is what the other tool calls them."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Talk:
    """One session as the other tool has it. What it leaves open is ``None``.

    ``id`` is one that the team itself wrote for it, ``cell`` where it stands in a sheet.
    ``key`` stays the same when title, time or room change. ``start`` is aware;
    ``day`` stands alone where the hour is not known. ``skipped`` is what was written (naive)
    where the clock change skips it, and the start is the first moment after. ``optout`` says
    that no recording is wanted.
    """

    key: str
    title: str | None
    line: int | None = None
    cell: str | None = None
    id: str | None = None
    start: datetime | None = None
    skipped: datetime | None = None
    day: date | None = None
    minutes: int | None = None
    room: str | None = None
    kind: str | None = None
    language: str | None = None
    summary: str | None = None
    persons: tuple[Person, ...] = ()
    url: str | None = None
    optout: bool = False
    cancelled: bool = False

    def place(self, file: str) -> Place:
        """Return where it is written."""
        return Place(file, cell=self.cell) if self.cell else Place(file, self.line)


@dataclass(frozen=True, slots=True)
class Schedule:
    """A whole programme of another tool, and what was wrong with it."""

    title: str | None = None
    talks: tuple[Talk, ...] = ()
    problems: tuple[Problem, ...] = ()
