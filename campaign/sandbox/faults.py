"""Faults on order: what the next request to a network is to suffer.

The sandbox itself stays honest: a fault before the effect leaves no trace in the
world, one after the effect leaves the whole one.
"""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from campaign.sandbox.bluesky import problems as bluesky
from campaign.sandbox.mastodon import refusals as mastodon
from campaign.sandbox.records import BLUESKY, MASTODON, TELEGRAM, X
from campaign.sandbox.telegram import refusals as telegram
from campaign.sandbox.x import problems as x

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from datetime import datetime

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from campaign.sandbox.network import WholeAnswer


class Fault(StrEnum):
    """What can happen to a request; ``after`` means that it had its effect."""

    CLOSE = "close"
    CLOSE_AFTER = "close_after"
    HANG = "hang"
    HANG_AFTER = "hang_after"
    ERROR = "error"
    ERROR_AFTER = "error_after"
    TOO_MANY = "too_many"
    REVOKED = "revoked"
    GARBLED_AFTER = "garbled_after"
    TRUNCATED_AFTER = "truncated_after"


@dataclass(frozen=True, slots=True)
class Order:
    """A fault for one request whose ``METHOD /path`` holds ``match``."""

    network: str
    fault: Fault
    match: str = ""
    status: int = 503
    seconds: int = 30


class Faults:
    """A queue of faults for each network; usable from any thread."""

    def __init__(self) -> None:
        self._orders: list[Order] = []
        self.happened = 0
        self._lock = threading.Lock()

    def add(self, order: Order, times: int = 1) -> None:
        """Order a fault for the next ``times`` requests that match."""
        with self._lock:
            self._orders += [order] * times

    def take(self, network: str, line: str) -> Order | None:
        """Return and forget the first fault for this request."""
        with self._lock:
            for order in self._orders:
                if order.network == network and order.match in line:
                    self._orders.remove(order)
                    self.happened += 1
                    return order
        return None

    def waiting(self) -> int:
        """Return how many faults have not happened yet."""
        with self._lock:
            return len(self._orders)

    def clear(self) -> None:
        """Forget all faults."""
        with self._lock:
            self._orders.clear()


class Faulty:
    """The outermost layer: an application whose requests suffer what was ordered."""

    def __init__(self, app: ASGIApp, faults: Faults, now: Callable[[], datetime]) -> None:
        self._app = app
        self._faults = faults
        self._now = now

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or spoil it."""
        order = None
        if scope["type"] == "http":
            network = scope["path"].split("/")[1]
            order = self._faults.take(network, f"{scope['method']} {scope['path']}")
        if order is None:
            await self._app(scope, receive, send)
            return
        answer = _Answer()
        if order.fault.value.endswith("_after"):
            await self._app(scope, receive, answer.take)
        await _SPOIL[order.fault](_Suffering(order, answer, self._now(), scope, receive, send))


class _Answer:
    """What the application would have sent."""

    def __init__(self) -> None:
        self.start: Message = {"type": "http.response.start", "status": 200, "headers": []}
        self.body = b""

    async def take(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.start = message
        else:
            self.body += message.get("body", b"")


@dataclass(frozen=True, slots=True)
class _Suffering:
    order: Order
    answer: _Answer
    now: datetime
    scope: Scope
    receive: Receive
    send: Send

    async def hang(self) -> None:
        """Keep the client waiting until it goes."""
        while (await self.receive())["type"] != "http.disconnect":
            pass

    async def close(self) -> None:
        """Cut the connection without an answer."""
        cut = self.scope.get("state", {}).get("cut")
        if cut is not None:
            cut()
        await self.hang()

    async def error(self) -> None:
        """Answer as a broken front server does: no JSON."""
        page = f"<html><body><h1>{self.order.status} Bad Gateway</h1></body></html>"
        await self.reply(self.order.status, {"content-type": "text/html"}, page.encode())

    async def too_many(self) -> None:
        """Answer 429 in the network's own style."""
        answer = _TOO_MANY[self.order.network](self.now, self.order.seconds)
        await self.reply(*answer)

    async def revoked(self) -> None:
        """Answer 401 in the network's own style: the keys are good for nothing any more."""
        kind, refusal = _REVOKED[self.order.network]
        await self.reply(401, {"content-type": kind}, json.dumps(refusal).encode())

    async def garbled(self) -> None:
        """Answer 200 with something that is not the network's JSON."""
        await self.reply(200, {"content-type": "application/json"}, b'{"data": <not json')

    async def truncated(self) -> None:
        """Begin the right answer and cut the connection in its middle."""
        await self.send(self.answer.start)
        half = self.answer.body[: len(self.answer.body) // 2]
        await self.send({"type": "http.response.body", "body": half, "more_body": True})
        await self.close()

    async def reply(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        """Send a whole answer."""
        lines = {"content-length": str(len(body)), **headers}
        raw = [(name.encode(), value.encode()) for name, value in lines.items()]
        await self.send({"type": "http.response.start", "status": status, "headers": raw})
        await self.send({"type": "http.response.body", "body": body})


_TOO_MANY: dict[str, Callable[[datetime, int], WholeAnswer]] = {
    X: x.too_many_answer,
    TELEGRAM: telegram.too_many_answer,
    BLUESKY: bluesky.too_many_answer,
    MASTODON: mastodon.too_many_answer,
}
_REVOKED: dict[str, tuple[str, object]] = {
    X: ("application/problem+json", x.unauthorized().body),
    TELEGRAM: ("application/json", telegram.unauthorized().body()),
    BLUESKY: (
        "application/json",
        bluesky.unauthorized("Authentication Required", "AuthMissing").body,
    ),
    MASTODON: ("application/json; charset=utf-8", mastodon.revoked().body),
}
_SPOIL: dict[Fault, Callable[[_Suffering], Awaitable[Any]]] = {
    Fault.CLOSE: _Suffering.close,
    Fault.CLOSE_AFTER: _Suffering.close,
    Fault.HANG: _Suffering.hang,
    Fault.HANG_AFTER: _Suffering.hang,
    Fault.ERROR: _Suffering.error,
    Fault.ERROR_AFTER: _Suffering.error,
    Fault.TOO_MANY: _Suffering.too_many,
    Fault.REVOKED: _Suffering.revoked,
    Fault.GARBLED_AFTER: _Suffering.garbled,
    Fault.TRUNCATED_AFTER: _Suffering.truncated,
}
