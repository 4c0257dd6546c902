"""The sender: takes stored messages, passes the gate, records what became of them."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from campaign.bot.transport import Fate
from campaign.core.errors import EnvironmentFailure
from campaign.ports.messages import Priority

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from campaign.bot.gate import Gate
    from campaign.bot.transport import Sent, Transport
    from campaign.ports.attendees import Outgoing, People
    from campaign.ports.clock import Clock

log = logging.getLogger(__name__)

AT_ONCE, MOST_AT_ONCE = 16, 36
"""So many are under way where one of them may not repeat: after a death nobody knows whether they
arrived. Of answers there may be more.
"""
MOST_TRIES = 8
PATIENCE = 5.0
"""A message that would wait longer for its chat goes back into the outbox meanwhile."""

LONGEST_PAUSE = 60.0


LOOK = 0.5
"""Seconds between two looks into the outbox, where others put messages too."""


class Sender:
    """Sends what is due, several chats at once, each chat in its order.

    The outbox hands a chat's next message out only when the one before it is done. ``moved``
    hears of a chat that became another one, and of which.
    """

    def __init__(
        self,
        transport: Transport,
        people: People,
        clock: Clock,
        gate: Gate,
        moved: Callable[[int, int], None],
    ) -> None:
        self._moved = moved
        self._transport = transport
        self._people = people
        self._clock = clock
        self._gate = gate
        self._under_way: dict[asyncio.Task[None], Outgoing] = {}
        self._news = asyncio.Event()

    def wake(self) -> None:
        """Say that there may be something new to send."""
        self._news.set()

    async def wait(self) -> None:
        """Wait for something that was under way, for something new, or for a moment."""
        news = asyncio.create_task(self._news.wait())
        try:
            await asyncio.wait(
                {news, *self._under_way}, timeout=LOOK, return_when=asyncio.FIRST_COMPLETED
            )
        finally:
            news.cancel()
        self._news.clear()

    async def send_due(self, stop: asyncio.Event | None = None) -> int:
        """Send everything that is due, until ``stop`` is set; return how many messages were taken.

        It ends when nothing is under way: what has to wait for longer is for another call.
        """
        taken = 0
        while self._gate.held_for <= PATIENCE and not (stop and stop.is_set()):
            found = await self._next()
            taken += len(found)
            for outgoing in found:
                await self._begin(outgoing)
            if not found and not self._under_way:
                break
            if not found:
                await self.wait()
        await self.finish()
        return taken

    async def _next(self) -> Sequence[Outgoing]:
        """Take what is next, as far as more may be under way; answers before all else."""
        free, room, now = self._free(), self._gate.room, self._clock.now()
        if not free:
            return ()
        if room:
            return await self._people.next_messages(now, min(free, room))
        return await self._people.next_messages(now, free, Priority.TEAM)

    def _free(self) -> int:
        """Return how many more may be under way."""
        may_repeat = not any(one.message.once for one in self._under_way.values())
        most = MOST_AT_ONCE if may_repeat else AT_ONCE
        return min(AT_ONCE, max(most - len(self._under_way), 0))

    async def _begin(self, outgoing: Outgoing) -> None:
        if any(outgoing.id == one.id for one in self._under_way.values()):
            return  # slower than its lease, which was renewed by taking it
        wait = self._gate.wait_of(outgoing.message.chat)
        if wait > PATIENCE:
            await self._later(outgoing, "its chat's turn comes later", wait)
            return
        task = asyncio.create_task(self._send(outgoing))
        self._under_way[task] = outgoing
        task.add_done_callback(self._under_way.pop)

    async def finish(self) -> None:
        """Wait for what is under way."""
        while self._under_way:
            await asyncio.wait(self._under_way)

    async def _send(self, outgoing: Outgoing) -> None:
        chat = outgoing.message.chat
        try:
            async with self._gate.turn_of(chat, urgent=not outgoing.message.once):
                # Its turn may have come late: what it says may be otherwise by now.
                if not await self._is_true(outgoing):
                    return
                sent = await self._transport.send(outgoing.message)
            await self._record(outgoing, sent)
        except EnvironmentFailure as failed:
            log.warning("message %s: what became of it is not recorded: %s", outgoing.id, failed)
        except Exception:
            log.exception("message %s: what became of it could not be recorded", outgoing.id)

    async def _is_true(self, outgoing: Outgoing) -> bool:
        try:
            return await self._people.is_true(outgoing)
        except EnvironmentFailure:
            return True  # better late than never: it was true when it was made

    async def _record(self, outgoing: Outgoing, sent: Sent) -> None:
        match sent.fate:
            case Fate.SENT:
                await self._people.sent(outgoing, sent.words)
            case Fate.HOLD:
                self._gate.hold(sent.wait)
                await self._later(outgoing, sent.words, sent.wait)
            case Fate.NOT_SENT:
                await self._again(outgoing, sent.words)
            case Fate.LOST if not outgoing.message.once:
                await self._again(outgoing, sent.words)
            case Fate.MOVED if sent.moved_to != outgoing.message.chat:
                await self._people.follow(outgoing.message.chat, sent.moved_to)
                self._moved(outgoing.message.chat, sent.moved_to)
            case _:
                if sent.fate is Fate.AWAY:
                    await self._people.unreachable(outgoing.message.chat)
                await self._give_up(outgoing, sent)

    async def _again(self, outgoing: Outgoing, words: str) -> None:
        if outgoing.attempts >= MOST_TRIES:
            log.error("message %s: given up after %s tries: %s", outgoing.id, MOST_TRIES, words)
            await self._people.failed(outgoing, words, retry_at=None)
            return
        await self._later(outgoing, words, min(2.0 ** (outgoing.attempts - 1), LONGEST_PAUSE))

    async def _later(self, outgoing: Outgoing, words: str, seconds: float) -> None:
        retry_at = self._clock.now() + timedelta(seconds=seconds)
        await self._people.failed(outgoing, words, retry_at=retry_at)

    async def _give_up(self, outgoing: Outgoing, sent: Sent) -> None:
        level = logging.INFO if sent.fate is Fate.AWAY else logging.WARNING
        log.log(level, "message %s: %s: %s", outgoing.id, sent.fate, sent.words)
        await self._people.failed(outgoing, sent.words, retry_at=None)
