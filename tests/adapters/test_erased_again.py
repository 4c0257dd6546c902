"""Who was erased after a copy was made is erased in it when it comes back; nobody else is."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta
from typing import TYPE_CHECKING

from campaign.core.ledger_kind import Kind
from campaign.ports.attendees import Effects, Incoming
from campaign.ports.messages import Message, Priority, passed_on
from campaign.store.opening import Store, backup, open_ledger, restore
from tests.contracts.ledger_values import NOW

if TYPE_CHECKING:
    from pathlib import Path

    from campaign.store.backups import Restored

ANA, BEA = 987_654_321_012, 123_454_321_098
TEAM = -77
CONSENT = ("sign-up", "3-es", "ab" * 32)


def url(folder: Path) -> str:
    return f"sqlite:///{folder}/l.sqlite"


def opened(folder: Path) -> Store:
    return open_ledger(url(folder), "prueba", Kind.SANDBOX, trusted=True)


def put_back(folder: Path, copy: str = "copy.sqlite") -> Restored:
    return restore(folder / copy, url(folder), "prueba", Kind.SANDBOX)


async def join(store: Store, update: int, chat: int) -> None:
    """Sign somebody up, answer them and pass their words on to the team."""
    said = Message(chat, json.dumps({"text": f"hola {chat}"}))
    words = json.dumps({"text": f"dice {chat}"})
    passed = Message(TEAM, words, Priority.TEAM, dedupe=passed_on(chat) + str(update))
    joined = {"sign_up": ("panel-1",), "consent": CONSENT, "messages": [said, passed]}
    await store.handle(Effects(update, chat, NOW + timedelta(seconds=update), **joined))


async def erase(store: Store, update: int, chat: int) -> None:
    await store.handle(Effects(update, chat, NOW + timedelta(seconds=update), erase=True))
    assert await store.scrub()


async def people(folder: Path) -> list[int]:
    """Return the chats of everybody on the panel."""
    store = opened(folder)
    try:
        return [one.chat for one in await store.seated("panel-1")]
    finally:
        await store.close()


def traces(path: Path, chat: int) -> int:
    """Count what a ledger and its log say of a chat, in each form."""
    sought = (str(chat).encode(), chat.to_bytes(6, "big"))
    files = (path, path.with_name(path.name + "-wal"))
    return sum(file.read_bytes().count(one) for file in files if file.exists() for one in sought)


async def erased_since(folder: Path) -> None:
    """Keep a copy with Ana and Bea, of whom Ana erases herself after."""
    store = opened(folder)
    await join(store, 1, ANA)
    await join(store, 2, BEA)
    backup(url(folder), folder / "copy.sqlite")
    await erase(store, 3, ANA)
    await store.close()


async def test_who_was_erased_since_is_erased_in_the_copy_and_leaves_no_trace(
    tmp_path: Path,
) -> None:
    await erased_since(tmp_path)
    assert traces(tmp_path / "copy.sqlite", ANA)
    assert put_back(tmp_path).erased == 1
    assert not traces(tmp_path / "l.sqlite", ANA)
    assert traces(tmp_path / "l.sqlite", BEA)
    assert await people(tmp_path) == [BEA]


async def test_it_is_erased_each_time_and_counted_once_in_a_ledger(tmp_path: Path) -> None:
    await erased_since(tmp_path)
    assert [put_back(tmp_path).erased for _ in range(2)] == [1, 1]
    backup(url(tmp_path), tmp_path / "after.sqlite")
    assert put_back(tmp_path, "after.sqlite").erased == 0
    assert await people(tmp_path) == [BEA]


async def test_nothing_that_is_kept_for_it_tells_who_it_was(tmp_path: Path) -> None:
    """The numbers in it are a place in the ledger and a moment, neither made from the person."""
    await erased_since(tmp_path)
    kept = tmp_path / "l.sqlite.erased"
    (line,) = kept.read_text(encoding="utf-8").split("\n")[1:-1]
    assert json.loads(line).keys() == {"ledger", "mark", "at", "attendee", "since"}
    assert not traces(kept, ANA)
    assert kept.stat().st_mode & 0o077 == 0


async def test_who_came_again_later_stays(tmp_path: Path) -> None:
    store = opened(tmp_path)
    await join(store, 1, ANA)
    await erase(store, 2, ANA)
    await join(store, 3, ANA)
    backup(url(tmp_path), tmp_path / "copy.sqlite")
    await store.close()
    assert put_back(tmp_path).erased == 0
    assert await people(tmp_path) == [ANA]


async def test_who_took_the_number_of_somebody_erased_stays(tmp_path: Path) -> None:
    """SQLite gives the last number again: the moment tells two people apart."""
    store = opened(tmp_path)
    await join(store, 1, ANA)
    backup(url(tmp_path), tmp_path / "with-ana.sqlite")
    await erase(store, 2, ANA)
    await join(store, 3, BEA)
    await store.close()
    with closing(sqlite3.connect(tmp_path / "l.sqlite")) as connection:
        assert connection.execute("SELECT id FROM attendee").fetchall() == [(1,)]
        connection.execute("DELETE FROM erasure")  # as if the line had come from elsewhere
        connection.commit()
    assert await people(tmp_path) == [BEA]
    put_back(tmp_path, "with-ana.sqlite")
    assert await people(tmp_path) == []


async def test_who_only_asked_leaves_with_all_that_belongs_to_nobody(tmp_path: Path) -> None:
    """Of somebody who never signed up there is no number: what is to strangers goes as a whole,
    and what is the team's or a group's stays.
    """
    store = opened(tmp_path)
    hello = Effects(1, ANA, NOW, messages=[Message(ANA, json.dumps({"text": f"hola {ANA}"}))])
    await store.handle(hello)
    await join(store, 2, BEA)
    own = [Message(TEAM, '{"text": "del equipo"}', Priority.TEAM), Message(-5, '{"text": "g"}')]
    await store.enqueue(own)
    raw = json.dumps({"message": {"chat": {"id": ANA}, "text": "hola"}})
    await store.receive([Incoming(9, raw)])
    backup(url(tmp_path), tmp_path / "copy.sqlite")
    await erase(store, 10, ANA)
    await store.close()
    assert put_back(tmp_path).erased == 1
    assert not traces(tmp_path / "l.sqlite", ANA)
    with closing(sqlite3.connect(tmp_path / "l.sqlite")) as connection:
        left = connection.execute("SELECT chat FROM outbox ORDER BY id").fetchall()
    assert left == [(BEA,), (TEAM,), (TEAM,), (-5,)]
    assert await people(tmp_path) == [BEA]


def put_by_hand(folder: Path) -> None:
    for file in folder.glob("l.sqlite-*"):
        file.unlink()
    shutil.copy(folder / "copy.sqlite", folder / "l.sqlite")


async def test_a_copy_that_was_put_there_by_hand_is_no_other(tmp_path: Path) -> None:
    await erased_since(tmp_path)
    put_by_hand(tmp_path)
    assert await people(tmp_path) == [BEA]


async def test_who_was_erased_as_the_program_died_is_known_all_the_same(tmp_path: Path) -> None:
    """The ledger knows it before the file beside it does."""
    store = opened(tmp_path)
    await join(store, 1, ANA)
    backup(url(tmp_path), tmp_path / "copy.sqlite")
    await store.handle(Effects(2, ANA, NOW, erase=True))
    assert not (tmp_path / "l.sqlite.erased").exists()
    await store.close()
    assert put_back(tmp_path).erased == 1
    assert await people(tmp_path) == []


async def test_a_torn_or_strange_line_hinders_nobody(tmp_path: Path) -> None:
    await erased_since(tmp_path)
    kept = tmp_path / "l.sqlite.erased"
    strange = '{"ledger": "x", "mark": "m", "at": "2031-05-12T09:00:00Z", "attendee": 2}'
    kept.write_text(f'{{"ledger": "torn\n{strange}{kept.read_text()}[]\n{{}}\n')
    assert put_back(tmp_path).erased == 1
    assert await people(tmp_path) == [BEA]
