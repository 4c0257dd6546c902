"""Statements in PostgreSQL's words; loaded where a ledger is on a server."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from sqlalchemy.dialects.postgresql import psycopg
from sqlalchemy.types import TypeDecorator

from campaign.store.statements import Form

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.types import TypeEngine

    from campaign.store.statements import Convert, Values

_DIALECT: Any = psycopg.dialect


class InPostgres(Form):
    """In PostgreSQL's words: values are bound by name, and say of which type they are."""

    dialect = _DIALECT(paramstyle="pyformat")

    @cached_property
    def sql(self) -> str:
        """What PostgreSQL is told."""
        return str(self._compiled)

    def bound(self, values: Values) -> Mapping[str, Any]:
        """Return the values by their names."""
        bound = dict(self._own)
        for name, convert in self._wanted:
            value = values[name]
            bound[name] = value if convert is None else convert(value)
        return bound

    def _processor(self, kind: TypeEngine[Any]) -> Convert | None:
        """Return what our own types need: psycopg knows those of the database."""
        own = isinstance(kind, TypeDecorator)
        return kind.result_processor(self.dialect, None) if own else None
