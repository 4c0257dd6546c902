"""A companion that runs in one process of a ledger only; the others stand by for it."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from campaign.engines.embedded import Running

LOOK = 1.0
"""Seconds between two tries to take over."""


class Right(Protocol):
    """What one process at a time has; it tells who else has it."""

    def take(self) -> bool:
        """Take it; ``False`` while another process has it."""
        ...

    def free(self) -> None:
        """Give it back."""
        ...


@dataclass(frozen=True, slots=True)
class Standby:
    """Runs ``one`` as soon as the right to it is free."""

    one: Running
    right: Right

    async def run(self, stop: asyncio.Event) -> None:
        """Wait for the right, and run with it until ``stop`` is set."""
        while not stop.is_set():
            if self.right.take():
                try:
                    return await self.one.run(stop)
                finally:
                    self.right.free()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), LOOK)
        return None
