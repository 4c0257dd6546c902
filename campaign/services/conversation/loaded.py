"""What the bot answers from: the last loaded revision with its facts, read when it changes."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from campaign.core.errors import NothingLoaded
from campaign.core.ledger_kind import Kind
from campaign.services.checking import known_programme
from campaign.services.conversation.samples import without_samples
from campaign.services.conversation.view import Content
from campaign.services.earlier import earlier_files

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from campaign.core.facts import Fact
    from campaign.core.folder import Folder
    from campaign.core.programme import Programme
    from campaign.ports.ledger import Ledger

_MOVING = frozenset({"start", "delay"})
_LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class LoadedContent:
    """Gives the content of a ledger; call it. ``read`` turns files into a folder.

    ``read_earlier`` does so with those of earlier programmes, where ``read`` remembers the last
    that it read: by default it is ``read``. They are read once for each revision.
    ``kind`` is the ledger's: where nobody real asks, samples are told as they are rehearsed.
    ``public`` is the address at which the calendar is served, ``None`` where it is not.
    """

    ledger: Ledger
    read: Callable[[Mapping[str, bytes]], Folder]
    team_chat: int | None = None
    kind: Kind = Kind.REAL
    read_earlier: Callable[[Mapping[str, bytes]], Folder] | None = None
    public: str | None = None
    _mark: tuple[int, int] | None = None
    _content: Content | None = field(default=None)
    _earlier: tuple[int, Sequence[Folder]] = (0, ())

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
        files = await self.ledger.revision_files()
        folder = await asyncio.to_thread(self.read, files)
        number = snapshot.revision.number
        if self._earlier[0] != number:
            self._earlier = number, await self._read_earlier(files)
        _, before = self._earlier
        times = (snapshot.revision.loaded_at, *(fact.at for fact in snapshot.facts))
        content = await asyncio.to_thread(self._told, (folder, *before), snapshot.facts)
        mark = (number, len(snapshot.facts))
        changed = max(times)
        sequence = sequence_of(mark, changed)
        public = self.public
        return replace(content, mark=mark, changed=changed, sequence=sequence, public=public)

    def _told(self, folders: Sequence[Folder], facts: Sequence[Fact]) -> Content:
        told, *earlier = (told_of(one, self.kind) for one in folders)
        return content_of(told, facts, self.team_chat, earlier)

    async def _read_earlier(self, files: Mapping[str, bytes]) -> Sequence[Folder]:
        read = self.read_earlier or self.read
        older = await earlier_files(self.ledger, files)
        return [await asyncio.to_thread(read, one) for one in older]


def sequence_of(mark: tuple[int, int], changed: datetime) -> int:
    """Return the calendar's SEQUENCE: it rises with every change, also over a ledger's end.

    A ledger that is begun anew counts its revisions from one, and those who have the calendar
    would leave what is new aside: so it goes by the time, and the count tells changes of one
    second apart. It fits into 31 bits until 2088.
    """
    return int((changed - _LONG_AGO).total_seconds()) + sum(mark)


def told_of(folder: Folder, kind: Kind) -> Folder:
    """Return what may be told of a folder: to real people nothing that is a sample."""
    return without_samples(folder) if kind is Kind.REAL else folder


def content_of(
    folder: Folder,
    facts: Sequence[Fact],
    team_chat: int | None = None,
    earlier: Sequence[Folder] = (),
) -> Content:
    """Return what the bot may tell of a folder and its facts.

    ``earlier`` are those that were loaded before, the newest first.
    """
    programme, _ = known_programme(folder, facts)
    planned, _ = known_programme(folder, [f for f in facts if f.name not in _MOVING])
    before = _before(programme, (planned, *(one.programme for one in earlier)))
    content = Content(folder.campaign, programme, folder.answers, team_chat)
    return replace(content, before=before)


def _before(programme: Programme, earlier: Sequence[Programme]) -> Mapping[str, datetime]:
    """Return the last other start of each panel that was told of it, by the panels' ids."""
    found: dict[str, datetime] = {}
    for panel in programme.panels:
        then = (old.panel(panel.id) for old in earlier)
        starts = (old.begins for old in then if old is not None and old.begins is not None)
        start = next((start for start in starts if start != panel.begins), None)
        if start is not None and panel.begins is not None:
            found[panel.id] = start
    return found
