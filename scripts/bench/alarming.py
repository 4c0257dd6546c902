"""What looking for alarms costs: for how long the loop stands still, with ten thousand deliveries
over a year. For information, with as many that all lack something today: more than anybody has.
"""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from campaign.core.deliveries import Key, Payload, State, Wait, WaitKind
from campaign.core.ledger_kind import Kind
from campaign.core.settings import Campaign
from campaign.languages import Catalogue
from campaign.ports.ledger import LedgerChange, NewDelivery
from campaign.services.alarms import Alarms
from campaign.services.team_messages import TeamMessages
from campaign.store.opening import open_ledger
from campaign.wiring.clocks import SystemClock
from scripts.bench.figures import Figure
from scripts.bench.lateness import stands_still

if TYPE_CHECKING:
    from collections.abc import Iterator

DELIVERIES = 10_000
LOOKS = 5
APART = 1.0


def alarming() -> list[Figure]:
    """Measure both."""
    year, day = timedelta(days=365), timedelta(hours=20)
    spread, spread_cpu = asyncio.run(_looks(year / DELIVERIES))
    crowd, crowd_cpu = asyncio.run(_looks(day / DELIVERIES))
    return [
        Figure("alarms-loop-stands", spread * 1000, "ms", 50),
        Figure("alarms-crowd-loop-stands", crowd * 1000, "ms"),
        Figure("alarms-look-cpu", spread_cpu * 1000, "ms"),
        Figure("alarms-crowd-look-cpu", crowd_cpu * 1000, "ms"),
    ]


async def _looks(apart: timedelta) -> tuple[float, float]:
    """Return for how long the loop stood still at most, and the CPU time of a look."""
    now = datetime.now(UTC)
    rules = Campaign("bench", "Bench", zone=ZoneInfo("America/Santiago"), channels=("x",))

    async def campaign() -> Campaign:
        return rules

    with TemporaryDirectory() as folder:
        path = f"sqlite:///{Path(folder) / 'ledger.sqlite'}"
        store = open_ledger(path, "bench", Kind.REAL, trusted=True)
        await store.apply(LedgerChange(now, "bench", insert=[*_planned(now, apart)]))
        team = TeamMessages(-1, Catalogue("es"), frozenset())
        alarms = Alarms(store, SystemClock(), campaign, team)
        await alarms.look()  # what is new is written once
        watching = asyncio.create_task(stands_still((LOOKS + 1) * APART))
        begin = time.process_time()
        for _ in range(LOOKS):
            await asyncio.sleep(APART)
            await alarms.look()
        spent = time.process_time() - begin
        stood = await watching
        await store.close()
    return stood, spent / LOOKS


def _planned(now: datetime, apart: timedelta) -> Iterator[NewDelivery]:
    """Yield deliveries that wait for a fact of their own panel."""
    for number in range(DELIVERIES):
        due = now + timedelta(minutes=30) + number * apart
        key = Key(f"post-{number}", "x", 1)
        waits = (Wait(WaitKind.FACT, f"panel-{number % 50}.stream"),)
        payload = Payload(f"Dato número {number} de la serie, contado en dos líneas.", "es")
        yield NewDelivery(
            key, 1, "post", "Dato", None, State.WAITING, due, due.isoformat(), None, payload, "in",
            waits,
        )  # fmt: skip
