"""A companion that runs in one process of a ledger only; the others stand by for it."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from campaign.engines.embedded import Running

LOOK = 1.0
"""Seconds between two tries to take over, and between two looks at whether we still may."""


class Right(Protocol):
    """What one process at a time has; it tells who else has it."""

    def take(self) -> bool:
        """Take it; ``False`` while another process has it."""
        ...

    def holds(self) -> bool:
        """Tell whether it is still ours: one that goes with a connection can be lost."""
        ...

    def free(self) -> None:
        """Give it back."""
        ...


@dataclass(frozen=True, slots=True)
class Standby:
    """Runs ``one`` as soon as the right to it is free, and as long as we have it."""

    one: Running
    right: Right

    async def run(self, stop: asyncio.Event) -> None:
        """Wait for the right, and run with it until ``stop`` is set."""
        while not stop.is_set():
            if await asyncio.to_thread(self.right.take):
                await self._run_with_it(stop)
            else:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), LOOK)

    async def _run_with_it(self, stop: asyncio.Event) -> None:
        """Run until ``stop`` is set or the right is lost, and end in good order."""
        end = asyncio.Event()
        both = [asyncio.create_task(one) for one in (self.one.run(end), stop.wait())]
        try:
            while await asyncio.to_thread(self.right.holds):
                done, _ = await asyncio.wait(
                    both, timeout=LOOK, return_when=asyncio.FIRST_COMPLETED
                )
                if done:
                    break
            end.set()
            await both[0]
        finally:
            for task in both:
                task.cancel()
            self.right.free()


@dataclass(frozen=True, slots=True)
class Together:
    """Runs companions as one: when one of them ends, so do the others."""

    all: tuple[Running, ...]

    async def run(self, stop: asyncio.Event) -> None:
        """Run until ``stop`` is set; raises what the first of them raised that failed."""
        end = asyncio.Event()
        running = [asyncio.create_task(one.run(end)) for one in self.all]
        stopped = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait({stopped, *running}, return_when=asyncio.FIRST_COMPLETED)
            end.set()
            for one in running:
                await one
        finally:
            for task in (stopped, *running):
                task.cancel()
