"""From files to the ledger: check, plan and load; and the new plan after a fact."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Protocol

from campaign.core.deliveries import REPLANNABLE
from campaign.core.errors import ChangedMeanwhile, NothingLoaded
from campaign.core.files import changed
from campaign.ports.ledger import Stale, WholePlan
from campaign.services.anew import decide_anew
from campaign.services.checking import known_programme, with_problems
from campaign.services.earlier import former_files
from campaign.services.entering import doubtful, examined
from campaign.services.loading import Occasion, freeze
from campaign.services.proposing import Desk, Proposal, propose
from campaign.services.rules.seats import over_capacity

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from campaign.core.deliveries import Key
    from campaign.core.fact_doubts import Doubtful
    from campaign.core.facts import Fact
    from campaign.core.folder import Folder
    from campaign.core.problems import Problem
    from campaign.core.programme import Programme
    from campaign.ports.attendees import Crowds
    from campaign.ports.clock import Clock
    from campaign.ports.ledger import Ledger, LedgerChange, Snapshot
    from campaign.ports.messages import Message
    from campaign.ports.vacancies import Vacancy
    from campaign.services.drafting import Prepared


class Notices(Protocol):
    """Tells attendees that the programme changes."""

    def __call__(self, before: Programme, after: Programme) -> Awaitable[Told]:
        """Return the messages and the seats that may be free."""
        ...


@dataclass(frozen=True, slots=True)
class Told:
    """What attendees are told of a change, and the seats that those who wait may get by it."""

    messages: Sequence[Message] = ()
    vacancies: Sequence[Vacancy] = ()


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did, and what it could not draw."""

    proposal: Proposal
    problems: tuple[Problem, ...]


