"""Requests to Telegram with time limits and readable refusals: import it lazily."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx
from telegram import Bot
from telegram.error import TelegramError
from telegram.request import HTTPXRequest

from campaign.channels.support.answers import Answer
from campaign.channels.support.hooks import HOOKS
from campaign.channels.support.trust import trusted

if TYPE_CHECKING:
    from campaign.channels.support.address import Address

_FINE = range(200, 300)
_AT_ONCE = 4


class Unaccepted(TelegramError):
    """Telegram answered, but not that it did what it was asked: the answer."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.words)
        self.answer = answer


class PlainRequest(HTTPXRequest):
    """Sends every request once, and keeps the whole answer of a refusal.

    The library keeps the status of some refusals only, which it takes from the body.
    """

    def __init__(self, address: Address) -> None:
        # A kept connection may be closed by the other side just when we use it again,
        # and then nobody knows whether the post is out.
        limits = httpx.Limits(max_connections=_AT_ONCE, max_keepalive_connections=0)
        super().__init__(
            connection_pool_size=_AT_ONCE,
            connect_timeout=address.connect,
            pool_timeout=address.connect,
            read_timeout=address.read,
            write_timeout=address.read,
            media_write_timeout=address.read,
            httpx_kwargs={
                "limits": limits,
                "verify": trusted(not address.is_here),
                "trust_env": not address.is_here,
                "event_hooks": HOOKS,
            },
        )

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        """Send; raises :class:`Unaccepted` for every status but 2xx."""
        status, body = await super().do_request(*args, **kwargs)
        if status not in _FINE:
            raise Unaccepted(Answer.read(status, {}, body))
        return status, body


class QuietBot(Bot):
    """Telegram's client; the library's own shows the token when it is printed."""

    __slots__ = ()

    def __repr__(self) -> str:
        return type(self).__name__


def bot(address: Address, token: str) -> QuietBot:
    """Return a client that talks to ``address``."""
    request = PlainRequest(address)
    return QuietBot(
        token,
        base_url=f"{address.base}/bot",
        base_file_url=f"{address.base}/file/bot",
        request=request,
        get_updates_request=request,
    )
