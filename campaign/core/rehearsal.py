"""The script of a rehearsal: what becomes known, who approves, who asks; and when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Learned:
    """A fact becomes known."""

    subject: str
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Approved:
    """Somebody approves posts: keys, posts, entries, or ``*``."""

    keys: tuple[str, ...]
    by: str
    role: str


@dataclass(frozen=True, slots=True)
class NoteWritten:
    """The note of a panel is finished: Markdown."""

    panel: str
    text: str


@dataclass(frozen=True, slots=True)
class Said:
    """A visitor writes to the bot, or presses the button with this label."""

    who: str
    text: str
    press: bool = False


@dataclass(frozen=True, slots=True)
class Cue:
    """Something that happens at an instant (aware, local)."""

    at: datetime
    what: Learned | Approved | NoteWritten | Said


@dataclass(frozen=True, slots=True)
class Script:
    """A whole rehearsal: from when to when, and its cues in order of time."""

    start: datetime
    end: datetime
    cues: tuple[Cue, ...] = ()
