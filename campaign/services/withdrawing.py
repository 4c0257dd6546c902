"""Taking down what is out, and keeping in what of the same posts is still to go.

On the networks first, then in the ledger; what is still to go is cancelled before either.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from campaign.core.deliveries import REPLANNABLE, State
from campaign.core.doubts import UNDER_WAY, may_be_out
from campaign.core.errors import ChangedMeanwhile, NotApprovable, NotOut
from campaign.core.kept_back import wanted, wanting
from campaign.core.life import MOVES, Move
from campaign.core.outcomes import Certainty, Lost, NotSent, Published, account_in
from campaign.core.reasons import TAKEN_DOWN_PARTLY, WITHDRAWN_UNSURE, Reason, because
from campaign.ports.ledger import LedgerChange, Stale, Step
from campaign.services.anew import decide_anew
from campaign.services.cancelling import why_cancelled
from campaign.services.choosing import choose
from campaign.services.confirming import is_by_word
from campaign.services.reach import Reach

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence

    from campaign.core.deliveries import Delivery, Receipt
    from campaign.ports.channels import Channel
    from campaign.ports.clock import Clock
    from campaign.ports.ledger import Ledger, Snapshot


_WHY: Mapping[type[object], str] = {NotSent: "away", Lost: "unsure"}
_WAS_OUT = frozenset({State.PUBLISHED, State.REMOVED})
PATIENCE = 10.0
"""So many seconds it waits for what is being sent, and as many for each look at a network."""
_PAUSE = 0.25
_TO_ASK: Mapping[State, Sequence[Move | None]] = {
    State.SENDING: (Move.LOSE, Move.ASK),
    State.UNKNOWN: (Move.ASK,),
    State.NEEDS_PERSON: (None,),
}
"""The moves of what may be out by which a person is asked about it, and reads why."""


@dataclass(frozen=True, slots=True)
class Left:
    """Why a post may still be there: ``why`` is a sentence of ``withdraw.why``."""

    why: str
    words: str = ""


class How(StrEnum):
    """What came of one delivery: ``LEAVING`` is followed by another one."""

    DOWN = "down"
    KEPT_IN = "kept-in"
    LEFT = "left"
    LEAVING = "leaving"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Came:
    """What came of a delivery, as it was before; ``left`` is why one may still be there."""

    delivery: Delivery
    how: How
    left: Left | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants taken down, and why; ``posts`` are those that were :func:`begun`."""

    keys: Sequence[str]
    who: str
    why: str
    posts: Collection[str]


def _named(
    snapshot: Snapshot, keys: Sequence[str], fits: Callable[[Delivery], bool] = lambda _: True
) -> list[Delivery]:
    """Return what ``keys`` name: the generations at hand, and the other ones that are out, too.

    The link of a post names that one alone.

    Raises:
        UnknownDelivery: for a key that names nothing, or a link of nothing that is or was out.
    """
    linked = [one for one in snapshot.deliveries if _link_of(one) in keys]
    links = set(map(_link_of, linked))
    others = [key for key in keys if key not in links]
    newest, of = choose(snapshot, others, fits), {one.key for one in choose(snapshot, others)}
    out = [d for d in snapshot.deliveries if d.key in of and d.state is State.PUBLISHED]
    return list({one.id: one for one in (*newest, *out, *linked)}.values())


def _link_of(one: Delivery) -> str | None:
    return one.receipt.url if one.receipt and one.state in _WAS_OUT else None


def published(snapshot: Snapshot, keys: Sequence[str]) -> list[Delivery]:
    """Return the published deliveries that ``keys`` name, the last part of a thread first.

    Raises:
        UnknownDelivery: for a key that names nothing.
        NotOut: for one that names only what has not gone out yet.
        NotApprovable: for one whole key of what neither is out nor will be.
    """
    for key in keys:
        named = _named(snapshot, [key])
        if named and all(delivery.state in REPLANNABLE for delivery in named):
            raise NotOut(key=key)
    found = _named(snapshot, keys, lambda delivery: delivery.state is State.PUBLISHED)
    out = {one.key for one in found if one.state is State.PUBLISHED}
    unsure = {one.id for one in perhaps_out(snapshot, keys)}
    to_go = {one.id for one in still_to_go(snapshot, keys, begun(snapshot, keys))}
    for delivery in found:
        if delivery.key not in out and delivery.id not in unsure | to_go:
            raise NotApprovable(key=delivery.key, state=delivery.state)
    return _out(found)


