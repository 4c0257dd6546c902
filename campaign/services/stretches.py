"""What time it is at the end of a stretch of work in whose midst the calendar may jump ahead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Self

from campaign.services.gates import LONGEST_JUMP

if TYPE_CHECKING:
    from datetime import datetime

    from campaign.ports.clock import Clock


@dataclass(frozen=True, slots=True)
class Stretch:
    """Remembers when the work began, while every gate was open.

    What is put off from a wrong time would wait long after the clock was set right.
    """

    clock: Clock
    began: datetime
    elapsed: float

    @classmethod
    def begin(cls, clock: Clock) -> Self:
        """Return one that begins now."""
        return cls(clock, clock.now(), clock.elapsed())

    def jumped(self) -> timedelta:
        """Return by how much the calendar ran ahead of the time that passed; minutes are none."""
        passed = timedelta(seconds=self.clock.elapsed() - self.elapsed)
        ahead = self.clock.now() - self.began - passed
        return ahead if ahead > LONGEST_JUMP else timedelta()

    def now(self) -> datetime:
        """Return what time it is without that."""
        return self.clock.now() - self.jumped()
