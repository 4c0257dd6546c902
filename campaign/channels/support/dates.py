"""The date in an answer's headers, for whoever compares this machine's clock with it."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from campaign.ports.network_dates import Dated, tell_date

if TYPE_CHECKING:
    from collections.abc import Mapping


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
