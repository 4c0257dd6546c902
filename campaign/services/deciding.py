"""What a person decides: approve, hold, release, cancel, retry, resolve, hold everything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.core.deliveries import REPLANNABLE, Delivery, Receipt, State, WaitKind
from campaign.core.errors import ChangedMeanwhile, NotAllowed, NotApprovable, UnknownDelivery
from campaign.core.life import MOVES, Move
from campaign.core.reasons import because
from campaign.ports.ledger import Approval, Hold, LedgerChange, Stale, Step
from campaign.services.planning import newest_generations, why_waiting

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from campaign.core.settings import Campaign
    from campaign.ports.clock import Clock
    from campaign.ports.ledger import Ledger, Snapshot

ANY = "*"


class Decisions:
    """Turns what a person says into one ledger change; every decision names who."""

    def __init__(self, ledger: Ledger, clock: Clock) -> None:
        self.ledger = ledger
        self.clock = clock

    async def approve(self, keys: Sequence[str], who: str, role: str) -> list[Delivery]:
        """Approve what is stored now; raises NotAllowed for a role that may not."""
        found = await self._chosen(keys, lambda d: d.is_open and d.approver is not None)
        steps, approvals = [], []
        for delivery in found:
            if delivery.approver != role:
                raise NotAllowed(who=who, role=role, needed=delivery.approver, key=delivery.key)
            seen = delivery.payload_hash or delivery.inputs
            if not delivery.is_open or not seen:
                raise NotApprovable(key=delivery.key, state=delivery.state)
            key = str(delivery.key)
            at = self.clock.now()
            approvals.append(Approval(key, delivery.generation, seen, who, role, at))
            steps.extend(_approved(delivery, who))
        await self._write(who, steps, approvals=approvals)
        return found

    async def hold(self, keys: Sequence[str], who: str, why: str) -> list[Delivery]:
        """Keep deliveries back until somebody releases them."""
        reason = because("held", who=who, why=why)
        return await self._move(keys, who, Move.HOLD, lambda _: [(Move.HOLD, reason)])

    async def release(self, keys: Sequence[str], who: str) -> list[Delivery]:
        """Let held deliveries go on: planned, or waiting for what they still need."""

        def steps(delivery: Delivery) -> list[tuple[Move, object]]:
            waiting = why_waiting(delivery.waits)
            released: list[tuple[Move, object]] = [(Move.RELEASE, waiting)]
            if not delivery.waits and delivery.payload is not None:
                released.append((Move.READY, None))
            return released

        return await self._move(keys, who, Move.RELEASE, steps)

    async def cancel(self, keys: Sequence[str], who: str, why: str) -> list[Delivery]:
        """Never send these."""
        reason = because("cancelled", who=who, why=why)
        return await self._move(keys, who, Move.CANCEL, lambda _: [(Move.CANCEL, reason)])

    async def retry(self, keys: Sequence[str], who: str) -> list[Delivery]:
        """Send again what the network refused, or what a person knows is not there."""
        reason = because("asked-again", who=who)
        return await self._move(keys, who, Move.RETRY, lambda _: [(Move.RETRY, reason)])

    async def resolve(self, key: str, who: str, url: str) -> list[Delivery]:
        """Say where a post is that we could not confirm or that was published by hand."""
        found = await self._chosen([key], lambda d: (d.state, Move.PUBLISH) in MOVES)
        receipt = Receipt(url, url, self.clock.now())
        reason = because("confirmed", who=who)
        steps = [
            Step(d.id, d.fence, Move.PUBLISH, reason, who, {"receipt": receipt})
            for d in found
            if d.state in {State.UNKNOWN, State.NEEDS_PERSON}
        ]
        if not steps:
            raise NotAllowed(who=who, role="", needed="", key=key)
        await self._write(who, steps)
        return found

    async def hold_all(self, who: str, why: str) -> None:
        """Nothing goes out until :meth:`resume`."""
        hold = Hold(why, who, self.clock.now())
        await self.ledger.apply(LedgerChange(self.clock.now(), who, hold=hold))

    async def resume(self, who: str) -> None:
        """End a general hold and let stopped channels go on."""
        snapshot = await self.ledger.snapshot()
        steps = [
            Step(d.id, d.fence, Move.RESUME, because("resumed", who=who), who)
            for d in snapshot.deliveries
            if d.state is State.PAUSED
        ]
        await self.ledger.apply(LedgerChange(self.clock.now(), who, steps=steps, resume=True))

    async def _move(
        self,
        keys: Sequence[str],
        who: str,
        move: Move,
        steps_of: Callable[[Delivery], Iterable[tuple[Move, object]]],
    ) -> list[Delivery]:
        found = await self._chosen(keys, lambda d: (d.state, move) in MOVES)
        steps: list[Step] = []
        for delivery in found:
            if (delivery.state, move) not in MOVES:
                raise NotApprovable(key=delivery.key, state=delivery.state)
            steps.extend(
                Step(delivery.id, delivery.fence + n, m, reason, who)  # type: ignore[arg-type]
                for n, (m, reason) in enumerate(steps_of(delivery))
            )
        await self._write(who, steps)
        return found

    async def _write(
        self,
        who: str,
        steps: Sequence[Step],
        approvals: Sequence[Approval] = (),
    ) -> None:
        change = LedgerChange(self.clock.now(), who, steps=steps, approvals=approvals)
        try:
            await self.ledger.apply(change)
        except Stale:
            raise ChangedMeanwhile from None

    async def _chosen(
        self,
        keys: Sequence[str],
        fits: Callable[[Delivery], bool],
    ) -> list[Delivery]:
        return choose(await self.ledger.snapshot(), keys, fits)


def choose(
    snapshot: Snapshot,
    keys: Sequence[str],
    fits: Callable[[Delivery], bool],
) -> list[Delivery]:
    """Return the newest generations that ``keys`` name: a key, a post, an entry, or ``*``.

    A whole key is taken as it is; where a key names several, only those that fit.

    Raises:
        UnknownDelivery: for a key that names nothing.
    """
    newest = newest_generations(snapshot.deliveries)
    chosen: dict[int, Delivery] = {}
    for key in keys:
        exact = [d for k, d in newest.items() if str(k) == key]
        named = [d for d in newest.values() if key in {d.key.post, d.entry, ANY}]
        found = exact or [d for d in named if fits(d)]
        if not found and not (key == ANY or named):
            raise UnknownDelivery(key=key)
        chosen.update({d.id: d for d in found})
    return list(chosen.values())


def _approved(delivery: Delivery, who: str) -> list[Step]:
    waits = tuple(w for w in delivery.waits if w.kind is not WaitKind.APPROVAL)
    changes = {"approved_by": who, "waits": waits}
    reason = why_waiting(waits)
    ready = not waits and delivery.payload is not None and delivery.due is not None
    move = Move.READY if ready and delivery.state is State.WAITING else None
    if delivery.state not in REPLANNABLE:
        move = None
    return [Step(delivery.id, delivery.fence, move, reason, who, changes)]


def approver_named(campaign: Campaign, who: str) -> str | None:
    """Return the role in which somebody of the team acts, ``None`` for a stranger."""
    return next((m.role for m in campaign.team if m.name == who), None)
