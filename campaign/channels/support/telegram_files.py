"""Files that people send to a bot, fetched from Telegram: where they are, and then their bytes."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from urllib.parse import quote

from campaign.channels.support.address import Address
from campaign.channels.support.causes import brief, failure
from campaign.channels.support.secrets import hide
from campaign.channels.support.trust import trusted
from campaign.ports.sheets import LARGEST, NotThere

if TYPE_CHECKING:
    from httpx import AsyncClient

_CONNECT, _READ = 10.0, 30.0
_FAILING = 500
"""From this status on the network fails, and does not refuse."""


class TelegramFiles:
    """Implements :class:`campaign.ports.sheets.Files`; ``api_url`` is as for the bot."""

    def __init__(self, token: str, api_url: str) -> None:
        hide([token, token.partition(":")[2]])
        self._token = token
        self._where = Address(api_url.rstrip("/"), _CONNECT, _READ)

    async def fetch(self, file: str) -> bytes:
        """Return a file by its id, at most as many bytes as Telegram hands out.

        Raises:
            NotThere: with the network's words, or ours.
        """
        import httpx  # noqa: PLC0415 -- only where a file is fetched

        surroundings = not self._where.is_here
        limits = httpx.Timeout(_READ, connect=_CONNECT)
        trust = await asyncio.to_thread(trusted, surroundings)  # longer than others may wait
        client = httpx.AsyncClient(timeout=limits, verify=trust, trust_env=surroundings)
        try:
            async with client as web:
                return await self._download(web, await self._path(web, file))
        except httpx.HTTPError as failed:
            raise NotThere(failure(failed).words, passes=True) from failed

    async def _path(self, web: AsyncClient, file: str) -> str:
        url = f"{self._where.base}/bot{self._token}/getFile"
        answer = await web.post(url, json={"file_id": file})
        try:
            told = answer.json()
        except ValueError:
            told = None
        told = told if isinstance(told, dict) else {}
        found = told.get("result")
        path = found.get("file_path") if isinstance(found, dict) else None
        if not isinstance(path, str):
            words = brief(str(told.get("description") or f"HTTP {answer.status_code}"))
            raise NotThere(words, passes=answer.status_code >= _FAILING)
        return path

    async def _download(self, web: AsyncClient, path: str) -> bytes:
        url = f"{self._where.base}/file/bot{self._token}/{quote(path)}"
        content = bytearray()
        async with web.stream("GET", url) as answer:
            if not answer.is_success:
                words = f"HTTP {answer.status_code}"
                raise NotThere(words, passes=answer.status_code >= _FAILING)
            async for piece in answer.aiter_bytes():
                content += piece
                if len(content) > LARGEST:
                    words = f"> {LARGEST}"
                    raise NotThere(words)
        return bytes(content)
