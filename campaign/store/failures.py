"""What the database says when it fails, as errors that a person can do something about."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from campaign.core.errors import (
    EnvironmentFailure,
    LedgerCorrupt,
    LedgerFailed,
    LedgerFull,
    LedgerLocked,
    LedgerReadOnly,
)

if TYPE_CHECKING:
    from pathlib import Path

_FAILURES: dict[int, type[EnvironmentFailure]] = {
    sqlite3.SQLITE_BUSY: LedgerLocked,
    sqlite3.SQLITE_LOCKED: LedgerLocked,
    sqlite3.SQLITE_FULL: LedgerFull,
    sqlite3.SQLITE_READONLY: LedgerReadOnly,
    sqlite3.SQLITE_PERM: LedgerReadOnly,
    sqlite3.SQLITE_CANTOPEN: LedgerReadOnly,
    sqlite3.SQLITE_CORRUPT: LedgerCorrupt,
    sqlite3.SQLITE_NOTADB: LedgerCorrupt,
}


def failure(error: BaseException, where: Path) -> EnvironmentFailure:
    """Return the error for people behind one of ``sqlite3`` or of SQLAlchemy."""
    driver = getattr(error, "orig", None) or error
    code = getattr(driver, "sqlite_errorcode", 0) & 0xFF
    kind = _FAILURES.get(code, LedgerFailed)
    return kind(where=where, detail=driver)