def _out(named: Sequence[Delivery]) -> list[Delivery]:
    """Return those that are published, the last part of a thread first."""
    out = [delivery for delivery in named if delivery.state is State.PUBLISHED]
    return sorted(out, key=lambda delivery: delivery.key.part, reverse=True)


def perhaps_out(snapshot: Snapshot, keys: Sequence[str]) -> list[Delivery]:
    """Return what ``keys`` name of which nobody knows yet whether it is out."""
    named = _named(snapshot, keys)
    return [one for one in named if may_be_out(one)]


def begun(snapshot: Snapshot, keys: Sequence[str]) -> frozenset[str]:
    """Return the posts of which something that ``keys`` name is or was out, or may be."""
    named = _named(snapshot, keys)
    return frozenset(one.key.post for one in named if one.state in _WAS_OUT or may_be_out(one))


def still_to_go(snapshot: Snapshot, keys: Sequence[str], posts: Collection[str]) -> list[Delivery]:
    """Return what ``keys`` name of these posts that certainly is not out, and may still go.

    The other posts of an entry have nothing to do with what is wrong with one.
    """
    named = _named(snapshot, keys)
    return [one for one in named if one.key.post in posts and _can_be_cancelled(one)]


def _can_be_cancelled(delivery: Delivery) -> bool:
    return (delivery.state, Move.CANCEL) in MOVES and not may_be_out(delivery)


