"""Answers of JSON APIs: what they say, and how long they ask us to wait."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from campaign.channels.support.causes import brief

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_ID = re.compile(r"[\w-]{1,64}", re.ASCII)
_LONGEST_WAIT = timedelta(hours=25)
_SHORTEST_WAIT = timedelta(seconds=1)
_DEFAULT_WAIT = timedelta(minutes=1)
_RESETS = ("x-rate-limit-reset", "x-ratelimit-reset", "ratelimit-reset")
_SAID = ("title", "detail", "description", "message", "error", "error_description")
_DAILY = ("x-app-limit-24hour", "x-user-limit-24hour")


def inside(node: Any, *path: str) -> Any:
    """Return what stands in nested objects under these names; ``None`` if nothing does."""
    for name in path:
        node = node.get(name) if isinstance(node, dict) else None
    return node


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer: its status, its headers (names in lower case), and its JSON object,
    ``None`` where the body cannot be read as one; ``rows`` is the list that it is instead.
    """

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    data: dict[str, Any] | None = None
    rows: list[Any] | None = None

    @classmethod
    def read(cls, status: int, headers: Mapping[str, str], body: bytes) -> Answer:
        """Return the answer with its body parsed."""
        try:
            data = json.loads(body)
        except (ValueError, RecursionError):
            data = None
        lower = {name.lower(): value for name, value in headers.items()}
        rows = data if isinstance(data, list) else None
        return cls(status, lower, data if isinstance(data, dict) else None, rows)

    @property
    def is_fine(self) -> bool:
        """Tell whether the network did what it was asked, and its answer can be read."""
        return 200 <= self.status <= 299 and self.data is not None  # noqa: PLR2004 -- HTTP

    def get(self, *path: str) -> Any:
        """Return what stands in the object under these names; ``None`` if nothing does."""
        return inside(self.data, *path)

    def id(self, *path: str) -> str | None:
        """Return the id that stands in the object under these names, ``None`` for anything else.

        Ids are opaque: what has the signs of one and their length is believed.
        """
        found = self.get(*path)
        return found if isinstance(found, str) and _ID.fullmatch(found) else None

    @property
    def words(self) -> str:
        """Return what the network says about a failure (problem+json, errors, or neither)."""
        said = [str(self.status)]
        for part in self._parts():
            for name in _SAID:
                text = part.get(name)
                if isinstance(text, str) and text and text not in said:
                    said.append(text)
        return brief(": ".join(said))

    @property
    def kinds(self) -> frozenset[str]:
        """Return the codes, reasons and last parts of the types that the network gives."""
        names = ("type", "code", "reason", "error")
        found = (part.get(name) for part in self._parts() for name in names)
        return frozenset(str(kind).rpartition("/")[2] for kind in found if kind)

    def _parts(self) -> Iterator[dict[str, Any]]:
        if self.data is None:
            return
        yield self.data
        errors = self.data.get("errors")
        if isinstance(errors, list):
            yield from (error for error in errors if isinstance(error, dict))

    def wait_until(self, now: datetime) -> datetime:
        """Return until when the network wants us to wait; a minute if it does not say.

        It says so in its body (Telegram), by ``Retry-After`` (seconds or a date) or by a
        reset header (epoch seconds, ISO time or seconds); a used-up daily limit counts, too.
        """
        said = [self.headers.get("retry-after"), str(self.get("parameters", "retry_after") or "")]
        said += [self.headers.get(name) for name in _RESETS]
        for daily in _DAILY:
            if self.headers.get(f"{daily}-remaining") == "0":
                said.append(self.headers.get(f"{daily}-reset"))
        moments = [moment for text in said if text and (moment := _moment(text, now))]
        wanted = max(moments) if moments else now + _DEFAULT_WAIT
        return min(max(wanted, now + _SHORTEST_WAIT), now + _LONGEST_WAIT)


_EPOCH_FROM = 1_000_000_000
"""Smaller numbers are seconds to wait, larger ones seconds since 1970."""


def _moment(text: str, now: datetime) -> datetime | None:
    try:
        number = float(text)
    except ValueError:
        return _date(text)
    try:
        if number >= _EPOCH_FROM:
            return datetime.fromtimestamp(number, UTC)
        return now + timedelta(seconds=number)
    except (ValueError, OverflowError, OSError):
        return None


def _date(text: str) -> datetime | None:
    from email.utils import parsedate_to_datetime  # noqa: PLC0415 -- slow to load, seldom used

    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = read(text.strip())
        except (ValueError, OverflowError, TypeError):
            continue
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return None
