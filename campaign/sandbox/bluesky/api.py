# ruff: noqa: EM101, EM102, TRY003 - the words of a refusal are the network's own
"""The server over HTTP, below ``/xrpc``; see the modules beside this one for the rules."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from campaign.sandbox import credentials
from campaign.sandbox.bluesky import reading, sessions, writing
from campaign.sandbox.bluesky.problems import XrpcProblem, invalid, rate_headers, too_many
from campaign.sandbox.rates import FixedWindow

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

    from campaign.sandbox.world import World

_FIVE_MINUTES, _HOUR, _DAY = timedelta(minutes=5), timedelta(hours=1), timedelta(days=1)
_POINTS = {"createRecord": 3, "putRecord": 2, "deleteRecord": 1}
_MAX_JSON = 1024 * 1024
Handler = Callable[["Request"], Awaitable[dict[str, Any]]]


class BlueskyApi:
    """The HTTP side of the Bluesky emulator."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._everything = FixedWindow(3000, _FIVE_MINUTES)
        self._writes = (FixedWindow(5000, _HOUR), FixedWindow(35_000, _DAY))
        self._sessions = (FixedWindow(30, _FIVE_MINUTES), FixedWindow(300, _DAY))

    def routes(self) -> list[Route]:
        """Return the routes, to be mounted at ``/bluesky``."""
        free: dict[str, Handler] = {
            "server.describeServer": self._describe,
            "server.createSession": self._open,
            "server.refreshSession": self._renew,
            "identity.resolveHandle": self._resolve,
            "repo.getRecord": self._read(reading.get),
            "repo.listRecords": self._read(reading.listed),
        }
        inside: dict[str, Handler] = {
            "server.getSession": self._whoami,
            "repo.putRecord": self._write(writing.put),
            "repo.createRecord": self._write(writing.create),
            "repo.deleteRecord": self._write(writing.delete),
            "repo.uploadBlob": self._upload,
        }
        queries = {"describeServer", "resolveHandle", "getRecord", "listRecords", "getSession"}
        routes = []
        for name, handler in {**free, **inside}.items():
            method = "GET" if name.partition(".")[2] in queries else "POST"
            endpoint = self._endpoint(name, handler, checked=name in inside)
            routes.append(Route(f"/xrpc/com.atproto.{name}", endpoint, methods=[method]))
        return [*routes, Route("/{rest:path}", _nowhere, methods=["GET", "POST"])]

    def _endpoint(
        self, name: str, handler: Handler, *, checked: bool
    ) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            headers: dict[str, str] = {}
            try:
                if checked:
                    sessions.check(self._world, request)
                self._let_in(name.partition(".")[2], headers)
                return JSONResponse(await handler(request), 200, headers)
            except XrpcProblem as problem:
                return JSONResponse(problem.body, problem.status, headers)

        return endpoint

    def _let_in(self, name: str, headers: dict[str, str]) -> None:
        """Count the request, and what it costs of the account's points."""
        costs = [(self._everything, 1)]
        costs += [(window, _POINTS[name]) for window in self._writes if name in _POINTS]
        costs += [(window, 1) for window in self._sessions if name == "createSession"]
        with self._world.lock:
            now = self._world.now()
            fits = [window.take(now, points) for window, points in costs]
        tightest = min((window for window, _ in costs), key=lambda window: window.remaining)
        seconds = int(tightest.length.total_seconds())
        left = tightest.remaining
        headers.update(rate_headers(tightest.limit, left, tightest.reset, seconds))
        if not all(fits) and self._world.limits.bluesky:
            spent = next(window for (window, _), fit in zip(costs, fits, strict=True) if not fit)
            wait = int((spent.reset - now).total_seconds()) + 1
            headers.update(rate_headers(spent.limit, 0, spent.reset, wait))
            headers["Retry-After"] = str(wait)
            raise too_many()

    async def _describe(self, _request: Request) -> dict[str, Any]:
        return {
            "did": "did:web:localhost",
            "availableUserDomains": [".bsky.social"],
            "inviteCodeRequired": False,
            "links": {},
        }

    async def _open(self, request: Request) -> dict[str, Any]:
        body = await _json(request)
        known = {"identifier": str, "password": str, "authFactorToken": str}
        writing.shaped(body, known, {"identifier", "password"})
        with self._world.lock:
            tokens = sessions.open_session(self._world, body["identifier"], body["password"])
            return tokens | reading.account(self._world, str(request.base_url))

    async def _renew(self, request: Request) -> dict[str, Any]:
        if await request.body():
            raise invalid("A request body was provided when none was expected")
        with self._world.lock:
            tokens = sessions.renew(self._world, request)
            return tokens | reading.account(self._world, str(request.base_url))

    async def _whoami(self, request: Request) -> dict[str, Any]:
        return reading.account(self._world, str(request.base_url))

    async def _resolve(self, request: Request) -> dict[str, Any]:
        handle = _asked(request, {"handle"}, {"handle"})["handle"].lower()
        account = self._world.bluesky
        known = {account.handle: account.did, **credentials.BLUESKY_OTHERS}
        if handle not in known:
            raise invalid("Unable to resolve handle")
        return {"did": known[handle]}

    def _read(self, read: Callable[[World, Mapping[str, str]], dict[str, Any]]) -> Handler:
        async def handler(request: Request) -> dict[str, Any]:
            with self._world.lock:
                return read(self._world, dict(request.query_params))

        return handler

    def _write(self, write: Callable[[World, dict[str, Any]], dict[str, Any]]) -> Handler:
        async def handler(request: Request) -> dict[str, Any]:
            body = await _json(request)
            with self._world.lock:
                return write(self._world, body)

        return handler

    async def _upload(self, request: Request) -> dict[str, Any]:
        if not request.headers.get("content-type"):
            raise invalid("Request encoding (Content-Type) required but not provided")
        if int(request.headers.get("content-length") or 0) > writing.MAX_BLOB:
            raise XrpcProblem(413, "PayloadTooLarge", "request entity too large")
        content = await request.body()
        if not content:
            raise invalid("A request body is expected but none was provided")
        with self._world.lock:
            return writing.keep_blob(self._world, content)


async def _json(request: Request) -> dict[str, Any]:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise invalid(f"Wrong request encoding (Content-Type): {kind or 'none'}")
    raw = await request.body()
    if len(raw) > _MAX_JSON:
        raise XrpcProblem(413, "PayloadTooLarge", "request entity too large")
    try:
        body = json.loads(raw)
        json.dumps(body, ensure_ascii=False).encode()
    except (ValueError, RecursionError):  # half a surrogate pair is a ValueError, too
        raise invalid("The request body is not JSON") from None
    if not isinstance(body, dict):
        raise invalid("Input must be an object")
    return body


def _asked(request: Request, known: set[str], needed: set[str]) -> dict[str, str]:
    asked = dict(request.query_params)
    reading.named(asked, known, needed)
    return asked


async def _nowhere(request: Request) -> Response:
    name = request.path_params["rest"].removeprefix("xrpc/")
    body = {"error": "MethodNotImplemented", "message": f"Method Not Implemented: {name}"}
    return JSONResponse(body, 501)
