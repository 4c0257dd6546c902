"""Reading beside the writer, on threads of its own, each time one instant of the ledger."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy.exc import DBAPIError

from campaign.store.failures import failure
from campaign.store.versions import failure_at_work

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sqlalchemy import Connection, Engine

T = TypeVar("T")


class Reader:
    """The readers of one process."""

    def __init__(self, engine: Engine, where: Path | str) -> None:
        self._engine = engine
        self._where = where
        self._threads = ThreadPoolExecutor(max_workers=2, thread_name_prefix="ledger-reader")

    async def run(self, query: Callable[[Connection], T]) -> T:
        """Run ``query`` in a read transaction."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._read, query)

    def now(self, query: Callable[[Connection], T]) -> T:
        """Run ``query`` in a read transaction on this thread."""
        return self._read(query)

    async def close(self) -> None:
        """Wait for readers and close their connections."""
        await asyncio.to_thread(self._threads.shutdown)
        self._engine.dispose()

    def _read(self, query: Callable[[Connection], T]) -> T:
        try:
            with self._engine.connect() as connection:
                try:
                    with connection.begin():
                        return query(connection)
                except DBAPIError as error:
                    raise failure_at_work(error, self._where, connection) from error
        except DBAPIError as error:
            raise failure(error, self._where) from error
