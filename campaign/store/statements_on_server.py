"""Statements in PostgreSQL's words; loaded where a ledger is on a server."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from psycopg import RawCursor
from sqlalchemy.dialects.postgresql import psycopg
from sqlalchemy.types import TypeDecorator

from campaign.store.statements import Form

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.types import TypeEngine

    from campaign.store.statements import Convert, Values

_DIALECT: Any = psycopg.dialect


class InPostgres(Form):
    """In PostgreSQL's words: each value has a number, and says of which type it is.

    The driver would look for names in the text, each time anew in one as long as that of a claim.
    """

    dialect = _DIALECT(paramstyle="numeric_dollar")

    @cached_property
    def sql(self) -> str:
        """What PostgreSQL is told."""
        return str(self._compiled)

    def bound(self, values: Values) -> Sequence[Any]:
        """Return the values by their numbers."""
        bound = dict(self._own)
        for name, convert in self._wanted:
            value = values[name]
            bound[name] = value if convert is None else convert(value)
        return [bound[name] for name in self._compiled.positiontup]

    def on(self, raw: Any) -> Any:
        """Return a cursor that leaves the text as it is."""
        return RawCursor(raw)

    def rows_of_each(self, raw: Any, bound: Sequence[Any]) -> Sequence[Sequence[Any]]:
        """Run it for each of ``bound`` without waiting for one before the next is told."""
        cursor = RawCursor(raw)
        cursor.executemany(self.sql, bound, returning=True)
        return [result.fetchall() for result in cursor.results()]

    def rows_after(
        self, raw: Any, change: str, told: Sequence[Any], bound: Any
    ) -> Sequence[Sequence[Any]]:
        """Do it without waiting for one before the next is told."""
        with raw.pipeline():
            RawCursor(raw).executemany(change, told)
            return RawCursor(raw).execute(self.sql, bound).fetchall()

    def _processor(self, kind: TypeEngine[Any]) -> Convert | None:
        """Return what our own types need: psycopg knows those of the database."""
        own = isinstance(kind, TypeDecorator)
        return kind.result_processor(self.dialect, None) if own else None
