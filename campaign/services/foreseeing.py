"""What entering facts would do, for a person to look at before it is done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from campaign.core.calendar import CORRECTION
from campaign.services.letting_out import LetOut, let_out
from campaign.services.planning import PAST_WHEN_MOVED, Change

if TYPE_CHECKING:
    from collections.abc import Sequence

    from campaign.core.fact_doubts import Doubtful
    from campaign.core.facts import Fact
    from campaign.services.loader import Loader
    from campaign.services.planning import Row
    from campaign.services.proposing import Proposal

NOT_NEWS = frozenset({Change.UNCHANGED, Change.RENAMED, Change.WITHDRAWN, Change.STOPPED})


@dataclass(frozen=True, slots=True)
class Foreseen:
    """Why facts are hardly meant, what changes by them, what goes out at once, and how many
    attendees are told.
    """

    doubts: tuple[Doubtful, ...]
    proposal: Proposal
    going: tuple[LetOut, ...]
    notified: int = 0

    @property
    def has_consequences(self) -> bool:
        """Tell whether somebody reads of it at once, or has to think twice."""
        rows = self.corrections or self.passing or self.going or self.unapproved
        return bool(self.doubts or rows or self.notified)

    @property
    def unapproved(self) -> list[Row]:
        """Return what was approved, and waits for that again."""
        return [row for row in self.proposal.plan.touched if row.loses_approval]

    @property
    def corrections(self) -> list[Row]:
        """Return what followers are told who saw what is no longer so."""
        return [row for row in self.proposal.plan.touched if is_news(row)]

    @property
    def passing(self) -> list[Row]:
        """Return what goes out no more, because its time would be over."""
        return [row for row in self.proposal.plan.touched if passes(row)]


async def foresee(loader: Loader, facts: Sequence[Fact]) -> Foreseen:
    """Return what entering ``facts`` would do.

    Raises:
        BadFact: for a fact that nobody can enter, or one taken back that is not there.
        NothingLoaded: before the first load.
    """
    doubts = await loader.doubts(facts)
    proposal = await loader.foresee(facts)
    going = await let_out(loader.ledger, proposal, loader.clock.now())
    return Foreseen(tuple(doubts), proposal, going, await loader.notified(proposal))


def is_news(row: Row) -> bool:
    """Tell whether a row is a correction that is to go out."""
    return row.item is not None and row.item.entry.id == CORRECTION and row.change not in NOT_NEWS


def passes(row: Row) -> bool:
    """Tell whether the time of a row is over by the change."""
    return row.reason is not None and row.reason.id == PAST_WHEN_MOVED
