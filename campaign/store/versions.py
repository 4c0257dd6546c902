"""Which version of the tables a ledger has, and the way to the newest.

Alembic is loaded only when there is something to migrate: a current ledger is recognised
by one query.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import inspect, select
from sqlalchemy.sql import column, table

from campaign.core.errors import LedgerCorrupt, LedgerTooNew

if TYPE_CHECKING:
    from sqlalchemy import Connection

NEWEST = "0009"
"""The version that this code works with; a test holds it against ``migrations/versions``."""

_VERSION = table("alembic_version", column("version_num"))
_FOLDER = Path(__file__).parent / "migrations"


def stored_version(connection: Connection) -> str | None:
    """Return the version of the tables, ``None`` where there are none yet."""
    if not inspect(connection).has_table(_VERSION.name):
        return None
    return connection.scalar(select(_VERSION.c.version_num))


def bring_up_to_date(connection: Connection, where: Path) -> None:
    """Migrate within the connection's transaction; does nothing to a current ledger.

    Raises:
        LedgerTooNew: when a newer Pregonero wrote it.
        LedgerCorrupt: when the file holds tables that are not a ledger's.
    """
    found = stored_version(connection)
    if found == NEWEST:
        return
    if found is not None and found > NEWEST:
        raise LedgerTooNew(where=where, found=found, known=NEWEST)
    if found is None and inspect(connection).get_table_names():
        raise LedgerCorrupt(where=where, detail="alembic_version")
    upgrade(connection)


def upgrade(connection: Connection, to: str = "head") -> None:
    """Run the migrations up to a version."""
    from alembic import command  # noqa: PLC0415 -- costs 0.2 s, and is hardly ever needed
    from alembic.config import Config  # noqa: PLC0415

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    command.upgrade(config, to)
