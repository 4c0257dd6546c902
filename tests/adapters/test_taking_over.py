"""Whoever works for a campaign looks after a sender that died when its lease is over, not later."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast

import pytest

from campaign.core.deliveries import State
from campaign.core.ledger_kind import Kind
from campaign.engines import embedded
from campaign.engines.embedded import Embedded
from campaign.services.publishing import Publisher
from campaign.services.reach import Reach
from campaign.store.opening import Limits, open_ledger
from campaign.wiring.clocks import SystemClock
from tests.contracts.ledger_values import change, new

if TYPE_CHECKING:
    from pathlib import Path

    from campaign.store.store import Store

PATIENCE = 60


class Busy:
    """A publisher that is at work until it is asked once more."""

    def __init__(self) -> None:
        self.asked_again = asyncio.Event()
        self._is_at_work = False

    async def work(self) -> int:
        """Work until somebody asks again."""
        if self._is_at_work:
            self.asked_again.set()
        self._is_at_work = True
        await self.asked_again.wait()
        return 0

    async def stop(self, _patience: float) -> None:
        """End the work."""
        self.asked_again.set()


@pytest.fixture(autouse=True)
def _no_sweep(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "SWEEP_SECONDS", 3 * PATIENCE)


async def test_a_lease_that_runs_out_rings(tmp_path: Path) -> None:
    stop, clock = asyncio.Event(), SystemClock()
    store = await _with_a_dead_sender(tmp_path, clock)
    engine = Embedded(store, Publisher(Reach(store, {}, clock, "w2")), clock)
    running = asyncio.create_task(engine.run(stop))
    async with asyncio.timeout(PATIENCE):
        while (await store.snapshot()).deliveries[0].state is State.SENDING:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    stop.set()
    await running
    await store.close()


async def test_it_rings_also_while_much_is_published(tmp_path: Path) -> None:
    stop, clock, busy = asyncio.Event(), SystemClock(), Busy()
    store = await _with_a_dead_sender(tmp_path, clock)
    running = asyncio.create_task(Embedded(store, cast("Publisher", busy), clock).run(stop))
    await asyncio.wait_for(busy.asked_again.wait(), PATIENCE)
    stop.set()
    await running
    await store.close()


async def _with_a_dead_sender(folder: Path, clock: SystemClock) -> Store:
    url, limits = f"sqlite:///{folder / 'ledger.sqlite'}", Limits(lease=2.0)
    store = open_ledger(url, "demo", Kind.REAL, limits, trusted=True)
    await store.apply(change(insert=[new(due=datetime.now(UTC))]))
    assert await store.claim(clock.now(), "somebody who died", "x") is not None
    return store
