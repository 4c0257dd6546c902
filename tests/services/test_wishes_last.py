"""What a person held or cancelled stays so, whatever the folder says meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.core.deliveries import Receipt, State
from campaign.core.outcomes import Lost, Refused
from campaign.core.reasons import HELD, Reason, because
from tests.services.newsroom import newsroom
from tests.services.test_publishing_threads import THREAD

if TYPE_CHECKING:
    from pathlib import Path

    from campaign.core.deliveries import Delivery
    from tests.services.newsroom import Newsroom

DAY = "2031-05-13"
AVISO = "aviso/aguas/x/1"
FIRST, SECOND, THIRD = (f"hilo/aguas/telegram/{part}" for part in (1, 2, 3))


async def without_x(room: Newsroom) -> None:
    """The channel leaves the folder, and comes back."""
    before = room.files["posts/campaign.yaml"].decode()
    await room.load(campaign=before.replace("x, ", ""))
    assert (await room.states())[AVISO] == State.CANCELLED
    await room.load(campaign=before)


async def generations(room: Newsroom, key: str) -> list[Delivery]:
    known = (await room.store.snapshot()).deliveries
    return sorted((d for d in known if str(d.key) == key), key=lambda one: one.generation)


async def test_what_is_held_is_held_when_it_comes_back_into_the_folder(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        await room.decisions.hold([AVISO], "Rocío", "todavía no")
        for generation in (2, 3):
            await without_x(room)
            one = (await room.newest())[AVISO]
            assert (one.state, one.generation) == (State.HELD, generation)
            assert Reason.stored(one.reason) == because(HELD, who="Rocío", why="todavía no")
        await room.until(f"{DAY}T12:00")
        assert room.visible() == []
        await room.decisions.release([AVISO], "Rocío")
        await room.until(f"{DAY}T12:01")
        assert len(room.visible()) == 1


async def test_what_comes_back_held_keeps_what_it_waits_for(tmp_path: Path) -> None:
    async with newsroom(tmp_path, "approval: {aviso: prensa}\n") as room:
        await room.load()
        await room.decisions.hold([AVISO], "Rocío", "todavía no")
        await without_x(room)
        await room.decisions.release([AVISO], "Rocío")
        assert (await room.states())[AVISO] == State.WAITING


async def cut_off(room: Newsroom) -> Delivery:
    """A person cancels a first part that may be out; return it."""
    await room.load(calendar=THREAD)
    telegram = room.channels["telegram"]
    telegram.script(Lost("gone"), lands=True)
    await room.until(f"{DAY}T09:05")
    await room.decisions.cancel([FIRST], "Rocío", "no")
    await room.until(f"{DAY}T09:10")
    (first,) = await generations(room, FIRST)
    return first


async def test_the_rest_of_a_thread_stays_in_when_its_cancelled_part_is_out(
    tmp_path: Path,
) -> None:
    async with newsroom(tmp_path) as room:
        first = await cut_off(room)
        (post,) = room.channels["telegram"].posts
        receipt = Receipt(post.remote_id, None, room.clock.now())
        at = room.clock.now()
        await room.store.prove(first, receipt, because("found"), by="otra", at=at)
        await room.load()
        await room.until(f"{DAY}T10:00")
        assert len(room.visible("telegram")) == 1


async def test_a_load_opens_no_generation_of_what_is_broken_off(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await cut_off(room)
        for minute in (20, 30):
            loaded = await room.load()
            assert not [row for row in loaded.proposal.plan.rows if row.opens_generation]
            await room.until(f"{DAY}T09:{minute}")
        assert [len(await generations(room, key)) for key in (SECOND, THIRD)] == [1, 1]


async def test_the_rest_comes_again_with_a_first_part_that_is_written_anew(
    tmp_path: Path,
) -> None:
    async with newsroom(tmp_path) as room:
        await room.load(calendar=THREAD)
        room.channels["telegram"].script(Refused("not like that"))
        await room.until(f"{DAY}T09:10")
        await room.load()
        assert len(await generations(room, SECOND)) == 1
        await room.load(calendar=THREAD.replace("Uno:", "Ahora:"))
        await room.until(f"{DAY}T09:20")
        told = [text.partition(":")[0] for text in room.visible("telegram")]
        assert told == ["Ahora", "Dos", "Tres"]


async def test_a_held_part_is_held_again_with_what_it_followed(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load(calendar=THREAD)
        await room.decisions.hold([THIRD], "Rocío", "todavía no")
        await room.decisions.cancel([FIRST], "Rocío", "no")
        await room.publisher.work()
        assert (await room.states())[THIRD] == State.CANCELLED
        await room.decisions.revive([FIRST], "Rocío")
        states = await room.states()
        assert [states[key] for key in (FIRST, SECOND, THIRD)] == ["planned", "planned", "held"]
