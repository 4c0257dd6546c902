"""What the parts of the store have in common: the database, and whose rows are meant."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection, Executable

    from campaign.store.database import Database

T = TypeVar("T")


class Part:
    """A port's rows of one campaign."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._campaign_id = database.campaign_id

    async def _read(self, query: Callable[[Connection, int], T]) -> T:
        return await self._database.reader.run(
            lambda connection: query(connection, self._campaign_id)
        )

    async def _write(self, operation: Callable[[Connection, int], T]) -> T:
        return await self._database.writer.run(
            lambda connection: operation(connection, self._campaign_id)
        )

    async def _execute(self, statement: Executable, *values: dict[str, object]) -> int:
        """Run one statement, once for each of ``values``; return how many rows it touched."""
        return await self._database.writer.run(
            lambda connection: connection.execute(statement, list(values) or None).rowcount
        )
