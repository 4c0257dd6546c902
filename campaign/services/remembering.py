"""What an account may show although the ledger does not know of it."""

from __future__ import annotations

import contextlib
import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from campaign.core.calendar import CORRECTION
from campaign.core.deliveries import REPLANNABLE, State
from campaign.core.generations import latest
from campaign.core.life import MOVES, Move
from campaign.core.outcomes import Blocked, Doubted, Lost, NotSent, Outcome, Published
from campaign.core.own_words import own_words
from campaign.core.reasons import ASKED_AGAIN, OTHERS, Reason, because
from campaign.ports.channels import CannotTell, Look, SaysOtherwise
from campaign.ports.circuits import ChannelState, Stop
from campaign.ports.ledger import LedgerChange, Stale, Step
from campaign.services.others import last_sign, others

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from campaign.core.deliveries import Delivery, Key, Receipt
    from campaign.ports.channels import Channel
    from campaign.ports.claims import Claim
    from campaign.ports.ledger import Snapshot
    from campaign.services.reach import Reach

log = logging.getLogger(__name__)

MOST_LOOKED_FOR = 3
"""How many posts of a channel are looked for when the program starts: each costs a request."""


def could_be_forgotten(delivery: Delivery, now: datetime) -> bool:
    """Tell whether another copy of this ledger could have published it already."""
    if delivery.payload is None or delivery.due is None or delivery.due > now:
        return False
    return delivery.state in REPLANNABLE


def made_anew(claim: Claim, read_back_at: datetime) -> bool:
    """Tell whether another copy may have sent what is tried here the first time.

    That is a correction, which has no place in the calendar that would tell, and what is due
    before the networks were read back: it was moved there since. Whoever says "send again"
    is believed: nobody can have said so before the copy, for then it is asked about first.
    """
    if Reason.stored(claim.delivery.reason).id == ASKED_AGAIN:
        return False
    due = claim.delivery.due
    moved_there = due is not None and due <= read_back_at
    return claim.attempt == 1 and (moved_there or claim.delivery.entry == CORRECTION)


def never_tried(
    snapshot: Snapshot, channels: Mapping[str, Channel], now: datetime
) -> Sequence[Delivery]:
    """Return what is planned, never tried here and past its time where one can look."""
    late = [
        d
        for d in snapshot.deliveries
        if d.state is State.PLANNED and not d.attempts and could_be_forgotten(d, now)
    ]
    late.sort(key=lambda d: d.due or now, reverse=True)
    found: list[Delivery] = []
    for name, channel in channels.items():
        if channel.sheet.can_look:
            found += [d for d in late if d.key.channel == name][:MOST_LOOKED_FOR]
    return found


def _later(gone: Mapping[tuple[Key, int], Receipt], delivery: Delivery) -> Receipt | None:
    """Return the receipt of a later generation that was taken down, which the ledger forgot."""
    found = (
        receipt
        for (key, generation), receipt in gone.items()
        if key == delivery.key and generation > delivery.generation
    )
    return next(found, None)


class _Untold(Exception):
    """The network shows nothing of what is out there."""


