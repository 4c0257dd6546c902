"""One thread that writes: whatever waits is committed together, each in its savepoint.

An operation that fails undoes only itself. A commit that fails fails everything in it:
nobody is told "done" before the disk has it.
"""

from __future__ import annotations

import asyncio
import threading
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy.exc import DBAPIError, IntegrityError

from campaign.store.failures import failure
from campaign.store.statements import savepoint

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from sqlalchemy import Connection

T = TypeVar("T")
_TOGETHER = 256


@dataclass(slots=True, eq=False)
class _Operation:
    run: Callable[[Connection], Any]
    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[Any]


@dataclass(frozen=True, slots=True)
class Failed:
    """The result of an operation that raised."""

    error: Exception


class Writer:
    """The writer of one process.

    ``acknowledge`` gets the results of each commit before anybody else does, and returns
    what the callers get.
    """

    def __init__(
        self,
        connection: Connection,
        where: Path,
        acknowledge: Callable[[Sequence[object]], Sequence[object]],
    ) -> None:
        self._connection = connection
        self._where = where
        self._acknowledge = acknowledge
        self._queue: SimpleQueue[_Operation | None] = SimpleQueue()
        self._closing = False
        self._thread = threading.Thread(target=self._work, name="ledger-writer", daemon=True)
        self._thread.start()

    async def run(self, operation: Callable[[Connection], T]) -> T:
        """Run ``operation`` in a transaction; durable on return.

        It may be run again after a failure that was not its own: it must not change anything
        outside the database. An operation that is cancelled before its turn is not run.
        """
        if self._closing:
            msg = "the ledger is closed"
            raise RuntimeError(msg)
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._queue.put(_Operation(operation, loop, future))
        return await future

    async def close(self) -> None:
        """Finish what is queued, then end the thread and its connection."""
        if not self._closing:
            self._closing = True
            self._queue.put(None)
        await asyncio.to_thread(self._thread.join)

    def _work(self) -> None:
        open_ = True
        while open_:
            waiting, open_ = self._take()
            batch = [operation for operation in waiting if not operation.future.cancelled()]
            if batch:
                _resolve(batch, self._commit(batch))
        self._connection.close()

    def _take(self) -> tuple[list[_Operation], bool]:
        """Return everything that waits, after waiting for something, and whether to go on."""
        batch: list[_Operation] = []
        item = self._queue.get()
        try:
            while item is not None:
                batch.append(item)
                if len(batch) == _TOGETHER:
                    return batch, True
                item = self._queue.get_nowait()
        except Empty:
            return batch, True
        return batch, False

    def _commit(self, batch: Sequence[_Operation]) -> Sequence[object]:
        results: list[object] = []
        begun = False
        try:
            with self._connection.begin():
                begun = True
                for operation in batch:
                    results.append(self._attempt(operation))  # noqa: PERF401 -- counted below
        except Exception as error:  # noqa: BLE001 -- the callers get it
            self._connection.connection.rollback()  # SQLite keeps what it could not commit
            if begun and len(results) < len(batch) > 1:
                return [self._commit([operation])[0] for operation in batch]
            return [Failed(self._told(error))] * len(batch)
        return self._acknowledge(results)

    def _attempt(self, operation: _Operation) -> object:
        """Return the result; raises only what ends the whole transaction."""
        try:
            with savepoint(self._connection):
                return operation.run(self._connection)
        except IntegrityError as error:
            return Failed(error)
        except DBAPIError:
            raise
        except Exception as error:  # noqa: BLE001 -- its caller gets it
            return Failed(error)

    def _told(self, error: Exception) -> Exception:
        return failure(error, self._where) if isinstance(error, DBAPIError) else error


def _resolve(batch: Sequence[_Operation], results: Sequence[object]) -> None:
    """Hand the results over, with one call per event loop."""
    by_loop: dict[asyncio.AbstractEventLoop, list[tuple[asyncio.Future[Any], object]]] = {}
    for operation, result in zip(batch, results, strict=True):
        by_loop.setdefault(operation.loop, []).append((operation.future, result))
    for loop, told in by_loop.items():
        with suppress(RuntimeError):  # that loop is over; what was written stays
            loop.call_soon_threadsafe(_tell, told)


def _tell(told: Sequence[tuple[asyncio.Future[Any], object]]) -> None:
    for future, result in told:
        if future.done():
            continue
        if isinstance(result, Failed):
            future.set_exception(result.error)
        else:
            future.set_result(result)
