"""A sheet that somebody sends in: where it comes from, who reads it first, where it is put."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Mapping, Sequence

    from campaign.core.problems import Problem

LARGEST = 20 * 1024 * 1024
"""Bytes of a file that Telegram hands to a bot, and that a sheet may have."""

MOST_ROWS = 2_000
"""Rows of a sheet that comes by the chat: others wait while it is looked at."""


class NotThere(Exception):
    """A file is not handed out; its words say why, ``passes`` whether that may pass by itself."""

    def __init__(self, words: str, *, passes: bool = False) -> None:
        self.passes = passes
        super().__init__(words)


@dataclass(frozen=True, slots=True)
class Sent:
    """A sheet that can be read: ``place`` is whose place it takes in the folder, ``content`` what
    is put there, ``digest`` the hash of what was sent.
    """

    name: str
    place: str
    content: bytes
    digest: str


@dataclass(frozen=True, slots=True)
class Looked:
    """What a file turned out to be: a sheet, or why it cannot be read; neither where it is
    something else.
    """

    sheet: Sent | None = None
    problem: Problem | None = None


class Files(Protocol):
    """The files that people sent."""

    async def fetch(self, file: str) -> bytes:
        """Return a file by its id; raises :class:`NotThere`, whatever keeps it away."""
        ...


class Bench(Protocol):
    """Where a file from outside is opened, within limits of time and memory."""

    def look(self, name: str, content: bytes) -> Looked:
        """Return what a file is, whatever it is called."""
        ...

    def annotate(
        self, sheet: Sent, problems: Sequence[tuple[Problem, str, str]], language: str
    ) -> bytes | None:
        """Return the sheet with its problems (each with message and hint) at their cells;
        ``None`` where that takes too much.
        """
        ...


class CampaignFolder(Protocol):
    """The campaign's folder; ``alone`` is held by whoever loads from it."""

    @property
    def alone(self) -> asyncio.Lock:
        """Return the lock."""
        ...

    def read(self) -> Mapping[str, bytes]:
        """Return its files."""
        ...

    def with_sheet(self, files: Mapping[str, bytes], sheet: Sent) -> Mapping[str, bytes]:
        """Return files with a sheet in its place, called as its sender calls it."""
        ...

    def keep(self, sheet: Sent, written: Mapping[str, bytes]) -> str | None:
        """Put a sheet into the folder with what reading wants kept; return where what was in its
        place is now, if anything else was there. Raises OSError.
        """
        ...
