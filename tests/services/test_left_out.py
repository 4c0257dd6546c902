"""What a load leaves out because of errors, post by post."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.services.left_out import Fate, left_out, missing
from tests.services.newsroom import CALENDAR, Newsroom, newsroom

if TYPE_CHECKING:
    from pathlib import Path

WRONG = CALENDAR.replace("{{ panel.when }}", "{{ panel.nothing }}")


async def fates(room: Newsroom, calendar: str) -> dict[str, Fate]:
    room.files["posts/calendar.yaml"] = calendar.encode()
    return {one.post: one.fate for one in left_out(await room.loader.propose(room.files))}


async def test_a_post_with_an_error_that_is_new_is_left_out_and_its_place_is_told(
    tmp_path: Path,
) -> None:
    async with newsroom(tmp_path) as room:
        assert await fates(room, CALENDAR) == {}
        assert await fates(room, WRONG) == {"aviso/aguas": Fate.OUT, "aviso/orillas": Fate.OUT}
        found = left_out(await room.loader.propose(room.files))
        assert [str(one.place) for one in found] == ["posts/calendar.yaml:5"] * 2


async def test_one_that_is_loaded_waits_or_stays_as_it_was(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        assert await fates(room, WRONG) == {"aviso/aguas": Fate.WAITS, "aviso/orillas": Fate.WAITS}
        await room.load(calendar=WRONG)
        assert set((await fates(room, WRONG)).values()) == {Fate.BEFORE}


async def test_what_a_loaded_folder_says_and_its_ledger_never_had_is_missing(
    tmp_path: Path,
) -> None:
    async with newsroom(tmp_path) as room:
        await room.load(calendar=WRONG)
        snapshot = await room.store.snapshot()
        folder = room.loader.desk.read(room.files)
        assert missing(folder, folder.programme, snapshot.deliveries).keys() == {
            "aviso/aguas",
            "aviso/orillas",
        }
        await room.load(calendar=CALENDAR)
        now = (await room.store.snapshot()).deliveries
        assert missing(folder, folder.programme, now) == {}


async def test_what_is_about_a_panel_that_is_off_is_not_missing(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        programme = room.files["posts/programme.yaml"].decode()
        off = programme.replace("- id: aguas\n", "- id: aguas\n    cancelled: yes\n")
        await room.load(programme=off)
        folder = room.loader.desk.read(room.files)
        now = (await room.store.snapshot()).deliveries
        assert folder.programme.panels[0].cancelled
        assert missing(folder, folder.programme, now) == {}
