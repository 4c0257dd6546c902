"""What the database says when it fails, as errors that a person can do something about."""

from __future__ import annotations

import errno
import sqlite3
from typing import TYPE_CHECKING, Any

from campaign.core.errors import (
    EnvironmentFailure,
    LedgerCorrupt,
    LedgerFailed,
    LedgerFull,
    LedgerGone,
    LedgerLocked,
    LedgerReadOnly,
    LedgerUnreachable,
)

if TYPE_CHECKING:
    from pathlib import Path

_FAILURES: dict[int, type[EnvironmentFailure]] = {
    sqlite3.SQLITE_BUSY: LedgerLocked,
    sqlite3.SQLITE_LOCKED: LedgerLocked,
    sqlite3.SQLITE_PROTOCOL: LedgerLocked,  # one that was stopped holds what all need to begin
    sqlite3.SQLITE_FULL: LedgerFull,
    sqlite3.SQLITE_READONLY: LedgerReadOnly,
    sqlite3.SQLITE_PERM: LedgerReadOnly,
    sqlite3.SQLITE_CANTOPEN: LedgerReadOnly,
    sqlite3.SQLITE_CORRUPT: LedgerCorrupt,
    sqlite3.SQLITE_NOTADB: LedgerCorrupt,
}

_FAILURES_OF_SERVERS: dict[str, type[EnvironmentFailure]] = {
    "08": LedgerUnreachable,  # no connection, or it broke off
    "28": LedgerUnreachable,  # user or password
    "3D": LedgerUnreachable,  # no such database
    "57P": LedgerUnreachable,  # it is going down, or coming up
    "25P03": LedgerLocked,  # this session stood still in the middle, and was put out
    "40": LedgerLocked,
    "55P03": LedgerLocked,
    "57014": LedgerLocked,
    "53100": LedgerFull,
    "53": LedgerUnreachable,  # too many connections, no memory
    "25006": LedgerReadOnly,
    "42501": LedgerReadOnly,
    "42P01": LedgerGone,
}
"""What a PostgreSQL server says, by the beginning of its SQLSTATE; the longest counts."""
_NO_CONNECTION = "08000"
_NO_TABLE = "no such table"

_FAILURES_OF_FILES: dict[int, type[EnvironmentFailure]] = {
    errno.ENOSPC: LedgerFull,
    errno.EDQUOT: LedgerFull,
    errno.EFBIG: LedgerFull,
    errno.EACCES: LedgerReadOnly,
    errno.EPERM: LedgerReadOnly,
    errno.EROFS: LedgerReadOnly,
    errno.ENOENT: LedgerReadOnly,
    errno.ENOTDIR: LedgerReadOnly,
    errno.EISDIR: LedgerReadOnly,
}


def failure(error: BaseException, where: Path | str) -> EnvironmentFailure:
    """Return the error for people behind one of ``sqlite3``, SQLAlchemy or the system."""
    driver = getattr(error, "orig", None) or error
    if isinstance(driver, OSError):
        kind = _FAILURES_OF_FILES.get(driver.errno or 0, LedgerFailed)
        return kind(where=where, detail=driver.strerror)
    if str(driver).startswith(_NO_TABLE):  # an empty file is where it was
        return LedgerGone(where=where)
    if hasattr(driver, "sqlstate"):
        return _of_server(driver, where)
    code = getattr(driver, "sqlite_errorcode", 0) & 0xFF
    return _FAILURES.get(code, LedgerFailed)(where=where, detail=driver)


def _of_server(driver: Any, where: Path | str) -> EnvironmentFailure:
    """Return the error behind one of psycopg; one without a state never came from the server."""
    state = driver.sqlstate or _NO_CONNECTION
    beginnings = (state[:length] for length in range(len(state), 1, -1))
    kinds = (_FAILURES_OF_SERVERS.get(one) for one in beginnings)
    kind = next(filter(None, kinds), LedgerFailed)
    return kind(where=where, detail=str(driver).strip().partition("\n")[0])
