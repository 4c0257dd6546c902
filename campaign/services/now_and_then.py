"""A pause between two looks, by a clock that nobody sets."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from campaign.ports.clock import Clock


class NowAndThen:
    """Tells when it is time for the next look: the first is at once, others after a pause (s)."""

    def __init__(self, clock: Clock, pause: float) -> None:
        self._clock, self._pause = clock, pause
        self._looked: float | None = None

    def is_time(self) -> bool:
        """Tell whether the pause is over; the next one begins then."""
        elapsed = self._clock.elapsed()
        if self._looked is not None and elapsed - self._looked < self._pause:
            return False
        self._looked = elapsed
        return True

    def at_once(self) -> None:
        """Let it be time again: the last look came to nothing."""
        self._looked = None
