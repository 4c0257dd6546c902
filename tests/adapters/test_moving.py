"""A ledger moves from its file to a server: whole, compared, and worked with there."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import psycopg
import pytest

from campaign.core.errors import (
    LedgerInUse,
    LedgerMiscopied,
    LedgerMoved,
    LedgerTaken,
    LedgerTooNew,
    LedgerUnreachable,
    NothingLoaded,
)
from campaign.core.facts import Door, Fact
from campaign.core.ledger_kind import Kind
from campaign.core.life import Move
from campaign.core.questions import Verdict
from campaign.ports.messages import Message, Priority
from campaign.ports.questions import Decide, Enter, Vote
from campaign.store.moving import move
from campaign.store.opening import Limits, Store, open_ledger
from campaign.store.server_backend import ServerBackend
from campaign.store.versions import NEWEST, bring_up_to_date
from tests.contracts.ledger_values import NOW, blob, change, moved, new, publish_next
from tests.contracts.people_contract import effects
from tests.contracts.questions_contract import VOTING, Forum

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from campaign.testing.postgres import PostgresServer

NAMES = ("prueba", "segunda")
MUST_HAVE = (
    "attempt", "attendee", "blob", "campaign", "consent", "contact", "delivery", "event", "fact",
    "inbox", "outbox", "question", "question_event", "revision", "revision_file", "sign_up", "vote",
)  # fmt: skip
OPEN = """
import sqlite3, sys
ledger = sqlite3.connect(sys.argv[1])
ledger.execute("SELECT count(*) FROM campaign").fetchall()
print("open", flush=True)
sys.stdin.readline()
"""
SPOILT = (
    """
    CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN NEW.language := 'xx'; RETURN NEW; END $$
    """,
    "CREATE TRIGGER spoilt BEFORE INSERT ON attendee FOR EACH ROW EXECUTE FUNCTION spoil()",
)


def opened(url: str, tmp_path: Path, name: str = NAMES[0]) -> Store:
    """Open a campaign's ledger, in a file or on a server."""
    return open_ledger(url, name, Kind.REAL, Limits(), trusted=True, kept=tmp_path / "kept")


async def fill(store: Store, chat: int) -> None:
    """Let something happen in every part of a ledger."""
    rows = [new("a/1"), new("a/2", title="Ñandú 🦤 «o»", approver="prensa"), new("b/1", "mastodon")]
    fact = Fact("panel-1", "stream", "https://x.example", NOW, "inés", Door.COMMAND)
    images = {**blob(bytes(range(256)) * 40), **blob(f"{chat}".encode())}
    files = {
        f"assets/{name}.png": sha for name, sha in zip("Zañ", [*images, *images], strict=False)
    }
    await store.apply(change(insert=rows, blobs=images, facts=[fact], revision_files=files))
    await publish_next(store)
    found = {d.key.post: d for d in (await store.snapshot()).deliveries}
    await store.apply(change(steps=[moved(found["b/1"], Move.HOLD)]))
    for number in range(chat, chat + 3):
        await store.handle(effects(number, number, sign_up=("panel-1", "panel-2")))
    await store.enqueue([Message(chat, '"later"', Priority.NOTICE, dedupe=f"remind:p:{chat}")])
    forum = Forum(store)
    entered = [
        await forum.do(Enter("panel-1", f"¿{words}?", None, "Luz")) for words in ("Quién", "Cuánto")
    ]
    first, second = (one.question for one in entered)
    assert first is not None
    assert second is not None
    await forum.do(Decide(first.id, Verdict.MERGE, "inés", second.id))
    await forum.do(
        Vote(second.id, counts=True, open_panels=["panel-1"], language="es", consent=VOTING),
        chat + 1,
    )


def rows_of_file(path: Path) -> dict[str, list[tuple[str, ...]]]:
    """Return what a file has, as text, by table."""
    with closing(sqlite3.connect(path)) as file:
        names = file.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {n: sorted(map(as_text, file.execute(f"SELECT * FROM {n}"))) for (n,) in names}  # noqa: S608


def rows_of_server(url: str) -> dict[str, list[tuple[str, ...]]]:
    """Return what a database has, in the same way."""
    tables = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
    with psycopg.connect(url) as server:
        names = server.execute(tables).fetchall()
        return {n: sorted(map(as_text, server.execute(f"SELECT * FROM {n}"))) for (n,) in names}  # noqa: S608


def as_text(row: Sequence[object]) -> tuple[str, ...]:
    return tuple(_as_text(value) for value in row)


