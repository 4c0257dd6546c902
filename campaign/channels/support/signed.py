"""An account of an API with OAuth 1.0a, with tweepy and beside it: import it lazily."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import requests
import tweepy
from requests.adapters import HTTPAdapter
from requests_oauthlib import OAuth1
from urllib3.connection import HTTPSConnection
from urllib3.connectionpool import HTTPSConnectionPool
from urllib3.exceptions import NewConnectionError

from campaign.channels.support.answers import Answer
from campaign.channels.support.causes import failure
from campaign.channels.support.onethread import Abandoned, NeverBegan, OneThread
from campaign.core.outcomes import Lost, NotSent

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from campaign.channels.support.address import Address

_HOST = "https://api.twitter.com"
_PIECE = 16_384
_MOST = 20_000_000


class _Connection(HTTPSConnection):
    """Says of a failed handshake, too, that there is no connection yet."""

    def connect(self) -> None:
        try:
            super().connect()
        except OSError as broken:  # TLS errors and time limits are of this kind
            raise NewConnectionError(self, f"no connection: {broken}") from broken


class _Pool(HTTPSConnectionPool):
    ConnectionCls = _Connection


class _Adapter(HTTPAdapter):
    """Never repeats a request, and connects as :class:`_Connection` does."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        pools = {**self.poolmanager.pool_classes_by_scheme, "https": _Pool}
        self.poolmanager.pool_classes_by_scheme = pools


class _Session(requests.Session):
    """Sends every request once, to the configured address, with time limits.

    tweepy's host is fixed, it has no timeouts, and its errors crash on answers out of
    form. Here the address is put right before the request is prepared, so that the
    signature covers it, and ``answer`` keeps the last answer: ``None`` after a request
    that got none.
    """

    def __init__(self, address: Address) -> None:
        super().__init__()
        self.answer: Answer | None = None
        self._address = address
        self.trust_env = not address.is_here
        self.mount("https://", _Adapter(max_retries=0))
        self.headers["Connection"] = "close"
        self.headers["Accept-Encoding"] = "identity"

    def request(self, method: str | bytes, url: str | bytes, *args: Any, **kwargs: Any) -> Any:
        self.answer = None
        kwargs["timeout"] = (self._address.connect, self._address.read)
        kwargs["allow_redirects"] = False  # following would repeat the request
        kwargs["stream"] = True
        # A kept connection may be closed by the other side just when we use it again,
        # and then nobody knows whether the post is out: none is kept.
        self.close()
        route = str(url).removeprefix(_HOST)
        until = time.monotonic() + self._address.longest
        response = super().request(method, self._address.base + route, *args, **kwargs)
        body = response._content = _body(response, until)  # noqa: SLF001 -- tweepy asks again
        self.answer = Answer.read(response.status_code, response.headers, body)
        return response


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


class SignedAccount:
    """One account: tweepy's client and signed requests of our own, in one thread.

    Args:
        name: how the thread is called.
        address: where the API is.
        keys: consumer key and secret, access token and secret.
    """

    def __init__(self, name: str, address: Address, keys: Sequence[str]) -> None:
        self.client = tweepy.Client(None, *keys, return_type=requests.Response)
        self.client.session = self._session = _Session(address)
        self._key, self._secret, self._token, self._token_secret = keys
        self._longest = address.longest
        self._thread = OneThread(name)

    async def ask(self, request: Callable[[], object]) -> Answer | NotSent | Lost:
        """Make one request by ``client``; an answer wins over tweepy's errors about it."""
        try:
            return await self._thread.run(lambda: self._answer_to(request), self._longest)
        except NeverBegan:
            return NotSent("the account's thread was busy")
        except Abandoned:
            return Lost("no complete answer in time")

    async def post(self, route: str, **parts: Any) -> Answer | NotSent | Lost:
        """Make a POST that tweepy does not know; ``parts`` as requests takes them."""
        signer = OAuth1(self._key, self._secret, self._token, self._token_secret)
        return await self.ask(lambda: self._session.request("POST", route, auth=signer, **parts))

    def _answer_to(self, request: Callable[[], object]) -> Answer | NotSent | Lost:
        self._session.answer = None
        try:
            request()
        except Exception as error:  # noqa: BLE001 -- tweepy lets all kinds through
            return self._last_answer() or failure(error)
        return self._last_answer() or Lost("no answer")

    def _last_answer(self) -> Answer | None:
        return self._session.answer

    async def close(self) -> None:
        """Let a running request end, and free the thread and the connections."""
        await self._thread.close()
        self._session.close()
