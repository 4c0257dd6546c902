"""Sentences from a plain table, for a sandbox that runs in a process of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

    from campaign.ports.phrases import Messages

TOPICS = ("sandbox", "dates")
"""The topics of the catalogues that the pages need."""


class Sentences:
    """A table of topics (:data:`TOPICS`) as the catalogues have it.

    A sentence that is not in the table shows its own id: the pages work, unlovely,
    without any table.
    """

    def __init__(self, table: Mapping[str, Any], language: str = "es") -> None:
        self._table = table
        self._language = language

    @property
    def language(self) -> str:
        """The two-letter code."""
        return self._language

    def text(self, message_id: str, **params: object) -> str:
        """Return the sentence with its values."""
        found = self._find(message_id)
        if isinstance(found, Mapping):
            found = found["one" if str(params.get("n")) == "1" else "other"]
        if found is None:
            return message_id.rpartition(".")[2].replace("_", " ")
        return str(found).format(**params)

    def pattern(self, message_id: str) -> str:
        """Return the sentence as it is written, with its placeholders."""
        return str(self._find(message_id) or message_id)

    def has(self, message_id: str) -> bool:
        """Tell whether there is such a message."""
        return self._find(message_id) is not None

    def words(self, message_id: str) -> tuple[str, ...]:
        """Return a list of words."""
        return tuple(self._find(message_id) or ())

    def _find(self, message_id: str) -> Any:
        node: Any = self._table
        for step in message_id.split("."):
            if not isinstance(node, Mapping) or step not in node:
                return None
            node = node[step]
        return node


class Times:
    """Tells instants in the campaign's zone, in the words of ``phrases``."""

    def __init__(self, phrases: Messages, zone: tzinfo) -> None:
        self._phrases = phrases
        self._zone = zone
        self._worded = phrases.has("dates.long_day")

    @property
    def zone(self) -> str:
        """Return the zone's name."""
        return str(self._zone)

    def day(self, at: datetime) -> str:
        """Return the day with its year."""
        local = at.astimezone(self._zone)
        if not self._worded:
            return f"{local:%Y-%m-%d}"
        return self._phrases.text(
            "dates.long_day",
            weekday=self._phrases.words("dates.weekdays")[local.weekday()],
            day=local.day,
            month=self._phrases.words("dates.months")[local.month - 1],
            year=local.year,
        )

    def time(self, at: datetime) -> str:
        """Return the time of day."""
        local = at.astimezone(self._zone)
        if not self._worded:
            return f"{local:%H:%M}"
        return self._phrases.text("dates.time", hour=local.hour, minute=local.minute)

    def moment(self, at: datetime) -> str:
        """Return day and time."""
        return f"{self.day(at)}, {self.time(at)}"
