"""Copies of the ledger that are put back a day later, while workers are killed."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from campaign.core.errors import LedgerLocked

if TYPE_CHECKING:
    from pathlib import Path

    from scripts.chaos.stage import Stage

DAY = 86_400.0


@dataclass(slots=True)
class Copies:
    """Makes so many copies in the course of a run, and puts each back when it is a day old.

    In turn by the door for it, and by hand, as people do: the file alone, beside a log that
    is not its own.
    """

    stage: Stage
    number: int
    done: int = 0
    _copy: Path | None = field(default=None)

    def made(self, share: float) -> None:
        """Make the next copy when so much of the run is over."""
        if self._copy is None and self.done < self.number and share >= self._at(1):
            copy = self.stage.folder / f"copy-{self.done}"
            with suppress(LedgerLocked):  # by a worker that is stopped: soon, then
                self.stage.keeping.copy(copy)
                self._copy = copy

    def is_time(self, share: float) -> bool:
        """Tell whether the copy is to be put back now."""
        return self._copy is not None and share >= self._at(2)

    def _at(self, step: int) -> float:
        return (2 * self.done + step) / (2 * self.number + 2)

    def put_back(self) -> None:
        """Let a day pass and put the copy back. Nobody may have the ledger open."""
        if self._copy is None:
            return
        self.stage.calendar.offset += DAY
        self.stage.keeping.put_back(self._copy, by_hand=bool(self.done % 2))
        self._copy = None
        self.done += 1
