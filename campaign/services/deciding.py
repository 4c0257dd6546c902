"""What a person decides: approve, hold, release, cancel, retry, resolve, hold everything."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from campaign.core.addresses import receipt_at
from campaign.core.deliveries import REPLANNABLE, Delivery, State, WaitKind
from campaign.core.errors import (
    ChangedMeanwhile,
    MayBeOut,
    NeedsNoApproval,
    NotAllowed,
    NotApprovable,
    NothingLoaded,
    UnknownDelivery,
)
from campaign.core.folding import folded
from campaign.core.life import MOVES, Move
from campaign.core.reasons import BY_HAND, PREVIOUS_PART, Reason, because
from campaign.ports.ledger import Approval, Hold, LedgerChange, Stale, Step
from campaign.services.late_posts import held_as_late
from campaign.services.planning import newest_generations, why_waiting

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from campaign.core.settings import Campaign
    from campaign.ports.clock import Clock
    from campaign.ports.ledger import Ledger, Snapshot

    Decided = tuple[LedgerChange, list[Delivery]]
    Moves = Sequence[tuple[Move, Reason | None]]

ANY = "*"
TRIES = 5
"""How often a decision is made anew when the ledger changed under it."""


class Decisions:
    """Turns what a person says into one ledger change; every decision names who."""

    def __init__(self, ledger: Ledger, clock: Clock) -> None:
        self.ledger = ledger
        self.clock = clock

    async def approve(self, keys: Sequence[str], who: str, *roles: str) -> list[Delivery]:
        """Approve what is stored now; ``*`` is all that waits for these roles.

        What is returned is as it was before: it may have been approved already.

        Raises:
            NotAllowed: for a role that may not.
            NotApprovable: for a post that is on its way, out or ended.
            ChangedMeanwhile: where a text changed before it was approved.
        """
        shown: dict[str, tuple[int, str]] = {}

        def decide(snapshot: Snapshot) -> Decided:
            found = _approvable(snapshot, keys, who, roles)
            now = {str(d.key): (d.generation, d.to_approve) for d in found}
            shown.update({} if shown else now)
            if not now.items() <= shown.items():
                raise ChangedMeanwhile
            new = [delivery for delivery in found if not is_approved(delivery)]
            at = self.clock.now()
            approvals = [
                Approval(str(d.key), d.generation, d.to_approve, who, d.approver or "", at)
                for d in new
            ]
            steps = [_approved(delivery, who) for delivery in new]
            return LedgerChange(at, who, steps=steps, approvals=approvals), found

        return await self._decide(decide)

    async def hold(self, keys: Sequence[str], who: str, why: str) -> list[Delivery]:
        """Keep deliveries back until somebody releases them."""
        reason = because("held", who=who, why=why) if why else because("held-plainly", who=who)
        return await self._move(_movable_of(keys, Move.HOLD), who, lambda _: [(Move.HOLD, reason)])

    async def release(self, keys: Sequence[str], who: str) -> list[Delivery]:
        """Let held deliveries go on: planned, or waiting for what they still need."""
        return await self._move(_movable_of(keys, Move.RELEASE), who, _released)

    async def release_late(self, who: str) -> list[Delivery]:
        """Let everything go out that missed its time and waits for the team."""
        return await self._move(held_as_late, who, _released)

    async def cancel(self, keys: Sequence[str], who: str, why: str) -> list[Delivery]:
        """Never send these."""
        return await self._move(_movable_of(keys, Move.CANCEL), who, _cancelled(who, why))

    async def cancel_late(self, who: str, why: str) -> list[Delivery]:
        """Never send what missed its time and waits for the team."""
        return await self._move(held_as_late, who, _cancelled(who, why))

    async def retry(self, keys: Sequence[str], who: str) -> list[Delivery]:
        """Send again what the network refused, or hand over again what a person publishes.

        Where a key names several, what may be out stays: :meth:`may_be_out` names it.

        Raises:
            MayBeOut: where all that is left of a key may be out.
        """

        def find(snapshot: Snapshot) -> list[Delivery]:
            if unsure := _unsure(snapshot, keys):
                raise MayBeOut(key=unsure[0].key)
            return _movable(snapshot, keys, Move.RETRY, _is_not_out)

        return await self._send_again(find, who)

    async def may_be_out(self, keys: Sequence[str]) -> list[Delivery]:
        """Return what ``keys`` name that a person has to look for before it is sent again."""
        return choose(await self.ledger.snapshot(), keys, _may_be_out)

    async def resend(self, key: str, who: str) -> list[Delivery]:
        """Send again what a person knows is not there; ``key`` is one whole key.

        Raises:
            UnknownDelivery: for a key that is not one delivery's.
        """

        def find(snapshot: Snapshot) -> list[Delivery]:
            return _movable(snapshot, [str(_one(snapshot, key).key)], Move.RETRY)

        return await self._send_again(find, who)

    async def _send_again(
        self, find: Callable[[Snapshot], list[Delivery]], who: str
    ) -> list[Delivery]:
        """Send what is found again; what followed it in its thread comes back with it."""
        reason = because("asked-again", who=who)

        def decide(snapshot: Snapshot) -> Decided:
            found = find(snapshot)
            steps = [Step(d.id, d.fence, Move.RETRY, reason, who) for d in found]
            steps += [step for d in _rest_of_threads(snapshot, found) for step in _back(d, who)]
            return LedgerChange(self.clock.now(), who, steps=steps), found

        return await self._decide(decide)

    async def resolve(self, key: str, who: str, url: str) -> list[Delivery]:
        """Say where a post is that we could not confirm or that was published by hand.

        ``key`` is one whole key: an address is that of one post.

        Raises:
            UnknownDelivery: for a key that is not one delivery's.
            NotApprovable: where its place is not what is missing.
            NotAnAddress: for a ``url`` that is none.
        """
        at = self.clock.now()
        receipt = receipt_at(url, at)
        reason = because("confirmed", who=who)

        def decide(snapshot: Snapshot) -> Decided:
            one = _one(snapshot, key)
            if one.state not in {State.UNKNOWN, State.NEEDS_PERSON}:
                raise NotApprovable(key=key, state=one.state)
            step = Step(one.id, one.fence, Move.PUBLISH, reason, who, {"receipt": receipt})
            return LedgerChange(at, who, steps=[step]), [one]

        return await self._decide(decide)

    async def hold_all(self, who: str, why: str) -> None:
        """Nothing goes out until :meth:`resume`."""
        hold = Hold(why, who, self.clock.now())
        await self._decide(lambda _: (LedgerChange(hold.at, who, hold=hold), []))

    async def resume(self, who: str) -> None:
        """End a general hold and let stopped channels go on."""
        reason = because("resumed", who=who)

        def decide(snapshot: Snapshot) -> Decided:
            paused = [d for d in snapshot.deliveries if d.state is State.PAUSED]
            steps = [Step(d.id, d.fence, Move.RESUME, reason, who) for d in paused]
            return LedgerChange(self.clock.now(), who, steps=steps, resume=True), paused

        await self._decide(decide)

    async def _move(
        self,
        chosen: Callable[[Snapshot], list[Delivery]],
        who: str,
        steps_of: Callable[[Delivery], Moves],
    ) -> list[Delivery]:
        def decide(snapshot: Snapshot) -> Decided:
            found = chosen(snapshot)
            steps = [
                Step(delivery.id, delivery.fence + n, m, reason, who)
                for delivery in found
                for n, (m, reason) in enumerate(steps_of(delivery))
            ]
            return LedgerChange(self.clock.now(), who, steps=steps), found

        return await self._decide(decide)

    async def _decide(self, decide: Callable[[Snapshot], Decided]) -> list[Delivery]:
        """Write a decision, made again on what the ledger says when that changed meanwhile.

        Raises:
            ChangedMeanwhile: when it changes every time.
        """
        for _ in range(TRIES):
            change, found = decide(await self.ledger.snapshot())
            try:
                await self.ledger.apply(change)
            except Stale:
                continue
            return found
        raise ChangedMeanwhile


def _released(delivery: Delivery) -> Moves:
    waiting = (Move.RELEASE, why_waiting(delivery.waits))
    ready = not delivery.waits and delivery.payload is not None
    return [waiting, (Move.READY, None)] if ready else [waiting]


def _cancelled(who: str, why: str) -> Callable[[Delivery], Moves]:
    plain = because("cancelled-plainly", who=who)
    reason = because("cancelled", who=who, why=why) if why else plain
    return lambda _: [(Move.CANCEL, reason)]


def _movable_of(keys: Sequence[str], move: Move) -> Callable[[Snapshot], list[Delivery]]:
    return lambda snapshot: _movable(snapshot, keys, move)


def _one(snapshot: Snapshot, key: str) -> Delivery:
    """Return the delivery of one whole key; raises UnknownDelivery."""
    for known, delivery in newest_generations(snapshot.deliveries).items():
        if str(known) == key:
            return delivery
    raise UnknownDelivery(key=key)


def _may_be_out(delivery: Delivery) -> bool:
    """Tell whether a person is asked about it because nobody knows whether it is out.

    What is published by hand is not out as long as it asks for its person.
    """
    by_hand = Reason.from_json(delivery.reason or "[null, {}]").id == BY_HAND
    return delivery.state is State.NEEDS_PERSON and not by_hand


def _is_not_out(delivery: Delivery) -> bool:
    return not _may_be_out(delivery)


def _unsure(snapshot: Snapshot, keys: Sequence[str]) -> list[Delivery]:
    """Return what may be out, of the keys that name nothing else that could be sent again."""

    def again(delivery: Delivery) -> bool:
        return (delivery.state, Move.RETRY) in MOVES

    return [
        found[0]
        for key in keys
        if (found := choose(snapshot, [key], again)) and all(map(_may_be_out, found))
    ]


def _movable(
    snapshot: Snapshot,
    keys: Sequence[str],
    move: Move,
    fits: Callable[[Delivery], bool] = lambda _: True,
) -> list[Delivery]:
    found = choose(snapshot, keys, lambda d: (d.state, move) in MOVES and fits(d))
    if not found:
        _refuse_alike(snapshot, keys)
    for delivery in found:
        if (delivery.state, move) not in MOVES:
            raise NotApprovable(key=delivery.key, state=delivery.state)
    return found


def _refuse_alike(snapshot: Snapshot, keys: Sequence[str]) -> None:
    """Say why nothing fits where all that one key names is in one state."""
    everything = choose(snapshot, keys, lambda _: True)
    if len(keys) == 1 and keys != [ANY] and len({d.state for d in everything}) == 1:
        raise NotApprovable(key=keys[0], state=everything[0].state)


def _rest_of_threads(snapshot: Snapshot, found: Sequence[Delivery]) -> list[Delivery]:
    """Return the later parts that were cancelled because these did not go out."""
    by_part = sorted(found, key=lambda d: d.key.part, reverse=True)
    first = {(d.key.post, d.key.channel): d.key.part for d in by_part}
    return [
        delivery
        for key, delivery in newest_generations(snapshot.deliveries).items()
        if first.get((key.post, key.channel), key.part) < key.part
        and delivery.state is State.CANCELLED
        and Reason.from_json(delivery.reason or "[null, {}]").id == PREVIOUS_PART
    ]


def _back(delivery: Delivery, who: str) -> list[Step]:
    waiting = Step(delivery.id, delivery.fence, Move.WAIT, why_waiting(delivery.waits), who)
    if delivery.waits or delivery.payload is None:
        return [waiting]
    return [waiting, Step(delivery.id, delivery.fence + 1, Move.READY, None, who)]


def _approvable(
    snapshot: Snapshot, keys: Sequence[str], who: str, roles: Collection[str]
) -> list[Delivery]:
    everything = list(keys) == [ANY]

    def fits(delivery: Delivery) -> bool:
        mine = delivery.approver in roles if everything else delivery.approver is not None
        return mine and delivery.state in REPLANNABLE

    found = choose(snapshot, keys, fits)
    if not found and not everything:
        needing = [d for d in choose(snapshot, keys, lambda _: True) if d.approver is not None]
        if not needing:
            raise NeedsNoApproval(key=keys[0])
        _refuse_alike(snapshot, keys)
    for delivery in found:
        if delivery.approver is None:
            raise NeedsNoApproval(key=delivery.key)
        if delivery.approver not in roles:
            raise NotAllowed(who=who, needed=delivery.approver, key=delivery.key)
        if delivery.state not in REPLANNABLE or not delivery.to_approve:
            raise NotApprovable(key=delivery.key, state=delivery.state)
    return found


def is_approved(delivery: Delivery) -> bool:
    """Tell whether what is stored is approved already: another text takes that away."""
    waits = any(wait.kind is WaitKind.APPROVAL for wait in delivery.waits)
    return delivery.approved_by is not None and not waits


def choose(
    snapshot: Snapshot,
    keys: Sequence[str],
    fits: Callable[[Delivery], bool],
) -> list[Delivery]:
    """Return the newest generations that ``keys`` name: a key, a post, an entry, or ``*``.

    The beginning of a key up to a ``/`` names all that begin so, and ``*`` within one stands
    for anything. A whole key is taken as it is; where a key names several, only those that fit.

    Raises:
        NothingLoaded: before the first load, when no key names anything.
        UnknownDelivery: for a key that names nothing.
    """
    if snapshot.revision is None and not snapshot.deliveries:
        raise NothingLoaded
    newest = newest_generations(snapshot.deliveries)
    chosen: dict[int, Delivery] = {}
    for key in keys:
        exact = [d for k, d in newest.items() if str(k) == key]
        named = [d for d in newest.values() if _names(key, d)]
        found = exact or [d for d in named if fits(d)]
        if not found and not (key == ANY or named):
            raise UnknownDelivery(key=key)
        chosen.update({d.id: d for d in found})
    return list(chosen.values())


def _names(key: str, delivery: Delivery) -> bool:
    whole = str(delivery.key)
    if key in {delivery.entry, ANY} or whole.startswith(f"{key.rstrip('/')}/"):
        return True
    return ANY in key and (fnmatchcase(whole, key) or fnmatchcase(delivery.key.post, key))


def _approved(delivery: Delivery, who: str) -> Step:
    waits = tuple(w for w in delivery.waits if w.kind is not WaitKind.APPROVAL)
    ready = not waits and delivery.payload is not None and delivery.due is not None
    move = Move.READY if ready and delivery.state is State.WAITING else None
    changes = {"approved_by": who, "waits": waits}
    return Step(delivery.id, delivery.fence, move, why_waiting(waits), who, changes)


def roles_of(campaign: Campaign, who: str) -> tuple[str, ...]:
    """Return the roles that the team gives to a name, whatever its capitals and accents."""
    said = folded(who)
    return tuple(m.role for m in campaign.team if m.name and folded(m.name) == said)


def acting_role(campaign: Campaign, who: str, role: str | None = None) -> str | None:
    """Return the role in which somebody acts, ``None`` for one who may not.

    A role that is given must be this person's, unless the team names nobody for it.
    """
    if role is None:
        return next(iter(roles_of(campaign, who)), None)
    named = any(member.role == role and member.name for member in campaign.team)
    return role if not named or role in roles_of(campaign, who) else None
