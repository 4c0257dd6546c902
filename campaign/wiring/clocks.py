"""The clocks: the real one, one set off by hand, and the virtual one of rehearsals."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from campaign.store.leases import elapsed


class SystemClock:
    """Real time, or real time with an offset (``--now``, never on real networks)."""

    def __init__(self, starts_at: datetime | None = None) -> None:
        self.offset = starts_at - datetime.now(UTC) if starts_at else timedelta()

    def now(self) -> datetime:
        """Return the calendar's now in UTC."""
        return datetime.now(UTC) + self.offset

    def elapsed(self) -> float:
        """Return real elapsed seconds."""
        return elapsed()


class VirtualClock:
    """Calendar time that stands still until it is set; elapsed time stays real."""

    def __init__(self, now: datetime) -> None:
        self._now = now.astimezone(UTC)

    def now(self) -> datetime:
        """Return the instant that was set last."""
        return self._now

    def elapsed(self) -> float:
        """Return real elapsed seconds."""
        return elapsed()

    def advance_to(self, moment: datetime) -> None:
        """Set the calendar forward; it never goes back."""
        self._now = max(self._now, moment.astimezone(UTC))
