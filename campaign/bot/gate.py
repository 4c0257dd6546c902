"""How fast the bot may speak: so many messages a second in all, and fewer to one chat."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

PER_SECOND = 30.0
PRIVATE_GAP = 1.0
GROUP_GAP = 3.0
"""Twenty a minute; groups and channels have negative numbers."""


class Gate:
    """Lets messages pass in their order. Times are in seconds of ``elapsed``.

    Each chat has its own queue, so that one that waits holds nobody else up.
    """

    def __init__(
        self,
        elapsed: Callable[[], float],
        *,
        per_second: float = PER_SECOND,
        private_gap: float = PRIVATE_GAP,
        group_gap: float = GROUP_GAP,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._elapsed = elapsed
        self._distance = 1 / per_second
        self._gaps = (private_gap, group_gap)
        self._sleep = sleep
        self._next = 0.0
        self._held_until = 0.0
        self._last: dict[int, float] = {}
        self._queues: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._waiting: Counter[int] = Counter()

    @staticmethod
    def open_wide(elapsed: Callable[[], float]) -> Gate:
        """Return a gate without limits, for networks of our own on a virtual clock."""
        return _Open(elapsed, per_second=float("inf"), private_gap=0.0, group_gap=0.0)

    def gap(self, chat: int) -> float:
        """Return the distance between two messages to one chat."""
        return self._gaps[chat < 0]

    def wait_of(self, chat: int) -> float:
        """Return about how long one more message to this chat would wait."""
        now = self._elapsed()
        ready = self._last.get(chat, now - self.gap(chat)) + self.gap(chat)
        queued = self._waiting[chat] * self.gap(chat)
        return max(ready - now, self._held_until - now, 0.0) + queued

    def hold(self, seconds: float) -> None:
        """Let nothing pass for so long: the network said so."""
        self._held_until = max(self._held_until, self._elapsed() + seconds)

    @property
    def held_for(self) -> float:
        """Return how long nothing passes."""
        return max(self._held_until - self._elapsed(), 0.0)

    async def pass_to(self, chat: int) -> None:
        """Wait for one message's turn."""
        self._waiting[chat] += 1
        try:
            async with self._queues[chat]:
                await self._until(lambda: self._last.get(chat, -self.gap(chat)) + self.gap(chat))
                await self._turn()
                self._last[chat] = self._elapsed()
        finally:
            self._leave(chat)

    async def _until(self, moment: Callable[[], float]) -> None:
        while (wait := max(moment(), self._held_until) - self._elapsed()) > 0:
            await self._sleep(wait)

    async def _turn(self) -> None:
        """Take the next place in the row of all messages; a hold sends back to the row."""
        while True:
            mine = max(self._next, self._elapsed(), self._held_until)
            self._next = mine + self._distance
            await self._until(partial(float, mine))
            if self._held_until <= self._elapsed():
                return

    def _leave(self, chat: int) -> None:
        self._waiting[chat] -= 1
        if self._waiting[chat] <= 0:
            del self._waiting[chat]
            self._queues.pop(chat, None)
        horizon = self._elapsed() - max(self._gaps)
        if len(self._last) > 4 * PER_SECOND:
            self._last = {c: at for c, at in self._last.items() if at > horizon}


class _Open(Gate):
    """Never held: what a network of our own refuses comes back on its own, virtual, time."""

    def hold(self, seconds: float) -> None:
        """Let everything pass all the same."""
