"""An account of an API with OAuth 1.0a, with tweepy and beside it: import it lazily."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import requests
import tweepy
from requests_oauthlib import OAuth1

from campaign.channels.support.once import OnceAccount, OnceSession

if TYPE_CHECKING:
    from collections.abc import Sequence

    from campaign.channels.support.address import Address
    from campaign.channels.support.answers import Answer
    from campaign.core.outcomes import Lost, NotSent

_HOST = "https://api.twitter.com"


class _Session(OnceSession):
    """tweepy's host is fixed: here the address is put right before the request is prepared,
    so that the signature covers it.
    """

    def request(self, method: str | bytes, url: str | bytes, *args: Any, **kwargs: Any) -> Any:
        route = str(url).removeprefix(_HOST)
        return super().request(method, self.address.base + route, *args, **kwargs)


class SignedAccount(OnceAccount):
    """One account: tweepy's client and signed requests of our own, in one thread.

    Args:
        name: how the thread is called.
        address: where the API is.
        keys: consumer key and secret, access token and secret.
    """

    def __init__(self, name: str, address: Address, keys: Sequence[str]) -> None:
        super().__init__(name, _Session(address))
        self.client = tweepy.Client(None, *keys, return_type=requests.Response)
        self.client.session = self.session
        self._key, self._secret, self._token, self._token_secret = keys

    async def post(self, route: str, **parts: Any) -> Answer | NotSent | Lost:
        """Make a POST that tweepy does not know; ``parts`` as requests takes them."""
        signer = OAuth1(self._key, self._secret, self._token, self._token_secret)
        return await self.ask(lambda: self.session.request("POST", route, auth=signer, **parts))
