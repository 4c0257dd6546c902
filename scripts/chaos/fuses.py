"""Fuses: each burns at one crash point, and kills or stops the process that it is in."""

from __future__ import annotations

import json
import os
import signal
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from campaign.store.leases import elapsed
from scripts.chaos.cells import ANY

NOTES = "struck.jsonl"
STARVED = "starved"
"""Noted where the machine let a process wait for longer than its lease: as good as a stop."""
DEEDS = {"kill": signal.SIGKILL, "stop": signal.SIGSTOP}


@dataclass(slots=True)
class Fuse:
    """Burns at the ``nth`` time that ``point`` is passed, on ``channel`` unless that is any.

    ``share`` says how far on in a call a point *during* it is, from 0 to 1.
    """

    point: str
    channel: str = ANY
    nth: int = 1
    share: float = 0.5
    deed: str = "kill"
    _passed: int = field(default=0)

    def is_here(self, point: str, channel: str = ANY) -> bool:
        """Count, and tell whether this was the time."""
        if point != self.point or (self.channel not in {ANY, channel}):
            return False
        self._passed += 1
        return self._passed == self.nth


@dataclass(frozen=True, slots=True)
class Fuses:
    """All fuses of a process. What burns is noted before it strikes."""

    notes: Path
    fuses: tuple[Fuse, ...]

    @classmethod
    def of(cls, order: dict[str, Any]) -> Fuses:
        """Return the fuses of an order."""
        folder = Path(order["folder"])
        return cls(folder / NOTES, tuple(Fuse(**one) for one in order["fuses"]))

    def await_any(self, *points: str, on: str = ANY) -> bool:
        """Tell whether any fuse is at one of these points (on that channel)."""
        return any(one.point in points and on in {ANY, one.channel} for one in self.fuses)

    def passes(self, point: str, channel: str = ANY, text: str = "") -> None:
        """Strike here, if here it is to be."""
        for fuse in self.fuses:
            if fuse.is_here(point, channel):
                self._strike(fuse, channel, text)

    def burns_during(self, point: str, channel: str, text: str, seconds: float) -> None:
        """Strike within so many seconds, whatever the process does then."""
        for fuse in self.fuses:
            if fuse.is_here(point, channel):
                timer = threading.Timer(fuse.share * seconds, self._strike, (fuse, channel, text))
                timer.daemon = True
                timer.start()

    def note(self, deed: str, point: str, channel: str, text: str) -> None:
        """Write down what happens to this process."""
        noted = {
            "worker": os.getpid(),
            "deed": deed,
            "point": point,
            "channel": channel,
            "text": text,
            "at": elapsed(),
        }
        with self.notes.open("ab", buffering=0) as file:
            file.write(json.dumps(noted).encode() + b"\n")

    def _strike(self, fuse: Fuse, channel: str, text: str) -> None:
        self.note(fuse.deed, fuse.point, channel, text)
        os.kill(os.getpid(), DEEDS[fuse.deed])
