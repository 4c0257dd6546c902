"""What a fact lets out: which posts go by themselves once it is entered, and when."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from campaign.core.calendar import CORRECTION
from campaign.core.deliveries import State
from campaign.core.lateness import is_over, keeps_quiet
from campaign.services.quiet import quiet_until

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from campaign.ports.circuits import ChannelState
    from campaign.ports.ledger import Ledger
    from campaign.services.planning import Row
    from campaign.services.proposing import Proposal


class Until(StrEnum):
    """What a post waits for that could go: nothing, the end of the quiet hours, or that its
    channel takes more (enough went out within an hour, or its network told us to wait).
    """

    NOTHING = "nothing"
    MORNING = "morning"
    ROOM = "room"


@dataclass(frozen=True, slots=True)
class LetOut:
    """A row of the plan that goes out at ``at`` by itself; ``due`` is its time (UTC)."""

    row: Row
    due: datetime
    at: datetime
    until: Until


async def let_out(ledger: Ledger, foreseen: Proposal, now: datetime) -> tuple[LetOut, ...]:
    """Return what goes out once the facts of ``foreseen`` are entered, whose time has come.

    What is held, or expires before it could go, is left out, and so is what waits for a person
    to let a channel go on. A correction is told by itself.
    """
    snapshot = foreseen.snapshot
    if snapshot is None or snapshot.hold is not None:
        return ()
    waited = [(row, due) for row in foreseen.plan.touched if (due := _freed(row, now)) is not None]
    rooms = await ledger.rooms(sorted({row.key.channel for row, _ in waited}))
    gates = _Gates(foreseen, snapshot.channels, rooms, now)
    found = (gates.passed(row, due) for row, due in waited)
    return tuple(one for one in found if one is not None)


def _freed(row: Row, now: datetime) -> datetime | None:
    """Return the time of a row that waited until now, ``None`` for any other."""
    if row.item is None or row.item.entry.id == CORRECTION or row.state is not State.PLANNED:
        return None
    due, old = row.item.draft.due, row.delivery
    if due is None or due.utc > now:
        return None
    goes_already = old is not None and old.state is State.PLANNED and (old.due or now) < now
    return None if goes_already else due.utc


@dataclass(frozen=True, slots=True)
class _Gates:
    """What keeps the publisher from sending at ``now`` what is due."""

    foreseen: Proposal
    channels: Mapping[str, ChannelState]
    rooms: Mapping[str, datetime]
    now: datetime

    def passed(self, row: Row, due: datetime) -> LetOut | None:
        """Return when a row goes out, ``None`` where it does not."""
        item, channel = row.item, self.channels.get(row.key.channel)
        if item is None or (channel is not None and channel.stopped is not None):
            return None
        told = channel.hold_until if channel is not None else None
        at = max(self.now, told or self.now, self.rooms.get(row.key.channel, self.now))
        until = Until.ROOM if at > self.now else Until.NOTHING
        if keeps_quiet(item.entry.late, due, at):
            morning = quiet_until(self.foreseen.checked.folder.campaign, at)
            at, until = (morning, Until.MORNING) if morning is not None else (at, until)
        return None if is_over(item.draft.expires, at) else LetOut(row, due, at, until)
