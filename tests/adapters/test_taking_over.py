"""Whoever works for a campaign looks after a sender that died when its lease is over, not later."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING

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

    import pytest

PATIENCE = 60


async def test_a_lease_that_runs_out_rings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "SWEEP_SECONDS", 3 * PATIENCE)  # no sweep comes by
    url, limits, stop = (
        f"sqlite:///{tmp_path / 'ledger.sqlite'}",
        Limits(lease=0.5),
        asyncio.Event(),
    )
    store = open_ledger(url, "demo", Kind.REAL, limits, trusted=True)
    clock = SystemClock()
    await store.apply(change(insert=[new(due=datetime.now(UTC))]))
    assert await store.claim(clock.now(), "somebody who died", "x") is not None
    engine = Embedded(store, Publisher(Reach(store, {}, clock, "w2")), clock)
    running = asyncio.create_task(engine.run(stop))
    async with asyncio.timeout(PATIENCE):
        while (await store.snapshot()).deliveries[0].state is State.SENDING:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    stop.set()
    await running
    await store.close()
