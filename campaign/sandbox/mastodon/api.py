"""Mastodon's API over HTTP, below ``/api``; see the modules beside this one for the rules."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from campaign.sandbox.credentials import MASTODON_TOKEN, MASTODON_USER
from campaign.sandbox.mastodon import forms, objects, posting
from campaign.sandbox.mastodon.listing import page_of
from campaign.sandbox.mastodon.refusals import (
    Refusal,
    disabled,
    iso,
    not_found,
    out_of_scope,
    revoked,
    too_many,
    unauthorized,
)
from campaign.sandbox.mastodon.server import Reset
from campaign.sandbox.mastodon.state import Standing
from campaign.sandbox.rates import FixedWindow

if TYPE_CHECKING:
    from starlette.requests import Request

    from campaign.sandbox.mastodon.state import Status
    from campaign.sandbox.world import World

_MINUTES = timedelta(minutes=1)
_RATES = {
    "all": (300, 5 * _MINUTES),
    "media": (30, 30 * _MINUTES),
    "delete": (30, 30 * _MINUTES),
    "post": (300, 180 * _MINUTES),
}
"""Requests in a stretch of time, for one account; checked 2026-11."""
Answered = tuple[int, Any, dict[str, str]]
Handler = Callable[["Request"], Awaitable[Answered]]


class MastodonApi:
    """The HTTP side of the emulated server."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._windows = {name: FixedWindow(*rate) for name, rate in _RATES.items()}

    def routes(self) -> list[Route]:
        """Return the routes, to be mounted at ``/mastodon``."""
        table: list[tuple[str, str, str, Handler]] = [
            ("GET", "/api/v1/accounts/verify_credentials", "all", self._me),
            ("GET", "/api/v1/apps/verify_credentials", "all", self._app),
            ("GET", "/api/v1/accounts/{id}/statuses", "all", self._statuses),
            ("POST", "/api/v1/statuses", "post", self._post),
            ("GET", "/api/v1/statuses/{id}", "all", self._status),
            ("GET", "/api/v1/statuses/{id}/source", "all", self._source),
            ("DELETE", "/api/v1/statuses/{id}", "delete", self._delete),
            ("POST", "/api/v2/media", "media", self._upload),
            ("GET", "/api/v1/media/{id}", "all", self._media),
        ]
        routes = [
            Route(path, self._endpoint(rate, handler), methods=[method])
            for method, path, rate, handler in table
        ]
        about = [Route(f"/api/v2/instance{end}", self._instance) for end in ("", "/")]
        return [*routes, *about, Route("/{rest:path}", _nowhere, methods=["GET", "POST", "DELETE"])]

    async def _instance(self, _request: Request) -> Response:
        with self._world.lock:
            return JSONResponse(objects.instance(self._world.mastodon))

    def _endpoint(self, rate: str, handler: Handler) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            headers: dict[str, str] = {}
            try:
                self._let_in(request)
                for name in dict.fromkeys(("all", rate)):
                    self._count(name, headers)
                status, body, more = await handler(request)
            except Refusal as refusal:
                return JSONResponse(refusal.body, refusal.status, headers)
            return JSONResponse(body, status, {**headers, **more})

        return endpoint

    def _let_in(self, request: Request) -> None:
        """Check the token and the account's standing."""
        if request.headers.get("authorization", "") != f"Bearer {MASTODON_TOKEN}":
            raise unauthorized()
        standing = self._world.mastodon.standing
        if standing is Standing.REVOKED:
            raise revoked()
        if standing is Standing.LOCKED:
            raise disabled()
        if standing is Standing.READ_ONLY and request.method != "GET":
            raise out_of_scope()

    def _count(self, name: str, headers: dict[str, str]) -> None:
        window = self._windows[name]
        with self._world.lock:
            left = window.take(self._world.now())
        integer = self._world.mastodon.server.reset is Reset.INTEGER
        reset = str(int(window.reset.timestamp())) if integer else iso(window.reset)
        headers["X-RateLimit-Limit"] = str(window.limit)
        headers["X-RateLimit-Remaining"] = str(window.remaining)
        headers["X-RateLimit-Reset"] = reset
        if not left and self._world.limits.mastodon:
            raise too_many()

    async def _me(self, _request: Request) -> Answered:
        with self._world.lock:
            name = self._world.accounts.mastodon_name
            return 200, objects.own_account(self._world.mastodon, name), {}

    async def _app(self, _request: Request) -> Answered:
        return 200, objects.application(self._world.mastodon), {}

    async def _statuses(self, request: Request) -> Answered:
        if request.path_params["id"] != MASTODON_USER:
            raise not_found()
        with self._world.lock:
            page = page_of(self._world.mastodon, request.query_params)
            link = page.link(str(request.url.replace(query="")))
            shown = [self._shown(one) for one in page.statuses]
        return 200, shown, {"Link": link} if link else {}

    async def _post(self, request: Request) -> Answered:
        new = await forms.new_status(request)
        key = request.headers.get("idempotency-key") or None
        with self._world.lock:
            return 200, self._shown(posting.post(self._world, new, key)), {}

    async def _status(self, request: Request) -> Answered:
        with self._world.lock:
            return 200, self._shown(self._find(request)), {}

    async def _source(self, request: Request) -> Answered:
        with self._world.lock:
            return 200, objects.source(self._find(request)), {}

    async def _delete(self, request: Request) -> Answered:
        with self._world.lock:
            found = self._find(request)
            self._world.commit(("mastodon.delete", {"id": found.id}))
            return 200, self._shown(found) | {"text": found.text}, {}

    async def _upload(self, request: Request) -> Answered:
        largest = self._world.mastodon.server.image_size_limit
        new = await forms.new_media(request, largest)
        with self._world.lock:
            taken = posting.upload(self._world, new)
            status = 200 if taken.is_ready else 202
            return status, objects.attachment(taken, self._world.mastodon), {}

    async def _media(self, request: Request) -> Answered:
        """Tell of a picture that no status has yet; asking brings it nearer to its end."""
        toots = self._world.mastodon
        with self._world.lock:
            known = toots.media.get(_id(request))
            if known is None or known.status is not None:
                raise not_found()
            if not known.is_ready:
                self._world.commit(("mastodon.asked", {"id": known.id}))
            known = toots.media[known.id]
            return 200 if known.is_ready else 206, objects.attachment(known, toots), {}

    def _find(self, request: Request) -> Status:
        found = self._world.mastodon.statuses.get(_id(request))
        if found is None or found.deleted:
            raise not_found()
        return found

    def _shown(self, status: Status) -> dict[str, Any]:
        name = self._world.accounts.mastodon_name
        return objects.status(self._world.mastodon, status, name)


def _id(request: Request) -> str:
    found = str(request.path_params["id"])
    if not re.fullmatch(r"[0-9]{1,20}", found):
        raise not_found()
    return found


async def _nowhere(_request: Request) -> Response:
    return JSONResponse({"error": "The page you are looking for isn't here."}, 404)
