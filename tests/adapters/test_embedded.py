"""The embedded engine tells the person at the terminal what keeps it from working."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from campaign.cli.commands.running import is_well
from campaign.cli.served import Served
from campaign.core.errors import LedgerFull, NothingLoaded
from campaign.core.ledger_kind import Kind
from campaign.engines.embedded import Embedded
from campaign.web.front import Front
from campaign.web.health import Health
from campaign.wiring.heartbeat import Heart, silences, take_signs_away
from campaign.wiring.places import FREE

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from campaign.core.errors import PregoneroError
    from campaign.ports.clock import Clock
    from campaign.ports.ledger import Ledger
    from campaign.services.publishing import Publisher


class Full:
    """A publisher that has no room left on its disk."""

    def __init__(self) -> None:
        self.begun = asyncio.Event()
        self.calls = 0

    async def work(self) -> int:
        """Begin, and fail."""
        self.calls += 1
        self.begun.set()
        raise LedgerFull(where="there")

    async def stop(self, _patience: float) -> None:
        """Have nothing to end."""

    async def next_due(self, _after: Any = None) -> None:
        """Know of nothing more."""
        return

    async def until_lapse(self) -> None:
        """Know of nobody who sends."""
        return

    def now(self) -> None:
        """Show no time: nobody looks."""
        return


def engine(full: Full, **more: Any) -> Embedded:
    parts = cast("Ledger", full), cast("Publisher", full), cast("Clock", full)
    return Embedded(*parts, **more)


async def test_a_full_disk_is_said_once_while_it_lasts(caplog: pytest.LogCaptureFixture) -> None:
    told: list[PregoneroError] = []
    full, stop = Full(), asyncio.Event()
    embedded = engine(full, tell=told.append)
    running = asyncio.create_task(embedded.run(stop))
    await full.begun.wait()
    await asyncio.create_task(embedded.ring())
    stop.set()
    await running
    assert full.calls > 1
    assert [one.message_id for one in told] == ["error.ledger-full"]
    assert [r for r in caplog.records if r.levelno >= logging.ERROR] == []


class Mistaken(Full):
    """A publisher with a mistake in it, its rounds counted; ``elapsed`` is its stopwatch."""

    is_well = True

    def __init__(self, failed: Exception | None = None) -> None:
        super().__init__()
        self.failed = failed

    async def work(self) -> int:
        """Fail as it is told to."""
        self.calls += 1
        if self.failed is not None:
            raise self.failed
        return 0

    def elapsed(self) -> float:
        """Let no time pass."""
        return 0.0


async def test_a_publisher_with_a_mistake_keeps_nobody_from_anything_else(
    caplog: pytest.LogCaptureFixture,
) -> None:
    done: list[str] = []

    async def remind() -> None:
        done.append("reminded")

    mistaken = Mistaken(TypeError("what"))
    embedded = engine(mistaken, chores=[remind])
    for _ in range(3):
        await embedded.ring()
    assert (mistaken.calls, done, embedded.is_well) == (3, ["reminded"] * 3, False)
    assert [str(r.exc_info[1]) for r in caplog.records if r.exc_info] == ["what"]
    mistaken.failed = None
    await embedded.ring()
    assert embedded.is_well
    mistaken.is_well = False
    assert not embedded.is_well


async def test_a_chore_that_fails_keeps_no_later_one_from_being_done(
    caplog: pytest.LogCaptureFixture,
) -> None:
    done: list[str] = []
    told: list[PregoneroError] = []
    failing: list[Exception] = [TypeError("what"), LedgerFull(where="there")]

    async def first() -> None:
        if failing:
            raise failing[0]

    async def second() -> None:
        if failing:
            raise failing[1]

    async def third() -> None:
        done.append("called")

    embedded = engine(Mistaken(), chores=[first, second, third], tell=told.append)
    for _ in range(3):
        await embedded.ring()
    assert (done, embedded.is_well) == (["called"] * 3, False)
    assert [str(r.exc_info[1]) for r in caplog.records if r.exc_info] == ["what"]
    assert [one.message_id for one in told] == ["error.ledger-full"]
    failing.clear()
    await embedded.ring()
    assert embedded.is_well


async def test_whoever_looks_from_outside_sees_what_fails_each_time_everywhere(
    tmp_path: Path,
) -> None:
    mistaken = Mistaken()
    embedded = engine(mistaken)
    roles = dict.fromkeys(("publisher", "bot"), lambda: True)
    heart = Heart(tmp_path, Kind.REAL, roles, partial(is_well, embedded))

    async def seen() -> tuple[int, set[str]]:
        """Return what is seen once all former signs are too old."""
        take_signs_away(tmp_path, Kind.REAL)
        health = Health(cast("Clock", mistaken), mistaken.next_due)
        served = Served(Front(FREE), health, ())
        embedded.chores = (heart.beat, partial(served.beat, embedded))
        await embedded.ring()
        answer = await health.answer(cast("Any", None))
        return answer.status_code, {*silences(tmp_path, Kind.REAL)}

    assert await seen() == (200, {"publisher", "bot"})
    mistaken.failed = TypeError("what")
    assert await seen() == (503, {"bot"})
    mistaken.failed = None
    mistaken.is_well = False
    assert await seen() == (503, {"bot"})
    mistaken.is_well = True
    assert await seen() == (200, {"publisher", "bot"})


class Hanging(Full):
    """A publisher whose first round waits for a network."""

    def __init__(self) -> None:
        super().__init__()
        self.let_go = asyncio.Event()
        self.finished = 0

    async def work(self) -> int:
        """Wait, the first time."""
        self.calls += 1
        if self.calls == 1:
            self.begun.set()
            await self.let_go.wait()
            await asyncio.sleep(0.2)
        self.finished += 1
        return 0

    async def stop(self, _patience: float) -> None:
        """Let go."""
        self.let_go.set()


async def test_a_round_that_hangs_delays_no_other_and_is_waited_for() -> None:
    hanging, stop = Hanging(), asyncio.Event()
    remembered: list[int] = []

    async def chore() -> None:
        remembered.append(hanging.calls)

    embedded = engine(hanging, chores=[chore])
    running = asyncio.create_task(embedded.run(stop))
    await hanging.begun.wait()
    await asyncio.wait_for(embedded.ring(), 60)
    assert remembered == [2]
    assert not running.done()
    stop.set()
    await running
    assert hanging.finished == hanging.calls


async def test_who_is_to_end_begins_nothing_that_may_hang() -> None:
    tried: list[str] = []

    async def hang() -> None:
        tried.append("hangs")
        embedded.stop.set()

    async def another() -> None:
        tried.append("another")

    embedded = engine(Full(), chores=[hang, another])
    await embedded.ring()
    assert tried == ["hangs"]


class Bare(Hanging):
    """A companion that finds nothing loaded, and its clock."""

    async def run(self, _stop: asyncio.Event) -> None:
        """Begin, and fail."""
        self.begun.set()
        raise NothingLoaded

    async def work(self) -> int:
        """Have nothing to do."""
        return 0

    def elapsed(self) -> float:
        """Let no time pass."""
        return 0.0


async def test_a_companion_without_anything_loaded_says_so_in_a_sentence(
    caplog: pytest.LogCaptureFixture,
) -> None:
    told: list[PregoneroError] = []
    bare, stop = Bare(), asyncio.Event()
    running = asyncio.create_task(engine(bare, company=[bare], tell=told.append).run(stop))
    await bare.begun.wait()
    await asyncio.sleep(0)
    stop.set()
    await running
    assert [one.message_id for one in told] == ["error.nothing-loaded"]
    assert [r for r in caplog.records if r.levelno >= logging.ERROR] == []


class Filled(Hanging):
    """A publisher whose disk has room again in its third round, by its own clock."""

    async def work(self) -> int:
        """Fail twice."""
        self.calls += 1
        self.begun.set()
        if self.calls <= 2:
            raise LedgerFull(where="there")
        return 0

    def now(self) -> Any:
        """Show a minute more for each round."""
        return datetime(2031, 5, 12, 10, self.calls, tzinfo=UTC)


async def test_a_disk_that_was_full_is_told_once_when_it_can_be_and_since_when() -> None:
    filled = Filled()
    told: list[datetime] = []
    refused = [True]

    async def unfilled(since: datetime) -> None:
        if refused.pop() if refused else False:
            raise LedgerFull(where="there")
        told.append(since)

    embedded = engine(filled)
    embedded.unfilled = unfilled
    for _ in range(6):
        await embedded.ring()
    assert told == [datetime(2031, 5, 12, 10, 1, tzinfo=UTC)]
