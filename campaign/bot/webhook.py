"""The receiver where Telegram delivers: an update is stored before Telegram is told so.

Whoever stores it need not be who answers: the inbox is that of all processes of a ledger.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from starlette.responses import Response
from starlette.routing import Route

from campaign.bot.transport import incoming
from campaign.core.errors import EnvironmentFailure

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence

    from starlette.requests import Request

    from campaign.ports.attendees import Incoming, People
    from campaign.web.front import Front
    from campaign.wiring.webhooks import Webhook

log = logging.getLogger(__name__)

SECRET = "x-telegram-bot-api-secret-token"  # noqa: S105 -- the name of a header
LARGEST = 1024 * 1024
"""Bytes; no update is nearly as large."""
PATIENCE = 5.0
"""Seconds that the ledger has to store one: then whoever delivers is told to come again."""


class Complaint:
    """Runs beside a door, and tells whoever runs it that the ledger fails: the door stays."""

    def __init__(self) -> None:
        self._failed: EnvironmentFailure | None = None
        self._there = asyncio.Event()

    def make(self, failed: EnvironmentFailure) -> None:
        """Say what failed."""
        self._failed = failed
        self._there.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Wait until something fails or ``stop`` is set.

        Raises:
            EnvironmentFailure: what the ledger said.
        """
        both = [asyncio.create_task(one.wait()) for one in (self._there, stop)]
        try:
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for one in both:
                one.cancel()
        self._there.clear()
        failed, self._failed = self._failed, None
        if failed is not None:
            raise failed


class Doorstep:
    """Takes what Telegram delivers at ``webhook``; ``news`` is called whenever there is some.

    Where the ledger fails Telegram is told to come again, and ``complaint`` what it was.
    """

    def __init__(
        self, webhook: Webhook, people: People, news: Callable[[], None], complaint: Complaint
    ) -> None:
        self._webhook = webhook
        self._people = people
        self._news = news
        self._complaint = complaint

    def routes(self) -> list[Route]:
        """Return where it is taken."""
        return [Route(self._webhook.path, self.take, methods=["POST"])]

    async def take(self, request: Request) -> Response:
        """Store an update, and then say so; what is no update is refused."""
        if not hmac.compare_digest(
            request.headers.get(SECRET, "").encode(), self._webhook.secret.encode()
        ):
            return Response(status_code=403)
        try:
            updates = [*incoming([json.loads(await _read(request))])]
        except (ValueError, RecursionError):  # the latter for what is nested very deeply
            return Response(status_code=400)
        return await self._store(updates)

    async def _store(self, updates: Sequence[Incoming]) -> Response:
        try:
            async with asyncio.timeout(PATIENCE):
                new = await self._people.receive(updates)
        except TimeoutError:
            return Response(status_code=503)
        except EnvironmentFailure as failed:
            self._complaint.make(failed)
            return Response(status_code=503)
        except Exception:
            log.exception("an update could not be stored; it is delivered again")
            return Response(status_code=500)
        if new:
            self._news()
        return Response(status_code=200)


@dataclass(frozen=True, slots=True)
class Reception:
    """Takes what Telegram delivers as long as it runs; ``news`` is called whenever there is some.

    ``front`` is the port that the program has open already; without one it opens its own. It goes
    on while the ledger fails; ``complaint`` is to run beside it.
    """

    webhook: Webhook
    people: People
    news: Callable[[], None]
    front: Front | None = None
    complaint: Complaint = field(default_factory=Complaint)

    async def run(self, stop: asyncio.Event) -> None:
        """Take it until ``stop`` is set.

        Raises:
            NoListening: when the place is taken: whoever runs it says so and tries again.
        """
        from campaign.web.front import Front  # noqa: PLC0415

        doorstep = Doorstep(self.webhook, self.people, self.news, self.complaint)
        front = self.front or Front(self.webhook.place)
        async with front.showing(doorstep.routes()) as served:
            stopped = asyncio.create_task(stop.wait())
            ends: set[asyncio.Future[Any]] = {stopped, served}
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
            stopped.cancel()


async def _read(request: Request) -> bytes:
    """Return the body; raises ValueError for one that is too large."""
    body = bytearray()
    parts: AsyncIterator[bytes] = request.stream()
    async for part in parts:
        body += part
        if len(body) > LARGEST:
            raise ValueError(LARGEST)
    return bytes(body)
