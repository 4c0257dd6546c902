"""The one port of a program: whoever has something to serve there opens it, the last closes it."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from uvicorn import Config, Server

from campaign.wiring.places import bound

if TYPE_CHECKING:
    import socket
    from collections.abc import AsyncIterator, Iterator, Sequence

    from starlette.routing import BaseRoute

    from campaign.wiring.places import Place


class Front:
    """Serves in this loop what is shown at it, as long as anything is."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._app = Starlette()
        self._users = 0
        self._server: _Listening | None = None
        self._task: asyncio.Task[None] | None = None
        self.address = ""

    @asynccontextmanager
    async def showing(self, routes: Sequence[BaseRoute]) -> AsyncIterator[asyncio.Task[None]]:
        """Serve ``routes`` as long as the block runs; yields what serves.

        It ends by itself, also where nobody may wait for it: until then its socket is open.

        Raises:
            NoListening: when the place is taken, or not of this machine.
        """
        task = self._opened()
        self._users += 1
        shown = self._app.router.routes
        shown.extend(routes)
        try:
            yield task
        finally:
            for route in routes:
                shown.remove(route)
            self._users -= 1
            if not self._users:
                await self._close()

    def _opened(self) -> asyncio.Task[None]:
        """Return what serves; between looking and opening nobody else has a turn."""
        if self._task is None or self._task.done():
            found = bound(self._place)
            self.address = _address(found)
            self._server = _listening(self._app)
            self._task = asyncio.create_task(self._server.serve(sockets=[found]))
        return self._task

    async def _close(self) -> None:
        task, server, self._task = self._task, self._server, None
        if task is not None and server is not None:
            server.should_exit = True
            await asyncio.wait({task})


class _Listening(Server):
    """Serves in this loop, and leaves signals to whoever runs it."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


def _listening(app: Starlette) -> _Listening:
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
    return _Listening(config)


def _address(found: socket.socket) -> str:
    host, port = found.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
