"""Keeps strangers out: other machines, other sites open in the same browser."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_HERE = frozenset({"127.0.0.1", "localhost", "::1"})
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_HEADERS = (
    (
        b"content-security-policy",
        (
            b"default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self'; "
            b"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        ),
    ),
    (b"x-content-type-options", b"nosniff"),
    # With "no-referrer" a browser says "Origin: null" of the pages' own forms.
    (b"referrer-policy", b"same-origin"),
    (b"cache-control", b"no-store"),
)


class Guard:
    """Refuses requests that name another host or come from another site's page.

    A page anywhere in the world can make a browser send requests to the loopback:
    by its own name pointing there (the ``Host`` tells) or across sites (the
    ``Origin`` tells).
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if _name(f"//{host}") not in _HERE:
            refusal = PlainTextResponse("the sandbox answers on the loopback only", 421)
            await refusal(scope, receive, send)
            return
        origin = headers.get("origin")
        if scope["method"] not in _SAFE and origin and urlsplit(origin).netloc != host:
            await PlainTextResponse("requests of other sites are refused", 403)(
                scope, receive, send
            )
            return
        await self._app(scope, receive, _guarded(send))


def _guarded(send: Send) -> Send:
    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            known = {name.lower() for name, _ in message.get("headers", [])}
            added = [pair for pair in _HEADERS if pair[0] not in known]
            message = {**message, "headers": [*message.get("headers", []), *added]}
        await send(message)

    return guarded


def _name(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