@dataclass(frozen=True, slots=True)
class Withdrawals:
    """Takes posts down. One that is gone already counts as taken down: it may be repeated."""

    ledger: Ledger
    channels: Mapping[str, Channel]
    clock: Clock
    patience: float = field(default=PATIENCE, kw_only=True)

    async def all_of(self, wish: Wish) -> AsyncIterator[Came]:
        """Take down what is out; what of the same posts is not never goes out.

        What is being sent is waited for; if that lasts, it is taken from whoever sends it, and
        not sent again. What may be out is looked for, and where it is not seen, left to a person.
        """
        seen: set[tuple[int, State]] = set()
        end = self.clock.elapsed() + self.patience
        while True:
            over = self.clock.elapsed() >= end
            kept_in, snapshot = await self._keep_in(wish, over=over)
            for one in kept_in:
                yield Came(one, How.KEPT_IN)
            snapshot = snapshot or await self.ledger.snapshot()
            named = _named(snapshot, wish.keys)
            for one in (*_out(named), *(d for d in named if d.state is State.SENDING)):
                if (one.id, one.state) not in seen:
                    seen.add((one.id, one.state))
                    leaving = one.state is State.SENDING
                    yield Came(one, How.LEAVING) if leaving else await self._taken_down(one, wish)
            settled = not any(one.state in UNDER_WAY for one in named)
            if settled and not still_to_go(snapshot, wish.keys, wish.posts):
                break
            await asyncio.sleep(_PAUSE)
        for one in perhaps_out(snapshot, wish.keys):
            yield await self._looked_for(one, wish)

    async def _keep_in(
        self, wish: Wish, *, over: bool
    ) -> tuple[Sequence[Delivery], Snapshot | None]:
        """Cancel what is to go, and leave to a person what may be out: nothing sends it again.

        Where waiting is ``over``, that includes what is being sent: of the delivery, whoever
        sends it can then record only where it is. Returns what was cancelled; and what the
        ledger says, where nothing of that was changed.
        """
        who = wish.who

        async def decide() -> tuple[
            LedgerChange | None, tuple[Sequence[Delivery], Snapshot | None]
        ]:
            snapshot = await self.ledger.snapshot()
            to_go = still_to_go(snapshot, wish.keys, wish.posts)
            steps = [
                _step(one, Move.CANCEL, why_cancelled(one, who, wish.why), who) for one in to_go
            ]
            for one in perhaps_out(snapshot, wish.keys):
                if over or one.state is not State.SENDING:
                    steps += _steps_to_ask(one, wish)
            if not steps:
                return None, ((), snapshot)
            return LedgerChange(self.clock.now(), who, steps=steps), (to_go, None)

        try:
            return await decide_anew(self.ledger, decide)
        except Stale:
            raise ChangedMeanwhile from None

    async def _looked_for(self, delivery: Delivery, wish: Wish) -> Came:
        """Take down what may be out where its network shows it."""
        there = await self._seen(delivery, wish.who)
        return Came(delivery, How.UNSURE) if there is None else await self._taken_down(there, wish)

    async def _seen(self, delivery: Delivery, who: str) -> Delivery | None:
        """Record where its network shows a delivery, whatever was decided of it meanwhile; return
        it as it is then, ``None`` where the ledger does not say that it is out.
        """
        reach = Reach(ledger=self.ledger, channels=self.channels, clock=self.clock, owner=who)
        try:
            async with asyncio.timeout(self.patience):
                receipt = await reach.find(delivery)
        except (LookupError, TimeoutError):
            return None
        if receipt is None:
            return None
        await self.ledger.prove(delivery, receipt, because("found"), by=who, at=self.clock.now())
        there = await self.ledger.delivery(delivery.id)
        return there if there is not None and there.state is State.PUBLISHED else None

    async def _taken_down(self, delivery: Delivery, wish: Wish) -> Came:
        left = await self.withdraw(delivery, wish.who, wish.why)
        return Came(delivery, How.DOWN if left is None else How.LEFT, left)

    async def withdraw(self, delivery: Delivery, who: str, why: str) -> Left | None:
        """Take one post down and record it; return why it may still be there.

        Of what its receipt does not name, a person takes down the rest: whoever says it again
        says that this is done.
        """
        if self._unnamed(delivery):
            delivery = await self._seen(delivery, who) or delivery
        left = await self._delete(delivery)
        if left is not None:
            return left
        rest = self._unnamed(delivery)
        plain = because("taken-down-plainly", who=who)
        reason = because("taken-down", who=who, why=why) if why else plain
        step = _step(delivery, Move.WITHDRAW, reason, who)
        if rest:
            step = _step(delivery, None, because(TAKEN_DOWN_PARTLY, who=who, n=rest), who)
        try:
            await self.ledger.apply(LedgerChange(self.clock.now(), who, steps=[step]))
        except Stale:
            return Left("changed")
        return Left("rest", str(rest)) if rest else None

    def _unnamed(self, delivery: Delivery) -> int:
        """Return how many messages of a post are left to a person, who was not told of them yet."""
        channel, payload = self.channels.get(delivery.key.channel), delivery.payload
        told = Reason.stored(delivery.reason).id == TAKEN_DOWN_PARTLY
        if told or channel is None or payload is None or delivery.receipt is None:
            return 0
        return channel.sheet.unnamed(delivery.receipt.remote_id, len(payload.images))

    async def _delete(self, delivery: Delivery) -> Left | None:
        channel = self.channels.get(delivery.key.channel)
        if channel is None:
            return Left("not-connected")
        if channel.sheet.certainty is Certainty.HAND:
            return None  # a person took it down, and says so
        if delivery.receipt is None or not delivery.receipt.remote_id:
            return Left("no-id")
        if is_by_word(delivery) and (left := await _strange(delivery.receipt, channel)):
            return left
        outcome = await channel.delete(delivery.receipt.remote_id)
        if isinstance(outcome, Published):
            return None
        return Left(_WHY.get(type(outcome), "refused"), outcome.words)


async def _strange(receipt: Receipt, channel: Channel) -> Left | None:
    """Return what keeps a post from being deleted of which a person said where it is.

    Under the same number another account may have anything.
    """
    links, address = channel.sheet.links, receipt.url or ""
    if links is None:
        return None
    who = await channel.whoami()
    account = account_in(who)
    if account is None:
        return Left(_WHY.get(type(who), "refused"), getattr(who, "words", ""))
    return Left("another-account", address) if links.is_of(address, account) is False else None


def _steps_to_ask(one: Delivery, wish: Wish) -> list[Step]:
    """Return the steps that leave to a person what may be out; whoever is asked already is told
    why. If it is not out it is cancelled, also where somebody has it sent again.
    """
    before, reason = wanted(one), because(WITHDRAWN_UNSURE, who=wish.who)
    if before is None or before[0] is not Move.CANCEL:
        why = why_cancelled(replace(one, state=State.RETRY), wish.who, wish.why)
        before = Move.CANCEL, why
    reason = wanting(reason, *before)
    if reason.to_json() == one.reason:
        return []
    moves = _TO_ASK[one.state]
    return [_step(one, move, reason, wish.who, later=n) for n, move in enumerate(moves)]


def _step(
    delivery: Delivery, move: Move | None, reason: Reason, who: str, *, later: int = 0
) -> Step:
    return Step(delivery.id, delivery.fence + later, move, reason, who)
