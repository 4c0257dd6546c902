"""What the databases say in different words, said in one way: each is told in its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, bindparam, cast, literal_column, select
from sqlalchemy.dialects import sqlite
from sqlalchemy.dialects.sqlite.dml import OnConflictDoNothing, OnConflictDoUpdate
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection, Table, TableValuedAlias
    from sqlalchemy.sql.compiler import SQLCompiler
    from sqlalchemy.types import TypeEngine

WRITING = 0x50524547
"""The class of the locks with which a campaign is written, beside other programs' in a database."""
_MEMBER, _WITHOUT = "pregonero_member", "pregonero_without"


def _of_json(name: str, given: str, found: str, otherwise: str) -> str:
    return f"""
        CREATE OR REPLACE FUNCTION {name}(body text, {given}) RETURNS text
        LANGUAGE plpgsql IMMUTABLE STRICT AS $$
        BEGIN
          RETURN {found};
        EXCEPTION WHEN data_exception THEN
          RETURN {otherwise};
        END $$
    """


FUNCTIONS = {
    "postgresql": (
        _of_json(_MEMBER, "path text[]", "body::json #>> path", "NULL"),
        _of_json(_WITHOUT, "name text", "(body::jsonb - name)::text", "body"),
    )
}
"""What a database gets before its tables: PostgreSQL cannot tell before its version 16 whether a
text is JSON.
"""


def give_up_soon(connection: Connection, seconds: float) -> None:
    """Let this transaction fail where it would wait longer for what somebody else keeps. Who reads
    a file waits for nobody.
    """
    if connection.dialect.name == "postgresql":
        for limit in ("lock_timeout", "statement_timeout"):
            connection.exec_driver_sql(f"SET LOCAL {limit} = '{round(seconds * 1000)}ms'")


def take_every_turn(connection: Connection) -> None:
    """Have nobody write for any campaign until this transaction ends. A file has one turn alone."""
    if connection.dialect.name == "postgresql":
        all_of_them = "FROM campaign ORDER BY id"
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITING}, id) {all_of_them}")


def upsert(table: Table) -> sqlite.Insert:
    """Return an insert that knows ``ON CONFLICT``: both databases say it in the same words."""
    return sqlite.insert(table)


class _Greatest(GenericFunction[Any]):
    inherit_cache = True
    name = "greatest"


class _Listed(GenericFunction[Any]):
    inherit_cache = True
    name = "pregonero_listed"


class _Member(GenericFunction[Any]):
    inherit_cache = True
    name = _MEMBER


class _Without(GenericFunction[Any]):
    inherit_cache = True
    name = _WITHOUT


def latest_of(*values: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return the greatest of values none of which is ``NULL``."""
    return _Greatest(*values, type_=values[0].type)


def listed(name: str, column: ColumnElement[Any]) -> TableValuedAlias:
    """Return the members of the parameter ``name``, a list of what may stand in ``column``, as
    rows with the one column ``value``.

    The list is one value for the database, so that a statement is the same for any length.
    """
    kind: ColumnElement[Any] = literal_column(str(column.type))
    return _Listed(bindparam(name, type_=JSON), kind).table_valued("value", name=f"of_{name}")


def in_list(column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    """Tell whether a column has one of the values of the parameter ``name``, a list."""
    return column.in_(select(listed(name, column).c.value))


def member(
    column: ColumnElement[Any], path: str, kind: TypeEngine[Any] | None = None
) -> ColumnElement[Any]:
    """Return what the JSON in a column of text has at a path such as ``message.chat.id``.

    ``NULL`` where it has nothing there, or is no JSON.
    """
    found: ColumnElement[Any] = _Member(column, literal_column(path))
    return found if kind is None else cast(found, kind)


def without_member(column: ColumnElement[Any], name: str) -> ColumnElement[Any]:
    """Return the JSON in a column of text without one of its members; it is JSON."""
    return _Without(column, literal_column(name))


@compiles(OnConflictDoNothing, "postgresql")
@compiles(OnConflictDoUpdate, "postgresql")
def _conflict_in_postgresql(element: Any, compiler: Any, **kw: Any) -> str:
    element.constraint_target = None  # that of PostgreSQL may name one; SQLite's never does
    return str(getattr(compiler, f"visit_{element.__visit_name__}")(element, **kw))


@compiles(_Greatest, "sqlite")
def _greatest_in_sqlite(element: _Greatest, compiler: SQLCompiler, **kw: Any) -> str:
    return f"max({compiler.process(element.clauses, **kw)})"


@compiles(_Listed, "sqlite")
def _listed_in_sqlite(element: _Listed, compiler: SQLCompiler, **kw: Any) -> str:
    given, _ = element.clauses
    return f"json_each({compiler.process(given, **kw)})"


@compiles(_Listed, "postgresql")
def _listed_in_postgresql(element: _Listed, compiler: SQLCompiler, **kw: Any) -> str:
    given, kind = (compiler.process(one, **kw) for one in element.clauses)
    members = f"json_array_elements_text({given}) AS member"
    return f"(SELECT CAST(member AS {kind}) AS value FROM {members})"  # noqa: S608


@compiles(_Member, "sqlite")
def _member_in_sqlite(element: _Member, compiler: SQLCompiler, **kw: Any) -> str:
    body, path = (compiler.process(one, **kw) for one in element.clauses)
    return f"CASE WHEN json_valid({body}) THEN json_extract({body}, '$.{path}') END"


@compiles(_Member, "postgresql")
def _member_in_postgresql(element: _Member, compiler: SQLCompiler, **kw: Any) -> str:
    body, path = (compiler.process(one, **kw) for one in element.clauses)
    return f"{_MEMBER}({body}, '{{{path.replace('.', ',')}}}')"


@compiles(_Without, "sqlite")
def _without_in_sqlite(element: _Without, compiler: SQLCompiler, **kw: Any) -> str:
    body, name = (compiler.process(one, **kw) for one in element.clauses)
    return f"json_remove({body}, '$.{name}')"


@compiles(_Without, "postgresql")
def _without_in_postgresql(element: _Without, compiler: SQLCompiler, **kw: Any) -> str:
    body, name = (compiler.process(one, **kw) for one in element.clauses)
    return f"{_WITHOUT}({body}, '{name}')"
