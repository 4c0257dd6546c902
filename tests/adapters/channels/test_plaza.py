"""The channel to begin with keeps the promises of every channel, on a network made for it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Mount, Route

from campaign.sandbox.faults import Fault, Faults, Faulty, Order
from campaign.sandbox.server import serving_app
from campaign.testing import WAIT, ChannelContract, Seen, Trouble
from tests.adapters.channels.plaza import SHEETS, Plaza, connect

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence

    from starlette.requests import Request

TOKEN = "sandboxPlazaToken"
SPOILT = {
    Trouble.BREAKS_BEFORE: Fault.CLOSE,
    Trouble.BREAKS_AFTER: Fault.CLOSE_AFTER,
    Trouble.ERROR_BEFORE: Fault.ERROR,
    Trouble.ERROR_AFTER: Fault.ERROR_AFTER,
    Trouble.UNREADABLE_AFTER: Fault.GARBLED_AFTER,
}


@dataclass
class Square:
    """Plaza's memory, and its API: the least that an emulated network is."""

    posts: dict[str, dict[str, Any]] = field(default_factory=dict)
    pictures: dict[str, tuple[str, str]] = field(default_factory=dict)
    open: bool = True
    busy: list[str] = field(default_factory=list)

    def app(self) -> Starlette:
        """Return the API, at the network's name."""
        served = {
            ("POST", "/posts"): self._post, ("GET", "/posts"): self._list,
            ("DELETE", "/posts/{id}"): self._delete, ("POST", "/pictures"): self._picture,
            ("GET", "/account"): self._account,
        }  # fmt: skip
        routes = [Route(at, self._guarded(do), methods=[how]) for (how, at), do in served.items()]
        return Starlette(routes=[Mount("/plaza", routes=routes)])

    def _guarded(self, do: Any) -> Any:
        async def answer(request: Request) -> JSONResponse:
            if self.busy and self.busy[0] in f"{request.method} {request.url.path}":
                self.busy.pop()
                return JSONResponse({"error": "slow down"}, 429, {"retry-after": str(WAIT)})
            if not self.open or request.headers["authorization"] != f"Bearer {TOKEN}":
                return JSONResponse({"error": "who are you?"}, 401)
            return await do(request)

        return answer

    async def _post(self, request: Request) -> JSONResponse:
        said: Mapping[str, Any] = await request.json()
        if len(said["text"]) > SHEETS[0].limits.text:
            return JSONResponse({"error": "too long"}, 400)
        known, at = str(len(self.posts) + 1), datetime.now(UTC).isoformat()
        post = {"id": known, "at": at, "url": f"https://plaza.example/rio/{known}", **said}
        self.posts[known] = post
        return JSONResponse(post, 201)

    async def _list(self, request: Request) -> JSONResponse:
        since = request.query_params["since"]
        return JSONResponse({"posts": [p for p in self.posts.values() if p["at"] >= since]})

    async def _delete(self, request: Request) -> JSONResponse:
        there = self.posts.pop(request.path_params["id"], None)
        return JSONResponse({}, 404 if there is None else 200)

    async def _picture(self, request: Request) -> JSONResponse:
        known = str(len(self.pictures) + 1)
        content = hashlib.sha256(await request.body()).hexdigest()
        self.pictures[known] = (content, request.query_params["alt"])
        return JSONResponse({"id": known})

    async def _account(self, _: Request) -> JSONResponse:
        return JSONResponse({"name": "rio"})


@dataclass
class PlazaStage:
    """The channel and the network that it talks to."""

    channel: Plaza
    square: Square
    faults: Faults
    name: str = "@rio"

    def seen(self) -> Sequence[Seen]:
        """Return what followers see."""
        return [self._seen(post) for post in self.square.posts.values()]

    def _seen(self, post: Mapping[str, Any]) -> Seen:
        pictures = [self.square.pictures[known] for known in post["pictures"]]
        contents, alt = tuple(one for one, _ in pictures), tuple(one for _, one in pictures)
        return Seen(post["id"], post["text"], contents, alt, post["reply_to"])

    def prepare(self, trouble: Trouble) -> None:
        """Order the trouble for the next request that publishes."""
        self._order(trouble, "POST /plaza/posts")

    def disturb(self, trouble: Trouble) -> None:
        """Order it for whichever request comes next."""
        self._order(trouble, "")

    def _order(self, trouble: Trouble, match: str) -> None:
        if trouble is Trouble.TOO_MANY:
            self.square.busy.append(match)
        else:
            self.faults.add(Order("plaza", SPOILT[trouble], match))

    def revoke(self) -> None:
        """Take the credentials back."""
        self.square.open = False


class TestPlaza(ChannelContract):
    """The channel to begin with."""

    @pytest.fixture
    async def stage(self) -> AsyncIterator[PlazaStage]:
        """Connect it to its network."""
        square, faults = Square(), Faults()
        app = Faulty(square.app(), faults, lambda: datetime.now(UTC))
        with serving_app(app) as url:
            settings = {"PLAZA_TOKEN": TOKEN, "PLAZA_API_URL": f"{url}/plaza"}
            channel = connect(SHEETS[0], settings, lambda: datetime.now(UTC))
            yield PlazaStage(channel, square, faults)
            await channel.close()


@pytest.mark.parametrize("token", ["", "two words", "clave\n"])
def test_a_setting_out_of_form_is_named_and_not_told(token: str) -> None:
    with pytest.raises(ValueError, match=r"^PLAZA_TOKEN$"):
        connect(SHEETS[0], {"PLAZA_TOKEN": f"{token}!"}, lambda: datetime.now(UTC))
