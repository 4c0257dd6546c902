"""Statements that are compiled once and handed to the driver as they are.

Taking and settling a delivery are a dozen small statements. On the way to the database
SQLAlchemy spends several times what the database does, so here it writes the SQL, once, and
tells how values pass in and out; running it is the driver's.
"""

from __future__ import annotations

from collections import namedtuple
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import DBAPIError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from sqlalchemy import Connection
    from sqlalchemy.sql.dml import UpdateBase
    from sqlalchemy.sql.selectable import Select
    from sqlalchemy.types import TypeEngine

    Values = Mapping[str, Any]
    Convert = Callable[[Any], Any]

_DIALECT: Any = sqlite.dialect(paramstyle="named")
_DRIVER = sqlite.dialect.import_dbapi()


class Statement:
    """One statement, for any number of runs; its parameters are single values.

    A list is one value too: see :func:`campaign.store.dialects.in_list`.
    """

    def __init__(self, statement: Select[Any] | UpdateBase) -> None:
        self._statement = statement

    def rows(self, connection: Connection, values: Values) -> Sequence[Any]:
        """Run it; return its rows, whose values have the names of their columns."""
        row = self._row
        return [row(*one) for one in self._found(connection, values)]

    def row(self, connection: Connection, values: Values) -> Any:
        """Run it; return its first row, ``None`` where it has none."""
        found = self.rows(connection, values)
        return found[0] if found else None

    def value(self, connection: Connection, values: Values) -> Any:
        """Run it; return the first value of its first row, ``None`` where it has none."""
        found = self._found(connection, values)
        return found[0][0] if found else None

    def run(self, connection: Connection, *values: Values) -> int:
        """Run it for each of ``values``; return how many rows that touched."""
        bound = [self._bound(one) for one in values]
        if len(bound) == 1:
            return int(execute(connection, self.sql, bound[0]).rowcount)
        return int(execute(connection, self.sql, bound).rowcount)

    @cached_property
    def _compiled(self) -> Any:
        return self._statement.compile(dialect=_DIALECT)

    @cached_property
    def sql(self) -> str:
        """What the database is told."""
        return str(self._compiled)

    @cached_property
    def _inward(self) -> tuple[dict[str, Any], list[tuple[str, Convert | None]]]:
        """What the statement says itself, and the names of what it is given."""
        wanted = {name: one for name, one in self._compiled.binds.items() if one.required}
        said = {n: v for n, v in self._compiled.params.items() if n not in wanted}
        for name in said.keys() & self._compiled.binds.keys():
            convert = _bind_processor(self._compiled.binds[name].type)
            said[name] = said[name] if convert is None else convert(said[name])
        return said, [(name, _bind_processor(one.type)) for name, one in wanted.items()]

    @cached_property
    def _outward(self) -> list[tuple[int, Convert]]:
        """How the values of a row are converted, by their place."""
        columns = self._statement.exported_columns
        found = ((at, _result_processor(column.type)) for at, column in enumerate(columns))
        return [(at, convert) for at, convert in found if convert is not None]

    @cached_property
    def _row(self) -> Callable[..., Any]:
        names = [str(column.key) for column in self._statement.exported_columns]
        return namedtuple("Row", names)  # noqa: PYI024 -- the statement has the names

    def _found(self, connection: Connection, values: Values) -> Sequence[Sequence[Any]]:
        raw: list[Any] = execute(connection, self.sql, self._bound(values)).fetchall()
        outward = self._outward
        return [_converted(one, outward) for one in raw] if outward else raw

    def _bound(self, values: Values) -> dict[str, Any]:
        said, wanted = self._inward
        bound = dict(said)
        for name, convert in wanted:
            bound[name] = values[name] if convert is None else convert(values[name])
        return bound


def _converted(raw: Sequence[Any], outward: Sequence[tuple[int, Convert]]) -> Sequence[Any]:
    values = list(raw)
    for at, convert in outward:
        values[at] = convert(values[at])
    return values


def _bind_processor(kind: TypeEngine[Any]) -> Convert | None:
    return kind.dialect_impl(_DIALECT).bind_processor(_DIALECT)


def _result_processor(kind: TypeEngine[Any]) -> Convert | None:
    return kind.dialect_impl(_DIALECT).result_processor(_DIALECT, None)


def execute(
    connection: Connection, sql: str, bound: dict[str, Any] | list[dict[str, Any]] | None = None
) -> Any:
    """Run SQL on the driver's connection, for each of ``bound`` where that is a list.

    Returns the driver's cursor; raises SQLAlchemy's errors, as a statement of its own would.
    """
    raw: Any = connection.connection.dbapi_connection
    values = {} if bound is None else bound
    try:
        return (
            raw.executemany(sql, values) if isinstance(values, list) else raw.execute(sql, values)
        )
    except _DRIVER.Error as error:
        raise DBAPIError.instance(
            sql, values, error, _DRIVER.Error, dialect=connection.dialect
        ) from error


@contextmanager
def savepoint(connection: Connection) -> Iterator[None]:
    """Undo what is done within, and nothing else, where it raises."""
    execute(connection, "SAVEPOINT operation")
    try:
        yield
    except BaseException:
        execute(connection, "ROLLBACK TO operation")
        execute(connection, "RELEASE operation")
        raise
    execute(connection, "RELEASE operation")
