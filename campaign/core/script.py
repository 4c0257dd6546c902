"""What happens during a rehearsal, and when: facts, approvals, notes, visitors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class FactArrives:
    """Somebody enters a fact; ``value`` is what :func:`campaign.core.facts.parse_fact` reads."""

    subject: str
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Approves:
    """A person approves what waits for ``role``.

    ``keys`` are names of entries, of posts (``announcement/panel-1``) or whole keys;
    ``*`` is everything.
    """

    keys: tuple[str, ...]
    by: str
    role: str


@dataclass(frozen=True, slots=True)
class NoteArrives:
    """The summary of a panel is written: the text of ``posts/notes/PANEL.md``."""

    panel: str
    text: str


@dataclass(frozen=True, slots=True)
class Says:
    """A visitor writes to the bot; the same ``who`` is the same person."""

    who: str
    text: str


Happening = FactArrives | Approves | NoteArrives | Says


@dataclass(frozen=True, slots=True)
class Event:
    """One happening of a rehearsal; ``at`` is an aware local time."""

    at: datetime
    what: Happening


@dataclass(frozen=True, slots=True)
class Script:
    """A whole rehearsal: from when to when, and its events by time."""

    start: datetime
    end: datetime
    events: tuple[Event, ...] = ()
