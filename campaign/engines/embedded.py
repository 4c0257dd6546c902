"""The embedded engine: alarm clock, publisher, folder watch and bot in one process and loop.

APScheduler only rings: one job for the next due instant, one sweep. What is done when
it rings is decided by the ledger.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Protocol, TypeVar

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from campaign.core.errors import LedgerFull, LedgerReplaced, PregoneroError
from campaign.services.mishaps import Mishaps

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from campaign.ports.clock import Clock
    from campaign.ports.ledger import Ledger
    from campaign.services.publishing import Publisher

T = TypeVar("T")

SWEEP_SECONDS = 5
LEAST_WAIT = 0.5
WELL_AGAIN = 60.0
"""Seconds that something has to work before the same failure is told again."""
LAST_WORDS = 3.0
"""Seconds that a network has to answer once the program is to end."""
LONGEST_END = 30.0
"""Seconds after which what was due is left as it is then: a container is killed after 60."""
ALARM = "alarm"
WATCH = "watch"
SWEEP = "sweep"
ROOM = "telling that the disk has room again"


class Running(Protocol):
    """Something that runs until it is told to stop: the bot, the folder watch."""

    async def run(self, stop: asyncio.Event) -> None:
        """Run until ``stop`` is set, then end in good order."""
        ...


def listen_for_the_end() -> asyncio.Event:
    """Return an event that SIGTERM and SIGINT set, from now on, on the running loop."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    return stop


