"""One thread that writes: whatever waits is committed together.

An operation that fails undoes only itself: then all are run again, each in its savepoint. A commit
that fails fails everything in it: nobody is told "done" before the disk has it.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from sqlalchemy.exc import DBAPIError, IntegrityError

from campaign.store.statements import savepoint
from campaign.store.versions import failure_at_work

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from sqlalchemy import Connection

log = logging.getLogger(__name__)
A = TypeVar("A")
T = TypeVar("T")
S = TypeVar("S")
_TOGETHER = 256
"""So many operations go into one commit at most."""


@dataclass(slots=True, eq=False)
class _Operation:
    run: Callable[[Connection, Sequence[Any]], Sequence[Any]]
    argument: Any
    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[Any]


@dataclass(frozen=True, slots=True)
class Failed:
    """The result of an operation that raised."""

    error: Exception


class Writer(Generic[S]):
    """The writer of one process.

    ``seal`` gets the results of each transaction before it ends, and writes what belongs to all
    of them. ``acknowledge`` gets them and what ``seal`` returned when they are on the disk, before
    anybody else does, and returns what the callers get.
    """

    def __init__(
        self,
        connection: Connection,
        where: Path | str,
        seal: Callable[[Connection, Sequence[object]], S],
        acknowledge: Callable[[Sequence[object], S], Sequence[object]],
    ) -> None:
        self._connection = connection
        self._where = where
        self._seal, self._acknowledge = seal, acknowledge
        self._gathered: dict[asyncio.AbstractEventLoop, list[_Operation]] = {}
        self._waiting: deque[_Operation] = deque()
        self._closing = False
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._work, name="ledger-writer", daemon=True)
        self._thread.start()

    async def run(self, operation: Callable[[Connection], T]) -> T:
        """Run ``operation`` in a transaction; durable on return.

        It may be run again after a failure that was not its own: it must not change anything
        outside the database. An operation that is cancelled before its turn is not run.
        """
        return await self.run_joint(lambda connection, _: [operation(connection)], None)

    async def run_joint(
        self, operation: Callable[[Connection, Sequence[A]], Sequence[T]], argument: A
    ) -> T:
        """Do the same with an operation that is run once for all who wait for it one after the
        other, with their arguments, and returns what comes of each in their order.

        It fails for all of them; then each is run alone.
        """
        if self._closing:
            raise _closed()
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._gather(_Operation(operation, argument, loop, future))
        return await future

    async def close(self) -> None:
        """Finish what is queued, then end the thread and its connection."""
        self._hand_over(asyncio.get_running_loop())
        with self._changed:
            self._closing = True
            self._changed.notify()
        await asyncio.to_thread(self._thread.join)

    def _gather(self, operation: _Operation) -> None:
        """Keep it until the loop has run all that are ready now: those come as one.

        Whoever was answered by one commit is back with the next. An operation for each would wake
        the thread while the loop needs the interpreter, and make both wait for each other.
        """
        gathered = self._gathered.get(operation.loop)
        if gathered is None:
            gathered = self._gathered[operation.loop] = []
            operation.loop.call_soon(self._hand_over, operation.loop)
        gathered.append(operation)

    def _hand_over(self, loop: asyncio.AbstractEventLoop) -> None:
        """Queue what a loop, which this runs on, has gathered."""
        gathered = self._gathered.pop(loop, [])
        with self._changed:
            if not self._closing:
                self._waiting.extend(gathered)
                self._changed.notify()
                return
        _tell([(one.future, Failed(_closed())) for one in gathered])

    def _work(self) -> None:
        while batch := self._take():
            try:
                results = self._commit(batch)
            except BaseException as error:  # who waits has to hear of anything
                log.exception("the ledger's writer failed")
                results = [Failed(_broken(error))] * len(batch)
            _resolve(batch, results)
        self._connection.close()

    def _take(self) -> list[_Operation]:
        """Wait for something; return what waits, at most so many, nothing once it is closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._closing)
            most = min(len(self._waiting), _TOGETHER)
            return [self._waiting.popleft() for _ in range(most)]

    def _commit(self, batch: Sequence[_Operation], *, apart: bool = False) -> Sequence[object]:
        """Return what came of each; ``apart`` runs each in its savepoint, which takes longer."""
        results: list[object] = []
        begun = False
        try:
            with self._connection.begin():
                begun = True
                for run, waiting in groupby(batch, key=attrgetter("run")):
                    results += self._each(run, [*waiting], apart=apart)
                sealed = self._seal(self._connection, results)
        except Exception as error:  # noqa: BLE001 -- the callers get it
            self._undo()
            is_gone = self._connection.invalidated  # nobody else would fare better
            broken_off = begun and len(results) < len(batch) and not is_gone
            if broken_off and not apart:
                return self._commit(batch, apart=True)
            if broken_off and len(batch) > 1:
                return [self._commit([operation], apart=True)[0] for operation in batch]
            return [Failed(self._told(error))] * len(batch)
        return self._acknowledge(results, sealed)

    def _undo(self) -> None:
        """Make the connection fit for another transaction: SQLite keeps what it could not commit,
        and a server may be gone, which is then sought anew.
        """
        if self._connection.invalidated:
            return
        try:
            self._connection.connection.rollback()
        except self._connection.dialect.loaded_dbapi.Error:
            self._connection.invalidate()

    def _each(
        self,
        run: Callable[[Connection, Sequence[Any]], Sequence[object]],
        waiting: Sequence[_Operation],
        *,
        apart: bool,
    ) -> Sequence[object]:
        """Return what came of each, ``None`` for those who no longer wait: they want nothing done.

        Whatever raises ends the whole transaction, but for what fails ``apart``.
        """
        over = [one.future.cancelled() for one in waiting]
        wanted = [one.argument for one, gone in zip(waiting, over, strict=True) if not gone]
        if apart:
            done = iter([self._attempt(run, argument) for argument in wanted])
        else:
            done = iter(run(self._connection, wanted) if wanted else ())
        return [None if gone else next(done) for gone in over]

    def _attempt(
        self, run: Callable[[Connection, Sequence[Any]], Sequence[object]], argument: object
    ) -> object:
        """Return the result of one; raises only what ends the whole transaction."""
        try:
            with savepoint(self._connection):
                [result] = run(self._connection, [argument])
                return result
        except IntegrityError as error:
            return Failed(error)
        except DBAPIError:
            raise
        except Exception as error:  # noqa: BLE001 -- its caller gets it
            return Failed(error)

    def _told(self, error: Exception) -> Exception:
        if not isinstance(error, DBAPIError):
            return error
        return failure_at_work(error, self._where, self._connection)


def _closed() -> RuntimeError:
    return RuntimeError("the ledger is closed")


def _broken(error: BaseException) -> RuntimeError:
    broken = RuntimeError(f"the ledger's writer failed: {error!r}")
    broken.__cause__ = error
    return broken


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
            stops = isinstance(result.error, StopIteration)  # no future can raise that
            future.set_exception(_broken(result.error) if stops else result.error)
        else:
            future.set_result(result)
