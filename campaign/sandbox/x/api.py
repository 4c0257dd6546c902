# ruff: noqa: EM101, EM102, TRY003 - the words of a refusal are the network's own
"""X API v2 over HTTP, below ``/2``; see the modules beside this one for the rules."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from campaign.sandbox.credentials import X_USER
from campaign.sandbox.rates import FixedWindow
from campaign.sandbox.x import bodies, media
from campaign.sandbox.x.length import LIMIT, weighted
from campaign.sandbox.x.oauth import Doorkeeper
from campaign.sandbox.x.problems import (
    XProblem,
    forbidden,
    invalid,
    not_found,
    out_of_credit,
    read_only_keys,
    too_many,
    unauthorized,
)
from campaign.sandbox.x.queries import fields_of, page_of
from campaign.sandbox.x.state import Standing
from campaign.sandbox.x.timeline import post_object, shown

if TYPE_CHECKING:
    from starlette.requests import Request

    from campaign.sandbox.world import World

_QUARTER = timedelta(minutes=15)
_RATES = {
    "post": 100,
    "delete": 50,
    "upload": 500,
    "metadata": 500,
    "own_posts": 900,
    "read": 900,
    "me": 75,
}
"""Requests in 15 minutes for each user; checked 2026-11."""
_WRITING = frozenset({"post", "delete", "upload", "metadata"})
_PROBLEM = "application/problem+json"
Handler = Callable[["Request"], Awaitable[tuple[int, dict[str, Any]]]]


class XApi:
    """The HTTP side of the X emulator."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._door = Doorkeeper()
        self._windows = {name: FixedWindow(limit, _QUARTER) for name, limit in _RATES.items()}

    def routes(self) -> list[Route]:
        """Return the routes, to be mounted at ``/x``."""
        table: list[tuple[str, str, str, Handler]] = [
            ("POST", "/2/tweets", "post", self._post),
            ("GET", "/2/tweets/{id}", "read", self._read),
            ("DELETE", "/2/tweets/{id}", "delete", self._delete),
            ("GET", "/2/users/me", "me", self._me),
            ("GET", "/2/users/{id}/tweets", "own_posts", self._own_posts),
            ("POST", "/2/media/upload", "upload", self._upload),
            ("GET", "/2/media/upload", "read", self._status),
            ("POST", "/2/media/upload/initialize", "upload", self._begin),
            ("POST", "/2/media/upload/{id}/append", "upload", self._append),
            ("POST", "/2/media/upload/{id}/finalize", "upload", self._finish),
            ("POST", "/2/media/metadata", "metadata", self._alt),
        ]
        routes = [
            Route(path, self._endpoint(rate, handler), methods=[method])
            for method, path, rate, handler in table
        ]
        return [*routes, Route("/{rest:path}", _nowhere, methods=["GET", "POST", "DELETE", "PUT"])]

    def _endpoint(self, rate: str, handler: Handler) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            headers: dict[str, str] = {}
            try:
                self._door.check(request)
                self._let_in(rate, headers)
                status, body = await handler(request)
            except XProblem as problem:
                return JSONResponse(problem.body, problem.status, headers, _PROBLEM)
            return JSONResponse(body, status, headers)

        return endpoint

    def _let_in(self, rate: str, headers: dict[str, str]) -> None:
        """Check the account's standing and count the request."""
        standing = self._world.x.standing
        if standing is Standing.REVOKED:
            raise unauthorized()
        if standing is Standing.LOCKED:
            raise forbidden("Your account is temporarily locked. Please log in to unlock it.")
        read_only = standing is Standing.READ_ONLY
        headers["x-access-level"] = "read" if read_only else "read-write"
        if read_only and rate in _WRITING:
            raise read_only_keys()
        window = self._windows[rate]
        with self._world.lock:
            left = window.take(self._world.now())
        headers["x-rate-limit-limit"] = str(window.limit)
        headers["x-rate-limit-remaining"] = str(window.remaining)
        headers["x-rate-limit-reset"] = str(int(window.reset.timestamp()))
        if not left and self._world.limits.x:
            raise too_many()
        if standing is Standing.OUT_OF_CREDIT:
            raise out_of_credit()

    async def _post(self, request: Request) -> tuple[int, dict[str, Any]]:
        text, media_ids, reply_to = bodies.new_post(await bodies.read_json(request))
        with self._world.lock:
            self._check_post(text, media_ids, reply_to)
            new = self._world.x.next_id(self._world.now())
            data = {"id": new, "text": text, "media": media_ids, "reply_to": reply_to}
            self._world.commit(("x.post", data))
            post = self._world.x.posts[new]
        history = {"edit_history_tweet_ids": [new], "edit_history_post_ids": [new]}
        return 201, {"data": {"id": new, "text": shown(post, tuple(media_ids)).text, **history}}

    def _check_post(self, text: str, media_ids: list[str], reply_to: str | None) -> None:
        account = self._world.x
        if not text.strip() and not media_ids:
            raise invalid("text is missing", "text")
        if weighted(text) > LIMIT:
            words = "Your Tweet text is too long."
            raise invalid(words, "text", len(text))
        media.attached(self._world, media_ids)
        if reply_to is not None:
            before = account.posts.get(reply_to)
            if before is None or before.deleted:
                words = "You attempted to reply to a Tweet that is deleted or not visible to you."
                raise forbidden(words)
        if account.same_text(text, self._world.now()) and text.strip():
            raise forbidden("You are not allowed to create a Tweet with duplicate content.")

    async def _read(self, request: Request) -> tuple[int, dict[str, Any]]:
        wanted = _path_id(request)
        fields = fields_of(request)
        with self._world.lock:
            post = self._world.x.posts.get(wanted)
            if post is None or post.deleted:
                return 200, {"errors": [not_found("tweet", "id", wanted)]}
            return 200, {"data": post_object(self._world.x, post, fields)}

    async def _delete(self, request: Request) -> tuple[int, dict[str, Any]]:
        wanted = _path_id(request)
        with self._world.lock:
            post = self._world.x.posts.get(wanted)
            if post is not None and not post.deleted:
                self._world.commit(("x.delete", {"id": wanted}))
        return 200, {"data": {"deleted": True}}

    async def _me(self, request: Request) -> tuple[int, dict[str, Any]]:
        fields_of(request)
        accounts = self._world.accounts
        names = {"name": accounts.x_name, "username": accounts.x_username}
        return 200, {"data": {"id": X_USER, **names}}

    async def _own_posts(self, request: Request) -> tuple[int, dict[str, Any]]:
        wanted = _path_id(request)
        fields = fields_of(request)
        with self._world.lock:
            if wanted != X_USER:
                return 200, {"errors": [not_found("user", "id", wanted)]}
            return 200, page_of(self._world.x, request, fields)

    async def _upload(self, request: Request) -> tuple[int, dict[str, Any]]:
        content, form = await _picture_form(request, {"media_category"})
        if "media_category" not in form:
            raise invalid("media_category is missing but it is required", "media_category")
        with self._world.lock:
            return 200, {"data": media.upload(self._world, content, form["media_category"])}

    async def _status(self, request: Request) -> tuple[int, dict[str, Any]]:
        media_id = request.query_params.get("media_id", "")
        if set(request.query_params) - {"media_id", "command"} or (
            request.query_params.get("command", "STATUS") != "STATUS"
        ):
            raise invalid("command must be STATUS", "command")
        with self._world.lock:
            done = self._world.x.uploads.get(media_id)
            if done is None:
                return 200, {"errors": [not_found("media", "media_id", media_id)]}
            state = "succeeded" if done.picture else "pending"
            info = {"processing_info": {"state": state}}
            return 200, {"data": media.answer(self._world, done) | info}

    async def _begin(self, request: Request) -> tuple[int, dict[str, Any]]:
        category, media_type, size = bodies.new_upload(await bodies.read_json(request))
        with self._world.lock:
            return 200, {"data": media.begin(self._world, category, media_type, size)}

    async def _append(self, request: Request) -> tuple[int, dict[str, Any]]:
        content, form = await _picture_form(request, {"segment_index"})
        if not re.fullmatch(r"\d{1,4}", form.get("segment_index", "")):
            raise invalid("segment_index is missing", "segment_index")
        index = int(form["segment_index"])
        with self._world.lock:
            return 200, {"data": media.append(self._world, _path_id(request), index, content)}

    async def _finish(self, request: Request) -> tuple[int, dict[str, Any]]:
        with self._world.lock:
            return 200, {"data": media.finish(self._world, _path_id(request))}

    async def _alt(self, request: Request) -> tuple[int, dict[str, Any]]:
        media_id, text = bodies.new_alt(await bodies.read_json(request))
        with self._world.lock:
            media.attached(self._world, [media_id])
            self._world.commit(("x.alt", {"id": media_id, "text": text}))
        known = {"alt_text": {"text": text}}
        return 200, {"data": {"id": media_id, "associated_metadata": known}}


