"""Which version of the tables a ledger has, and the way to the newest.

A new ledger gets the tables as they are declared. Alembic is loaded only when there is an older
one to migrate: a current ledger is recognised by one query.
"""

from __future__ import annotations

from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import (
    Column,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    create_mock_engine,
    insert,
    inspect,
    select,
)
from sqlalchemy.exc import DBAPIError

from campaign.core.errors import LedgerCorrupt, LedgerFailed, LedgerGone, LedgerTooNew
from campaign.store import tables, tables_people, tables_questions  # noqa: F401 -- they declare all tables
from campaign.store.columns import Row
from campaign.store.dialects import FUNCTIONS, take_every_turn
from campaign.store.failures import failure
from campaign.store.statements import form_class

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from campaign.core.errors import EnvironmentFailure

NEWEST = "0019"
"""The version that this code works with; a test holds it against ``migrations/versions``."""

_NEXT = f"{int(NEWEST) + 1:04}"

_VERSION = Table(
    "alembic_version",
    MetaData(),
    Column("version_num", String(32), nullable=False),
    PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)
"""Where Alembic keeps the version, as it makes it."""
_FOLDER = Path(__file__).parent / "migrations"
_OF_OTHER_TABLES = (LedgerFailed, LedgerGone)
"""What a statement fails with that is written for other tables than there are."""


def stored_version(connection: Connection) -> str | None:
    """Return the version of the tables, ``None`` where there are none yet."""
    if not inspect(connection).has_table(_VERSION.name):
        return None
    return connection.scalar(select(_VERSION.c.version_num))


def works_with(found: str | None) -> bool:
    """Tell whether this code works with tables of a version: its own, or the next.

    So a machine may go on while another one is brought to a newer Pregonero. A migration leaves
    alone what the code before it reads and writes; one that cannot takes the number after the next.
    """
    return found in {NEWEST, _NEXT}


def check_same(connection: Connection, where: Path | str) -> None:
    """See that the tables are just those that this code knows.

    Raises:
        LedgerTooNew: when a newer Pregonero made them.
    """
    found = stored_version(connection)
    if found is not None and found > NEWEST:
        raise LedgerTooNew(where=where, found=found, known=NEWEST)


def failure_at_work(
    error: DBAPIError, where: Path | str, connection: Connection
) -> EnvironmentFailure:
    """Return the error for people behind one of an open ledger: meanwhile another program may
    have brought the tables to a version that this code does not work with.

    The connection has no transaction.
    """
    told = failure(error, where)
    if not isinstance(told, _OF_OTHER_TABLES):
        return told
    with suppress(DBAPIError), connection.begin():
        found = stored_version(connection) or NEWEST
        if found > _NEXT:
            return LedgerTooNew(where=where, found=found, known=NEWEST)
    return told


def bring_up_to_date(connection: Connection, where: Path | str) -> None:
    """Make or migrate the tables within the connection's transaction; does nothing to a ledger
    that this code works with.

    Raises:
        LedgerTooNew: when a newer Pregonero wrote it.
        LedgerCorrupt: when the file holds tables that are not a ledger's.
    """
    found = stored_version(connection)
    if works_with(found):
        return
    if found is not None:
        check_same(connection, where)
        take_every_turn(connection)  # who writes has tables that a migration may want
        upgrade(connection)
    elif inspect(connection).get_table_names():
        raise LedgerCorrupt(where=where, detail="alembic_version")
    else:
        _create(connection)


def _create(connection: Connection) -> None:
    """Make the tables of the newest version; a test holds them against the migrations."""
    for statement in _statements(connection.dialect.name):
        connection.exec_driver_sql(statement)
    connection.execute(insert(_VERSION).values(version_num=NEWEST))


@cache
def _statements(database: str) -> tuple[str, ...]:
    """Return what makes all tables. To write it takes longer than to run it."""
    dialect = form_class(database).dialect
    found: list[str] = [*FUNCTIONS.get(database, ())]
    listener = create_mock_engine(
        f"{database}+{dialect.driver}://",
        lambda made, *_, **__: found.append(str(made.compile(dialect=dialect))),
    )
    Row.metadata.create_all(listener, checkfirst=False)
    _VERSION.metadata.create_all(listener, checkfirst=False)
    return tuple(found)


def upgrade(connection: Connection, to: str = "head") -> None:
    """Run the migrations up to a version."""
    from alembic import command  # noqa: PLC0415 -- costs 0.2 s, and is hardly ever needed
    from alembic.config import Config  # noqa: PLC0415

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    command.upgrade(config, to)
