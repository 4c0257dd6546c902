"""HTTP for python-telegram-bot on aiohttp, which keeps connections and its pace under load."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import aiohttp
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest

from campaign.channels.support.dates import note_date
from campaign.channels.support.trust import trusted

if TYPE_CHECKING:
    from telegram._utils.types import ODVInput
    from telegram.request import RequestData

    from campaign.channels.support.address import Address

KEPT = 15.0
"""Seconds for which an idle connection is kept: less than any server that we know keeps it."""


class KeptRequest(BaseRequest):
    """Sends every request once, ``at_once`` of them side by side.

    With ``keeps`` connections are used again. Whatever is written into one that the other side
    closes at that moment may have arrived: what may not repeat needs a request without.
    """

    def __init__(self, where: Address, at_once: int, *, keeps: bool) -> None:
        self._where = where
        self._at_once = at_once
        self._keeps = keeps
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """Return for how many seconds an answer may be silent."""
        return self._where.read

    async def initialize(self) -> None:
        """Open nothing yet: the first request does."""

    async def shutdown(self) -> None:
        """Close the connections; a later request opens others."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def do_request(  # noqa: PLR0913, PLR0917 -- the library's
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        write_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,  # noqa: ARG002
        connect_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        pool_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,  # noqa: ARG002
    ) -> tuple[int, bytes]:
        """Send; return the status and the whole answer.

        Raises:
            TimedOut, NetworkError: the cause tells whether anything can have left.
        """
        body, headers = _body(request_data)
        limits = self._limits(
            _seconds(connect_timeout, self._where.connect),
            _seconds(read_timeout, self._where.read),
        )
        sent = datetime.now(UTC)
        try:
            async with self._opened().request(
                method, url, data=body, headers=headers, timeout=limits, allow_redirects=False
            ) as answer:
                note_date(url, answer.headers, sent)
                return answer.status, await answer.read()
        except TimeoutError as silent:
            raise TimedOut(_called(silent)) from silent
        except (aiohttp.ClientError, OSError) as broken:
            raise NetworkError(_called(broken)) from broken

    @staticmethod
    def _limits(connect: float, read: float) -> aiohttp.ClientTimeout:
        """Return the limits in seconds; waiting for a free connection counts as connecting."""
        whole = connect + 3 * read
        return aiohttp.ClientTimeout(whole, connect=connect, sock_connect=connect, sock_read=read)

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=self._connector(),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT},
                trust_env=not self._where.is_here,
            )
        return self._session

    def _connector(self) -> aiohttp.TCPConnector:
        keeping: dict[str, Any] = {"keepalive_timeout": KEPT} if self._keeps else {}
        return aiohttp.TCPConnector(
            limit=self._at_once,
            ssl=trusted(not self._where.is_here),
            force_close=not self._keeps,
            **keeping,
        )


def _called(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


def _seconds(given: ODVInput[float], default: float) -> float:
    return float(given) if isinstance(given, int | float) else default


def _body(asked: RequestData | None) -> tuple[aiohttp.FormData | bytes | None, dict[str, str]]:
    """Return what is sent, and its headers: JSON, or a form in parts where there are files."""
    if asked is None:
        return None, {}
    if not asked.contains_files:
        return json.dumps(asked.parameters).encode(), {"Content-Type": "application/json"}
    form = aiohttp.FormData(asked.json_parameters, quote_fields=False)
    for name, (filename, content, media_type) in asked.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=media_type)
    return form, {}
