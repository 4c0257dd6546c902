"""An account of an AT Protocol server and its session, with atproto: import it lazily.

Of the library its client and its requests are used, without its session: that one looks at
the machine's clock, and cannot tell a lost post from a lost renewal.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import httpx
from atproto_client.client.base import AsyncClientBase
from atproto_client.models.dot_dict import DotDict
from atproto_client.request import AsyncRequest, Response

from campaign.channels.support.answers import Answer
from campaign.channels.support.causes import failure
from campaign.channels.support.hooks import HOOKS
from campaign.channels.support.secrets import hide
from campaign.channels.support.trust import trusted
from campaign.channels.support.verdicts import UNAUTHORIZED, verdict
from campaign.channels.support.xrpc_marks import MARKS
from campaign.core.outcomes import Blocked, Lost, NotSent, Refused, Stopped
from campaign.core.own_words import own_words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from campaign.channels.support.address import Address

_AT_ONCE = 4
NO_HANDLE = "handle.invalid"
_ENDED = frozenset({"ExpiredToken", "InvalidToken"})
Failure = NotSent | Stopped


class PlainRequest(AsyncRequest):  # type: ignore[misc]  # it has no types
    """Sends every request once and gives back whatever the answer is.

    The library follows redirects, which would repeat a request, and raises some answers as
    if there had been none.
    """

    def __init__(self, address: Address) -> None:
        # A kept connection may be closed by the other side just when we use it again,
        # and then nobody knows whether the post is out: none is kept.
        limits = httpx.Limits(max_connections=_AT_ONCE, max_keepalive_connections=0)
        timeout = httpx.Timeout(address.read, connect=address.connect, pool=address.connect)
        trusts = not address.is_here
        super().__init__(
            limits=limits,
            timeout=timeout,
            verify=trusted(trusts),
            trust_env=trusts,
            event_hooks=HOOKS,
        )
        self._client.follow_redirects = False

    async def get(self, *args: Any, **kwargs: Any) -> Response:
        """Ask once."""
        return await self._once("GET", *args, **kwargs)

    async def post(self, *args: Any, **kwargs: Any) -> Response:
        """Send once."""
        return await self._once("POST", *args, **kwargs)

    async def _once(self, method: str, *args: Any, **kwargs: Any) -> Response:
        headers = self.get_headers(kwargs.pop("headers", None))
        answer = await self._client.request(method, *args, headers=headers, **kwargs)
        return Response(answer.is_success, answer.status_code, answer.content, dict(answer.headers))


@dataclass(frozen=True, slots=True)
class Session:
    """Whose account it is, and the tokens that open it."""

    did: str
    handle: str
    access: str
    refresh: str

    def __repr__(self) -> str:
        """Return whose session it is, without its tokens."""
        return f"{type(self).__name__}({self.handle})"


class XrpcAccount:
    """An account that opens one session and renews it when the server says that it ended.

    Opening one is what a server counts most strictly: nothing but a first request, or a
    session that cannot be renewed, does it. At most one is opened or renewed at a time.
    """

    def __init__(
        self, address: Address, handle: str, password: str, now: Callable[[], datetime]
    ) -> None:
        self._address, self._now = address, now
        self._login = {"identifier": handle.removeprefix("@"), "password": password}
        self._client = AsyncClientBase(address.base, PlainRequest(address))
        self._session: Session | None = None
        self._one_at_a_time = asyncio.Lock()

    @property
    def who(self) -> str:
        """Return the account's handle, or its DID where the handle does not lead to it."""
        session = self._session
        if session is None:
            return self._login["identifier"]
        return session.did if session.handle == NO_HANDLE else session.handle

    async def session(self) -> Session | Failure:
        """Return the session; what keeps us from having one has posted nothing."""
        async with self._one_at_a_time:
            if self._session is None:
                return await self._take(await self._post("server.createSession", self._login))
            return self._session

    async def query(self, name: str, asked: Mapping[str, str]) -> Answer | Lost | Failure:
        """Ask ``com.atproto.NAME``."""
        params = DotDict(dict(asked))
        return await self._inside(
            lambda headers: self._client.invoke_query(_nsid(name), params, headers=headers)
        )

    async def procedure(self, name: str, body: Mapping[str, Any]) -> Answer | Lost | Failure:
        """Let ``com.atproto.NAME`` do something with a JSON object."""
        return await self._inside(lambda headers: self._json(name, body, headers))

    async def upload(self, content: bytes, media_type: str) -> Answer | Lost | Failure:
        """Send a file."""
        name, kind = _nsid("repo.uploadBlob"), {"Content-Type": media_type}
        return await self._inside(
            lambda headers: self._client.invoke_procedure(
                name, content=content, headers={**kind, **headers}
            )
        )

    async def close(self) -> None:
        """Free the connections."""
        await self._client.request.close()

    async def _inside(self, request: Callable[[dict[str, str]], Any]) -> Answer | Lost | Failure:
        """Make a request with a session; a second time only if the first met an ended one."""
        session = await self.session()
        if not isinstance(session, Session):
            return session
        answer = await self._ask(request(_bearer(session.access)))
        if isinstance(answer, Answer) and not answer.is_fine and answer.kinds & _ENDED:
            session = await self._renewed(session)
            if not isinstance(session, Session):
                return session
            answer = await self._ask(request(_bearer(session.access)))
        return answer

    async def _renewed(self, ended: Session) -> Session | Failure:
        async with self._one_at_a_time:
            if self._session is not None and self._session is not ended:
                return self._session  # somebody else did it meanwhile
            answer = await self._post("server.refreshSession", None, _bearer(ended.refresh))
            if isinstance(answer, Answer) and _says_that_it_ended(answer):
                answer = await self._post("server.createSession", self._login)
            return await self._take(answer)

    async def _take(self, answer: Answer | NotSent | Lost) -> Session | Failure:
        """Keep a new session. A failed request for one leaves the old as it is."""
        if isinstance(answer, NotSent | Lost):
            return NotSent(answer.words)
        found = [answer.get(name) for name in ("did", "handle", "accessJwt", "refreshJwt")]
        if answer.is_fine and all(isinstance(one, str) and one for one in found):
            self._session = Session(*found)
            hide([self._session.access, self._session.refresh])
            return self._session
        outcome = verdict(answer, self._now(), MARKS)
        if isinstance(outcome, Refused):
            return Stopped(Blocked.CREDENTIALS, outcome.words)
        return NotSent(outcome.words) if isinstance(outcome, Lost) else outcome

    async def _post(
        self, name: str, body: Mapping[str, Any] | None, headers: dict[str, str] | None = None
    ) -> Answer | NotSent | Lost:
        return await self._ask(self._json(name, body, headers or {}))

    def _json(self, name: str, body: Mapping[str, Any] | None, headers: dict[str, str]) -> Any:
        if body is None:
            return self._client.invoke_procedure(_nsid(name), headers=headers)
        encoding = "application/json"
        data: Any = DotDict(dict(body))
        return self._client.invoke_procedure(
            _nsid(name), data=data, headers=headers, input_encoding=encoding
        )

    async def _ask(self, request: Any) -> Answer | NotSent | Lost:
        try:
            async with asyncio.timeout(self._address.longest):
                got = await request
        except TimeoutError:
            return Lost(own_words("late"))
        except Exception as error:  # noqa: BLE001 -- the library lets all kinds through
            return failure(error)
        return Answer.read(got.status_code, got.headers, got.content)


def _says_that_it_ended(answer: Answer) -> bool:
    return not answer.is_fine and (answer.status == UNAUTHORIZED or bool(answer.kinds & _ENDED))


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def _nsid(name: str) -> str:
    return f"com.atproto.{name}"
