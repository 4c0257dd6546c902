"""``/api``: what reports read, and what tests and rehearsals make happen.

``GET /api/state`` returns, stable::

    {version, now, accounts: {...},
     posts: [{network, id, at, text, images: [{sha256, media_type, width, height, alt}],
              reply_to, url, deleted, edited, album, by_hand}],
     chats: [{id, type, title, username, member, blocked,
              messages: [{id, at, from, text, file, buttons, reply_to, edited, deleted}]}],
     commands: [{scope, language, commands}], waiting_updates, faults}

``POST /api/say`` lets ``user`` write ``text`` in ``chat``, ``send`` a voice note or a sticker, or
hand in a ``file: {name, content, media_type}``, its content in base64.

Times are ISO 8601 in UTC. ``version`` rises with everything that happens and is
also the ``ETag``.
"""

from __future__ import annotations

import base64
import json
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from campaign.sandbox.faults import Fault, Order
from campaign.sandbox.records import Visitor, X
from campaign.sandbox.telegram.updates import pending
from campaign.sandbox.visits import Attachment

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request

    from campaign.sandbox.faults import Faults
    from campaign.sandbox.records import Post, Room, Said
    from campaign.sandbox.world import World

SERVICE = "pregonero-sandbox"


class Control:
    """The application's own interface."""

    def __init__(
        self, world: World, faults: Faults, stop: Callable[[], None] | None, identity: str
    ) -> None:
        self._world = world
        self._faults = faults
        self._stop = stop
        self._identity = identity

    def routes(self) -> list[Route]:
        """Return the routes, to be mounted at ``/api``."""
        actions: dict[str, Callable[[dict[str, Any]], Any]] = {
            "clock": self._set_clock,
            "say": self._say,
            "press": self._press,
            "block": self._block,
            "group": self._found_group,
            "bot": self._move_bot,
            "post": self._post,
            "standing": self._set_standing,
            "mastodon": self._set_mastodon,
            "protect": self._protect,
            "faults": self._order,
            "stop": self._end,
        }
        return [
            Route("/state", self._state, methods=["GET"]),
            Route("/health", self._health, methods=["GET"]),
            *(
                Route(f"/{name}", _action(action), methods=["POST"])
                for name, action in actions.items()
            ),
        ]

    async def _health(self, _request: Request) -> Response:
        known = {"service": SERVICE, "id": self._identity}
        now = self._world.now().isoformat()
        return JSONResponse(known | {"version": self._world.version, "now": now})

    async def _state(self, request: Request) -> Response:
        with self._world.lock:
            tag = f'"{self._world.version}"'
            if request.headers.get("if-none-match") == tag:
                return Response(status_code=304, headers={"ETag": tag})
            body = state(self._world) | {"faults": self._faults.waiting()}
        return JSONResponse(body, headers={"ETag": tag})

    def _set_clock(self, asked: dict[str, Any]) -> Any:
        now = datetime.fromisoformat(asked["now"])
        if now.tzinfo is None:
            msg = "now needs its offset"
            raise ValueError(msg)
        self._world.set_time(now)
        return {"now": self._world.now().isoformat()}

    def _say(self, asked: dict[str, Any]) -> Any:
        user = _visitor(asked)
        if "send" in asked:
            return {"message_id": self._world.send(user, asked["send"], asked.get("chat"))}
        if "file" in asked:
            sent = _attachment(asked["file"], str(asked.get("text", "")))
            return {"message_id": self._world.hand_in(user, sent, asked.get("chat"))}
        text, chat, answering = str(asked["text"]), asked.get("chat"), asked.get("answering")
        return {"message_id": self._world.say(user, text, chat, answering)}

    def _press(self, asked: dict[str, Any]) -> Any:
        user = _visitor(asked)
        pressed = self._world.press(user, asked["message_id"], asked["data"], asked.get("chat"))
        return {"query": pressed}

    def _block(self, asked: dict[str, Any]) -> Any:
        self._world.block(_visitor(asked), blocked=bool(asked["blocked"]))
        return {}

    def _found_group(self, asked: dict[str, Any]) -> Any:
        return {"chat": self._world.found_group(str(asked["title"]))}

    def _move_bot(self, asked: dict[str, Any]) -> Any:
        self._world.move_bot(_visitor(asked), asked["chat"], inside=bool(asked["inside"]))
        return {}

    def _post(self, asked: dict[str, Any]) -> Any:
        return {"id": self._world.post_by_hand(asked["network"], str(asked["text"]))}

    def _set_standing(self, asked: dict[str, Any]) -> Any:
        self._world.set_standing(asked["standing"], asked.get("network", X))
        return {}

    def _set_mastodon(self, asked: dict[str, Any]) -> Any:
        """Make the Mastodon server another one: the names of its ``Server``."""
        return asdict(self._world.set_mastodon(**asked))

    def _protect(self, asked: dict[str, Any]) -> Any:
        self._world.protect(protected=bool(asked["protected"]))
        return {}

    def _order(self, asked: dict[str, Any]) -> Any:
        if asked.get("clear"):
            self._faults.clear()
            return {"faults": 0}
        known = {name: asked[name] for name in ("match", "status", "seconds") if name in asked}
        order = Order(asked["network"], Fault(asked["fault"]), **known)
        self._faults.add(order, int(asked.get("times", 1)))
        return {"faults": self._faults.waiting()}

    def _end(self, _asked: dict[str, Any]) -> Any:
        if self._stop is None:
            msg = "this sandbox ends with the process that it is part of"
            raise ValueError(msg)
        self._stop()
        return {}


