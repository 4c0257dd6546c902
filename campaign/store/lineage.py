"""Whether the log beside a ledger is the log of that file, seen before SQLite replays it.

SQLite does not ask: a program that was killed leaves its log behind, and when somebody puts
an older copy of the ledger in its place, the newer log is played over the older file. What
comes of it is neither, and may believe that posts are still to be sent.

So every transaction leaves a link in the file's header, which the log carries in its images
of the first page: a number made by chance (``user_version``) and the number before it
(``application_id``). A log belongs to a file whose number is one of its links.
"""

from __future__ import annotations

import fcntl
import logging
import secrets
import sqlite3
import struct
import time
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from campaign.core.errors import LedgerCorrupt
from campaign.store.failures import failure
from campaign.store.statements import execute
from campaign.store.trust import check_sound, distrust

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Connection

log = logging.getLogger(__name__)

_LOG_HEADER = struct.Struct(">8xI4xII8x")
_FRAME_HEADER = struct.Struct(">I4xII8x")
_MAGIC = b"SQLite format 3\0"
_HEADER = struct.Struct(">16s44xi")
_LINK = struct.Struct(">i4xi")
_LINK_AT = 60
_LOOKS_UNTIL_STRANGE = 3
_BETWEEN = 0.05
_SHARED_FIRST, _SHARED_BYTES = 0x40000002, 510
"""Where SQLite locks a file that somebody has open (its file format, section on locking)."""


def add_link(connection: Connection) -> None:
    """Add a link to the chain, in the transaction that is about to be committed."""
    before = execute(connection, "PRAGMA user_version").fetchone()[0]
    execute(connection, f"PRAGMA application_id = {before}")
    execute(connection, f"PRAGMA user_version = {secrets.randbits(31)}")


def disown_strange_log(ledger: Path) -> Path | None:
    """Move a log that is another file's out of the way, and let nobody believe the ledger.

    Returns where the log is kept then. One whose file a program has open is left alone.

    Raises:
        LedgerCorrupt: when the file itself is damaged.
    """
    try:
        if belongs(ledger) or is_open(ledger):
            return None
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
        kept = _beside(ledger, f".strange-{stamp}-wal")
        _beside(ledger, "-wal").replace(kept)
        _beside(ledger, "-shm").unlink(missing_ok=True)
        with closing(sqlite3.connect(ledger)) as connection:
            check_sound(connection, ledger)
        distrust(ledger)
    except (OSError, sqlite3.Error) as error:
        raise failure(error, ledger) from error
    log.warning("the log beside %s was another file's and is kept as %s", ledger, kept)
    return kept


def belongs(ledger: Path) -> bool:
    """Tell whether the log beside a ledger, if any, is its own; looks again before it says no."""
    for _ in range(_LOOKS_UNTIL_STRANGE):
        links = set(_links(_beside(ledger, "-wal")))
        if not links or _number_of(ledger) in links:
            return True
        time.sleep(_BETWEEN)  # it may be in use, and have begun its log anew just now
    return False


def _beside(ledger: Path, suffix: str) -> Path:
    return ledger.with_name(ledger.name + suffix)


def _number_of(ledger: Path) -> int:
    """Return the last number in the file itself, without its log.

    SQLite is not asked: it refuses a file that was being written when the power failed or the
    disk was full, which is whole with its log.
    """
    with ledger.open("rb") as file:
        header = file.read(_HEADER.size)
    if not header:
        return 0
    magic, number = _HEADER.unpack(header.ljust(_HEADER.size))
    if magic != _MAGIC:
        raise LedgerCorrupt(where=ledger, detail="file is not a database")
    return int(number)


def _links(wal: Path) -> Iterator[int]:
    """Yield the numbers in a log, each with the one before it; none where it has no link."""
    try:
        raw = memoryview(wal.read_bytes())
    except FileNotFoundError:
        return
    if len(raw) < _LOG_HEADER.size:
        return
    size, *salts = _LOG_HEADER.unpack_from(raw)
    step = _FRAME_HEADER.size + size
    for start in range(_LOG_HEADER.size, len(raw) - step + 1, step):
        page, *salted = _FRAME_HEADER.unpack_from(raw, start)
        if salted != salts:
            return  # from here on it is left over from before
        if page == 1:
            number, before = _LINK.unpack_from(raw, start + _FRAME_HEADER.size + _LINK_AT)
            if number:
                yield from (number, before)


def is_open(ledger: Path) -> bool:
    """Tell whether another process has the ledger open."""
    with ledger.open("r+b") as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, _SHARED_BYTES, _SHARED_FIRST)
        except OSError:
            return True
    return False