async def _picture_form(request: Request, names: set[str]) -> tuple[bytes, dict[str, str]]:
    """Return the bytes of ``media`` and the other fields, from multipart or JSON."""
    if int(request.headers.get("content-length") or 0) > media.MAX_BODY:
        raise XProblem(413, "Request Entity Too Large", "Maximum media size exceeded.")
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json":
        return await _picture_json(request, names)
    if kind != "multipart/form-data":
        raise XProblem(415, "Unsupported Media Type", "The Content-Type is not supported.")
    content: bytes | None = None
    rest: dict[str, str] = {}
    async with request.form(max_files=2, max_fields=8) as form:
        for name, value in form.items():
            if name == "media":
                content = value.encode() if isinstance(value, str) else await value.read()
            elif isinstance(value, str) and name in names:
                rest[name] = value
            else:
                raise invalid(f"$.{name}: is not defined in the schema", name)
    return _needed(content), rest


async def _picture_json(request: Request, names: set[str]) -> tuple[bytes, dict[str, str]]:
    import json  # noqa: PLC0415 - the rarer of two ways

    try:
        body = json.loads(await request.body())
        content = base64.b64decode(body.pop("media"), validate=True)
    except (ValueError, KeyError, TypeError, AttributeError, binascii.Error):
        raise invalid("media is missing but it is required", "media") from None
    if set(body) - names:
        raise invalid("a field is not defined in the schema", ", ".join(set(body) - names))
    return _needed(content), {name: str(value) for name, value in body.items()}


def _needed(content: bytes | None) -> bytes:
    if not content:
        raise invalid("media is missing but it is required", "media")
    return content


def _path_id(request: Request) -> str:
    found = str(request.path_params["id"])
    if not re.fullmatch(r"[0-9]{1,19}", found):
        raise invalid(f"The `id` query parameter value [{found}] is not valid", "id", found)
    return found


async def _nowhere(_request: Request) -> Response:
    return JSONResponse(XProblem(404, "Not Found", "Not Found").body, 404, media_type=_PROBLEM)
