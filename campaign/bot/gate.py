"""How fast the bot may speak: so many messages a second in all, and fewer to one chat."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict, deque
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

PER_SECOND = 30
PRIVATE_GAP = 1.0
GROUP_GAP = 3.0
"""Twenty a minute; groups and channels have negative numbers."""
GROUP_BURST = 5
"""So many come to a group one a second where it had none for a while; in any 15 seconds no more
than one every three would be, so that no minute sees more than twenty.
"""

SECOND = 1.0
UNDERWAY = 1.0
"""So long at most a message without an answer is taken to be on its way."""
LATELY, FEWEST = 300, 30
"""Of so many messages it is known how long their answers took; of fewer it says nothing."""
IN_ROW = 6
"""So many wait for a place where they may not repeat: who is answered meanwhile comes right after
them, and a death leaves no more than these in doubt beside those on their way.
"""


class Waited(Protocol):
    """Hears how long messages wait."""

    def __call__(self, seconds: float, /, *, urgent: bool) -> None:
        """Hear of one."""
        ...


@dataclass(slots=True, eq=False)
class _Place:
    """One of the places of a second, taken at ``since`` by a message that was ``answered`` then."""

    since: float
    answered: float | None = None


def _end(place: _Place, least: float) -> float:
    """Return until when a place is taken."""
    latest = place.since + SECOND + UNDERWAY
    return latest if place.answered is None else min(latest, place.answered + SECOND - least)


def count_nothing(_seconds: float, *, urgent: bool) -> None:
    """Leave it uncounted."""


class Gate:
    """Lets messages pass in their order. Times are in seconds of ``elapsed``.

    A second has ``per_second`` places. A message takes one until a second after its answer, less
    what no answer takes less than: the network counted it before it answered, whatever held it up
    on its way, and what holds up all alike makes no second fuller. Each chat has its own queue, so
    that one that waits holds nobody else up. ``waited`` hears how long each waited for its turn.
    """

    def __init__(
        self,
        elapsed: Callable[[], float],
        *,
        per_second: int = PER_SECOND,
        private_gap: float = PRIVATE_GAP,
        group_gap: float = GROUP_GAP,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        waited: Waited = count_nothing,
    ) -> None:
        self._elapsed = elapsed
        self._per_second = per_second
        self._distance = SECOND / per_second / 2
        self._gaps = (private_gap, group_gap)
        self._bursts = (1, GROUP_BURST)
        self._sleep = sleep
        self._waited = waited
        self._next = 0.0
        self._held_until = 0.0
        self._last: dict[int, deque[float]] = {}
        self._queues: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._waiting: Counter[int] = Counter()
        self._rows = {False: asyncio.Lock(), True: asyncio.Lock()}
        self._places: list[_Place] = []
        self._took: deque[float] = deque(maxlen=LATELY)
        self._in_row = {False: 0, True: 0}

    @staticmethod
    def open_wide(elapsed: Callable[[], float]) -> Gate:
        """Return a gate without limits, for networks of our own on a virtual clock."""
        return _Open(elapsed, private_gap=0.0, group_gap=0.0)

    def gap(self, chat: int) -> float:
        """Return the distance between two messages to one chat, of many one after the other."""
        return self._gaps[chat < 0]

    def wait_of(self, chat: int) -> float:
        """Return about how long one more message to this chat would wait."""
        now = self._elapsed()
        times, at = deque(self._last.get(chat, ()), self._bursts[chat < 0]), now
        for _ in range(self._waiting[chat] + 1):  # those that wait pass before it
            at = max(self._after(times, chat), self._held_until, now)
            times.append(at)
        return at - now

    def _after(self, times: deque[float], chat: int) -> float:
        """Return when a chat may get its next message, which got its last ones at ``times``."""
        if not times:
            return 0.0
        burst = self._bursts[chat < 0]
        full = times[0] + burst * self.gap(chat) if len(times) == burst else 0.0
        return max(full, times[-1] + min(self._gaps))

    def hold(self, seconds: float) -> None:
        """Let nothing pass for so long: the network said so."""
        self._held_until = max(self._held_until, self._elapsed() + seconds)

    @property
    def held_for(self) -> float:
        """Return how long nothing passes."""
        return max(self._held_until - self._elapsed(), 0.0)

    @property
    def room(self) -> int:
        """Return how many messages that may not repeat should come to wait here as well."""
        return max(IN_ROW - self._in_row[False], 0)

    @asynccontextmanager
    async def turn_of(self, chat: int, *, urgent: bool = False) -> AsyncIterator[None]:
        """Wait for one message's turn; it is sent, and answered, within the block.

        What is ``urgent`` waits in a row of its own, which goes before that of all else.
        """
        came = self._elapsed()
        place = await self._pass_to(chat, urgent=urgent)
        self._waited(place.since - came, urgent=urgent)
        try:
            yield
        finally:
            place.answered = self._elapsed()
            self._took.append(place.answered - place.since)

    async def _pass_to(self, chat: int, *, urgent: bool) -> _Place:
        self._waiting[chat] += 1
        try:
            async with self._queues[chat]:
                last = self._last.setdefault(chat, deque(maxlen=self._bursts[chat < 0]))
                await self._until(lambda: self._after(last, chat))
                place = await self._turn(urgent=urgent)
                last.append(self._elapsed())
                return place
        finally:
            self._leave(chat)

    async def _until(self, moment: Callable[[], float]) -> None:
        while (wait := max(moment(), self._held_until) - self._elapsed()) > 0:
            await self._sleep(wait)

    async def _turn(self, *, urgent: bool) -> _Place:
        """Take the next place, in the order of the row; the other row has none of its own."""
        self._in_row[urgent] += 1
        try:
            async with self._rows[urgent]:
                await self._until(self._free_at if urgent else self._left_at)
                now = self._elapsed()
                self._next = now + self._distance
                place = _Place(now)
                self._places.append(place)
                return place
        finally:
            self._in_row[urgent] -= 1

    def _free_at(self) -> float:
        """Return when a place is free."""
        now, least = self._elapsed(), self._least
        ends = {place: _end(place, least) for place in self._places}
        self._places = [place for place, end in ends.items() if end > now]
        if len(self._places) < self._per_second:
            return self._next
        soonest = sorted(ends[place] for place in self._places)
        return max(self._next, soonest[-self._per_second])

    def _left_at(self) -> float:
        """Return when a place is free that nobody wants for an answer."""
        wanted = self._elapsed() + self._distance if self._in_row[True] else 0.0
        return max(self._free_at(), wanted)

    @property
    def _least(self) -> float:
        """Return what the answer to any message takes at least."""
        return min(self._took) if len(self._took) >= FEWEST else 0.0

    def _leave(self, chat: int) -> None:
        self._waiting[chat] -= 1
        if self._waiting[chat] <= 0:
            del self._waiting[chat]
            self._queues.pop(chat, None)
        horizon = self._elapsed() - max(self._gaps) * max(self._bursts)
        if len(self._last) > 4 * PER_SECOND:
            kept = self._last.items()
            self._last = {c: t for c, t in kept if c in self._waiting or (t and t[-1] > horizon)}


class _Open(Gate):
    """Never held: what a network of our own refuses comes back on its own, virtual, time."""

    @property
    def room(self) -> int:
        """Return more than there will ever be."""
        return 2**31

    def hold(self, seconds: float) -> None:
        """Let everything pass all the same."""

    async def _turn(self, *, urgent: bool) -> _Place:  # noqa: ARG002 -- nobody waits
        return _Place(self._elapsed())
