"""Statements that are compiled once and handed to the driver as they are.

Taking and settling a delivery are a dozen small statements. On the way to the database
SQLAlchemy spends several times what the database does, so here it writes the SQL, once, and
tells how values pass in and out; running it is the driver's.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections import namedtuple
from contextlib import contextmanager
from functools import cached_property
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from sqlalchemy import Connection, Dialect
    from sqlalchemy.sql.dml import UpdateBase
    from sqlalchemy.sql.selectable import Select
    from sqlalchemy.types import TypeEngine

    Values = Mapping[str, Any]
    Convert = Callable[[Any], Any]

_NAMED = re.compile(r":(\w+)")


class Statement:
    """One statement, for any number of runs; its parameters are single values.

    A list is one value too: see :func:`campaign.store.dialects.in_list`.
    """

    def __init__(self, statement: Select[Any] | UpdateBase) -> None:
        self._statement = statement
        self._forms: dict[str, Form] = {}

    def rows(self, connection: Connection, values: Values) -> Sequence[Any]:
        """Run it; return its rows, whose values have the names of their columns."""
        row = self._row
        return [row(*one) for one in self._found(connection, values)]

    def row(self, connection: Connection, values: Values) -> Any:
        """Run it; return its first row, ``None`` where it has none."""
        found = self.rows(connection, values)
        return found[0] if found else None

    def first_of_each(self, connection: Connection, values: Sequence[Values]) -> list[Any]:
        """Run it for each of ``values``; return the first row of each, ``None`` where it has none.

        They follow each other in that order; a server is told all of them at once.
        """
        if not values:
            return []
        form = self.form(connection.dialect)
        bound = [form.bound(one) for one in values]
        try:
            found = form.rows_of_each(connection.connection.dbapi_connection, bound)
        except connection.dialect.loaded_dbapi.Error as error:
            raise _as_ours(connection, form.sql, bound, error) from error
        outward, row = form.outward, self._row
        firsts = [one[0] if one else None for one in found]
        return [None if one is None else row(*_converted(one, outward)) for one in firsts]

    def rows_after(
        self, connection: Connection, change: Statement, changes: Sequence[Values], values: Values
    ) -> Sequence[Any]:
        """Run ``change`` for each of ``changes``, then this one; return its rows.

        A server is told all of it at once.
        """
        form, before = self.form(connection.dialect), change.form(connection.dialect)
        told = [before.bound(one) for one in changes]
        try:
            raw = connection.connection.dbapi_connection
            found = form.rows_after(raw, before.sql, told, form.bound(values))
        except connection.dialect.loaded_dbapi.Error as error:
            raise _as_ours(connection, before.sql, told, error) from error
        outward, row = form.outward, self._row
        return [row(*_converted(one, outward)) for one in found]

    def value(self, connection: Connection, values: Values) -> Any:
        """Run it; return the first value of its first row, ``None`` where it has none."""
        found = self._found(connection, values)
        return found[0][0] if found else None

    def run(self, connection: Connection, *values: Values) -> int:
        """Run it for each of ``values``; return how many rows that touched."""
        form = self.form(connection.dialect)
        if len(values) == 1:
            return int(execute(connection, form.sql, form.bound(values[0]), form.on).rowcount)
        bound = [form.bound(one) for one in values]
        return int(execute(connection, form.sql, bound, form.on, many=True).rowcount)

    def form(self, dialect: Dialect) -> Form:
        """Return the statement as a database is told it."""
        form = self._forms.get(dialect.name)
        if form is None:
            form = self._forms[dialect.name] = form_class(dialect.name)(self._statement)
        return form

    @cached_property
    def _row(self) -> Callable[..., Any]:
        names = [str(column.key) for column in self._statement.exported_columns]
        return namedtuple("Row", names)  # noqa: PYI024 -- the statement has the names

    def _found(self, connection: Connection, values: Values) -> Sequence[Sequence[Any]]:
        form = self.form(connection.dialect)
        raw: list[Any] = execute(connection, form.sql, form.bound(values), form.on).fetchall()
        outward = form.outward
        return [_converted(one, outward) for one in raw] if outward else raw


class Form(ABC):
    """A statement in the words of one database."""

    dialect: Any

    def __init__(self, statement: Select[Any] | UpdateBase) -> None:
        self._statement = statement
        compiled: Any = statement.compile(dialect=self.dialect)
        self._compiled = compiled
        wanted = {name: one for name, one in compiled.binds.items() if one.required}
        self._wanted = [(name, self._inward(one.type)) for name, one in wanted.items()]
        self._own = {
            n: self._own_value(n, v) for n, v in compiled.params.items() if n not in wanted
        }

    @property
    @abstractmethod
    def sql(self) -> str:
        """What the database is told."""

    @abstractmethod
    def bound(self, values: Values) -> Any:
        """Return the parameters for one run, as the driver takes them."""

    def on(self, raw: Any) -> Any:
        """Return what runs it, on the driver's connection."""
        return raw

    def rows_of_each(self, raw: Any, bound: Sequence[Any]) -> Sequence[Sequence[Any]]:
        """Run it on the driver's connection for each of ``bound``; return the rows of each."""
        return [raw.execute(self.sql, one).fetchall() for one in bound]

    def rows_after(
        self, raw: Any, change: str, told: Sequence[Any], bound: Any
    ) -> Sequence[Sequence[Any]]:
        """Run ``change`` on the driver's connection for each of ``told``; return own rows then."""
        raw.executemany(change, told)
        found: list[Any] = raw.execute(self.sql, bound).fetchall()
        return found

    @cached_property
    def outward(self) -> list[tuple[int, Convert]]:
        """How the values of a row are converted, by their place."""
        kinds = [column.type for column in self._statement.exported_columns]
        found = ((at, self._processor(kind)) for at, kind in enumerate(kinds))
        return [(at, convert) for at, convert in found if convert is not None]

    def _own_value(self, name: str, value: Any) -> Any:
        """Return a value that the statement says itself, as the driver takes it."""
        bind = self._compiled.binds.get(name)
        convert = self._inward(bind.type) if bind is not None else None
        return value if convert is None else convert(value)

    def _inward(self, kind: TypeEngine[Any]) -> Convert | None:
        return kind.dialect_impl(self.dialect).bind_processor(self.dialect)

    @abstractmethod
    def _processor(self, kind: TypeEngine[Any]) -> Convert | None:
        """Return what makes a value of what the driver returns; ``None`` where that is one."""


