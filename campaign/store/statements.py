"""Statements that are compiled once and handed to the driver as they are.

Taking and settling a delivery are a dozen small statements. On the way to the database
SQLAlchemy spends several times what the database does, so here it writes the SQL, once, and
tells how values pass in and out; running it is the driver's.
"""

from __future__ import annotations

import re
from collections import namedtuple
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import DBAPIError, IntegrityError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from sqlalchemy import Connection
    from sqlalchemy.sql.dml import UpdateBase
    from sqlalchemy.sql.selectable import Select
    from sqlalchemy.types import TypeEngine

    Values = Mapping[str, Any]
    Convert = Callable[[Any], Any]

_DIALECT: Any = sqlite.dialect(paramstyle="named")
_NAMED = re.compile(r":(\w+)")
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
        if len(values) == 1:
            return int(execute(connection, self.sql, self._bound(values[0])).rowcount)
        bound = [self._bound(one) for one in values]
        return int(execute(connection, self.sql, bound, many=True).rowcount)

    @cached_property
    def _compiled(self) -> Any:
        return self._statement.compile(dialect=_DIALECT)

    @cached_property
    def sql(self) -> str:
        """What the database is told; each value has a number, by which it is bound.

        For each name the driver would let other threads run, and wait until they let it go on.
        """
        said, wanted = self._inward
        names = [*said, *(name for name, _ in wanted)]
        numbers = {name: f"?{number}" for number, name in enumerate(names, start=1)}
        return _NAMED.sub(lambda found: numbers.get(found[1], found[0]), str(self._compiled))

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

    def _bound(self, values: Values) -> Sequence[Any]:
        said, wanted = self._inward
        bound = [*said.values()]
        for name, convert in wanted:
            value = values[name]
            bound.append(value if convert is None else convert(value))
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
    connection: Connection, sql: str, bound: Sequence[Any] = (), *, many: bool = False
) -> Any:
    """Run SQL on the driver's connection with ``bound``, or for each of them where they are many.

    Returns the driver's cursor; raises SQLAlchemy's errors, as a statement of its own would.
    """
    raw: Any = connection.connection.dbapi_connection
    try:
        return raw.executemany(sql, bound) if many else raw.execute(sql, bound)
    except _DRIVER.Error as error:
        raise DBAPIError.instance(
            sql,
            bound,
            error,
            _DRIVER.Error,
            hide_parameters=True,
            dialect=connection.dialect,
        ) from error


@contextmanager
def savepoint(connection: Connection) -> Iterator[None]:
    """Undo what is done within, and nothing else, where it raises."""
    execute(connection, "SAVEPOINT operation")
    try:
        yield
    except BaseException as error:
        _undo(connection, error)
        raise
    execute(connection, "RELEASE operation")


def _undo(connection: Connection, error: BaseException) -> None:
    try:
        execute(connection, "ROLLBACK TO operation")
        execute(connection, "RELEASE operation")
    except DBAPIError:
        # A full disk makes SQLite undo the whole transaction itself: that is what went wrong.
        if not isinstance(error, DBAPIError) or isinstance(error, IntegrityError):
            raise
