"""A database as the next version of the program leaves it."""

from __future__ import annotations

from contextlib import closing

from campaign.store.columns import Row
from campaign.store.versions import NEWEST

NEWER = f"{int(NEWEST) + 1:04}"


def bring_to_a_newer_version(address: str) -> None:
    """Do what a machine with the next version does: every table has more in it then.

    One after the other: who holds a table and waits for another may stand in a worker's way.
    """
    import psycopg  # noqa: PLC0415

    with closing(psycopg.connect(address, autocommit=True)) as server:
        for table in Row.metadata.sorted_tables:
            server.execute(f"ALTER TABLE {table.name} ADD later text NOT NULL DEFAULT ''")
        server.execute("UPDATE alembic_version SET version_num = %s", (NEWER,))