def _action(do: Callable[[dict[str, Any]], Any]) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        try:
            asked = json.loads(await request.body() or b"{}")
            return JSONResponse(do(asked))
        except KeyError as error:
            return JSONResponse({"error": f"{error.args[0]} is missing or unknown"}, 400)
        except (ValueError, TypeError, LookupError) as error:
            return JSONResponse({"error": str(error)}, 400)

    return endpoint


def _attachment(file: dict[str, Any], caption: str) -> Attachment:
    """Return a file that somebody sends; its ``content`` comes in base64."""
    content = base64.b64decode(file["content"], validate=True)
    kind = {"media_type": str(file["media_type"])} if "media_type" in file else {}
    return Attachment(str(file["name"]), content, caption=caption, **kind)


def _visitor(asked: dict[str, Any]) -> Visitor:
    user = asked["user"]
    names = {name: str(user[name]) for name in ("username", "language") if user.get(name)}
    return Visitor(int(user["id"]), str(user["name"]), **names)


def state(world: World) -> dict[str, Any]:
    """Return everything that happened, as JSON; see the module's documentation."""
    chats = world.telegram
    return {
        "version": world.version,
        "now": world.now().isoformat(),
        "accounts": asdict(world.accounts),
        "posts": [_post(post) for post in world.posts()],
        "chats": [_chat(world, room) for room in chats.rooms.values()],
        "commands": [
            {"scope": json.loads(scope), "language": language, "commands": commands}
            for (scope, language), commands in chats.commands.items()
        ],
        "waiting_updates": len(pending(world)),
    }


def _post(post: Post) -> dict[str, Any]:
    values = asdict(post)
    values.pop("entities")
    return values | {
        "at": post.at.isoformat(),
        "deleted": _iso(post.deleted),
        "edited": _iso(post.edited),
    }


def _chat(world: World, room: Room) -> dict[str, Any]:
    return {
        "id": room.id,
        "type": room.type,
        "title": room.title,
        "username": room.username,
        "member": room.id not in world.telegram.expelled,
        "blocked": room.id in world.telegram.blocked,
        "messages": [_said(world, said) for said in world.telegram.said(room.id)],
    }


def _said(world: World, said: Said) -> dict[str, Any]:
    person = world.telegram.people.get(said.sender or 0)
    file = None
    if said.file:
        file = {name: getattr(said.file, name) for name in ("id", "kind", "name", "size", "sha256")}
    return {
        "id": said.id,
        "at": said.at.isoformat(),
        "from": {"id": person.id, "name": person.name} if person else None,
        "text": said.text,
        "file": file,
        "buttons": [[dict(button) for button in row] for row in said.buttons],
        "reply_to": said.reply_to,
        "edited": _iso(said.edited),
        "deleted": _iso(said.deleted),
    }


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
