"""The date in an answer's headers, for whoever compares this machine's clock with it."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from campaign.ports.network_dates import Dated, tell_date

if TYPE_CHECKING:
    from collections.abc import Mapping

_SENT = "pregonero.sent"


def note_date(url: str, headers: Mapping[str, str], sent: datetime) -> None:
    """Tell the date of an answer that has just come; ``headers`` tell names in any case apart.

    One that somebody on the way had kept tells another time, and is left out.
    """
    from email.utils import parsedate_to_datetime  # noqa: PLC0415 -- slow to load

    received = datetime.now(UTC)
    if headers.get("age", "0").strip() != "0":
        return
    with suppress(ValueError, TypeError):
        date = parsedate_to_datetime(headers.get("date", ""))
        there = date.replace(tzinfo=UTC) if date.tzinfo is None else date.astimezone(UTC)
        tell_date(Dated(urlsplit(url).hostname or "", there, sent, received))


async def _note_sent(request: Any) -> None:
    request.extensions[_SENT] = datetime.now(UTC)


async def _note_answer(response: Any) -> None:
    sent = response.request.extensions.get(_SENT)
    if sent is not None:
        note_date(str(response.request.url), response.headers, sent)


HOOKS = {"request": [_note_sent], "response": [_note_answer]}
"""For a client of httpx."""