def _as_text(value: object) -> str:
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")[:-6] + "Z"
    return str(value)


@pytest.fixture
async def ledger(tmp_path: Path) -> Path:
    """Return a file with two campaigns in which a lot has happened."""
    path = tmp_path / "l.sqlite"
    for number, name in enumerate(NAMES, start=1):
        store = opened(f"sqlite:///{path}", tmp_path, name)
        await fill(store, number * 10)
        await store.close()
    return path


@pytest.fixture
def target(postgres: PostgresServer, tmp_path: Path) -> tuple[str, ServerBackend]:
    """Return the address of an empty database, and the database."""
    url = postgres.new_database()
    return url, ServerBackend(url, tmp_path / "kept")


async def test_everything_moves_and_is_worked_with_there(
    ledger: Path, target: tuple[str, ServerBackend], tmp_path: Path
) -> None:
    url, server = target
    before = rows_of_file(ledger)
    assert min(len(before[name]) for name in MUST_HAVE) >= 2
    rows, former = move(ledger, server)
    assert rows == sum(len(found) for found in before.values()) - 1  # but for the version
    assert rows_of_server(url) == before
    assert former is not None
    assert rows_of_file(former) == before
    with pytest.raises(LedgerMoved) as raised:
        opened(f"sqlite:///{ledger}", tmp_path)
    assert raised.value.params["target"] == server.where
    store = opened(url, tmp_path)
    assert (await store.snapshot()).trusted
    await store.apply(change(insert=[new("c/1")]))
    assert {await publish_next(store), await publish_next(store)} == {"a/2/x/1", "c/1/x/1"}
    await store.enqueue([Message(10, '"later"', Priority.NOTICE, dedupe="remind:p:10")])
    await store.handle(effects(900, 900, sign_up=("panel-1",)))
    assert len(await store.seated("panel-1")) == 4
    await store.close()


async def test_a_database_with_a_campaign_takes_no_other(
    ledger: Path, target: tuple[str, ServerBackend], tmp_path: Path
) -> None:
    url, server = target
    await opened(url, tmp_path, "tercera").close()
    before = rows_of_file(ledger)
    with pytest.raises(LedgerTaken):
        move(ledger, server)
    assert rows_of_file(ledger) == before
    assert len(rows_of_server(url)["campaign"]) == 1


def test_what_a_program_works_with_does_not_move(
    ledger: Path, target: tuple[str, ServerBackend]
) -> None:
    held = subprocess.Popen(
        [sys.executable, "-c", OPEN, str(ledger)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert held.stdout is not None
    assert held.stdout.readline() == b"open\n"
    with pytest.raises(LedgerInUse):
        move(ledger, target[1])
    held.communicate(b"\n")
    assert move(ledger, target[1])[0] > 0


async def test_what_comes_out_otherwise_is_not_kept(
    ledger: Path, target: tuple[str, ServerBackend], tmp_path: Path
) -> None:
    url, server = target
    with server.writing().connect() as connection, connection.begin():
        bring_up_to_date(connection, url)
        for statement in SPOILT:
            connection.exec_driver_sql(statement)
    before = rows_of_file(ledger)
    with pytest.raises(LedgerMiscopied) as raised:
        move(ledger, server)
    assert raised.value.params["table"] == "attendee"
    assert rows_of_file(ledger) == before
    assert rows_of_server(url)["campaign"] == []
    await opened(f"sqlite:///{ledger}", tmp_path).close()


def test_what_a_newer_version_wrote_is_not_copied_in_part(
    ledger: Path, target: tuple[str, ServerBackend]
) -> None:
    with closing(sqlite3.connect(ledger)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (f"{int(NEWEST) + 1:04}",))
        connection.commit()
    before = rows_of_file(ledger)
    with pytest.raises(LedgerTooNew):
        move(ledger, target[1])
    assert rows_of_file(ledger) == before


def test_nothing_moves_where_there_is_nothing(
    target: tuple[str, ServerBackend], tmp_path: Path
) -> None:
    with pytest.raises(NothingLoaded):
        move(tmp_path / "no.sqlite", target[1])


async def test_a_server_that_is_away_leaves_the_file_as_it_is(ledger: Path, tmp_path: Path) -> None:
    before = rows_of_file(ledger)
    away = ServerBackend("postgresql://ana:geheim@127.0.0.1:9/campaigns", tmp_path / "kept")
    with pytest.raises(LedgerUnreachable):
        move(ledger, away)
    assert rows_of_file(ledger) == before
