"""Requests that leave once, with limits, for libraries on ``requests``: import it lazily."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import NewConnectionError

from campaign.channels.support.answers import Answer
from campaign.channels.support.causes import failure
from campaign.channels.support.dates import note_date
from campaign.channels.support.onethread import Abandoned, NeverBegan, OneThread
from campaign.core.outcomes import Lost, NotSent
from campaign.core.own_words import own_words
from campaign.ports.leave import ask_leave

if TYPE_CHECKING:
    from collections.abc import Callable

    from campaign.channels.support.address import Address

_PIECE = 16_384
_MOST = 20_000_000


class _Plain(HTTPConnection):
    """Asks once it is connected whether its one request may leave: to connect takes long."""

    def connect(self) -> None:
        super().connect()
        ask_leave()


class _Secure(HTTPSConnection):
    """Does the same, and says of a failed handshake, too, that there is no connection yet."""

    def connect(self) -> None:
        try:
            super().connect()
        except OSError as broken:  # TLS errors and time limits are of this kind
            raise NewConnectionError(self, f"no connection: {broken}") from broken
        ask_leave()


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Plain


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _Secure


class _Adapter(HTTPAdapter):
    """Never repeats a request, and connects as :class:`_Plain` and :class:`_Secure` do."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _PlainPool, "https": _SecurePool}

    def proxy_manager_for(self, *args: Any, **kwargs: Any) -> Any:
        manager = super().proxy_manager_for(*args, **kwargs)
        manager.pool_classes_by_scheme = self.poolmanager.pool_classes_by_scheme
        return manager


class OnceSession(requests.Session):
    """Sends every request once, with time limits, and remembers what came of the last one.

    ``answer`` is its answer, ``None`` where none came; ``broken`` is what broke it. A library
    may crash on an answer out of form, or forget what caused its own error.
    """

    def __init__(self, address: Address) -> None:
        super().__init__()
        self.answer: Answer | None = None
        self.broken: Exception | None = None
        self.address = address
        self.trust_env = not address.is_here
        for scheme in ("https://", "http://"):
            self.mount(scheme, _Adapter(max_retries=0))
        self.headers["Connection"] = "close"
        self.headers["Accept-Encoding"] = "identity"

    def request(self, method: str | bytes, url: str | bytes, *args: Any, **kwargs: Any) -> Any:
        """Send one request; the answer's body is read here."""
        self.forget()
        kwargs["timeout"] = (self.address.connect, self.address.read)
        kwargs["allow_redirects"] = False  # following would repeat the request
        kwargs["stream"] = True
        # A kept connection may be closed by the other side just when we use it again,
        # and then nobody knows whether the post is out: none is kept.
        self.close()
        until = time.monotonic() + self.address.longest
        try:
            sent = datetime.now(UTC)
            response = super().request(method, url, *args, **kwargs)
            note_date(str(url), response.headers, sent)
            body = _body(response, until)
        except Exception as broken:
            self.broken = broken
            raise
        response._content = body  # noqa: SLF001 -- the library asks for it again
        self.answer = Answer.read(response.status_code, response.headers, body)
        return response

    def forget(self) -> None:
        """Forget what came of the last request."""
        self.answer = self.broken = None


def _body(response: requests.Response, until: float) -> bytes:
    """Read a body that is neither endless nor as slow as its sender likes."""
    body = b""
    with response:
        while piece := response.raw.read1(_PIECE):
            body += piece
            if len(body) > _MOST or time.monotonic() > until:
                msg = f"gave up after {len(body)} bytes"
                raise requests.ReadTimeout(msg)
    return body


class OnceAccount:
    """One account whose library waits: its calls in one thread, one after the other.

    Args:
        name: how the thread is called.
        session: what the library sends its requests by.
    """

    def __init__(self, name: str, session: OnceSession) -> None:
        self.session = session
        self._longest = session.address.longest
        self._thread = OneThread(name)

    async def ask(self, request: Callable[[], object]) -> Answer | NotSent | Lost:
        """Make one request; an answer wins over the library's errors about it."""
        try:
            return await self._thread.run(lambda: self._answer_to(request), self._longest)
        except NeverBegan:
            return NotSent(own_words("busy", detail="thread"))
        except Abandoned:
            return Lost(own_words("late"))

    def _answer_to(self, request: Callable[[], object]) -> Answer | NotSent | Lost:
        self.session.forget()
        try:
            request()
        except Exception as error:  # noqa: BLE001 -- libraries let all kinds through
            return self._last_answer() or failure(self.session.broken or error)
        return self._last_answer() or Lost(own_words("no-answer"))

    def _last_answer(self) -> Answer | None:
        return self.session.answer

    async def close(self) -> None:
        """Let a running request end, and free the thread and the connections."""
        await self._thread.close()
        self.session.close()
