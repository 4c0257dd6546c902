"""A ledger that is replaced, or moved, is kept beside: whole, at whatever step it ends.

A ledger is a file and, where its program was killed, a log that is not in it yet. Two files do
not move at once. So the log is written into its file first, and one name says where that is.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing, suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from campaign.core.errors import LedgerCorrupt
from campaign.store.lineage import belongs

if TYPE_CHECKING:
    from pathlib import Path

_BESIDE = ("-wal", "-shm")
_LEFT = ("", "-wal", "-shm", "-journal")


def set_aside(ledger: Path) -> Path | None:
    """Move the ledger, which nobody has open, out of the way; return its new name."""
    if not ledger.exists():
        return None
    former = _before(ledger)
    _settle(ledger)
    _move_log(ledger, former)
    ledger.replace(former)
    return former


def replace(ledger: Path, fresh: Path) -> Path | None:
    """Put another file in the place of the ledger, which nobody has open, and keep that beside;
    return its new name.

    There is a ledger in its place at any moment: the former one, or the fresh one with the
    former one beside.
    """
    former = None
    if ledger.exists():
        _settle(ledger)
        _drop_second_names(ledger)
        former = _before(ledger)
        _name_also(ledger, former)
        _move_log(ledger, former)
    fresh.replace(ledger)
    return former


def clear(file: Path) -> None:
    """Remove a file that was being made, with what SQLite may have left beside it: that would be
    played over the next one of this name.
    """
    for suffix in _LEFT:
        file.with_name(file.name + suffix).unlink(missing_ok=True)


def _before(ledger: Path) -> Path:
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
    return ledger.with_name(f"{ledger.name}.before-{stamp}")


def _settle(ledger: Path) -> None:
    """Write its log into the file. One that is damaged, or has another's log, keeps it."""
    with suppress(OSError, sqlite3.Error, LedgerCorrupt):
        if belongs(ledger):
            with closing(sqlite3.connect(ledger)) as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def _move_log(ledger: Path, former: Path) -> None:
    for suffix in _BESIDE:
        with suppress(FileNotFoundError):
            ledger.with_name(ledger.name + suffix).replace(former.with_name(former.name + suffix))


def _drop_second_names(ledger: Path) -> None:
    """Take back the names that it was given where it was not replaced then."""
    for other in ledger.parent.iterdir():
        with suppress(FileNotFoundError):
            if other.name.startswith(f"{ledger.name}.before-") and other.samefile(ledger):
                other.unlink()


def _name_also(ledger: Path, former: Path) -> None:
    """Give the file a second name; where a disk has no such thing, it is copied."""
    try:
        os.link(ledger, former)
    except OSError:
        partial = former.with_name(former.name + ".partial")
        shutil.copy2(ledger, partial)
        partial.replace(former)
