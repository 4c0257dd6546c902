"""The ledger as a file: who may read it, what it becomes, copies of it, and what spoils it."""

from __future__ import annotations

import asyncio
import re
import shutil
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

import campaign.store.migrations
from campaign.core.deliveries import State
from campaign.core.errors import (
    BackupUnusable,
    LedgerAddress,
    LedgerCorrupt,
    LedgerKindMismatch,
    LedgerLocked,
    LedgerOfAnother,
    LedgerReadOnly,
    LedgerTooNew,
    NothingLoaded,
    RestoreOfItself,
)
from campaign.core.ledger_kind import Kind
from campaign.store import sqlite, tables, tables_people, tables_questions
from campaign.store.columns import Row
from campaign.store.failures import failure
from campaign.store.opening import Store, backup, open_ledger, restore
from campaign.store.versions import NEWEST, upgrade
from tests.contracts.ledger_values import NOW, change, new, publish_next

if TYPE_CHECKING:
    from collections.abc import Callable

ALL = (tables, tables_people, tables_questions)
ROOT = Path(__file__).parents[2]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return where the ledger is."""
    return tmp_path / "datos" / "ledger.sqlite"


@pytest.fixture
def opened(path: Path) -> Callable[..., Store]:
    """Return what opens it."""

    def open_(kind: Kind = Kind.REAL, *, trusted: bool = False) -> Store:
        return open_ledger(f"sqlite:///{path}", "prueba", kind, trusted=trusted)

    return open_


async def ledger_with(opened: Callable[..., Store], count: int) -> None:
    """Make a trusted ledger in which so many posts are due and one is out."""
    store = opened(trusted=True)
    await store.apply(change(insert=[new(f"a/{n}") for n in range(count + 1)]))
    assert await publish_next(store) == "a/0/x/1"
    await store.close()


def rights(path: Path) -> str:
    """Return the rights of a file, as in ``ls``."""
    return stat.filemode(path.stat().st_mode)


# --- rights and settings ---------------------------------------------------------------------


async def test_only_its_owner_can_read_a_ledger(path: Path, opened: Callable[..., Store]) -> None:
    store = opened(trusted=True)
    await store.apply(change(insert=[new()]))
    assert await publish_next(store) is not None
    assert rights(path.parent) == "drwx------"
    beside = {file.name.removeprefix(path.name): rights(file) for file in path.parent.iterdir()}
    assert beside == dict.fromkeys(("", "-wal", "-shm", ".mark", ".journal"), "-rw-------")
    await store.close()


async def test_times_are_readable_and_in_order_as_text(
    path: Path, opened: Callable[..., Store]
) -> None:
    store = opened()
    await store.apply(change(insert=[new(due=NOW), new("b/1", due=NOW.replace(microsecond=5))]))
    await store.close()
    with closing(sqlite3.connect(path)) as connection:
        found = [due for (due,) in connection.execute("SELECT due FROM delivery ORDER BY due")]
    assert found == ["2031-05-07T13:30:00.000000Z", "2031-05-07T13:30:00.000005Z"]


def test_the_writer_is_durable_and_leaves_no_traces(path: Path) -> None:
    sqlite.prepare_file(path)
    engine = sqlite.writing_engine(path)
    names = ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "busy_timeout")
    with engine.connect() as connection, connection.begin():
        found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names}
    engine.dispose()
    assert found == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
        "busy_timeout": 5000,
    }


@pytest.mark.parametrize(("kind", "synchronous"), [(Kind.REHEARSAL, 0), (Kind.SANDBOX, 2)])
async def test_only_a_rehearsal_does_not_wait_for_the_disk(
    path: Path, kind: Kind, synchronous: int
) -> None:
    store = open_ledger(f"sqlite:///{path}", "prueba", kind)
    found = await store._database.writer.run(
        lambda connection: connection.exec_driver_sql("PRAGMA synchronous").scalar()
    )
    await store.close()
    assert found == synchronous


@pytest.mark.parametrize("name", ["a%20b?c#d.sqlite", "registro ñ.sqlite"])
async def test_a_path_is_taken_as_it_is_written(tmp_path: Path, name: str) -> None:
    url = f"sqlite:///{tmp_path / name}"
    store = open_ledger(url, "prueba", Kind.SANDBOX)
    await store.close()
    assert (tmp_path / name).is_file()
    backup(url, tmp_path / "copia.sqlite")
    assert (tmp_path / "copia.sqlite").is_file()


# --- versions --------------------------------------------------------------------------------


async def test_tables_and_migrations_agree(
    path: Path, opened: Callable[..., Store], tmp_path: Path
) -> None:
    """A ledger that was made now is the same as one that came all the way."""
    await opened().close()
    older = sqlite.writing_engine(tmp_path / "older.sqlite")
    with older.connect() as connection, connection.begin():
        upgrade(connection)
    with older.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Row.metadata) == []
        migrated = _rules(connection.exec_driver_sql(_RULES).all())
        version = connection.exec_driver_sql("SELECT * FROM alembic_version").all()
    older.dispose()
    made = create_engine(f"sqlite:///{path}")
    with made.connect() as connection:
        assert migrated == _rules(connection.exec_driver_sql(_RULES).all())
        assert version == connection.exec_driver_sql("SELECT * FROM alembic_version").all()
    made.dispose()


_RULES = "SELECT name, sql FROM sqlite_master WHERE sql NOT NULL"


def _rules(rows: object) -> dict[str, list[str]]:
    """Return every table's and index's SQL as sorted lines: their order does not matter."""
    lines = {name: re.split(r"\n|,(?![^(]*\))", sql) for name, sql in rows}  # type: ignore[attr-defined]
    bare = {name: [line.strip(" \t,()") for line in found] for name, found in lines.items()}
    return {name: sorted(filter(None, found)) for name, found in bare.items()}


async def test_an_older_ledger_keeps_its_facts(path: Path, opened: Callable[..., Store]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        upgrade(connection, "0001")
        connection.exec_driver_sql(
            "INSERT INTO campaign (id, name, uid, kind, trusted, claims, created) "
            "VALUES (1, 'prueba', 'u', 'real', 1, 0, '2031-05-10T12:00:00.000000+00:00')",
        )
        connection.exec_driver_sql(
            "INSERT INTO fact (campaign_id, subject, name, value, at, by, door) VALUES "
            "(1, 'mesa', 'delay', '5m', '2031-05-10T12:00:00.000000+00:00', 'Inés', 'chat')",
        )
    engine.dispose()
    (fact,) = (await opened().snapshot()).facts
    assert (fact.subject, fact.value, fact.by, fact.was) == ("mesa", "5m", "Inés", None)


def test_the_newest_version_is_the_last_migration() -> None:
    folder = Path(campaign.store.migrations.__file__).parent
    config = Config()
    config.set_main_option("script_location", str(folder))
    assert ScriptDirectory.from_config(config).get_current_head() == NEWEST


async def test_every_table_says_whose_rows_it_holds() -> None:
    without = [t.name for t in Row.metadata.sorted_tables if "campaign_id" not in t.c]
    assert without == ["campaign"]


async def test_a_current_ledger_opens_without_the_migrations_library(
    path: Path, opened: Callable[..., Store]
) -> None:
    await opened(Kind.SANDBOX).close()
    script = (
        "import sys; from campaign.store.opening import open_ledger; "
        "from campaign.core.ledger_kind import Kind; "
        f"open_ledger('sqlite:///{path}', 'prueba', Kind.SANDBOX); "
        "print('alembic' in sys.modules)"
    )
    ran = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-c", script],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout == "False\n"


async def test_a_newer_ledger_is_left_alone(path: Path, opened: Callable[..., Store]) -> None:
    await opened().close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9001'")
        connection.commit()
    with pytest.raises(LedgerTooNew) as raised:
        opened()
    assert raised.value.params == {"where": str(path), "found": "9001", "known": NEWEST}


@pytest.mark.parametrize(("ahead", "works"), [(1, True), (2, False)])
async def test_only_the_next_version_is_worked_with(
    path: Path, opened: Callable[..., Store], ahead: int, works: object
) -> None:
    await opened(trusted=True).close()
    number = f"{int(NEWEST) + ahead:04}"
    with closing(sqlite3.connect(path)) as connection:
        for table in Row.metadata.sorted_tables:
            more = f"ALTER TABLE {table.name} ADD COLUMN later TEXT NOT NULL DEFAULT ''"
            connection.execute(more)
        connection.execute("UPDATE alembic_version SET version_num = ?", (number,))
        connection.commit()
    if not works:
        with pytest.raises(LedgerTooNew):
            opened()
        return
    ledger = opened()
    await ledger.apply(change(insert=[new("a/1")]))
    assert await publish_next(ledger) == "a/1/x/1"
    with closing(sqlite3.connect(path)) as connection:
        found = connection.execute("SELECT version_num FROM alembic_version").fetchall()
    assert found == [(number,)]


# --- what is no ledger, or cannot be used --------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://ana:secreto@base.example/x",
        "sqlite://",
        "sqlite:///",
        "sqlite:///:memory:",
        "",
    ],
)
def test_an_address_of_nothing_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(LedgerAddress) as raised:
        open_ledger(url, "prueba", Kind.REAL)
    assert "secreto" not in str(raised.value)


@pytest.mark.parametrize(
    "content", [b"programa: panel\n" * 500, b"SQLite format 3\0" + b"\xff" * 9000]
)
def test_a_file_that_is_no_database_is_not_touched(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(LedgerCorrupt):
        open_ledger(f"sqlite:///{path}", "prueba", Kind.REAL)
    assert path.read_bytes() == content


def test_a_database_of_something_else_is_not_touched(path: Path) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE recetas (nombre)")
    with pytest.raises(LedgerCorrupt):
        open_ledger(f"sqlite:///{path}", "prueba", Kind.REAL)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("recetas",)]


def test_a_folder_is_no_ledger(path: Path) -> None:
    path.mkdir(parents=True)
    with pytest.raises(LedgerReadOnly):
        open_ledger(f"sqlite:///{path}", "prueba", Kind.REAL)


async def test_a_ledger_kept_busy_fails_in_time_and_recovers(
    path: Path, opened: Callable[..., Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "_BUSY_MS", 50)
    store = opened()
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(LedgerLocked):
            await store.apply(change(insert=[new()]))
        assert (await store.snapshot()).deliveries == ()
        other.execute("ROLLBACK")
    await store.apply(change(insert=[new()]))
    assert len((await store.snapshot()).deliveries) == 1
    await store.close()


@pytest.mark.parametrize("code", [sqlite3.SQLITE_BUSY, sqlite3.SQLITE_PROTOCOL])
def test_who_has_to_wait_for_another_program_is_told_so(path: Path, code: int) -> None:
    """Also where that one was stopped just as it began to read: SQLite gives up after a while."""
    waited = sqlite3.OperationalError("locking protocol")
    waited.sqlite_errorcode = code
    assert isinstance(failure(waited, path), LedgerLocked)


async def test_a_ledger_is_not_put_in_its_own_place(
    path: Path, opened: Callable[..., Store]
) -> None:
    await ledger_with(opened, 2)
    link = path.with_name("link.sqlite")
    link.symlink_to(path)
    for same in (path, link):
        with pytest.raises(RestoreOfItself):
            restore(same, f"sqlite:///{path}", "prueba", Kind.REAL)
    store = opened()
    assert await store.is_trusted()
    await store.close()


async def test_a_ledger_kept_busy_can_be_looked_at(
    path: Path, opened: Callable[..., Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    await ledger_with(opened, 2)
    monkeypatch.setattr(sqlite, "_BUSY_MS", 50)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        store = opened()
        assert len((await store.snapshot()).deliveries) == 3
        assert await store.is_trusted()
        await store.close()
        other.execute("ROLLBACK")


async def test_a_closed_ledger_takes_no_more(opened: Callable[..., Store]) -> None:
    store = opened()
    await store.close()
    await store.close()
    with pytest.raises(RuntimeError, match="closed"):
        await store.trust(NOW)


# --- copies ----------------------------------------------------------------------------------


async def test_a_backup_is_taken_while_the_ledger_is_in_use(
    tmp_path: Path, path: Path, opened: Callable[..., Store]
) -> None:
    await ledger_with(opened, 3)
    store = opened()
    await store.apply(change(insert=[new("b/1")]))
    target = tmp_path / "copias" / "lunes.sqlite"
    target.parent.mkdir()
    backup(f"sqlite:///{path}", target)
    await store.apply(change(insert=[new("b/2")]))
    await store.close()
    assert rights(target) == "-rw-------"
    assert [file.name for file in target.parent.iterdir()] == ["lunes.sqlite"]
    with closing(sqlite3.connect(target)) as connection:
        posts = connection.execute("SELECT count(*) FROM delivery").fetchone()
    assert posts == (5,)


async def test_a_backup_that_fails_leaves_the_former_one(tmp_path: Path) -> None:
    target = tmp_path / "copia.sqlite"
    target.write_bytes(b"la de ayer")
    with pytest.raises(NothingLoaded):
        backup(f"sqlite:///{tmp_path / 'nada.sqlite'}", target)
    assert target.read_bytes() == b"la de ayer"


async def test_a_restored_ledger_is_not_believed(
    tmp_path: Path, path: Path, opened: Callable[..., Store]
) -> None:
    await ledger_with(opened, 3)
    target = tmp_path / "copia.sqlite"
    backup(f"sqlite:///{path}", target)
    store = opened()
    assert await publish_next(store) == "a/1/x/1"
    await store.close()
    former = restore(target, f"sqlite:///{path}", "prueba", Kind.REAL).former
    store = opened()
    assert not (await store.snapshot()).trusted
    assert await store.claim(NOW, "w1", "x") is None
    await store.trust(NOW)
    assert await publish_next(store) == "a/2/x/1"  # the other is out, as the former ledger knew
    await store.close()
    assert former is not None
    with closing(sqlite3.connect(former)) as connection:
        out = connection.execute("SELECT count(*) FROM delivery WHERE state = 'published'")
        assert out.fetchone() == (2,)
    store = opened()
    assert (await store.snapshot()).trusted
    await store.close()


async def test_a_restored_ledger_is_not_believed_even_if_nothing_went_out_since(
    tmp_path: Path, path: Path, opened: Callable[..., Store]
) -> None:
    await ledger_with(opened, 1)
    backup(f"sqlite:///{path}", tmp_path / "copia.sqlite")
    restore(tmp_path / "copia.sqlite", f"sqlite:///{path}", "prueba", Kind.REAL)
    store = opened()
    assert not (await store.snapshot()).trusted
    await store.close()


@pytest.mark.parametrize(
    ("campaign", "kind", "raised"),
    [
        ("prueba", Kind.SANDBOX, LedgerKindMismatch),
        ("otra", Kind.REAL, LedgerOfAnother),
    ],
)
async def test_a_copy_for_something_else_is_not_put_back(
    tmp_path: Path,
    path: Path,
    opened: Callable[..., Store],
    campaign: str,
    kind: Kind,
    raised: type[Exception],
) -> None:
    await ledger_with(opened, 1)
    before = _content(path)
    url = f"sqlite:///{tmp_path}/x.sqlite"
    await open_ledger(url, campaign, kind).close()
    backup(url, tmp_path / "copia.sqlite")
    with pytest.raises(raised):
        restore(tmp_path / "copia.sqlite", f"sqlite:///{path}", "prueba", Kind.REAL)
    assert _content(path) == before
    assert not list(path.parent.glob("*.before-*"))


async def test_restoring_what_is_no_ledger_changes_nothing(
    tmp_path: Path, path: Path, opened: Callable[..., Store]
) -> None:
    await ledger_with(opened, 1)
    source = tmp_path / "nota.txt"
    source.write_text("hola" * 5000)
    before = _content(path)
    with pytest.raises(BackupUnusable):
        restore(source, f"sqlite:///{path}", "prueba", Kind.REAL)
    assert _content(path) == before
    names = {file.name for file in path.parent.iterdir()}
    assert names == {path.name, f"{path.name}.mark", f"{path.name}.journal"}


async def test_a_ledger_put_back_by_hand_is_noticed(
    tmp_path: Path, path: Path, opened: Callable[..., Store]
) -> None:
    await ledger_with(opened, 3)
    shutil.copy(path, tmp_path / "a-mano.sqlite")
    store = opened()
    assert await publish_next(store) == "a/1/x/1"
    await store.close()
    shutil.copy(tmp_path / "a-mano.sqlite", path)
    store = opened()
    assert not (await store.snapshot()).trusted
    assert await publish_next(store) is None
    await store.trust(NOW)
    await store.close()
    store = opened()
    assert await publish_next(store) == "a/1/x/1"
    await store.close()
    store = opened()
    assert (await store.snapshot()).trusted
    await store.close()


def _content(file: Path) -> bytes:
    return file.read_bytes()


def _write_or_remove(file: Path, content: bytes | None) -> None:
    file.unlink()
    if content is not None:
        file.write_bytes(content)


@pytest.mark.parametrize("mark", [None, b"", b"{", b"[1]", b'{"other": 9}\n', b"\xff" * 500])
async def test_a_ledger_without_its_mark_is_not_believed(
    path: Path, opened: Callable[..., Store], mark: bytes | None
) -> None:
    await ledger_with(opened, 1)
    _write_or_remove(path.with_name(path.name + ".mark"), mark)
    store = opened()
    assert not (await store.snapshot()).trusted
    await store.trust(NOW)
    await store.close()
    store = opened()
    assert (await store.snapshot()).trusted
    await store.close()


async def test_a_ledger_with_its_mark_is_believed(opened: Callable[..., Store]) -> None:
    await ledger_with(opened, 3)
    for number in (1, 2, 3):
        store = opened()
        assert await publish_next(store) == f"a/{number}/x/1"
        await store.close()


async def test_a_lease_does_not_outlive_the_machine(
    path: Path, opened: Callable[..., Store]
) -> None:
    await ledger_with(opened, 1)
    store = opened()
    assert await store.claim(NOW, "w1", "x") is not None
    assert await store.take_over(NOW) == []
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE delivery SET lease_boot = 'before' WHERE state = 'sending'")
        connection.commit()
    (lost,) = await store.take_over(NOW)
    assert lost.state is State.UNKNOWN
    await store.close()
