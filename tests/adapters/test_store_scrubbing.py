"""Of who was erased, no byte is left in the files of the ledger, nor a word in the log."""

from __future__ import annotations

import json
import random
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from campaign.core.ledger_kind import Kind
from campaign.ports.attendees import Effects, Incoming
from campaign.ports.messages import Message, Priority, passed_on
from campaign.store.opening import Store, open_ledger
from tests.contracts.ledger_values import NOW

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from campaign.ports.held import Held

ANA = 987_654_321_012
NAME = "Anacleta Quilodrán"
TEAM = -77


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return where the ledger is."""
    return tmp_path / "ledger.sqlite"


@pytest.fixture
async def store(path: Path) -> AsyncIterator[Store]:
    opened = open_ledger(f"sqlite:///{path}", "prueba", Kind.REHEARSAL, trusted=True)
    yield opened
    await opened.close()


def found(path: Path) -> dict[str, int]:
    """Count the traces of Ana in each file of the ledger: her name, and her chat in each form."""
    sought = (NAME.encode(), str(ANA).encode(), ANA.to_bytes(6, "big"))
    files = (file for file in path.parent.rglob("*") if file.is_file())
    return {file.name: sum(file.read_bytes().count(one) for one in sought) for file in files}


async def live(store: Store, seed: int, updates: int = 200) -> int:
    """Let Ana and others write, sign up and be answered, in any order; return the last update."""
    chance = random.Random(seed)  # noqa: S311 -- the same people each time
    for update in range(1, updates + 1):
        who = ANA if chance.random() < 0.2 else chance.randrange(1, 10**12)
        name = NAME if who == ANA else "Otra Persona"
        words = f"soy {name} " * chance.randrange(1, 90)
        await store.receive([Incoming(update, json.dumps({"message": {"text": words}}))])
        said = Message(who, json.dumps({"text": f"hola {name} " * chance.randrange(1, 60)}))
        once = passed_on(who) + str(update)
        passed = Message(TEAM, json.dumps({"text": words}), Priority.TEAM, dedupe=once)
        panel = f"panel-{chance.randrange(9)}"
        move = {chance.choice(("sign_up", "cancel")): (panel,)}
        await store.handle(Effects(update, who, NOW, messages=[said, passed], **move))
        if (taken := await store.next_message(NOW)) and chance.random() < 0.9:
            await store.sent(taken, str(update))
    return update


async def erase(store: Store, update: int) -> None:
    def tell(_held: Held) -> tuple[Message, ...]:
        return (Message(ANA, '{"text": "gone"}', forget=True),)

    await store.handle(Effects(update, ANA, NOW, erase=True, tell=tell))


async def send_all(store: Store) -> None:
    while taken := await store.next_message(NOW):
        await store.sent(taken, "1")


@pytest.mark.parametrize("seed", [3, 7, 11])
async def test_no_byte_is_left_in_any_file(store: Store, path: Path, seed: int) -> None:
    """With these seeds, what overwrites only the rows themselves leaves some."""
    update = await live(store, seed, 899)
    assert all(found(path)[name] for name in ("ledger.sqlite", "ledger.sqlite-wal"))
    await erase(store, update + 1)
    await send_all(store)
    assert await store.scrub()
    assert not any(found(path).values())
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert connection.execute("SELECT count(*) > 100 FROM outbox").fetchone() == (1,)


async def test_scrubbing_keeps_everybody_else_as_they_are(store: Store, path: Path) -> None:
    update = await live(store, 9)
    await erase(store, update + 1)
    tables = ("attendee", "contact", "sign_up", "consent", "inbox", "outbox", "erasure")

    def rows() -> list[object]:
        with closing(sqlite3.connect(path)) as connection:
            asked = (f"SELECT * FROM {table} ORDER BY id" for table in tables)  # noqa: S608
            return [connection.execute(one).fetchall() for one in asked]

    before = rows()
    assert await store.scrub()
    assert rows() == before


async def test_who_reads_puts_it_off_and_it_is_done_after(store: Store, path: Path) -> None:
    update = await live(store, 5)
    with closing(sqlite3.connect(path)) as reader:
        reader.execute("BEGIN")
        assert reader.execute("SELECT count(*) FROM inbox").fetchone()
        await erase(store, update + 1)
        await send_all(store)
        assert not await store.scrub()
        assert found(path)["ledger.sqlite-wal"]
    assert await store.scrub()
    assert not any(found(path).values())


async def test_what_was_cut_off_is_scrubbed_by_whoever_comes_next(store: Store, path: Path) -> None:
    update = await live(store, 7)
    await erase(store, update + 1)
    await send_all(store)
    other = open_ledger(f"sqlite:///{path}", "prueba", Kind.REHEARSAL, trusted=True)
    try:
        assert await other.scrub()
        assert not any(found(path).values())
    finally:
        await other.close()


async def test_an_error_of_the_database_names_nobody(store: Store, path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            "CREATE TRIGGER no BEFORE INSERT ON inbox BEGIN SELECT RAISE(ABORT, 'no room'); END"
        )
    with pytest.raises(Exception, match="no room") as raised:
        await store.receive([Incoming(1, json.dumps({"text": NAME}, ensure_ascii=False))])
    assert not any(NAME in str(one) for one in _chain(raised.value))


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
