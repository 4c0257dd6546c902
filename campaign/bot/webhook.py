"""The receiver where Telegram delivers: an update is stored before Telegram is told so."""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
import socket
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route
from uvicorn import Config, Server

from campaign.bot.transport import incoming
from campaign.core.errors import EnvironmentFailure, NoListening

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

    from starlette.requests import Request

    from campaign.ports.attendees import People
    from campaign.wiring.webhooks import Webhook

log = logging.getLogger(__name__)

SECRET = "x-telegram-bot-api-secret-token"  # noqa: S105 -- the name of a header
LARGEST = 1024 * 1024
"""Bytes; no update is nearly as large."""


class Doorstep:
    """Takes what Telegram delivers at ``webhook``; ``news`` is called whenever there is some.

    A ledger that fails is ``failed``: Telegram is told to come again, and whoever runs the bot
    has to know.
    """

    def __init__(self, webhook: Webhook, people: People, news: Callable[[], None]) -> None:
        self._webhook = webhook
        self._people = people
        self._news = news
        self.failed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def app(self) -> Starlette:
        """Return what serves it."""
        return Starlette(routes=[Route(self._webhook.path, self.take, methods=["POST"])])

    async def take(self, request: Request) -> Response:
        """Store an update, and then say so; what is no update is refused."""
        if not hmac.compare_digest(
            request.headers.get(SECRET, "").encode(), self._webhook.secret.encode()
        ):
            return Response(status_code=403)
        try:
            update = json.loads(await _read(request))
        except ValueError:
            return Response(status_code=400)
        return await self._store(update)

    async def _store(self, update: object) -> Response:
        try:
            new = await self._people.receive([*incoming([update])])
        except EnvironmentFailure as failed:
            if not self.failed.done():
                self.failed.set_exception(failed)
            return Response(status_code=503)
        except Exception:
            log.exception("an update could not be stored; it is delivered again")
            return Response(status_code=500)
        if new:
            self._news()
        return Response(status_code=200)


async def _read(request: Request) -> bytes:
    """Return the body; raises ValueError for one that is too large."""
    body = bytearray()
    parts: AsyncIterator[bytes] = request.stream()
    async for part in parts:
        body += part
        if len(body) > LARGEST:
            raise ValueError(LARGEST)
    return bytes(body)


@asynccontextmanager
async def serving(app: Starlette, webhook: Webhook) -> AsyncIterator[asyncio.Task[None]]:
    """Serve as long as the block runs; yields what serves.

    It ends by itself, also where nobody may wait for it: until then its socket is open.
    """
    server = listening(app)
    task = asyncio.create_task(server.serve(sockets=[bound(webhook)]))
    try:
        yield task
    finally:
        server.should_exit = True
        await asyncio.wait({task})


class Listening(Server):
    """Serves in this loop, and leaves signals to whoever runs it."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


def listening(app: Starlette) -> Listening:
    """Return what serves ``app``, quietly."""
    config = Config(
        app,
        ws="none",
        lifespan="off",
        log_config=None,
        log_level="critical",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=5,
    )
    return Listening(config)


def bound(webhook: Webhook) -> socket.socket:
    """Return a socket where deliveries arrive.

    Raises:
        NoListening: when the address is taken, or not of this machine.
    """
    try:
        where = socket.getaddrinfo(webhook.host, webhook.port, type=socket.SOCK_STREAM)[0]
        found = socket.socket(*where[:3])
    except OSError as failed:
        raise _no_listening(webhook, failed) from failed
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind(where[4])
    except OSError as failed:
        found.close()
        raise _no_listening(webhook, failed) from failed
    return found


def _no_listening(webhook: Webhook, failed: OSError) -> NoListening:
    where = f"{webhook.host}:{webhook.port}"
    return NoListening(where=where, detail=failed.strerror or str(failed))
