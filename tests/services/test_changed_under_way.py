"""What changes while a post is on its way, in the middle of a thread, or gone and put back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from campaign import channels
from campaign.core.outcomes import Lost, NotSent
from campaign.core.reasons import THREAD_BEGUN
from tests.services.newsroom import CALENDAR, newsroom

if TYPE_CHECKING:
    from pathlib import Path

    from tests.services.newsroom import Newsroom

DAY = "2031-05-13"
LATER = "2031-05-21T18:00:00-05:00"
THREAD = """\
- post: hilo
  when: 2031-05-13 09:00
  channels: [x]
  text: |
    Alfa.
    ===
    Beta.
    ===
    Gama.
"""
DOORS = """\
- post: puertas
  when: 2031-05-13 09:00
  channels: [x, telegram]
  text: Las puertas abren en una hora.
"""


@pytest.mark.parametrize("fact", [("start", LATER), ("cancelled", "yes")])
@pytest.mark.parametrize("lands", ["found", "by hand"])
async def test_who_read_what_was_on_its_way_is_told_of_the_change(
    tmp_path: Path, fact: tuple[str, str], lands: str
) -> None:
    """The answer is lost, the panel moves, and only then one knows that the post is out."""
    channel = "x" if lands == "found" else "telegram"
    async with newsroom(tmp_path) as room:
        await room.load()
        room.channels[channel].script(Lost("timeout"), lands=True)
        await room.until(f"{DAY}T09:00:10")
        key = f"aviso/aguas/{channel}/1"
        assert (await room.states())[key] == "unknown"
        await room.learn("aguas", *fact)
        if lands == "by hand":
            await room.until(f"{DAY}T09:05")
            assert (await room.states())[key] == "needs_person"
            await room.decisions.resolve(key, "Rocío", "https://t.me/rio/7", channels.sheets())
        await room.until(f"{DAY}T09:30")
        while await room.publisher.work():
            pass
        states = await room.states()
        assert states[key] == "published"
        for name in ("x", "telegram"):
            assert states[f"change/aguas/{name}/1"] == "published", name
            assert len(room.visible(name)) == 2


async def test_a_plan_is_not_made_again_and_again_for_what_was_on_its_way(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        room.channels["x"].script(Lost("timeout"), lands=True)
        await room.until(f"{DAY}T09:00:10")
        await room.learn("aguas", "start", LATER)
        await room.until(f"{DAY}T09:30")
        plan = (await room.store.snapshot()).plan
        await room.until(f"{DAY}T12:00")
        assert (await room.store.snapshot()).plan == plan


async def begun(room: Newsroom) -> None:
    """Let a thread begin, and its second part wait for the network."""
    await room.load(calendar=THREAD)
    x = room.channels["x"]
    publish = x.publish
    room.clock.advance_to(room.clock.now())

    class Waits(type(x)):  # type: ignore[misc]
        async def publish(self, *args: object) -> object:
            return await publish(*args) if not x.posts else NotSent("429")  # type: ignore[arg-type]

    room.work_with(channels={**room.channels, "x": Waits(x.sheet, x.now, posts=x.posts)})
    await room.until(f"{DAY}T09:00:05")
    assert room.visible() == ["Alfa."]
    room.work_with(channels={**room.channels, "x": x})


async def test_a_thread_that_began_goes_on_with_other_words_only_if_a_person_wants_it(
    tmp_path: Path,
) -> None:
    async with newsroom(tmp_path) as room:
        await begun(room)
        await room.load(calendar=THREAD.replace("Alfa.", "Antes.\n    ===\n    Alfa."))
        await room.until(f"{DAY}T12:00")
        assert room.visible() == ["Alfa."]
        newest = await room.newest()
        for part in (2, 3, 4):
            row = newest[f"hilo/x/{part}"]
            assert (row.state, THREAD_BEGUN in str(row.reason)) == ("held", True)
        await room.decisions.cancel(["hilo/x/2", "hilo/x/3"], "Rocío", "")
        assert (await room.states())["hilo/x/2"] == "cancelled"


async def test_a_thread_that_began_goes_on_by_itself_where_its_words_stay(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await begun(room)
        await room.load(calendar=THREAD + DOORS.replace("09:00", "20:00"))
        await room.until(f"{DAY}T12:00")
        assert room.visible() == ["Alfa.", "Beta.", "Gama."]


@pytest.mark.parametrize(("back", "out"), [("08:30", True), ("12:00", False)])
async def test_what_is_put_back_after_its_time_does_not_go_out(
    tmp_path: Path, back: str, *, out: bool
) -> None:
    async with newsroom(tmp_path) as room:
        await room.load(calendar=CALENDAR + DOORS)
        await room.until(f"{DAY}T08:00")
        await room.load(calendar=CALENDAR)
        assert (await room.states())["puertas/x/1"] == "cancelled"
        await room.until(f"{DAY}T{back}")
        await room.load(calendar=CALENDAR + DOORS)
        await room.until(f"{DAY}T13:00")
        assert ("Las puertas abren en una hora." in room.visible()) is out
        assert (await room.states())["puertas/x/1"] == ("published" if out else "expired")
