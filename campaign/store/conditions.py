"""Conditions that an index and a statement share, word for word.

They are written out instead of bound: an index with a condition serves only those
statements in which the database can see the same condition.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from sqlalchemy import TextClause, text

from campaign.core.deliveries import OPEN, State

if TYPE_CHECKING:
    from collections.abc import Iterable


class Where(TypedDict):
    """The condition of an index, for each database that knows such indexes."""

    sqlite_where: TextClause
    postgresql_where: TextClause


def one_of(column: str, values: Iterable[str]) -> str:
    """Return the SQL for "the column has one of these values"."""
    inside = ", ".join(f"'{value}'" for value in sorted(values))
    return f"{column} IN ({inside})"


def is_one_of(column: str, values: Iterable[str]) -> str:
    """Return the SQL for the same, by comparing with each.

    For the condition of an index with more than two values: it is asked for each row before and
    after every change, and for every list SQLite would fill a table and throw it away again.
    """
    return "(" + " OR ".join(f"{column} = '{value}'" for value in sorted(values)) + ")"


def where(condition: str) -> Where:
    """Return the arguments that give an index its condition."""
    return Where(sqlite_where=text(condition), postgresql_where=text(condition))


CLAIMABLE = one_of("state", {State.PLANNED, State.RETRY})
TRIED = one_of("state", {State.RETRY})
UNRESOLVED = one_of("state", {State.UNKNOWN})
IN_FLIGHT = one_of("state", {State.SENDING})
QUEUED = "state IN ('queued', 'taken')"
OF_BROADCAST = "broadcast_id IS NOT NULL"
OPEN_STATES = is_one_of("state", OPEN)
STANDING_STATES = is_one_of("state", OPEN | {State.PUBLISHED})
