"""How long a claim lasts, on a clock that all count by who share the database.

A file is used by the programs of one machine: they count by its own clock, which counts suspend
and which nobody can set. A server is used by several machines, and they count by the server's.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import Connection

_SERVER = "server"
CLOCK = "clock"
"""Where a connection that writes keeps what the server's clock showed when its turn began."""
SHOWS = "extract(epoch FROM clock_timestamp())::float8"
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

    Everybody who compares with a lease in a file has to count by this.
    """
    clock = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
    return time.clock_gettime(clock)


@dataclass(frozen=True, slots=True)
class Lease:
    """Until when something is taken: ``until`` on the clock of the start ``boot``."""

    until: float
    boot: str


@dataclass(frozen=True, slots=True)
class Count:
    """What the clock of the leases shows, in seconds since the start ``boot``."""

    seconds: float
    boot: str

    @classmethod
    def of(cls, connection: Connection) -> Count:
        """Return what it shows now to everybody who uses this database."""
        if connection.dialect.name == "sqlite":
            return cls(elapsed(), boot())
        shown = connection.info.get(CLOCK)
        if shown is None:
            shown = connection.exec_driver_sql(f"SELECT {SHOWS}").scalar_one()
        return cls(shown, _SERVER)

    @property
    def values(self) -> dict[str, object]:
        """What statements compare leases with: the parameters ``boot`` and ``elapsed``."""
        return {"boot": self.boot, "elapsed": self.seconds}

    def lease(self, seconds: float) -> Lease:
        """Return a lease that begins now."""
        return Lease(self.seconds + seconds, self.boot)
