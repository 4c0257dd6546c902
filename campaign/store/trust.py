"""A ledger that is not believed: nothing leaves from it before the networks were read back."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from campaign.core.errors import LedgerCorrupt

if TYPE_CHECKING:
    from pathlib import Path

_DISTRUST = "UPDATE campaign SET trusted = 0, claims = max(claims, 1)"
STOP_BROADCASTS = "UPDATE broadcast SET stopped_by = '' WHERE ended IS NULL AND stopped_by IS NULL"
"""Nobody knows to whom they went after the copy was made."""
_TABLES = "SELECT name FROM sqlite_master"
_LEDGERS = {"alembic_version", "campaign", "delivery"}


def distrust(ledger: Path) -> None:
    """Say in a ledger that nobody has open that it may have forgotten something."""
    with closing(sqlite3.connect(ledger)) as connection:
        connection.execute(_DISTRUST)
        if ("broadcast",) in connection.execute(_TABLES).fetchall():
            connection.execute(STOP_BROADCASTS)
        connection.commit()


def check_sound(connection: sqlite3.Connection, where: Path) -> None:
    """Refuse what is damaged, or no ledger.

    Raises:
        LedgerCorrupt: with what the database says of it.
    """
    found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok" or not {name for (name,) in connection.execute(_TABLES)} >= _LEDGERS:
        raise LedgerCorrupt(where=where, detail=found)
