"""A copy of a ledger does not know to whom a broadcast went since: it goes to nobody any more."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from campaign.core.ledger_kind import Kind
from campaign.store.opening import open_ledger
from campaign.store.trust import distrust
from tests.contracts.broadcast_contract import draft, handed_out, joined, letter, report
from tests.contracts.ledger_values import NOW
from tests.contracts.people_contract import LATER

if TYPE_CHECKING:
    from pathlib import Path

    from campaign.store.store import Store


def opened(path: Path) -> Store:
    return open_ledger(f"sqlite:///{path}", "prueba", Kind.REAL, trusted=True)


async def begun(path: Path) -> int:
    """Begin a broadcast to five people, of whom two wait for it in the outbox."""
    store = opened(path)
    await joined(store, 1, 2, 3, 4, 5)
    one, _ = await store.confirm(draft())
    await store.feed(letter, 2, 2)
    await store.close()
    return one.id


async def assert_stopped(path: Path, number: int) -> None:
    store = opened(path)
    try:
        assert not await store.feed(letter, 10, 10)
        assert await handed_out(store) == []
        assert await store.end(number, LATER, report)
        ended = await store.broadcast(number)
        assert ended is not None
        assert (ended.how_stopped, ended.is_over) == ("restored", True)
    finally:
        await store.close()


async def test_a_backup_that_came_back_sends_to_nobody(tmp_path: Path) -> None:
    number = await begun(tmp_path / "l.sqlite")
    distrust(tmp_path / "l.sqlite")
    await assert_stopped(tmp_path / "l.sqlite", number)


async def test_a_copy_without_its_mark_sends_to_nobody(tmp_path: Path) -> None:
    number = await begun(tmp_path / "l.sqlite")
    (tmp_path / "elsewhere").mkdir()
    copy = tmp_path / "elsewhere" / "l.sqlite"
    shutil.copy(tmp_path / "l.sqlite", copy)
    await assert_stopped(copy, number)


async def test_a_ledger_that_stayed_where_it_was_goes_on(tmp_path: Path) -> None:
    await begun(tmp_path / "l.sqlite")
    store = opened(tmp_path / "l.sqlite")
    chats = await handed_out(store)
    while await store.feed(letter, 10, 10):
        chats += await handed_out(store)
    assert chats == [1, 2, 3, 4, 5]
    assert (await store.broadcasts(since=NOW))[0].how_stopped is None
    await store.close()
