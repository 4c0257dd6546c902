"""What is SQLite's own way of saying something: another database says it here, too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, bindparam, func, select
from sqlalchemy.dialects import sqlite

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Table


def upsert(table: Table) -> sqlite.Insert:
    """Return an insert that knows ``ON CONFLICT``."""
    return sqlite.insert(table)


def in_list(column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    """Tell whether a column has one of the values of the parameter ``name``, a list.

    The list is one value for the database, so that a statement is the same for any length.
    """
    members = func.json_each(bindparam(name, type_=JSON)).table_valued("value")
    return column.in_(select(members.c.value))
