"""What the bot answers from: the last loaded revision with its facts, read when it changes."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from campaign.core.errors import NothingLoaded
from campaign.core.ledger_kind import Kind
from campaign.services.checking import known_programme
from campaign.services.conversation.samples import without_samples
from campaign.services.conversation.view import Content

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from campaign.core.facts import Fact
    from campaign.core.folder import Folder
    from campaign.ports.ledger import Ledger

MOST_FACTS = 100_000
"""Leaves room for so many facts between two revisions in the calendar's SEQUENCE."""


@dataclass(slots=True)
class LoadedContent:
    """Gives the content of a ledger; call it. ``read`` turns files into a folder.

    ``kind`` is the ledger's: where nobody real asks, samples are told as they are rehearsed.
    """

    ledger: Ledger
    read: Callable[[Mapping[str, bytes]], Folder]
    team_chat: int | None = None
    kind: Kind = Kind.REAL
    _mark: tuple[int, int] | None = None
    _content: Content | None = field(default=None)

    async def __call__(self) -> Content:
        """Return the content as it is now.

        Raises:
            NothingLoaded: when nothing was loaded yet.
        """
        mark = await self.ledger.mark()
        if self._content is None or mark != self._mark:
            self._content = await self._read()
            self._mark = mark
        return self._content

    async def _read(self) -> Content:
        snapshot = await self.ledger.snapshot()
        if snapshot.revision is None:
            raise NothingLoaded
        folder = await asyncio.to_thread(self.read, await self.ledger.revision_files())
        sequence = snapshot.revision.number * MOST_FACTS + len(snapshot.facts)
        told = without_samples(folder) if self.kind is Kind.REAL else folder
        return content_of(told, snapshot.facts, self.team_chat, sequence)


def content_of(
    folder: Folder, facts: Sequence[Fact], team_chat: int | None = None, sequence: int = 0
) -> Content:
    """Return what the bot may tell of a folder and its facts."""
    programme, _ = known_programme(folder, facts)
    return Content(folder.campaign, programme, folder.answers, team_chat, sequence)
