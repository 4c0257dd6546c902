"""Lets a program serve its calendars beside everything else that it does."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from starlette.routing import Route

    from campaign.web.front import Front


@dataclass(slots=True, eq=False)
class Offering:
    """Serves ``routes`` until it is told to stop; ``tell`` hears once where."""

    front: Front
    routes: Sequence[Route]
    tell: Callable[[str], None]
    _told: str = ""

    async def run(self, stop: asyncio.Event) -> None:
        """Serve until ``stop`` is set.

        Raises:
            NoListening: when the place is taken: whoever runs it says so and tries again.
        """
        async with self.front.showing(self.routes) as served:
            if self.front.address != self._told:
                self._told = self.front.address
                self.tell(self._told)
            stopped = asyncio.create_task(stop.wait())
            await asyncio.wait({stopped, served}, return_when=asyncio.FIRST_COMPLETED)
            stopped.cancel()
