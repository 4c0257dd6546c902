"""Two times: calendar time may be virtual, elapsed time is always real."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime


class Clock(Protocol):
    """Tells calendar time (due, expiry, settling) and elapsed time (leases, timeouts)."""

    def now(self) -> datetime:
        """Return the calendar's now, aware, in UTC."""
        ...

    def elapsed(self) -> float:
        """Return seconds on a clock that counts suspend and never runs backwards."""
        ...
