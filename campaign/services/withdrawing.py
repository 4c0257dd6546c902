"""Taking down what is published: on the network first, then in the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from campaign.core.deliveries import REPLANNABLE, State
from campaign.core.errors import NotApprovable, NotOut
from campaign.core.life import Move
from campaign.core.outcomes import Certainty, Lost, NotSent, Outcome, Published
from campaign.core.reasons import because
from campaign.ports.ledger import LedgerChange, Stale, Step
from campaign.services.choosing import choose, may_be_out

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from campaign.core.deliveries import Delivery
    from campaign.ports.channels import Channel
    from campaign.ports.clock import Clock
    from campaign.ports.ledger import Ledger, Snapshot


_WHY: Mapping[type[Outcome], str] = {NotSent: "away", Lost: "unsure"}


@dataclass(frozen=True, slots=True)
class Left:
    """Why a post may still be there: ``why`` is a sentence of ``withdraw.left``."""

    why: str
    words: str = ""


def published(snapshot: Snapshot, keys: Sequence[str]) -> list[Delivery]:
    """Return the published deliveries that ``keys`` name, the last part of a thread first.

    Raises:
        UnknownDelivery: for a key that names nothing.
        NotOut: for one that names only what has not gone out yet.
        NotApprovable: for one whole key of what neither is out nor will be.
    """
    for key in keys:
        named = choose(snapshot, [key], lambda _: True)
        if named and all(delivery.state in REPLANNABLE for delivery in named):
            raise NotOut(key=key)
    found = choose(snapshot, keys, lambda delivery: delivery.state is State.PUBLISHED)
    for delivery in found:
        if delivery.state is not State.PUBLISHED:
            raise NotApprovable(key=delivery.key, state=delivery.state)
    return sorted(found, key=lambda delivery: delivery.key.part, reverse=True)


def perhaps_out(snapshot: Snapshot, keys: Sequence[str]) -> list[Delivery]:
    """Return what ``keys`` name of which nobody knows yet whether it is out."""
    under_way = {State.SENDING, State.UNKNOWN}
    named = choose(snapshot, keys, lambda _: True)
    return [one for one in named if one.state in under_way or may_be_out(one)]


@dataclass(frozen=True, slots=True)
class Withdrawals:
    """Takes posts down. One that is gone already counts as taken down: it may be repeated."""

    ledger: Ledger
    channels: Mapping[str, Channel]
    clock: Clock

    async def withdraw(self, delivery: Delivery, who: str, why: str) -> Left | None:
        """Take one post down and record it; return why it may still be there."""
        left = await self._delete(delivery)
        if left is not None:
            return left
        plain = because("taken-down-plainly", who=who)
        reason = because("taken-down", who=who, why=why) if why else plain
        step = Step(delivery.id, delivery.fence, Move.WITHDRAW, reason, who)
        try:
            await self.ledger.apply(LedgerChange(self.clock.now(), who, steps=[step]))
        except Stale:
            return Left("changed")
        return None

    async def _delete(self, delivery: Delivery) -> Left | None:
        channel = self.channels.get(delivery.key.channel)
        if channel is None:
            return Left("not-connected")
        if channel.sheet.certainty is Certainty.HAND:
            return None  # a person took it down, and says so
        if delivery.receipt is None or not delivery.receipt.remote_id:
            return Left("no-id")
        outcome = await channel.delete(delivery.receipt.remote_id)
        if isinstance(outcome, Published):
            return None
        return Left(_WHY.get(type(outcome), "refused"), outcome.words)