class Embedded:
    """Rings the publisher at the right instants, and keeps company running beside it.

    ``tell`` is told what in its surroundings keeps one of them from working; it tries again.
    ``unfilled`` is called once the ledger takes something again, with when its disk was first full.
    """

    def __init__(
        self,
        ledger: Ledger,
        publisher: Publisher | None,
        clock: Clock,
        company: Sequence[Running] = (),
        chores: Sequence[Callable[[], Awaitable[object]]] = (),
        tell: Callable[[PregoneroError], None] = lambda _: None,
    ) -> None:
        self.ledger = ledger
        self.publisher = publisher
        self.clock = clock
        self.company = tuple(company)
        self.chores = tuple(chores)
        self.tell = tell
        self.unfilled: Callable[[datetime], Awaitable[None]] | None = None
        self._full_since: datetime | None = None
        self._told: dict[object, str] = {}
        self._failing: set[object] = set()
        self._mishaps = Mishaps()
        self.stop = asyncio.Event()
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._at_chores = asyncio.Lock()
        self._rings: set[asyncio.Task[None]] = set()
        self._replaced: LedgerReplaced | None = None

    async def run(self, stop: asyncio.Event) -> None:
        """Run until ``stop`` is set; what is being sent is finished first, within seconds.

        Raises:
            LedgerReplaced: when it had to end because another file is in the ledger's place.
        """
        self.stop = stop
        self._scheduler.start()
        self._scheduler.add_job(
            self._begin_to_ring,
            "interval",
            seconds=SWEEP_SECONDS,
            id=SWEEP,
            max_instances=1,
            coalesce=True,
            next_run_time=datetime.now(UTC),
        )
        company = [asyncio.create_task(self._keep(one)) for one in self.company]
        try:
            await stop.wait()
        finally:
            await self._wind_up(company)
        if self._replaced is not None:
            raise self._replaced

    async def _wind_up(self, company: Sequence[asyncio.Task[None]]) -> None:
        """End everything within seconds; what the companions leave undone is stored."""
        loop = asyncio.get_running_loop()
        end = loop.time() + LAST_WORDS
        if self.publisher is not None:
            await self.publisher.stop(LAST_WORDS)
        # Shut down before, it would cancel what rings, claimed and not yet recorded.
        self._scheduler.pause()
        await asyncio.sleep(0)  # what was just handed out begins, and sees that it is to end
        if self._rings:
            _, hanging = await asyncio.wait(self._rings, timeout=LONGEST_END)
            for ring in hanging:
                ring.cancel()
            await asyncio.gather(*self._rings, return_exceptions=True)
        self._scheduler.shutdown(wait=False)
        if company:
            _, late = await asyncio.wait(company, timeout=max(end - loop.time(), LEAST_WAIT))
            for one in late:
                one.cancel()
        await asyncio.gather(*company, return_exceptions=True)

    async def _begin_to_ring(self) -> None:
        """Ring, and let the scheduler go on: a network that hangs delays no other ring."""
        task = asyncio.create_task(self.ring())
        self._rings.add(task)
        task.add_done_callback(self._rings.discard)

    @property
    def is_well(self) -> bool:
        """Tell whether nothing that is done at each ring failed when it was done last."""
        return not self._failing and (self.publisher is None or self.publisher.is_well)

    async def ring(self) -> None:
        """Do everything that is due, then set the alarm for what comes next.

        What fails keeps nothing else from being done; it is tried again at the next ring.
        """
        if self.stop.is_set():
            return
        try:
            await self._tried("the watch", self._watch)
            done = await self._tried("the publisher", self._publish)
            await self._do_chores()
            if self.stop.is_set():
                return
            after = None if any(done) else self.clock.now()
            await self._tried("the alarm", partial(self._set_alarm, after))
            await self._tried("the watch", self._watch)
            if self._failing <= {ROOM}:
                await self._tried(ROOM, self._tell_room)
        except LedgerReplaced as replaced:
            self._replaced = replaced
            self.stop.set()

    async def _tried(self, who: object, work: Callable[[], Awaitable[T]]) -> tuple[T, ...]:
        """Do something and return what it returns; where it fails, say so and return nothing.

        Raises:
            LedgerReplaced: then nothing else may be done.
        """
        try:
            done = await work()
        except LedgerReplaced:
            raise
        except PregoneroError as failed:
            self._failing.add(who)
            self._tell_once(who, failed)
            return ()
        except Exception as failed:  # noqa: BLE001 -- it is logged, once
            self._failing.add(who)
            self._mishaps.log(_called(who), failed, self.clock.elapsed())
            return ()
        self._failing.discard(who)
        self._told.pop(who, None)
        return (done,)

    def _tell_once(self, who: object, failed: PregoneroError) -> None:
        """Say why something does not work: not again, every few seconds, while it stays so.

        What keeps two of them from working is said once.
        """
        if isinstance(failed, LedgerFull) and self._full_since is None:
            self._full_since = self.clock.now()
        known, self._told[who] = str(failed) in self._told.values(), str(failed)
        if not known:
            self.tell(failed)

    async def _tell_room(self) -> None:
        """Have the team told of a full disk: that could not be written while it was full."""
        if self.unfilled is not None and self._full_since is not None:
            await self.unfilled(self._full_since)
            self._full_since = None

    async def _publish(self) -> int:
        return 0 if self.publisher is None else await self.publisher.work()

    async def _do_chores(self) -> None:
        if not self._at_chores.locked():
            async with self._at_chores:
                for chore in self.chores:
                    if not self.stop.is_set():  # each might wait for a ledger that hangs
                        await self._tried(chore, chore)

    async def _set_alarm(self, after: datetime | None) -> None:
        """Ring when something is due; what was due before and could not go waits for the sweep.

        Another program may be sending on that channel: ringing at once would keep on ringing.
        """
        due = await self.ledger.next_due(after)
        if due is not None:
            self._ring_in(max((due - self.clock.now()).total_seconds(), 0), ALARM)

    async def _watch(self) -> None:
        """Ring when a sender's lease runs out: whoever it was died, or it is kept until then.

        It is looked before anything is published, which may last beyond that, and afterwards. What
        is set for earlier stays.
        """
        if self.publisher is None or (left := await self.ledger.until_lapse()) is None:
            return
        known = self._scheduler.get_job(WATCH)
        if known is None or datetime.now(UTC) + timedelta(seconds=left) < known.next_run_time:
            self._ring_in(left, WATCH)

    def _ring_in(self, seconds: float, name: str) -> None:
        if seconds > SWEEP_SECONDS:
            return
        self._scheduler.add_job(
            self._begin_to_ring,
            "date",
            run_date=datetime.now(UTC) + timedelta(seconds=seconds),
            id=name,
            replace_existing=True,
            misfire_grace_time=None,
        )

    async def _keep(self, one: Running) -> None:
        """Run one companion; its failure is told and does not end the others."""
        while not self.stop.is_set():
            began = self.clock.elapsed()
            try:
                await one.run(self.stop)
            except PregoneroError as failed:
                if self.clock.elapsed() - began > WELL_AGAIN:
                    self._told.pop(one, None)
                self._tell_once(one, failed)
            except Exception as failed:  # noqa: BLE001 -- it is logged, once
                self._mishaps.log(type(one).__name__, failed, self.clock.elapsed())
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.stop.wait(), SWEEP_SECONDS)


def _called(who: object) -> str:
    """Return what the log calls something: its own name, where it has one."""
    return who if isinstance(who, str) else getattr(who, "__qualname__", type(who).__name__)
