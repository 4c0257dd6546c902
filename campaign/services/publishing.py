"""The publisher: goes through what is due, and leaves each to whoever knows what to do.

What is claimed goes to :mod:`~campaign.services.sending`, what may be out already to
:mod:`~campaign.services.reconciling`; :mod:`~campaign.services.remembering` says whether the
ledger can be trusted.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from datetime import UTC
from typing import TYPE_CHECKING

from campaign.core.errors import LedgerReplaced, PregoneroError
from campaign.core.kept_back import with_hold
from campaign.core.life import Move
from campaign.core.reasons import (
    EXPIRED_UNSENT,
    EXPIRED_UNTRUE,
    PREVIOUS_PART,
    Reason,
    because,
)
from campaign.ports.claims import Need
from campaign.services.alarming import TO_SEND
from campaign.services.late_posts import LatePosts
from campaign.services.reconciling import Reconciler
from campaign.services.remembering import Memory
from campaign.services.sending import Sender
from campaign.services.under_way import CutShort, NotBegun

if TYPE_CHECKING:
    from collections.abc import Sequence

    from campaign.core.deliveries import Delivery
    from campaign.services.gates import Gate
    from campaign.services.reach import Reach


Looks = defaultdict[str, list["Delivery"]]
"""What is to be looked for, by channel."""


class Publisher:
    """Works through what is due, as long as every gate is open."""

    def __init__(self, reach: Reach, gates: Sequence[Gate] = ()) -> None:
        self.reach = reach
        self._gates = tuple(gates)
        self._enough: frozenset[str] = frozenset()
        self._round, self._next = asyncio.Lock(), False
        self._turns: dict[str, asyncio.Lock] = {}
        self._again: set[str] = set()
        self._ledger = reach.ledger
        self._memory = Memory(reach)
        self._late_posts = LatePosts(reach)
        self._reconciler = Reconciler(reach)
        self._sender = Sender(reach, self._memory, self._reconciler)

    async def work(self) -> int:
        """Do what can be done now, for one turn; return how many things were done.

        Whoever gets anything but 0 asks again at once: there may be more. It may be asked while
        it is at work: then it looks after what a network that hangs keeps nobody from.
        """
        if self._next:
            return 0
        self._next = True
        try:
            await self._round.acquire()
        finally:
            self._next = False
        try:
            done, looks = await self._begin()
        finally:
            self._round.release()
        if looks is None:
            return done
        done += await self._all_channels(looks)
        async with self._round:
            await self._say_enough()
            return done + await self._catch_up()

    async def _begin(self) -> tuple[int, Looks | None]:
        """Do what all channels have in common; return what is to be looked for on which of them,
        ``None`` where nothing may leave.
        """
        if not (await self.may_send() and await self._memory.is_trusted()):
            return 0, None
        done, looks = len(await self._ledger.take_over(self.reach.clock.now())), Looks(list)
        for delivery, need in await self._ledger.attention(self.reach.clock.now()):
            if self.reach.under_way.ending:
                return done, None
            if need is Need.LOOK:
                looks[delivery.key.channel].append(delivery)
            else:
                await self._attend(delivery, need)
                done += 1
        return done, looks

    @property
    def is_well(self) -> bool:
        """Tell whether no mistake of ours has kept a channel from anything of late."""
        return self.reach.mishaps.is_well(self.reach.clock.elapsed())

    async def may_send(self) -> bool:
        """Tell whether every gate is open now, and the program is not to end."""
        try:
            return await self.reach.under_way.ask(self._all_open())
        except (CutShort, NotBegun):
            return False

    async def _all_open(self) -> bool:
        for gate in self._gates:
            if not await gate.is_open():
                return False
        return True

    async def stop(self, patience: float) -> None:
        """Begin nothing more; what is being sent gets ``patience`` seconds, then it is unknown.

        Returns when the networks are left alone; :meth:`work` then ends by itself.
        """
        await self.reach.under_way.end(patience)

    async def _attend(self, delivery: Delivery, need: Need) -> None:
        """Do what a delivery needs and no network can help with."""
        if need is Need.EXPIRED:
            await self.reach.move(delivery, Move.EXPIRE, _why_expired(delivery))
        elif need is Need.BROKEN_OFF:
            broken_off = with_hold(because(PREVIOUS_PART), delivery)
            await self.reach.move(delivery, Move.CANCEL, broken_off)
        elif need is Need.TRIED_OFTEN:
            tries = because("too-many-tries", attempts=delivery.attempts)
            await self.reach.ask(delivery, tries)

    async def _all_channels(self, looks: Looks) -> int:
        """Work on every channel; a failure on one ends no other channel's work.

        Raises:
            PregoneroError: what in our surroundings kept one from it, once all are done. Mistakes
                of ours are in the log then.
        """
        names = tuple(self.reach.channels)
        work = (self._channel(name, looks[name]) for name in names)
        done = await asyncio.gather(*work, return_exceptions=True)
        kept = [one for one in done if isinstance(one, PregoneroError)]
        kept.sort(key=lambda one: not isinstance(one, LedgerReplaced))
        for name, failed in zip(names, done, strict=True):
            if isinstance(failed, BaseException) and not isinstance(failed, Exception):
                raise failed
            if isinstance(failed, Exception) and type(failed) not in map(type, kept[:1]):
                self.reach.mishaps.log(name, failed, self.reach.clock.elapsed())
        if kept:
            raise kept[0]
        return sum(n for n in done if isinstance(n, int))

    async def _channel(self, name: str, looks: Sequence[Delivery]) -> int:
        """Look for what may be out on one channel and send what is due, until this turn is over.

        Where an earlier round is still at work there, it is left to that one, which then looks
        once more for what is due.
        """
        turn = self._turns.setdefault(name, asyncio.Lock())
        if turn.locked():
            self._again.add(name)
            return 0
        async with turn:
            return await self._take_turn(name, looks)

    async def _take_turn(self, name: str, looks: Sequence[Delivery]) -> int:
        done, clock = 0, self.reach.clock
        end = clock.elapsed() + self.reach.patience.turn
        for delivery in looks:
            if self.reach.under_way.ending or not await self.may_send():
                return done
            await self._reconciler.reconcile(delivery)
            done += 1
        if not await self._late_posts.look():  # just now somebody may have ended a long hold
            return done
        while (sent := await self._send_next(name)) or self._asked_again(name):
            done += sent
            if clock.elapsed() >= end:
                break
        return done

    def _asked_again(self, name: str) -> bool:
        """Tell whether another round came by meanwhile, for what may have become due since."""
        asked = name in self._again
        self._again.discard(name)
        return asked

    async def _send_next(self, name: str) -> bool:
        """Send what is next on a channel, if anything may go now."""
        if self.reach.under_way.ending or not await self.may_send():
            return False
        claim = await self._ledger.claim(self.reach.clock.now(), self.reach.owner, name)
        if claim is None:
            return False
        await self._sender.send(claim)
        self.reach.mishaps.over(name)
        return True

    async def _say_enough(self) -> None:
        """Say once on which channels something waits because enough was sent within an hour."""
        if self.reach.under_way.ending:
            return
        now = self.reach.clock.now()
        enough = await self._ledger.spent(now, tuple(self.reach.channels))
        campaign = await self.reach.colleagues.campaign() if enough else None
        zone = campaign.zone if campaign else UTC
        for name in enough.keys() - self._enough:
            until = enough[name].astimezone(zone)
            self.reach.colleagues.tell("run.enough", channels=(name,), until=until)
        self._enough = frozenset(enough)

    async def _catch_up(self) -> int:
        """Plan again what came back after everything was planned: it is not sent before.

        Last, so that a folder that cannot be planned now keeps nothing else from going out.
        """
        if self.reach.under_way.ending or not await self._ledger.behind_plan():
            return 0
        await self.reach.colleagues.replan()
        return 1


def _why_expired(delivery: Delivery) -> Reason:
    """Return why: what it still waited for is what somebody could have done something about."""
    if delivery.waits:
        lacking = delivery.waits[0]
        return because("expired-waiting", kind=lacking.kind, what=lacking.what)
    said = delivery.countdown
    if said is not None:
        return because(EXPIRED_UNTRUE, said=said)
    return because(EXPIRED_UNSENT if delivery.state in TO_SEND else "expired")
