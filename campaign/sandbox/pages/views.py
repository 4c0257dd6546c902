"""The pages' routes. Every page works without scripts; scripts only keep it fresh."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from campaign.core.letters import initials_of
from campaign.sandbox.credentials import TEAM
from campaign.sandbox.pages.sentences import Times
from campaign.sandbox.pages.talk import talk
from campaign.sandbox.pages.timeline import columns
from campaign.sandbox.records import BLUESKY, MASTODON, TELEGRAM, Visitor, X

if TYPE_CHECKING:
    from datetime import tzinfo

    from starlette.requests import Request
    from starlette.routing import BaseRoute

    from campaign.ports.phrases import Messages
    from campaign.sandbox.world import World

_FIRST_VISITOR = 500_001
_NAME = 64
_SAY = 4096
_KILO = 1024
_FORM = {"max_files": 0, "max_fields": 8}


class Pages:
    """The followers' page, the chat page, and the files that they show."""

    def __init__(self, world: World, phrases: Messages, zone: tzinfo) -> None:
        self._world = world
        self._phrases = phrases
        self._times = Times(phrases, zone)
        self._templates = Environment(
            loader=PackageLoader("campaign.sandbox.pages"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.globals.update(
            t=lambda key, **values: phrases.text(f"sandbox.{key}", **values),
            times=self._times,
            accounts=world.accounts,
            language=phrases.language,
            size=_size,
            initials=self._letters,
            hue=_hue,
        )

    def routes(self) -> list[BaseRoute]:
        """Return the routes, to be mounted at the root."""
        return [
            Route("/", self._followers, methods=["GET"]),
            Route("/chat", self._chat, methods=["GET"]),
            Route("/chat/enter", self._enter, methods=["POST"]),
            Route("/chat/say", self._say, methods=["POST"]),
            Route("/chat/press", self._press, methods=["POST"]),
            Route("/chat/block", self._block, methods=["POST"]),
            Route("/pictures/{sha256}", self._picture, methods=["GET"]),
            Route("/files/{file_id}", self._file, methods=["GET"]),
            Mount("/static", StaticFiles(packages=[("campaign.sandbox.pages", "static")])),
        ]

    def _letters(self, name: str) -> str:
        """Return what stands for a picture: for the campaign's own accounts what its cards show."""
        accounts = self._world.accounts
        networks = (X, TELEGRAM, BLUESKY, MASTODON)
        own = {accounts.bot_name, *(accounts.shown_as(network)[0] for network in networks)}
        return accounts.letters if accounts.letters and name in own else initials_of(name) or "?"

    async def _followers(self, request: Request) -> Response:
        shown = columns(self._world, self._times.day)
        return self._page(request, "followers", columns=shown)

    async def _chat(self, request: Request) -> Response:
        user = self._visitor(request.query_params.get("as", ""))
        start = request.query_params.get("start", "")
        start = start if re.fullmatch(r"[A-Za-z0-9_-]{1,64}", start) else ""
        room = TEAM if request.query_params.get("in") == "team" else user and user.id
        return self._page(
            request,
            "chat",
            people=self._world.visitors(),
            user=user,
            team=room == TEAM,
            start=start,
            talk=talk(self._world, user, room) if user and room else None,
        )

    def _page(self, request: Request, name: str, **values: Any) -> Response:
        """Return a whole page, or only its living part when a script asks for it."""
        part = f"{name}_part.html" if "part" in request.query_params else f"{name}.html"
        with self._world.lock:
            page = self._templates.get_template(part).render(
                page=name, now=self._world.now(), version=self._world.version, **values
            )
            tag = f'"{self._world.version}"'
        return HTMLResponse(page, headers={"ETag": tag})

    async def _enter(self, request: Request) -> Response:
        async with request.form(**_FORM) as form:
            name = " ".join(str(form.get("name", "")).split())
            number = str(form.get("id", "")).strip()
            start = str(form.get("start", ""))
        if not 1 <= len(name) <= _NAME or not re.fullmatch(r"\d{0,15}", number):
            return self._sorry("bad_name")
        user = self._known(name, int(number or 0))
        self._world.enter(user)
        more = {"start": start} if start else {}
        return _back(user, "me", **more)

    def _known(self, name: str, number: int) -> Visitor:
        """Return who has this name or number, or somebody new."""
        people = self._world.visitors()
        same = (p for p in people if (p.id == number if number else p.name == name))
        found = next(same, None)
        if found:
            return found
        free = max((p.id for p in people), default=_FIRST_VISITOR - 1) + 1
        number = number or max(free, _FIRST_VISITOR)
        return Visitor(number, name, language=self._phrases.language)

    async def _say(self, request: Request) -> Response:
        async with request.form(**_FORM) as form:
            user = self._visitor(str(form.get("as", "")))
            text = str(form.get("text", "")).replace("\r\n", "\n").strip()
            room = str(form.get("in", "me"))
        if user is None:
            return self._sorry("nobody")
        if text:
            self._world.say(user, text[:_SAY], TEAM if room == "team" else None)
        return _back(user, room)

    async def _press(self, request: Request) -> Response:
        async with request.form(**_FORM) as form:
            user = self._visitor(str(form.get("as", "")))
            room = str(form.get("in", "me"))
            message = str(form.get("message", ""))
            data = str(form.get("data", ""))
        if user is None:
            return self._sorry("nobody")
        try:
            self._world.press(user, int(message), data, TEAM if room == "team" else None)
        except (LookupError, ValueError):
            return self._sorry("gone")
        return _back(user, room)

    async def _block(self, request: Request) -> Response:
        async with request.form(**_FORM) as form:
            user = self._visitor(str(form.get("as", "")))
        if user is None:
            return self._sorry("nobody")
        self._world.block(user)
        return _back(user, "me")

    async def _picture(self, request: Request) -> Response:
        found = self._world.picture(request.path_params["sha256"])
        if found is None:
            return PlainTextResponse("", 404)
        content, media_type = found
        return Response(content, media_type=media_type)

    async def _file(self, request: Request) -> Response:
        file = self._world.telegram.files.get(request.path_params["file_id"])
        if file is None:
            return PlainTextResponse("", 404)
        name = quote(file.name or file.id)
        headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
        content = self._world.content(file.sha256)
        return Response(content, media_type="application/octet-stream", headers=headers)

    def _visitor(self, number: str) -> Visitor | None:
        if not re.fullmatch(r"\d{1,15}", number):
            return None
        return self._world.telegram.people.get(int(number))

    def _sorry(self, key: str) -> Response:
        return PlainTextResponse(self._phrases.text(f"sandbox.{key}"), 400)


def _back(user: Visitor, room: str, **more: str) -> Response:
    room = "team" if room == "team" else "me"
    query = urlencode({"as": user.id, "in": room, **more})
    return RedirectResponse(f"/chat?{query}", 303)


def _size(count: int) -> str:
    return f"{count}\u00a0B" if count < _KILO else f"{round(count / _KILO)}\u00a0kB"


def _hue(name: str) -> int:
    return sum(name.encode()) * 37 % 360
