"""How long a claim lasts, on a clock that counts suspend and that nobody can set."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


@cache
def boot() -> str:
    """Return the name of this start of the machine: after the next one, all leases are over.

    Where the system has no such name, every machine start looks the same and a lease can
    outlive it by its own length at most.
    """
    try:
        return _BOOT_ID.read_text(encoding="ascii").strip()
    except OSError:
        return ""


def elapsed() -> float:
    """Return seconds since the machine started, its sleep included where that is counted.

    Everybody who compares with a lease has to count by this.
    """
    clock = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
    return time.clock_gettime(clock)


@dataclass(frozen=True, slots=True)
class Lease:
    """Until when something is taken: ``until`` on the clock of the start ``boot``."""

    until: float
    boot: str

    @classmethod
    def of(cls, seconds: float) -> Lease:
        """Return a lease that begins now."""
        return cls(elapsed() + seconds, boot())
