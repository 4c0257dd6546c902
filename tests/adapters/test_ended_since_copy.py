"""What people ended after a copy was made stays ended when the copy comes back."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import timedelta
from typing import TYPE_CHECKING

from campaign.core.attendees import Seat
from campaign.core.ledger_kind import Kind
from campaign.ports.attendees import Effects
from campaign.ports.messages import Message, Priority
from campaign.store.opening import Store, backup, open_ledger, restore
from tests.contracts.ledger_values import NOW

if TYPE_CHECKING:
    from pathlib import Path

    from campaign.ports.held import Held

ANA, BEA, EVA = 101, 102, 103
SIGN_UP, NEWS = ("sign-up", "3-es", "ab" * 32), ("news", "1-es", "cd" * 32)


def url(folder: Path) -> str:
    return f"sqlite:///{folder}/l.sqlite"


def opened(folder: Path) -> Store:
    return open_ledger(url(folder), "prueba", Kind.SANDBOX, trusted=True)


async def do(store: Store, update: int, chat: int, **what: object) -> None:
    at = NOW + timedelta(seconds=update)
    await store.handle(Effects(update, chat, at, **what))  # type: ignore[arg-type]


async def copied(folder: Path) -> Store:
    """Keep a copy with Ana and Bea, who both wait for a reminder and get news."""
    store = opened(folder)
    for update, chat in enumerate((ANA, BEA), start=1):
        await do(store, update, chat, sign_up=("panel-1", "panel-2"), consent=SIGN_UP)
        await do(store, update + 10, chat, consent=NEWS)
        await store.enqueue([Message(chat, json.dumps({"text": "avisa"}), Priority.NOTICE)])
    backup(url(folder), folder / "copy.sqlite")
    return store


async def put_back(folder: Path, store: Store) -> tuple[int, Store]:
    await store.close()
    restored = restore(folder / "copy.sqlite", url(folder), "prueba", Kind.SANDBOX)
    return restored.ended, opened(folder)


async def held(store: Store, chat: int) -> Held:
    """Return what is held of a person."""
    found: list[Held] = []

    def tell(one: Held) -> tuple[Message, ...]:
        found.append(one)
        return ()

    await store.handle(Effects(900 + chat, chat, NOW, tell=tell))
    return found[0]


async def test_who_ended_everything_is_written_to_no_more(tmp_path: Path) -> None:
    store = await copied(tmp_path)
    await do(store, 20, ANA, cancel=("panel-1", "panel-2"), withdraw="news", silence=True)
    ended, store = await put_back(tmp_path, store)
    assert ended == 1
    assert await store.sign_ups(ANA) == []
    assert [(one.purpose, one.given) for one in (await held(store, ANA)).consents] == [
        ("sign-up", True),
        ("news", True),
        ("news", False),
    ]
    told = await store.next_messages(NOW + timedelta(days=1), 9)
    assert [one.message.chat for one in told] == [BEA]
    assert len(await store.sign_ups(BEA)) == 2
    await store.close()


async def test_who_changed_panels_is_on_the_other_one(tmp_path: Path) -> None:
    store = await copied(tmp_path)
    await do(store, 20, ANA, cancel=("panel-1",), sign_up=("panel-3",))
    await do(store, 21, EVA, sign_up=("panel-1",), consent=SIGN_UP)
    ended, store = await put_back(tmp_path, store)
    assert ended == 1
    mine = [(one.panel, one.state) for one in await store.sign_ups(ANA)]
    assert mine == [("panel-2", Seat.SEATED), ("panel-3", Seat.SEATED)]
    assert [one.chat for one in await store.seated("panel-1")] == [BEA]
    await store.close()


async def test_where_nothing_was_ended_the_copy_stays_as_it_is(tmp_path: Path) -> None:
    ended, store = await put_back(tmp_path, await copied(tmp_path))
    assert ended == 0
    assert len(await store.next_messages(NOW + timedelta(days=1), 9)) == 2
    await store.close()


async def test_who_was_erased_is_not_brought_back_by_it(tmp_path: Path) -> None:
    store = await copied(tmp_path)
    await do(store, 20, BEA, cancel=("panel-1",))
    await do(store, 21, ANA, erase=True)
    ended, store = await put_back(tmp_path, store)
    assert ended == 1
    assert [one.chat for one in await store.seated("panel-2")] == [BEA]
    await store.close()


async def test_a_withdrawn_question_stays_withdrawn(tmp_path: Path) -> None:
    store = await copied(tmp_path)
    await store.close()
    add = """
        INSERT INTO question (id, campaign_id, attendee_id, panel, text, state, at, name, quiet)
        VALUES (?, 1, 1, 'panel-1', '¿Y el agua?', 'published', '2031-05-10T09:00:00.000000Z',
            'Ana', 0)
    """
    for file in ("copy.sqlite", "l.sqlite"):
        with closing(sqlite3.connect(tmp_path / file)) as connection:
            connection.executemany(add, [(1,), (2,), (3,)])
            if file == "l.sqlite":
                gone = (
                    "UPDATE question SET state = 'withdrawn', text = '', name = NULL WHERE id = 1"
                )
                connection.execute(gone)
                connection.execute("UPDATE question SET name = NULL WHERE id = 2")
            connection.commit()
    ended, store = await put_back(tmp_path, opened(tmp_path))
    assert ended == 1
    found = {one.id: (one.standing.value, one.text, one.name) for one in await store.questions()}
    assert found[2] == ("published", "¿Y el agua?", None)
    assert found[3] == ("published", "¿Y el agua?", "Ana")
    assert found.get(1, ("withdrawn", "", None)) == ("withdrawn", "", None)
    await store.close()
