"""The one statement that the databases spell alike but SQLAlchemy keeps apart: upserts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.dialects import sqlite

if TYPE_CHECKING:
    from sqlalchemy import Table


def upsert(table: Table) -> sqlite.Insert:
    """Return an insert that knows ``ON CONFLICT``."""
    return sqlite.insert(table)
