"""The writer: what is committed together, what fails alone, and how much work it is."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import Engine, event

from campaign.core.errors import LedgerFailed, LedgerFull
from campaign.core.ledger_kind import Kind
from campaign.ports.ledger import Stale
from campaign.store.opening import open_ledger
from campaign.store.sqlite import prepare_file, writing_engine
from campaign.store.writer import Writer
from tests.contracts.ledger_values import change, moved, new

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator, Sequence
    from pathlib import Path

    from sqlalchemy import Connection


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    path = tmp_path / "w.sqlite"
    prepare_file(path)
    engine = writing_engine(path)
    with engine.connect() as connection, connection.begin():
        connection.exec_driver_sql("CREATE TABLE t (n INTEGER UNIQUE)")
    yield engine
    engine.dispose()


def writer_of(engine: Engine, tmp_path: Path) -> Writer[None]:
    """Return a writer that seals and acknowledges nothing."""
    return Writer(
        engine.connect(), tmp_path / "w.sqlite", lambda *_: None, lambda results, _: results
    )


@pytest.fixture
async def writer(engine: Engine, tmp_path: Path) -> AsyncIterator[Writer[None]]:
    writer = writer_of(engine, tmp_path)
    yield writer
    await writer.close()


def put(number: int) -> Callable[[Connection], int]:
    """Return an operation that inserts a number."""

    def insert(connection: Connection) -> int:
        connection.exec_driver_sql("INSERT INTO t VALUES (?)", (number,))
        return number

    return insert


def stored(engine: Engine) -> list[int]:
    """Return what is in the table."""
    with engine.connect() as connection, connection.begin():
        return [n for (n,) in connection.exec_driver_sql("SELECT n FROM t ORDER BY n")]


def commits(engine: Engine) -> list[object]:
    """Return a list that grows with every commit."""
    seen: list[object] = []
    event.listen(engine, "commit", seen.append)
    return seen


async def gate(writer: Writer[None]) -> tuple[asyncio.Task[None], threading.Event]:
    """Keep the writer busy, so that what comes next is committed together."""
    entered, open_ = threading.Event(), threading.Event()

    def wait(_connection: Connection) -> None:
        entered.set()
        open_.wait(10)

    task = asyncio.create_task(writer.run(wait))
    await asyncio.to_thread(entered.wait, 10)
    return task, open_


async def together(
    writer: Writer[None], operations: Sequence[Callable[[Connection], int]]
) -> list[object]:
    """Run operations in one commit."""
    busy, open_ = await gate(writer)
    tasks = [asyncio.create_task(writer.run(operation)) for operation in operations]
    await asyncio.sleep(0)
    open_.set()
    await busy
    return await asyncio.gather(*tasks, return_exceptions=True)


async def test_what_waits_is_committed_together(writer: Writer[None], engine: Engine) -> None:
    seen = commits(engine)
    assert await together(writer, [put(n) for n in range(20)]) == list(range(20))
    assert stored(engine) == list(range(20))
    assert len(seen) == 2 + 1  # the busy one, the group, and the reading above


async def test_all_that_are_ready_at_once_are_committed_together(
    writer: Writer[None], engine: Engine
) -> None:
    """Also where the writer has nothing to do, and could begin with the first."""

    async def one(number: int) -> int:
        await asyncio.to_thread(the_others_are_ready.wait, 10)
        time.sleep(0.002)  # noqa: ASYNC251 -- the writer's thread may go on meanwhile
        return await writer.run(put(number))

    the_others_are_ready = threading.Event()
    tasks = [asyncio.create_task(one(n)) for n in range(8)]
    await asyncio.sleep(0.05)
    seen = commits(engine)
    the_others_are_ready.set()
    time.sleep(0.2)  # noqa: ASYNC251 -- all eight are back before the loop goes on
    assert await asyncio.gather(*tasks) == list(range(8))
    assert len(seen) == 1


async def test_an_operation_that_fails_undoes_only_itself(
    writer: Writer[None], engine: Engine
) -> None:
    def half(connection: Connection) -> int:
        put(50)(connection)
        raise LookupError

    results = await together(writer, [put(1), half, put(1), put(2)])
    assert results[0] == 1
    assert isinstance(results[1], LookupError)
    assert "UNIQUE" in str(results[2])
    assert results[3] == 2
    assert stored(engine) == [1, 2]


async def test_an_operation_that_breaks_the_transaction_is_alone_in_failing(
    writer: Writer[None], engine: Engine
) -> None:
    def breaking(connection: Connection) -> int:
        put(60)(connection)
        connection.exec_driver_sql("SELECT * FROM nothing")
        return 60

    results = await together(writer, [put(1), breaking, put(2)])
    assert (results[0], results[2]) == (1, 2)
    assert isinstance(results[1], LedgerFailed)
    assert stored(engine) == [1, 2]


async def test_a_commit_that_fails_fails_everything_in_it(
    writer: Writer[None], engine: Engine
) -> None:
    with engine.connect() as connection, connection.begin():
        connection.exec_driver_sql("CREATE TABLE parent (id INTEGER PRIMARY KEY)")
        connection.exec_driver_sql(
            "CREATE TABLE child (p REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED)"
        )

    def orphan(connection: Connection) -> int:
        connection.exec_driver_sql("INSERT INTO child VALUES (404)")
        return 0

    results = await together(writer, [put(1), orphan, put(2)])
    assert [type(result) for result in results] == [LedgerFailed] * 3
    assert stored(engine) == []
    assert await writer.run(put(3)) == 3


def put_all(calls: list[list[int]]) -> Callable[[Connection, Sequence[int]], Sequence[int]]:
    """Return a joint operation that inserts numbers, and notes with which it was called."""

    def insert(connection: Connection, numbers: Sequence[int]) -> Sequence[int]:
        calls.append([*numbers])
        for number in numbers:
            put(number)(connection)
        return [-number for number in numbers]

    return insert


async def test_what_is_of_one_kind_and_waits_is_done_in_one_call(
    writer: Writer[None], engine: Engine
) -> None:
    calls: list[list[int]] = []
    insert = put_all(calls)
    busy, open_ = await gate(writer)
    first = [asyncio.create_task(writer.run_joint(insert, n)) for n in (1, 2, 3)]
    other = asyncio.create_task(writer.run(put(9)))
    last = [asyncio.create_task(writer.run_joint(insert, n)) for n in (4, 5)]
    await asyncio.sleep(0)
    first[1].cancel()
    open_.set()
    await busy
    assert await asyncio.gather(first[0], first[2], other, *last) == [-1, -3, 9, -4, -5]
    assert calls == [[1, 3], [4, 5]]
    assert stored(engine) == [1, 3, 4, 5, 9]


async def test_of_those_done_in_one_call_only_those_fail_that_would_alone(
    writer: Writer[None], engine: Engine
) -> None:
    calls: list[list[int]] = []
    insert = put_all(calls)
    busy, open_ = await gate(writer)
    tasks = [asyncio.create_task(writer.run_joint(insert, n)) for n in (1, 2, 1, 3)]
    await asyncio.sleep(0)
    open_.set()
    await busy
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert [results[0], results[1], results[3]] == [-1, -2, -3]
    assert "UNIQUE" in str(results[2])
    assert calls == [[1, 2, 1, 3], [1], [2], [1], [3]]
    assert stored(engine) == [1, 2, 3]


async def test_a_cancelled_operation_is_not_run(writer: Writer[None], engine: Engine) -> None:
    busy, open_ = await gate(writer)
    task = asyncio.create_task(writer.run(put(1)))
    await asyncio.sleep(0)
    task.cancel()
    open_.set()
    await busy
    await writer.run(put(2))
    assert stored(engine) == [2]


async def test_what_is_cancelled_while_its_commit_runs_is_not_run(
    writer: Writer[None], engine: Engine
) -> None:
    entered, open_ = threading.Event(), threading.Event()

    def wait(_connection: Connection) -> None:
        entered.set()
        open_.wait(10)

    first, second = (asyncio.create_task(writer.run(each)) for each in (wait, put(1)))
    await asyncio.to_thread(entered.wait, 10)
    second.cancel()
    await asyncio.sleep(0)
    open_.set()
    await first
    assert stored(engine) == []


async def test_a_commit_is_bounded(writer: Writer[None], engine: Engine) -> None:
    seen = commits(engine)
    numbers = range(600)
    assert await asyncio.gather(*(writer.run(put(n)) for n in numbers)) == [*numbers]
    assert len(seen) == 3


async def test_an_operation_that_runs_out_is_told_like_any_failure(
    writer: Writer[None], engine: Engine
) -> None:
    """No future can raise ``StopIteration``: those beside it would wait for ever."""

    def exhausted(_connection: Connection) -> int:
        return next(iter(()))

    one, failed, other = await asyncio.wait_for(together(writer, [put(1), exhausted, put(2)]), 10)
    assert (one, other) == (1, 2)
    assert isinstance(failed, RuntimeError)
    assert isinstance(failed.__cause__, StopIteration)
    assert stored(engine) == [1, 2]


@pytest.mark.parametrize("error", [ValueError("a fault"), SystemExit("it ends")])
async def test_the_writer_outlives_a_fault_of_its_own(
    engine: Engine, tmp_path: Path, error: BaseException
) -> None:
    """Who waits is told; whoever comes next is served."""
    faults = [error]

    def acknowledge(results: Sequence[object], _: None) -> Sequence[object]:
        if faults:
            raise faults.pop()
        return results

    writer = Writer(engine.connect(), tmp_path / "w.sqlite", lambda *_: None, acknowledge)
    with pytest.raises(RuntimeError) as told:
        await asyncio.wait_for(writer.run(put(1)), 10)
    assert told.value.__cause__ is error
    assert await asyncio.wait_for(writer.run(put(2)), 10) == 2
    await writer.close()


async def test_closing_finishes_what_was_asked(engine: Engine, tmp_path: Path) -> None:
    writer = writer_of(engine, tmp_path)
    tasks = [asyncio.create_task(writer.run(put(n))) for n in range(30)]
    await asyncio.sleep(0)
    await writer.close()
    assert await asyncio.gather(*tasks) == list(range(30))
    assert stored(engine) == list(range(30))


async def test_what_another_loop_asked_when_the_ledger_closes_is_done_or_refused(
    engine: Engine, tmp_path: Path
) -> None:
    writer = writer_of(engine, tmp_path)
    came: list[int | str] = []
    asked, closed = threading.Event(), threading.Event()

    async def elsewhere() -> None:
        task = asyncio.create_task(writer.run(put(1)))
        await asyncio.sleep(0)  # it is asked, and not yet handed over
        asked.set()
        closed.wait(10)
        try:
            came.append(await asyncio.wait_for(task, 10))
        except RuntimeError as error:
            came.append(str(error))

    thread = threading.Thread(target=lambda: asyncio.run(elsewhere()))
    thread.start()
    await asyncio.to_thread(asked.wait, 10)
    await writer.close()
    closed.set()
    await asyncio.to_thread(thread.join)
    assert came == ["the ledger is closed"]
    assert stored(engine) == []


async def test_a_slow_write_does_not_hold_up_the_loop(writer: Writer[None]) -> None:
    the_loop_turns = threading.Event()
    task = asyncio.create_task(writer.run(lambda _: the_loop_turns.wait(20)))
    await asyncio.sleep(0.1)
    the_loop_turns.set()
    assert await task


@pytest.mark.parametrize("count", [3, 700])
async def test_the_number_of_statements_does_not_grow_with_the_rows(
    tmp_path: Path, count: int
) -> None:
    statements: list[str] = []

    class Counting:
        def execute(self: Any, sql: str, *given: Any) -> sqlite3.Cursor:
            statements.append(sql.split("\n", maxsplit=1)[0])
            return super().execute(sql, *given)  # type: ignore[misc]

        def executemany(self: Any, sql: str, *given: Any) -> sqlite3.Cursor:
            statements.append(sql.split("\n", maxsplit=1)[0])
            return super().executemany(sql, *given)  # type: ignore[misc]

    class Cursor(Counting, sqlite3.Cursor):
        pass

    class Connection(Counting, sqlite3.Connection):
        def cursor(self, *_: Any) -> Cursor:
            return super().cursor(Cursor)

    @event.listens_for(Engine, "do_connect")
    def _counting(*given: Any) -> None:
        given[3]["factory"] = Connection

    try:
        store = open_ledger(f"sqlite:///{tmp_path / 'l.sqlite'}", "p", Kind.SANDBOX, trusted=True)
        statements.clear()
        await store.apply(change(insert=[new(f"a/{n}") for n in range(count)]))
        rows = (await store.snapshot()).deliveries
        steps = [moved(row, None, changes={"title": f"T{row.id}"}) for row in rows]
        await store.apply(change(steps=steps))
    finally:
        event.remove(Engine, "do_connect", _counting)
    assert 20 <= len(statements) <= 40, statements
    assert {row.title for row in (await store.snapshot()).deliveries} == {
        f"T{n}" for n in range(1, count + 1)
    }
    with pytest.raises(Stale):
        await store.apply(change(steps=steps))
    await store.close()


async def test_a_seal_belongs_to_its_transaction_and_is_acknowledged_with_it(
    engine: Engine, tmp_path: Path
) -> None:
    told: list[tuple[list[object], int]] = []

    def seal(connection: Connection, results: Sequence[object]) -> int:
        return put(1000 + sum(n for n in results if isinstance(n, int)))(connection)

    def acknowledge(results: Sequence[object], sealed: int) -> Sequence[object]:
        told.append((list(results), sealed))
        return results

    writer = Writer(engine.connect(), tmp_path / "w.sqlite", seal, acknowledge)
    assert await writer.run(put(1)) == 1
    assert await writer.run(put(5)) == 5
    await writer.close()
    assert stored(engine) == [1, 5, 1001, 1005]
    assert told == [([1], 1001), ([5], 1005)]


async def test_a_seal_that_fails_undoes_everything_of_its_transaction(
    engine: Engine, tmp_path: Path
) -> None:
    def seal(connection: Connection, _results: Sequence[object]) -> int:
        return put(7)(connection)

    writer = Writer(engine.connect(), tmp_path / "w.sqlite", seal, lambda results, _: results)
    assert await writer.run(put(1)) == 1
    with pytest.raises(LedgerFailed):
        await writer.run(put(2))
    await writer.close()
    assert stored(engine) == [1, 7]


async def test_a_full_disk_is_told_as_one(engine: Engine, tmp_path: Path) -> None:
    """SQLite undoes the whole transaction itself then, and knows no savepoint any more."""
    connection = engine.connect()
    with connection.begin():
        connection.exec_driver_sql("CREATE TABLE big (raw BLOB)")
        (pages,) = connection.exec_driver_sql("PRAGMA page_count").one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 2}")

    def fill(connection: Connection) -> int:
        return connection.exec_driver_sql("INSERT INTO big VALUES (zeroblob(99999))").rowcount

    writer = Writer(connection, tmp_path / "w.sqlite", lambda *_: None, lambda results, _: results)
    with pytest.raises(LedgerFull):
        await writer.run(fill)
    told = await together(writer, [put(1), fill, put(2)])
    assert [type(one) for one in told] == [int, LedgerFull, int]
    await writer.close()
    assert stored(engine) == [1, 2]
