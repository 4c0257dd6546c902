"""How often one may ask, on the calendar's clock. Counts live as long as the process."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

_LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Limits:
    """Which of the networks' rate limits hold."""

    x: bool = True
    telegram: bool = True
    bluesky: bool = True
    mastodon: bool = True


@dataclass(slots=True)
class FixedWindow:
    """So many requests in each window of time, as X counts them."""

    limit: int
    length: timedelta
    reset: datetime = _LONG_AGO
    used: int = 0

    def take(self, now: datetime, points: int = 1) -> bool:
        """Count a request; ``False`` when so many are not left until ``reset``."""
        if now >= self.reset or self.reset - now > self.length:
            self.reset = now + self.length
            self.used = 0
        if self.used + points > self.limit:
            return False
        self.used += points
        return True

    @property
    def remaining(self) -> int:
        """Return how many requests are left in this window."""
        return self.limit - self.used


@dataclass(slots=True)
class SlidingWindow:
    """So many messages in any stretch of time, as Telegram counts them."""

    limit: int
    length: timedelta
    times: deque[datetime] = field(default_factory=deque)

    def wait(self, now: datetime, weight: int = 1) -> int:
        """Return the whole seconds to wait before ``weight`` messages fit, 0 for none."""
        while self.times and (now - self.times[0] >= self.length or self.times[0] > now):
            self.times.popleft()
        over = len(self.times) + weight - self.limit
        if over <= 0 or not self.times:
            return 0
        first_out = self.times[min(over, len(self.times)) - 1]
        return max(1, math.ceil((first_out + self.length - now).total_seconds()))

    def add(self, now: datetime, weight: int = 1) -> None:
        """Count messages that were taken."""
        self.times.extend([now] * weight)
