"""A worker of the bench: the program's own store and engine, and networks that answer at once.

``URL CHANNELS``; says ``ready``, and begins to publish with the first line that it is told.
"""

from __future__ import annotations

import asyncio
import gc
import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from campaign.cli.program import NEW_OBJECTS
from campaign.core.ledger_kind import Kind
from campaign.core.outcomes import Certainty
from campaign.engines.embedded import Embedded
from campaign.services.publishing import Publisher
from campaign.services.reach import Reach
from campaign.store.opening import Limits, open_ledger
from campaign.testing.fake import FakeChannel, fake_sheet
from campaign.wiring.clocks import SystemClock

CAMPAIGN = "bench"
LIMITS = Limits(per_hour=1_000_000)


def names(count: int) -> list[str]:
    """Return the names of so many channels."""
    return [f"c{number}" for number in range(count)]


async def _work(url: str, channels: list[str], kept: Path) -> None:
    store = open_ledger(url, CAMPAIGN, Kind.REAL, LIMITS, trusted=True, kept=kept)
    clock = SystemClock()
    fakes = {one: FakeChannel(fake_sheet(one, Certainty.EXACT)) for one in channels}
    reach = Reach(store, fakes, clock, f"worker-{os.getpid()}")
    engine = Embedded(store, Publisher(reach), clock)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.readline)
    await engine.run(asyncio.Event())


if __name__ == "__main__":
    gc.set_threshold(NEW_OBJECTS)
    with TemporaryDirectory() as folder:
        asyncio.run(_work(sys.argv[1], names(int(sys.argv[2])), Path(folder)))
