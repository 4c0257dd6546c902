"""A sheet brought into the folder: what it would change is shown, and just that is loaded.

The ledger is written first and the folder then. Whoever dies in between finds the sheet loaded,
and puts it into the folder.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from campaign.core.errors import ChangedMeanwhile
from campaign.services.loader import with_written
from campaign.services.planning import Change

if TYPE_CHECKING:
    from collections.abc import Mapping

    from campaign.ports.ledger import Revision
    from campaign.ports.sheets import CampaignFolder, Sent
    from campaign.services.loader import Loaded, Loader
    from campaign.services.planning import Row
    from campaign.services.proposing import Proposal

CALENDARS = frozenset({"posts/calendar.yaml", "posts/calendar.csv", "posts/calendar.xlsx"})
_LONG = 16
_OF_APPROVED = frozenset(
    {
        Change.MOVED,
        Change.DEADLINE,
        Change.CHANGED,
        Change.LACKING,
        Change.WITHDRAWN,
        Change.STOPPED,
    }
)


class Differs(StrEnum):
    """What is not as it was shown."""

    SHEET = "sheet"
    REVISION = "revision"
    FOLDER = "folder"
    PLAN = "plan"


@dataclass(frozen=True, slots=True)
class Shown:
    """What tells that all is as it was shown: the sheet, the number of the loaded revision, the
    folder and what loading would do, each by the beginning of its hash.
    """

    sheet: str
    revision: str
    folder: str
    plan: str

    def differs(self, now: Shown) -> Differs | None:
        """Return the first thing that is another one now."""
        pairs = zip(Differs, self._all(), now._all(), strict=True)
        return next((which for which, before, after in pairs if before != after), None)

    def _all(self) -> tuple[str, ...]:
        return (self.sheet, self.revision, self.folder, self.plan)


@dataclass(frozen=True, slots=True)
class Preview:
    """What a sheet would change, the calendars that count besides, and where it is not what was
    agreed to, what differs.
    """

    sheet: Sent
    proposal: Proposal
    shown: Shown
    beside: tuple[str, ...] = ()
    differs: Differs | None = None


@dataclass(frozen=True, slots=True)
class Brought:
    """A sheet that is loaded. ``loaded`` is ``None`` where it was before.

    ``copy`` is where the calendar is now that it replaced; ``unkept`` why it could not be put
    into the folder.
    """

    sheet: Sent
    revision: Revision | None
    loaded: Loaded | None = None
    copy: str | None = None
    unkept: OSError | None = None


class Bringing:
    """Brings sheets into one folder and ledger."""

    def __init__(self, loader: Loader, folder: CampaignFolder) -> None:
        self._loader = loader
        self._folder = folder

    async def preview(self, sheet: Sent) -> Preview:
        """Return what loading the folder with ``sheet`` in its place would change."""
        folder = await asyncio.to_thread(self._folder.read)
        return await self._preview(sheet, folder)

    async def load(self, sheet: Sent, agreed: Shown, who: str) -> Brought | Preview:
        """Load what was agreed to and put the sheet into the folder; where it is not that any
        more, return what it would be now.
        """
        async with self._folder.alone:
            folder = await asyncio.to_thread(self._folder.read)
            preview = await self._preview(sheet, folder, agreed)
            if (there := await asyncio.to_thread(self._there, preview, folder)) is not None:
                return await self._kept(preview, there)
            if preview.differs is not None:
                return preview
            files = self._folder.with_sheet(folder, sheet)
            try:
                loaded = await self._loader.load(files, who, lambda one: is_agreed(one, agreed))
            except ChangedMeanwhile:
                return await self._preview(sheet, folder, agreed, Differs.PLAN)
            snapshot = await self._loader.ledger.snapshot()
            return await self._kept(preview, snapshot.revision, loaded)

    async def _preview(
        self,
        sheet: Sent,
        folder: Mapping[str, bytes],
        agreed: Shown | None = None,
        differs: Differs | None = None,
    ) -> Preview:
        files = self._folder.with_sheet(folder, sheet)
        proposal = await self._loader.propose(files, sheet.place)
        shown = await asyncio.to_thread(_shown, sheet, folder, proposal)
        if agreed is not None:
            differs = agreed.differs(shown) or differs
        beside = tuple(sorted(CALENDARS & set(folder) - {sheet.place}))
        return Preview(sheet, proposal, shown, beside, differs)

    def _there(self, preview: Preview, folder: Mapping[str, bytes]) -> Revision | None:
        """Return the loaded revision where it is this very folder with this very sheet."""
        snapshot = preview.proposal.snapshot
        revision = snapshot.revision if snapshot is not None else None
        files = self._folder.with_sheet(folder, preview.sheet)
        whole = with_written(files, preview.proposal.checked.folder.written)
        digests = {path: hashlib.sha256(content).hexdigest() for path, content in whole.items()}
        return revision if revision is not None and dict(revision.files) == digests else None

    async def _kept(
        self, preview: Preview, revision: Revision | None, loaded: Loaded | None = None
    ) -> Brought:
        """Put the sheet into the folder; what is loaded stays loaded where that fails."""
        of = loaded.proposal if loaded is not None else preview.proposal
        copy = unkept = None
        try:
            copy = await asyncio.to_thread(
                self._folder.keep, preview.sheet, of.checked.folder.written
            )
        except OSError as failed:
            unkept = failed
        return Brought(preview.sheet, revision, loaded, copy, unkept)


def is_agreed(proposal: Proposal, agreed: Shown) -> bool:
    """Tell whether a proposal is what somebody agreed to."""
    return _revision(proposal) == agreed.revision and _seal(proposal) == agreed.plan


def touches_approved(row: Row) -> bool:
    """Tell whether loading changes, stops or withdraws a post that somebody has approved."""
    old = row.delivery
    approved = old is not None and old.approved_by is not None and old.is_open
    return approved and row.change in _OF_APPROVED


def _shown(sheet: Sent, folder: Mapping[str, bytes], proposal: Proposal) -> Shown:
    revision, seal = _revision(proposal), _seal(proposal)
    return Shown(sheet.digest[:_LONG], revision, _state_of(folder), seal)


def _revision(proposal: Proposal) -> str:
    loaded = proposal.snapshot.revision if proposal.snapshot is not None else None
    return str(loaded.number if loaded is not None else 0)


def _seal(proposal: Proposal) -> str:
    """Return what tells this plan with all that followers will see of it from any other."""
    rows = []
    for row in proposal.plan.touched:
        due = row.item.draft.due.utc.isoformat() if row.item and row.item.draft.due else ""
        seen = row.item.inputs if row.item else ""
        words = row.item.text if row.item else ""
        rows.append([str(row.key), row.change, row.state, due, seen, words, row.loses_approval])
    return _digest(json.dumps(rows).encode())


def _state_of(files: Mapping[str, bytes]) -> str:
    found = [[path, hashlib.sha256(content).hexdigest()] for path, content in files.items()]
    return _digest(json.dumps(sorted(found)).encode())


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:_LONG]
