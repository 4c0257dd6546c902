"""The embedded engine tells the person at the terminal what keeps it from working."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any, cast

from campaign.core.errors import LedgerFull
from campaign.engines.embedded import Embedded

if TYPE_CHECKING:
    import pytest

    from campaign.core.errors import EnvironmentFailure
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

    def now(self) -> None:
        """Show no time: nobody looks."""
        return


def engine(full: Full, **more: Any) -> Embedded:
    parts = cast("Ledger", full), cast("Publisher", full), cast("Clock", full)
    return Embedded(*parts, **more)


async def test_a_full_disk_is_said_once_while_it_lasts(caplog: pytest.LogCaptureFixture) -> None:
    told: list[EnvironmentFailure] = []
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
