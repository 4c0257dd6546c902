"""How much of what is kept of people has come to its end, and what takes it away."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime


class Kept(StrEnum):
    """What is kept, each kind for its own time."""

    MESSAGES = "messages"
    """The bot's messages to people, and their words for the team, since they were sent."""

    UPDATES = "updates"
    """The numbers of updates, since they were handled: the same may come again."""

    IDLE = "idle"
    """People without a sign-up, a question or a vote who want no news, with all that is held of
    them, since they last changed it.
    """

    PEOPLE = "people"
    """All other people, with all that is held of them, once everything is over."""

    QUESTIONS = "questions"
    """Questions for panels, whose they were or not, once everything is over."""


@dataclass(frozen=True, slots=True)
class Aged:
    """How many rows of a kind are older than they may be, and from when the oldest is."""

    kept: Kept
    rows: int
    oldest: datetime | None


class Keeper(Protocol):
    """Where it is kept."""

    async def aged(self, cutoffs: Mapping[Kept, datetime]) -> Sequence[Aged]:
        """Return what is from before these instants, in the order of ``cutoffs``."""
        ...

    async def purge(self, cutoffs: Mapping[Kept, datetime]) -> Sequence[Aged]:
        """Take it away in one transaction; return what that was."""
        ...

    async def scrub(self) -> bool:
        """Leave no trace of it in the files either; ``False`` if that must wait."""
        ...
