"""A copy of a ledger of several campaigns: what happened since is taken along for all of them."""

from __future__ import annotations

from contextlib import asynccontextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from campaign.core.facts import Door, Fact
from campaign.core.ledger_kind import Kind
from campaign.core.reasons import Reason
from campaign.services.deciding import Decisions
from campaign.services.loader import Loader
from campaign.services.publishing import Publisher
from campaign.services.reach import Colleagues, Reach
from campaign.store.opening import open_ledger, restore
from tests.services.newsroom import newsroom
from tests.services.test_decided_since_copy import BARRO, DAYS, TEXTS, put_back, put_by, url

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from campaign.store.store import Store
    from tests.services.newsroom import Newsroom


@asynccontextmanager
async def other(room: Newsroom, folder: Path) -> AsyncIterator[tuple[Store, Loader]]:
    """Open the ledger of another campaign in the same file."""
    store = open_ledger(url(folder), "otra", Kind.SANDBOX, trusted=True)
    try:
        yield store, Loader(room.loader.desk, store, store, room.clock)
    finally:
        await store.close()


async def load_other(room: Newsroom, loader: Loader) -> None:
    files = {name: raw.replace(b"name: voces", b"name: otra") for name, raw in room.files.items()}
    await loader.load(files, "Irma")


async def test_what_another_campaign_decided_and_entered_since_stays(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load(calendar=DAYS)
        async with other(room, tmp_path) as (store, loader):
            await load_other(room, loader)
            put_by(tmp_path)
            when = room.clock.now()
            fact = Fact("aguas", "stream", "https://a.example/2", when, "Irma", Door.COMMAND)
            await loader.learn([fact], "Irma")
            await Decisions(store, room.clock).cancel([BARRO], "Irma", "no va")
        restored = await put_back(room, tmp_path)
        assert (restored.since.kept, restored.since.facts) == ([], ())
        assert (restored.others, restored.others_unknown) == (("otra",), ())
        async with other(room, tmp_path) as (store, _):
            snapshot = await store.snapshot()
    [barro] = [one for one in snapshot.deliveries if str(one.key) == BARRO]
    assert (str(barro.state), Reason.stored(barro.reason).id) == ("held", "cancelled-since-copy")
    assert [one.value for one in snapshot.facts] == ["https://a.example/2"]


async def test_another_campaign_to_which_nothing_happened_is_not_named(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load(calendar=DAYS)
        async with other(room, tmp_path) as (_, loader):
            await load_other(room, loader)
        put_by(tmp_path)
        await room.decisions.cancel([BARRO], "Rocío", "")
        restored = await put_back(room, tmp_path)
    assert [str(one.key) for one in restored.since.kept] == [BARRO]
    assert (restored.others, restored.others_unknown) == ((), ())


async def test_another_campaign_of_which_nothing_can_be_known_is_named(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load(calendar=DAYS)
        async with other(room, tmp_path) as (_, loader):
            await load_other(room, loader)
        put_by(tmp_path)
        await room.store.close()
        (tmp_path / "ledger.sqlite").unlink()
        restored = restore(tmp_path / "copy.sqlite", url(tmp_path), "voces", Kind.SANDBOX)
        assert not restored.since.known
        assert (restored.others, restored.others_unknown) == ((), ("otra",))


async def test_what_another_campaign_has_sent_since_is_not_sent_again(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load(calendar=DAYS)
        async with other(room, tmp_path) as (store, loader):
            await load_other(room, loader)
            put_by(tmp_path)
            room.clock.advance_to(datetime.fromisoformat("2031-05-12T09:01-05:00"))
            reach = Reach(store, room.channels, room.clock, "irma", Colleagues())
            for _ in range(2):
                await Publisher(reach).work()
            assert room.visible() == TEXTS[:1]
        restored = await put_back(room, tmp_path)
        assert restored.others == ("otra",)
        async with other(room, tmp_path) as (store, _):
            snapshot = await store.snapshot()
    [barro] = [one for one in snapshot.deliveries if str(one.key) == BARRO]
    assert (str(barro.state), Reason.stored(barro.reason).id) == ("published", "out-since-copy")


async def test_another_campaign_that_the_copy_does_not_know_is_named(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load(calendar=DAYS)
        put_by(tmp_path)
        async with other(room, tmp_path) as (_, loader):
            await load_other(room, loader)
        restored = await put_back(room, tmp_path)
    assert (restored.others, restored.others_unknown) == ((), ())
    assert restored.others_lost == ("otra",)
