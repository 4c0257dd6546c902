"""What a program says to other programs: one JSON object in each line, with ``LOG_FORMAT=json``.

Each record has ``at`` (UTC), ``level``, ``campaign``, ``role``, ``machine``, ``process`` and the
``text`` that a person would read; what ``run`` tells has its ``event`` too, and what it is about:
the ``key`` of a delivery, its ``channel`` … What was raised stands in ``error``.
"""

from __future__ import annotations

import json
import logging
import os
import socket
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

_EVENTS = "run."
"""What the messages of ``run`` begin with: an event is what comes after it."""
_COMMON = {"at", "level", "text", "event", "campaign", "role", "machine", "process"}
"""What every record has, and nothing that a sentence is about replaces."""


class Records:
    """The records of this process, of a ``campaign`` once it is known which."""

    def __init__(self, role: str | None) -> None:
        self.campaign: str | None = None
        self._ours = {
            "role": role or "all",
            "machine": socket.gethostname(),
            "process": os.getpid(),
        }

    def said(
        self, text: str, message_id: str | None, about: Mapping[str, object], *, wrong: bool
    ) -> str:
        """Return what was said to the person at the terminal, in one line."""
        event = {} if message_id is None else {"event": message_id.removeprefix(_EVENTS)}
        level = "error" if wrong else "info"
        return self._line(datetime.now(UTC), level, event | {"text": text}, about)

    def logged(self, record: logging.LogRecord, error: str | None) -> str:
        """Return what was logged, in one line."""
        told = {"text": record.getMessage(), "logger": record.name}
        when = datetime.fromtimestamp(record.created, UTC)
        level = record.levelname.lower()
        return self._line(when, level, told, {} if error is None else {"error": error})

    def _line(
        self, at: datetime, level: str, told: Mapping[str, object], about: Mapping[str, object]
    ) -> str:
        when = {"at": at.isoformat(timespec="milliseconds"), "level": level}
        plain = {name: _plain(value) for name, value in about.items() if name not in _COMMON}
        line = {**when, **told, **plain, "campaign": self.campaign, **self._ours}
        return json.dumps(line, ensure_ascii=False)


class RecordFormatter(logging.Formatter):
    """Formats what is logged as a record."""

    def __init__(self, records: Records) -> None:
        super().__init__()
        self._records = records

    def format(self, record: logging.LogRecord) -> str:
        """Return the record, with what was raised."""
        error = self.formatException(record.exc_info) if record.exc_info else None
        return self._records.logged(record, error)


def _plain(value: object) -> Any:
    """Return a value as JSON can have it."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, (set, frozenset, tuple, list)):
        return [_plain(one) for one in value]
    return value if isinstance(value, (str, int, float, bool, type(None))) else str(value)
