"""The folder watch: changed files are checked and loaded again, once they are quiet."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import logging
from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from campaign.core.deliveries import State
from campaign.core.errors import FileChanged
from campaign.core.files import digests_of
from campaign.core.problems import Code
from campaign.core.reasons import OURSELVES, THREAD_BEGUN
from campaign.ports.ledger import LedgerChange
from campaign.services.listing import by_post
from campaign.services.planning import PAST_WHEN_MOVED, Change, Row
from campaign.services.renaming import renamed
from campaign.services.rules.gone_out import CODES as GONE_OUT
from campaign.services.standing import next_going

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from campaign.core.problems import Problem
    from campaign.ports.messages import Message
    from campaign.services.loader import Loader
    from campaign.services.proposing import Proposal
    from campaign.services.renaming import Renamed

log = logging.getLogger(__name__)

QUIET_SECONDS = 2.0
FOLDERS = ("posts", "assets")
_TOLD = frozenset({Code.FACT_OVERRULES, Code.OLD_DAY, Code.OVER_CAPACITY}) | GONE_OUT
"""What is told of a folder that was loaded: it is not seen in the folder alone."""


@dataclass(frozen=True, slots=True)
class Terminal:
    """What the person who runs the program is told: sentences by their id, and problems.

    ``call`` makes the message that tells the team's chat of errors: how many, and beside which
    revision, which stays in force. ``call_renamed`` makes the one about another campaign's name,
    ``call_waits`` the one about a folder, known by its digest, that only a person may load, and
    ``call_gone_out`` the one about what is out already and would read otherwise.
    """

    tell: Callable[..., None]
    show: Callable[[Sequence[Problem]], None]
    call: Callable[[int, int], Message | None] = lambda *_: None
    call_renamed: Callable[[Renamed, int], Message | None] = lambda *_: None
    call_waits: Callable[[str, int], Message | None] = lambda *_: None
    call_gone_out: Callable[[Sequence[Problem], int], Message | None] = lambda *_: None


@dataclass(frozen=True, slots=True)
class Watched:
    """The folder ``root``: how it is read and written, and what it was loaded as since.

    ``whose`` returns under which other name than the one it is given that was, if any. ``alone``
    is held by whoever loads from it.
    """

    root: Path
    read: Callable[[], Mapping[str, bytes]]
    write: Callable[[Mapping[str, bytes]], None]
    whose: Callable[[str], Renamed | None] = lambda _: None
    alone: asyncio.Lock = field(default_factory=asyncio.Lock)


class FolderWatch:
    """Looks at the campaign folder; loads what changed unless a person must decide.

    What bears another name than what is loaded is another campaign's, and so is a folder from
    which another one was loaded since: it is not loaded.
    """

    def __init__(
        self, folder: Watched, loader: Loader, terminal: Terminal, quiet: float = QUIET_SECONDS
    ) -> None:
        self.folder = folder
        self.loader = loader
        self.terminal = terminal
        self.quiet = quiet
        self._seen = self._signature()
        self._caught_up = False

    async def catch_up(self, stop: asyncio.Event) -> None:
        """Look at a folder that changed while nobody watched it.

        One that was loaded before what is loaded now is left alone: somebody may have gone back
        from it. One that is still changing is looked at once it is quiet.
        """
        number, _ = await self.loader.ledger.mark()
        if number:
            self._seen = await asyncio.to_thread(self._signature)
            there = await self._revision_here()
            if there is None and await self._is_quiet(stop):
                await self.look()
            elif there is not None and there != number:
                self.terminal.tell("run.earlier", there=there, number=number)
        self._caught_up = True

    async def _revision_here(self) -> int | None:
        """Return the newest revision that holds just what the folder holds, if any does."""
        try:
            digests = await asyncio.to_thread(lambda: digests_of(self.folder.read()))
        except FileChanged:  # by now it is none that was loaded
            return None
        return await self.loader.ledger.revision_of(digests)

    async def _is_quiet(self, stop: asyncio.Event) -> bool:
        """Wait a moment; tell whether nothing changed meanwhile. What did is seen later."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), self.quiet)
        if stop.is_set() or await asyncio.to_thread(self._signature) == self._seen:
            return not stop.is_set()
        self._seen = frozenset()
        return False

    async def run(self, stop: asyncio.Event) -> None:
        """Look every moment until ``stop`` is set."""
        if not self._caught_up:
            await self.catch_up(stop)
        before = self._seen
        while not stop.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), self.quiet)
            now = await asyncio.to_thread(self._signature)
            if now != self._seen and now == before:
                self._seen = now
                self._caught_up = False  # until it is looked at: what fails begins again
                await self.look()
                self._caught_up = True
            before = now

    async def look(self) -> None:
        """Load what the folder holds now, unless it has new errors or a person must decide.

        Errors beside which a person loaded the rest before keep nothing else from being loaded.

        A folder in which a file is being written is looked at again once it is quiet.
        """
        try:
            async with self.folder.alone:
                await self._look()
        except FileChanged:
            self._seen = frozenset()

    async def _look(self) -> None:
        files = await asyncio.to_thread(self.folder.read)
        proposal = await self.loader.propose(files)
        name = proposal.checked.folder.campaign.name
        found = renamed(await self._loaded_name(), name)
        since = await asyncio.to_thread(self.folder.whose, name) if found is None else None
        if found is not None:
            self.terminal.tell("run.renamed", was=found.was, name=found.name)
            await self._call_the_team(partial(self.terminal.call_renamed, found))
        elif since is not None:
            self.terminal.tell("run.of-another", other=since.was, name=name)
        elif await self._is_loaded(files):
            await self._tell_loaded(proposal)
        elif new := await self._not_agreed_to(proposal):
            self.terminal.tell("run.errors", n=len(new))
            self.terminal.show(new)
            await self._call_the_team(partial(self.terminal.call, len(new)))
        elif needs_person(proposal):
            self.terminal.tell("run.waits")
            which = await asyncio.to_thread(_digest_of, files)
            await self._call_the_team(partial(self.terminal.call_waits, which))
        else:
            loaded = await self.loader.load(files, OURSELVES)
            self._keep(loaded.proposal.checked.folder.written)
            await self._tell_loaded(loaded.proposal, await self._brought_by(loaded.proposal))

    async def _not_agreed_to(self, proposal: Proposal) -> list[Problem]:
        """Return the errors that no person has loaded the rest beside; all of them where loading
        would stop a post for one of them.
        """
        errors = [problem for problem in proposal.checked.problems if problem.is_error]
        if not errors:
            return []
        before = await self.loader.propose(await self.loader.ledger.revision_files())
        agreed = Counter(_what(one) for one in before.checked.problems if one.is_error)
        new = []
        for one in errors:
            agreed[_what(one)] -= 1
            new += [one] if agreed[_what(one)] < 0 else []
        stops = any(row.change is Change.STOPPED for row in proposal.plan.rows)
        return errors if stops else new

    async def _brought_by(self, proposal: Proposal) -> Mapping[str, object]:
        """Return how many posts were changed in which way, and when the next one is due."""
        due = next_going(await self.loader.ledger.snapshot(), self.loader.clock.now())
        return {
            "changed": by_post((row.key.post, str(row.change)) for row in proposal.plan.touched),
            "due": due,
        }

    async def _tell_loaded(
        self, proposal: Proposal, brought: Mapping[str, object] | None = None
    ) -> None:
        """Say of a folder that is loaded, by whomever, as which revision, or what of it waits;
        what that ``brought``, where it was loaded just now.
        """
        problems = proposal.checked.problems
        if brought is not None or not proposal.checked.errors:
            number, _ = await self.loader.ledger.mark()
            self.terminal.tell("run.reloaded", number=number, **(brought or {}))
        if proposal.checked.errors:
            self.terminal.tell("run.partly", n=proposal.checked.errors)
        self.terminal.show([p for p in problems if p.is_error or p.code in _TOLD])
        gone_out = [p for p in problems if p.code in GONE_OUT]
        if gone_out:
            await self._call_the_team(partial(self.terminal.call_gone_out, gone_out))

    async def _loaded_name(self) -> str:
        loaded = await self.loader.ledger.revision_files()
        return (await asyncio.to_thread(self.loader.desk.read, loaded)).campaign.name

    async def _is_loaded(self, files: Mapping[str, bytes]) -> bool:
        """Tell whether a person loaded just this folder, errors and all."""
        loaded = (await self.loader.ledger.snapshot()).revision
        if loaded is None:
            return False
        return await asyncio.to_thread(digests_of, files) == dict(loaded.files)

    async def _call_the_team(self, make: Callable[[int], Message | None]) -> None:
        """Tell the team what ``make`` makes beside a revision's number, each thing once until
        something could be loaded again.
        """
        ledger = self.loader.ledger
        number, _ = await ledger.mark()
        message = make(number)
        if message is not None:
            now = self.loader.clock.now()
            await ledger.apply(LedgerChange(now, OURSELVES, messages=[message]))

    def _keep(self, written: Mapping[str, bytes]) -> None:
        """Put the ids of a sheet's rows into the folder: an edited row stays the same post."""
        if not written:
            return
        self.folder.write(written)
        ours = {str(self.folder.root / name) for name in written}
        others = {seen for seen in self._seen if seen[0] not in ours}
        self._seen = frozenset(others | {now for now in self._signature() if now[0] in ours})

    def _signature(self) -> frozenset[tuple[str, int, int]]:
        """Return path, modification time and size of every file."""
        found = []
        for folder in FOLDERS:
            for path in (self.folder.root / folder).rglob("*"):
                with contextlib.suppress(OSError):
                    status = path.stat()
                    if path.is_file():
                        found.append((str(path), status.st_mtime_ns, status.st_size))
        return frozenset(found)


def _what(problem: Problem) -> tuple[object, ...]:
    """Return what a problem is, wherever in its file: rows come and go above it."""
    values = sorted((name, str(value)) for name, value in problem.params.items())
    return problem.code, problem.place.file, *values


def _digest_of(files: Mapping[str, bytes]) -> str:
    """Return what tells one state of a folder from every other."""
    told = "".join(f"{path}:{digest}\n" for path, digest in sorted(digests_of(files).items()))
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def needs_person(proposal: Proposal) -> bool:
    """Tell whether a changed folder would withdraw posts or leave them in the past, change approved
    ones, or say twice what another calendar says.
    """
    return any(_needs_person(row) for row in proposal.plan.touched) or bool(proposal.twins)


def _needs_person(row: Row) -> bool:
    if row.change is Change.WITHDRAWN:
        return True
    if row.reason is not None and row.reason.id in {THREAD_BEGUN, PAST_WHEN_MOVED}:
        return row.change is not Change.UNCHANGED
    approved = row.delivery is not None and row.delivery.approved_by is not None
    touched = row.change in {Change.MOVED, Change.CHANGED}
    return approved and touched and row.state is not State.PUBLISHED
