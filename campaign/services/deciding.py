"""What a person decides: approve, hold, release, cancel, retry, resolve, hold everything."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from campaign.core.addresses import receipt_on
from campaign.core.deliveries import REPLANNABLE, Delivery, State, WaitKind
from campaign.core.doubts import is_asked_about
from campaign.core.errors import (
    ChangedMeanwhile,
    MayBeOut,
    NeedsNoApproval,
    NotAllowed,
    NotApprovable,
)
from campaign.core.folding import folded
from campaign.core.generations import at_hand
from campaign.core.kept_back import calls_off, no_longer
from campaign.core.life import Move
from campaign.core.reasons import CONFIRMED, Reason, because
from campaign.ports.circuits import Hold
from campaign.ports.ledger import Approval, LedgerChange, Step
from campaign.services.anew import decide_by_word
from campaign.services.cancelling import (
    Revivable,
    Times,
    revivable,
    times_of,
)
from campaign.services.choosing import (
    ANY,
    choose,
    is_not_out,
    is_stopped,
    movable,
    one_of,
    refuse_alike,
    unsure,
)
from campaign.services.coming_back import again, as_before, rest_of_threads
from campaign.services.confirming import is_by_word, refuse_strange, to_confirm
from campaign.services.late_posts import held_as_late
from campaign.services.planning import is_ready, why_waiting
from campaign.services.wishing import Wish, can_be, is_held_if_not_out

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence

    from campaign.core.deliveries import Key
    from campaign.core.outcomes import Account, ChannelSheet
    from campaign.core.settings import Campaign
    from campaign.ports.clock import Clock
    from campaign.ports.ledger import Ledger, Snapshot

    Whose = Callable[[str], Awaitable[Account | None]]
    Decided = tuple[LedgerChange, list[Delivery]]
    Moves = Sequence[tuple[Move | None, Reason | None]]


async def _nobody_tells(_channel: str) -> Account | None:
    """Know no account."""
    return None


class Decisions:
    """Turns what a person says into one ledger change; every decision names who.

    ``whose`` gives the connected account of a channel, ``None`` where its network cannot be asked.
    """

    def __init__(self, ledger: Ledger, clock: Clock, whose: Whose = _nobody_tells) -> None:
        self.ledger = ledger
        self.clock = clock
        self._whose = whose

    async def approve(
        self,
        keys: Sequence[str],
        who: str,
        *roles: str,
        shown: Mapping[str, tuple[int, str]] = MappingProxyType({}),
    ) -> list[Delivery]:
        """Approve what is stored now; ``*`` is all that waits for these roles.

        What is returned is as it was before: it may have been approved already. Where somebody
        was ``shown`` it before, by key the generation and the hash, it is approved as that only.

        Raises:
            NotAllowed: for a role that may not.
            NotApprovable: for a post that is on its way, out or ended.
            ChangedMeanwhile: where a text changed before it was approved.
        """
        seen = dict(shown)

        def decide(snapshot: Snapshot) -> Decided:
            found = _approvable(snapshot, keys, who, roles)
            now = {str(d.key): (d.generation, d.to_approve) for d in found}
            seen.update({} if seen else now)
            if not now.items() <= seen.items():
                raise ChangedMeanwhile
            new = [delivery for delivery in found if not is_approved(delivery)]
            at = self.clock.now()
            approvals = [
                Approval(str(d.key), d.generation, d.to_approve, who, d.approver or "", at)
                for d in new
            ]
            steps = [_approved(delivery, who) for delivery in new]
            return LedgerChange(at, who, steps=steps, approvals=approvals), found

        return await decide_by_word(self.ledger, decide)

    async def hold(self, keys: Sequence[str], who: str, why: str) -> list[Delivery]:
        """Keep deliveries back until somebody releases them; what may be out, if it is not."""
        wish = Wish(Move.HOLD, who, why)
        return await self._wish(wish, lambda snapshot: wish.of(snapshot, keys))

    async def release(self, keys: Sequence[str], who: str) -> list[Delivery]:
        """Let held deliveries go on: planned, or waiting for what they still need; what may be out
        is not held any more if it is not.
        """
        return await self._move(
            lambda snapshot: movable(snapshot, keys, Move.RELEASE, perhaps=is_held_if_not_out),
            who,
            _released,
        )

    async def release_late(self, who: str) -> list[Delivery]:
        """Let everything go out that missed its time and waits for the team."""
        return await self._move(held_as_late, who, _released)

    async def cancel(self, keys: Sequence[str], who: str, why: str) -> list[Delivery]:
        """Never send these; what may be out is cancelled if it is not."""
        wish = Wish(Move.CANCEL, who, why)
        return await self._wish(wish, lambda snapshot: wish.of(snapshot, keys))

    async def cancel_shown(
        self, shown: Sequence[Delivery], who: str, why: str
    ) -> tuple[list[Delivery], list[Delivery]]:
        """Never send what a person was shown; return what is cancelled, and what no longer could.

        One post that has gone out meanwhile does not keep the others.
        """
        left: list[Delivery] = []

        def still(snapshot: Snapshot) -> list[Delivery]:
            newest = at_hand(snapshot.deliveries)
            now = [newest[one.key] for one in shown]
            left[:] = [one for one in now if not can_be(one, Move.CANCEL)]
            return [one for one in now if can_be(one, Move.CANCEL)]

        return await self._wish(Wish(Move.CANCEL, who, why), still), left

    async def cancel_late(self, who: str, why: str) -> list[Delivery]:
        """Never send what missed its time and waits for the team."""
        return await self._wish(Wish(Move.CANCEL, who, why), held_as_late)

    async def revive(
        self, keys: Sequence[str], who: str, present: Mapping[Key, Times] = MappingProxyType({})
    ) -> Revivable:
        """Undo what a person cancelled, as long as its time is not over; held is held again.
        What may be out is not cancelled any more if it is not.

        ``present`` are the times that the plan gives now, which may have moved meanwhile.

        Raises:
            CancelledTooLong, CancelledUnsure: see :func:`~campaign.services.cancelling.revivable`.
        """

        def decide(snapshot: Snapshot) -> Decided:
            now = self.clock.now()
            parted[:] = [revivable(snapshot, keys, now, present)]
            found = list(parted[0].going)
            rest = rest_of_threads(snapshot, found)
            steps = [
                step
                for one in (*found, *rest)
                for step in as_before(snapshot, one, who, times_of(one, present))
            ]
            return LedgerChange(now, who, steps=steps), found

        parted: list[Revivable] = []
        await decide_by_word(self.ledger, decide)
        return parted[0]

    async def retry(self, keys: Sequence[str], who: str) -> list[Delivery]:
        """Send again what the network refused, or hand over again what a person publishes.

        Where a key names several, what is asked about stays: :meth:`asked_about` names it.

        Raises:
            MayBeOut: where all that is left of a key may be out.
        """

        def find(snapshot: Snapshot) -> list[Delivery]:
            if open_ones := unsure(snapshot, keys):
                raise MayBeOut(key=open_ones[0].key)
            return movable(snapshot, keys, Move.RETRY, is_not_out)

        return await self._send_again(find, who)

    async def asked_about(self, keys: Sequence[str]) -> list[Delivery]:
        """Return what ``keys`` name that a person has to look for before it is sent again."""
        return choose(await self.ledger.snapshot(), keys, is_asked_about)

    async def resend(self, key: str, who: str) -> list[Delivery]:
        """Send again what a person knows is not there; ``key`` is one whole key.

        What was held, or lacks an approval or a fact, is kept back as before.

        Raises:
            UnknownDelivery: for a key that is not one delivery's.
        """

        def find(snapshot: Snapshot) -> list[Delivery]:
            return movable(snapshot, [str(one_of(snapshot, key).key)], Move.RETRY)

        return await self._send_again(find, who)

    async def _send_again(
        self, find: Callable[[Snapshot], list[Delivery]], who: str
    ) -> list[Delivery]:
        """Send what is found again; what followed it in its thread comes back with it."""

        def decide(snapshot: Snapshot) -> Decided:
            found = find(snapshot)
            steps = [step for d in found for step in again(d, who)]
            going = [d for d in found if not calls_off(Reason.stored(d.reason))]
            rest = rest_of_threads(snapshot, going)
            steps += [step for d in rest for step in as_before(snapshot, d, who)]
            return LedgerChange(self.clock.now(), who, steps=steps), found

        return await decide_by_word(self.ledger, decide)

    async def resolve(
        self,
        key: str,
        who: str,
        url: str,
        sheets: Mapping[str, ChannelSheet],
    ) -> list[Delivery]:
        """Say where a post is that we could not confirm or that was published by hand; also of one
        that is over, which was found out after all.

        ``key`` is one whole key: an address is that of one post. ``sheets`` tell how the
        addresses of the networks' posts look. What a person said before can be said anew.

        Raises:
            UnknownDelivery: for a key that is not one delivery's.
            NotApprovable: where its place is not what is missing.
            NotAnAddress: for a ``url`` that is none, or of a post on another network, of another
                account than that of the channel's posts, or of another post of the campaign.
        """
        at, snapshot = self.clock.now(), await self.ledger.snapshot()
        one = to_confirm(snapshot, key)
        channel = one.key.channel
        account, receipt = await self._whose(channel), receipt_on(url, at, channel, sheets)
        refuse_strange(snapshot, one, receipt, sheets.get(channel), account)
        if not is_by_word(one):
            await self.ledger.prove(one, receipt, because(CONFIRMED, who=who), by=who, at=at)
            return [one]

        def decide(snapshot: Snapshot) -> Decided:
            known = to_confirm(snapshot, key)
            why = Reason(Reason.stored(known.reason).id, {"who": who})
            step = Step(known.id, known.fence, None, why, who, {"receipt": receipt})
            return LedgerChange(at, who, steps=[step]), [known]

        return await decide_by_word(self.ledger, decide)

    async def hold_all(self, who: str, why: str) -> list[Delivery]:
        """Let nothing leave until :meth:`resume`; return what is on its way and may get out yet."""
        hold = Hold(why, who, self.clock.now())
        change = LedgerChange(hold.at, who, hold=hold)
        await decide_by_word(self.ledger, lambda _: (change, None))
        deliveries = (await self.ledger.snapshot()).deliveries
        return [one for one in deliveries if one.state is State.SENDING]

    async def resume(self, who: str) -> bool:
        """End a general hold and let stopped channels go on; tell whether there was either."""
        reason = because("resumed", who=who)
        stopped = False

        def decide(snapshot: Snapshot) -> Decided:
            nonlocal stopped
            paused = [d for d in snapshot.deliveries if d.state is State.PAUSED]
            stopped = is_stopped(snapshot)
            steps = [Step(d.id, d.fence, Move.RESUME, reason, who) for d in paused]
            return LedgerChange(self.clock.now(), who, steps=steps, resume=True), paused

        await decide_by_word(self.ledger, decide)
        return stopped

    async def _wish(
        self, wish: Wish, chosen: Callable[[Snapshot], list[Delivery]]
    ) -> list[Delivery]:
        def decide(snapshot: Snapshot) -> Decided:
            found = chosen(snapshot)
            steps = wish.steps(snapshot, found)
            return LedgerChange(self.clock.now(), wish.who, steps=steps), found

        return await decide_by_word(self.ledger, decide)

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

        return await decide_by_word(self.ledger, decide)


def _released(delivery: Delivery) -> Moves:
    if delivery.state is not State.HELD:
        return [(None, no_longer(delivery, Move.HOLD))]
    waits, due = delivery.waits, delivery.due
    waiting = (Move.RELEASE, why_waiting(waits, due))
    ready = is_ready(waits, due, written=delivery.payload is not None)
    return [waiting, (Move.READY, None)] if ready else [waiting]


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
        refuse_alike(snapshot, keys)
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


def _approved(delivery: Delivery, who: str) -> Step:
    waits = tuple(w for w in delivery.waits if w.kind is not WaitKind.APPROVAL)
    ready = is_ready(waits, delivery.due, written=delivery.payload is not None)
    move = Move.READY if ready and delivery.state is State.WAITING else None
    changes = {"approved_by": who, "waits": waits}
    return Step(delivery.id, delivery.fence, move, why_waiting(waits, delivery.due), who, changes)


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