class InSqlite(Form):
    """In SQLite's words: each value has a number, by which it is bound.

    For each name the driver would let other threads run, and wait until they let it go on.
    """

    dialect = sqlite.dialect(paramstyle="named")

    @cached_property
    def sql(self) -> str:
        """What SQLite is told."""
        names = [*self._own, *(name for name, _ in self._wanted)]
        numbers = {name: f"?{number}" for number, name in enumerate(names, start=1)}
        return _NAMED.sub(lambda found: numbers.get(found[1], found[0]), str(self._compiled))

    def bound(self, values: Values) -> Sequence[Any]:
        """Return the values by their numbers."""
        bound = [*self._own.values(), *self._picked(values)]
        for at, convert in self._inwards:
            bound[at] = convert(bound[at])
        return bound

    @cached_property
    def _picked(self) -> Callable[[Values], Sequence[Any]]:
        names = [name for name, _ in self._wanted]
        if len(names) > 1:
            return itemgetter(*names)
        return lambda values: [values[name] for name in names]

    @cached_property
    def _inwards(self) -> list[tuple[int, Convert]]:
        """How wanted values are converted, by their place."""
        wanted = enumerate(self._wanted, start=len(self._own))
        return [(at, convert) for at, (_, convert) in wanted if convert is not None]

    def _processor(self, kind: TypeEngine[Any]) -> Convert | None:
        return kind.dialect_impl(self.dialect).result_processor(self.dialect, None)


def form_class(database: str) -> type[Form]:
    """Return in whose words a database, by SQLAlchemy's name, is told statements."""
    if database == "sqlite":
        return InSqlite
    from campaign.store.statements_on_server import InPostgres  # noqa: PLC0415 -- 30 ms

    return InPostgres


def _converted(raw: Sequence[Any], outward: Sequence[tuple[int, Convert]]) -> Sequence[Any]:
    values = list(raw)
    for at, convert in outward:
        values[at] = convert(values[at])
    return values


def execute(
    connection: Connection,
    sql: str,
    bound: Any = (),
    on: Callable[[Any], Any] | None = None,
    *,
    many: bool = False,
) -> Any:
    """Run SQL on the driver's connection with ``bound``, or for each of them where they are many.

    ``on`` opens what runs it there. Returns the driver's cursor; raises SQLAlchemy's errors, as a
    statement of its own would.
    """
    raw: Any = connection.connection.dbapi_connection
    runs = raw if on is None else on(raw)
    try:
        if many:
            return runs.executemany(sql, bound) or runs
        return runs.execute(sql, bound)
    except connection.dialect.loaded_dbapi.Error as error:
        raise _as_ours(connection, sql, bound, error) from error


def _as_ours(connection: Connection, sql: str, bound: Any, error: Any) -> StatementError:
    """Return what the driver raised as one of SQLAlchemy's errors, and give up a connection that is
    gone: else the end of its transaction fails, and hides why.
    """
    if connection.dialect.is_disconnect(error, connection.connection.dbapi_connection, None):
        connection.invalidate(error)
    ours: StatementError = DBAPIError.instance(
        sql,
        bound,
        error,
        connection.dialect.loaded_dbapi.Error,
        hide_parameters=True,
        dialect=connection.dialect,
    )
    return ours


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