class Memory:
    """Sees to it that nothing leaves of which the ledger may have forgotten that it is out."""

    def __init__(self, reach: Reach) -> None:
        self._reach = reach
        self._trusted_for: frozenset[str] | None = None
        self._warned = False

    async def is_trusted(self) -> bool:
        """Nothing leaves before the networks were read back: once per process, again where
        somebody says that the ledger is not to be trusted, and where an account has come.
        """
        there = frozenset(self._reach.channels)
        if self._trusted_for != there or not await self._reach.ledger.is_trusted():
            self._trusted_for = there if await self._may_be_trusted(there) else None
        return self._trusted_for is not None

    async def _may_be_trusted(self, there: frozenset[str]) -> bool:
        snapshot = await self._reach.ledger.snapshot()
        if await self._remember_withdrawals(snapshot):
            snapshot = await self._reach.ledger.snapshot()
        read = snapshot.trusted and not snapshot.unread & there
        if read and not await self._has_forgotten(snapshot):
            return True
        return await self._earn_trust(there)

    async def known_before(self, claim: Claim) -> Outcome | None:
        """Return what is known of a post that a restored ledger may have forgotten.

        Where the network cannot tell, a person has looked before anything left.
        """
        restored, doubt = claim.read_back_at, timedelta(seconds=self._reach.patience.doubt)
        if restored is None or self._reach.clock.now() > restored + doubt:
            return None
        if self._reach.can_look(claim.delivery.key.channel):
            with contextlib.suppress(_Untold):
                return await self._out_already(claim, restored)
        anew = made_anew(claim, restored)
        return Lost(own_words("made-anew")) if anew else None

    async def _has_forgotten(self, snapshot: Snapshot) -> bool:
        """Tell whether an account shows what was never tried here: a disk was set back whole.

        Nothing on the disk can tell that. What is overdue when the program starts is looked
        for where that is possible, the newest first; one post is enough.
        """
        reach = self._reach
        for delivery in never_tried(snapshot, reach.channels, reach.clock.now()):
            with contextlib.suppress(LookupError):
                out = await reach.find(delivery) is not None
                if out and await self._is_as_before(delivery):
                    log.warning("%s is out, and the ledger does not know of it", delivery.key)
                    await reach.ledger.distrust()
                    return True
        return False

    async def _is_as_before(self, delivery: Delivery) -> bool:
        """Tell whether nobody has taken a delivery: another program may have sent it meanwhile.

        Who sends has said so in the ledger before a byte leaves.
        """
        now = (await self._reach.ledger.snapshot()).deliveries
        return any((one.id, one.fence) == (delivery.id, delivery.fence) for one in now)

    async def _out_already(self, claim: Claim, restored: datetime) -> Outcome | None:
        """Return what the network shows of a post that may have been forgotten.

        One that was made anew may be out with other words, if nothing else explains them.
        """
        look = Look()
        try:
            found = await self._reach.find(claim.delivery, self._forgotten(restored), look)
        except SaysOtherwise as other:
            return Lost(str(other))
        except CannotTell as never:
            raise _Untold from never
        except LookupError as away:
            return NotSent(str(away))
        if found is not None:
            return Published(found)
        if not made_anew(claim, restored):
            return None
        links = await self._others(claim.delivery.key.channel, look, restored)
        return Doubted(links) if links else None

    def _forgotten(self, restored: datetime) -> datetime:
        """Return since when a copy may have forgotten what is out."""
        return restored - timedelta(seconds=self._reach.patience.forgotten)

    async def _others(
        self, channel: str, look: Look, restored: datetime, since: datetime | None = None
    ) -> str:
        """Return the addresses of posts from between copy and restore that this ledger does not
        know; ``since`` is the copy's last sign of life, where that is known.
        """
        deliveries = (await self._reach.ledger.snapshot()).deliveries
        since = since or last_sign(deliveries, restored) or self._forgotten(restored)
        return others(
            look.shown, [d for d in deliveries if d.key.channel == channel], since, restored
        )

    async def _earn_trust(self, there: frozenset[str]) -> bool:
        """Read back what a new or restored ledger may have forgotten, before anything leaves.

        Returns ``False`` while a network that could tell is away, and where there is no account
        at all: nothing is read then, and nothing needs a ledger that is believed. What of a
        restored one is for an account that is not connected is read when it is.
        """
        now = self._reach.clock.now()
        snapshot = await self._reach.ledger.snapshot()
        if snapshot.forgetful and not there:
            return False
        restored = snapshot.forgetful or snapshot.trusted  # then these were left unread
        to_read = snapshot.unread & there if snapshot.trusted else there
        look = Look()
        if restored and not await self._can_be_read(snapshot, to_read, look):
            return False
        of_these = (one for one in snapshot.deliveries if one.key.channel in to_read)
        for delivery in sorted(of_these, key=lambda one: (one.due or now, one.id)):
            if restored and not self._reach.can_look(delivery.key.channel):
                await self._keep_back(delivery, now)
            if could_be_forgotten(delivery, now) and not await self._read_back(delivery, look):
                return False
        if restored and not await self._ask_where_others_are(snapshot, to_read, now):
            return False
        await self._believe(snapshot, there, now)
        return True

    async def _believe(self, snapshot: Snapshot, there: frozenset[str], now: datetime) -> None:
        """Trust the ledger from now on, and plan again with what it was told since its copy."""
        await self._reach.ledger.trust(now, self._left_unread(snapshot) - there)
        if snapshot.forgetful:
            await self._reach.colleagues.replan()

    async def _ask_where_others_are(
        self, before: Snapshot, names: frozenset[str], now: datetime
    ) -> bool:
        """Ask a person about what is overdue where the account shows what this ledger does not
        know: it may be out with other words. ``False`` while a network cannot be asked.
        """
        since = last_sign(before.deliveries, now) or self._forgotten(now)
        deliveries = (await self._reach.ledger.snapshot()).deliveries
        for name in sorted(filter(self._reach.can_look, names)):
            late = [d for d in deliveries if d.key.channel == name and could_be_forgotten(d, now)]
            if not late:
                continue
            look = Look()
            try:
                await self._reach.find(late[0], since, look)
            except CannotTell:
                continue  # about that a person was asked just now
            except LookupError as away:
                self._say_why(late[0], away)
                return False
            links = await self._others(name, look, now, since)
            for delivery in late if links else ():
                await self._reach.ask(delivery, because(OTHERS, links=links))
        return True

    async def _can_be_read(self, snapshot: Snapshot, names: frozenset[str], look: Look) -> bool:
        """Stop those of these channels that ought to show what is out there, and cannot: a person
        is asked once, before anything leaves. Returns ``False`` while one of them is away.
        """
        for name in sorted(filter(self._reach.can_look, names)):
            of_channel = (d for d in snapshot.deliveries if d.key.channel == name)
            probe = next((d for d in of_channel if d.state in REPLANNABLE and d.payload), None)
            if probe is None:
                continue
            try:
                await self._reach.find(probe, look=look)
            except SaysOtherwise:
                continue
            except CannotTell as never:
                await self._stop(snapshot, name, str(never))
            except LookupError as away:
                self._say_why(probe, away)
                return False
        return True

    async def _stop(self, snapshot: Snapshot, name: str, words: str) -> None:
        """Let nothing out on a channel until a person says so; what stopped it before stays."""
        state = snapshot.channels.get(name, ChannelState(name))
        if state.stopped is None:
            unread = Stop(Blocked.UNREAD, words)
            if await self._reach.ledger.shut(name, unread, seen=state):
                self._reach.colleagues.tell("run.stopped-unread", channels=(name,), words=words)

    def _left_unread(self, snapshot: Snapshot) -> frozenset[str]:
        """Return the channels of which a restored ledger may have forgotten something, and say
        which of them have no account here.
        """
        if not snapshot.forgetful:
            return snapshot.unread
        kept = {d.key.channel for d in snapshot.deliveries if d.is_open}
        for name in sorted(kept - {*self._reach.channels}):
            self._reach.colleagues.tell("run.unread-later", channels=(name,))
        return snapshot.unread | kept

    async def _remember_withdrawals(self, snapshot: Snapshot) -> bool:
        """Take down here, too, what was withdrawn after the copy was made; tell whether any was.

        It is not to be found on its network, like what was never sent.
        """
        gone = {(o.key, o.generation): o.receipt for o in await self._reach.ledger.taken_down()}
        last = latest(snapshot.deliveries)
        steps: list[Step] = []
        for delivery in snapshot.deliveries:
            receipt = gone.get((delivery.key, delivery.generation))
            if delivery is last[delivery.key] and delivery.state in REPLANNABLE:
                receipt = receipt or _later(gone, delivery)
            if receipt is not None:
                steps += self._withdrawal(delivery, receipt)
        if steps:
            now, owner = self._reach.clock.now(), self._reach.owner
            with contextlib.suppress(Stale):
                await self._reach.ledger.apply(LedgerChange(now, owner, steps=steps))
        return bool(steps)

    def _withdrawal(self, delivery: Delivery, receipt: Receipt) -> list[Step]:
        reason, steps = because("withdrawn-after-copy"), list[Step]()
        fence, owner = delivery.fence, self._reach.owner
        if (delivery.state, Move.ADOPT) in MOVES:
            adopted = {"receipt": receipt}
            steps.append(Step(delivery.id, fence, Move.ADOPT, because("adopted"), owner, adopted))
            fence += 1
        if steps or delivery.state is State.PUBLISHED:
            steps.append(Step(delivery.id, fence, Move.WITHDRAW, reason, owner))
        return steps

    async def _read_back(self, delivery: Delivery, look: Look) -> bool:
        """Adopt a delivery that is out already; ``False`` when its network cannot be asked now.

        An account that never tells can tell nothing now: a person is asked.
        """
        try:
            found = await self._reach.find(delivery, look=look)
        except SaysOtherwise as other:
            await self._reach.ask(delivery, because(other.why))
            return True
        except CannotTell:
            await self._reach.ask(delivery, because("restored-cannot-know"))
            return True
        except LookupError as away:
            self._say_why(delivery, away)
            return False
        if found is not None:
            await self._reach.prove(delivery, found, because("adopted"))
        return not self._reach.under_way.ending

    def _say_why(self, delivery: Delivery, away: LookupError) -> None:
        """Say once why nothing leaves, so that the queue is not silent."""
        if not self._warned:
            unread = {"channels": (delivery.key.channel,), "words": str(away)}
            self._reach.colleagues.tell("run.unread", **unread)
        self._warned = True

    async def _keep_back(self, delivery: Delivery, now: datetime) -> None:
        """Hold what may have gone out with a fact that this ledger has forgotten.

        Of a panel that is still to come nobody has said that it began.
        """
        due = delivery.due or now
        if delivery.state is not State.WAITING or delivery.payload is not None or due > now:
            return
        begins = await self._reach.colleagues.begins(delivery.subject or "")
        if delivery.due is not None or begins is None or begins <= now:
            await self._reach.move(delivery, Move.HOLD, because("restored-waiting"))