def with_written(files: Mapping[str, bytes], written: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """Return ``files`` with what reading wants kept."""
    return changed(files, written) if written else files


class Loader:
    """Loads revisions into a ledger and keeps its plan true when facts arrive."""

    def __init__(
        self,
        desk: Desk,
        ledger: Ledger,
        people: Crowds,
        clock: Clock,
        notices: Notices | None = None,
    ) -> None:
        self.desk = desk
        self.ledger = ledger
        self.people = people
        self.clock = clock
        self.notices = notices

    async def propose(self, files: Mapping[str, bytes], brought: str | None = None) -> Proposal:
        """Return what loading ``files`` would change; ``brought`` as in :func:`propose`."""
        snapshot = await self.ledger.snapshot()
        proposal = await self._proposed(files, snapshot, brought=brought)
        return await self._beside_people(proposal)

    async def _proposed(
        self,
        files: Mapping[str, bytes],
        snapshot: Snapshot,
        facts: Sequence[Fact] = (),
        brought: str | None = None,
    ) -> Proposal:
        """Return what follows from files and facts, beside what was loaded before."""
        former = await former_files(self.ledger, files) if snapshot.revision else ()
        planned = partial(propose, brought=brought, former=former)
        return await asyncio.to_thread(planned, self.desk, files, snapshot, self.clock, facts)

    async def _beside_people(self, proposal: Proposal) -> Proposal:
        """Return a proposal with what is wrong beside the people who signed up."""
        checked, now = proposal.checked, self.clock.now()
        crowds = await self.people.crowds()
        seats = over_capacity(checked.folder, checked.programme, crowds, now)
        return replace(proposal, checked=with_problems(checked, seats))

    async def load(
        self,
        files: Mapping[str, bytes],
        by: str,
        agreed: Callable[[Proposal], bool] = lambda _: True,
    ) -> Loaded:
        """Store ``files`` as a new revision and everything that follows from it.

        What reading wants kept (the ids of a sheet's rows) is stored with them; the
        caller puts the same into the folder: ``proposal.checked.folder.written``.

        Raises:
            ChangedMeanwhile: where what would be stored is not what was ``agreed`` to.
        """
        return await self._store(files, by, (), new_revision=True, agreed=agreed)

    async def learn(self, facts: Sequence[Fact], by: str) -> Loaded:
        """Enter facts and plan again what depends on them.

        Raises:
            BadFact: for a fact that nobody can enter, or one taken back that is not there.
            NothingLoaded: before the first load.
        """
        folder, snapshot = await self._loaded()
        entered = examined(folder, snapshot.facts, facts)
        files = await self.ledger.revision_files()
        return await self._store(files, by, entered, new_revision=False)

    async def foresee(self, facts: Sequence[Fact]) -> Proposal:
        """Return what :meth:`learn` would change; raises as it does."""
        folder, snapshot = await self._loaded()
        entered = examined(folder, snapshot.facts, facts)
        files = await self.ledger.revision_files()
        return await self._proposed(files, snapshot, entered)

    async def prepared(self) -> Mapping[Key, Prepared]:
        """Return what is loaded as it would be written now, also what waits for facts."""
        snapshot, files = await self.ledger.snapshot(), await self.ledger.revision_files()
        proposal = await self._proposed(files, snapshot)
        return {item.key: item for item in proposal.checked.prepared}

    async def notified(self, foreseen: Proposal) -> int:
        """Return how many attendees would be told of what was foreseen."""
        if foreseen.snapshot is None:
            return 0
        told = await self._told(foreseen.snapshot, foreseen.checked.programme)
        return len({message.chat for message in told.messages})

    async def doubts(self, facts: Sequence[Fact]) -> list[Doubtful]:
        """Return why facts are hardly meant, before they are entered; raises as :meth:`learn`."""
        folder, snapshot = await self._loaded()
        return doubtful(folder, snapshot.facts, facts, self.clock.now())

    async def _loaded(self) -> tuple[Folder, Snapshot]:
        snapshot = await self.ledger.snapshot()
        if snapshot.revision is None:
            raise NothingLoaded
        return self.desk.read(await self.ledger.revision_files()), snapshot

    async def replan(self, by: str) -> Loaded:
        """Plan the loaded revision again, for what time alone has changed."""
        return await self._store(await self.ledger.revision_files(), by, (), new_revision=False)

    async def _store(
        self,
        files: Mapping[str, bytes],
        by: str,
        facts: Sequence[Fact],
        *,
        new_revision: bool,
        agreed: Callable[[Proposal], bool] = lambda _: True,
    ) -> Loaded:
        async def decide() -> tuple[LedgerChange, Loaded]:
            snapshot = await self.ledger.snapshot()
            proposal = await self._proposed(files, snapshot, facts)
            if new_revision:
                proposal = await self._beside_people(proposal)
            if not await asyncio.to_thread(agreed, proposal):
                raise ChangedMeanwhile
            told = await self._told(snapshot, proposal.checked.programme)
            occasion = Occasion(
                at=self.clock.now(),
                by=by,
                files=with_written(files, proposal.checked.folder.written),
                language=proposal.checked.folder.campaign.language,
                new_revision=new_revision,
                facts=facts,
                messages=told.messages,
                vacancies=told.vacancies,
                whole=_whole(snapshot),
            )
            renderer, shelf = self.desk.drafting.renderer, self.desk.shelf()
            frozen = await asyncio.to_thread(freeze, proposal.plan, occasion, renderer, shelf)
            return frozen.change, Loaded(proposal, frozen.problems)

        try:
            return await decide_anew(self.ledger, decide)
        except Stale:
            raise ChangedMeanwhile from None

    async def _told(self, snapshot: Snapshot, programme: Programme) -> Told:
        """Return what attendees are to be told of this change."""
        if self.notices is None or snapshot.revision is None:
            return Told()
        folder = self.desk.read(await self.ledger.revision_files())
        before, _ = known_programme(folder, snapshot.facts)
        return await self.notices(before, programme)


def _whole(snapshot: Snapshot) -> WholePlan:
    """Return what a plan of everything made from ``snapshot`` says of itself."""
    under_way = (d.id for d in snapshot.deliveries if d.is_open and d.state not in REPLANNABLE)
    return WholePlan(snapshot.plan, tuple(under_way))
