"""``GET /healthz``: whether the program works, for whatever watches over it from outside."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from campaign.core.errors import EnvironmentFailure

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request

    from campaign.ports.clock import Clock

PATH = "/healthz"
LONGEST_SILENCE = 60.0
"""Seconds after which an alarm that has not rung is one that does not ring any more."""
PATIENCE = 5.0
"""Seconds that the database has for its answer."""


class Health:
    """Knows when the alarm rang last, and asks the database with ``look``."""

    def __init__(self, clock: Clock, look: Callable[[], Awaitable[object]]) -> None:
        self._clock, self._look = clock, look
        self._rang: float | None = None

    async def beat(self) -> None:
        """Note that the alarm rang, and that everything was done that was due."""
        self._rang = self._clock.elapsed()

    def routes(self) -> list[Route]:
        """Return where it answers."""
        return [Route(PATH, self.answer, methods=["GET"])]

    async def answer(self, request: Request) -> Response:  # noqa: ARG002 -- a route's form
        """Return 200 where everything works, else 503; ``{"alarm": …, "database": …}``."""
        found = {"alarm": self._rings(), "database": await self._answers()}
        return JSONResponse(
            {name: "ok" if fine else "failing" for name, fine in found.items()},
            200 if all(found.values()) else 503,
            {"Cache-Control": "no-store"},
        )

    @property
    def silence(self) -> float | None:
        """Return how many seconds ago the alarm rang; ``None`` where it never did."""
        return None if self._rang is None else self._clock.elapsed() - self._rang

    def _rings(self) -> bool:
        return self.silence is not None and self.silence <= LONGEST_SILENCE

    async def _answers(self) -> bool:
        try:
            async with asyncio.timeout(PATIENCE):
                await self._look()
        except (EnvironmentFailure, TimeoutError):
            return False
        return True
