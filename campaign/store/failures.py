"""What the database says when it fails, as errors that a person can do something about."""

from __future__ import annotations

import errno
import sqlite3
from typing import TYPE_CHECKING

from campaign.core.errors import (
    EnvironmentFailure,
    LedgerCorrupt,
    LedgerFailed,
    LedgerFull,
    LedgerGone,
    LedgerLocked,
    LedgerReadOnly,
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


def failure(error: BaseException, where: Path) -> EnvironmentFailure:
    """Return the error for people behind one of ``sqlite3``, SQLAlchemy or the system."""
    driver = getattr(error, "orig", None) or error
    if isinstance(driver, OSError):
        kind = _FAILURES_OF_FILES.get(driver.errno or 0, LedgerFailed)
        return kind(where=where, detail=driver.strerror)
    if str(driver).startswith(_NO_TABLE):  # an empty file is where it was
        return LedgerGone(where=where)
    code = getattr(driver, "sqlite_errorcode", 0) & 0xFF
    return _FAILURES.get(code, LedgerFailed)(where=where, detail=driver)
