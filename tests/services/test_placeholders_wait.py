"""A post with a sample text of a new folder is rehearsed, and kept from real networks."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from campaign.core.ledger_kind import Kind
from campaign.services.conversation import LoadedContent
from tests.services.newsroom import CAMPAIGN, PROGRAMME, newsroom

if TYPE_CHECKING:
    from pathlib import Path

SAMPLE = PROGRAMME.replace("Las dos orillas", "Título del segundo panel")


async def test_a_post_with_a_sample_waits_until_it_is_filled_in(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load(programme=SAMPLE)
        states = await room.states()
        assert states["aviso/aguas/x/1"] == "planned"
        assert states["aviso/orillas/x/1"] == "waiting"
        await room.load(programme=PROGRAMME)
        assert (await room.states())["aviso/orillas/x/1"] == "planned"
        await room.until("2031-05-21T10:00")
        assert [text for text in room.visible() if "orillas" in text]


async def test_a_sample_that_is_still_there_does_not_go_out(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load(programme=SAMPLE)
        await room.until("2031-06-10T12:00")
        assert not [text for text in room.visible() if "segundo" in text]


async def test_all_parts_of_a_thread_wait_for_the_one_with_a_sample(tmp_path: Path) -> None:
    calendar = (
        "- post: hilo\n  when: 2031-05-14 10:00\n  channels: x\n"
        "  text: |\n    Dos noches de historias.\n    ---\n    {{ panels[1].title }}\n"
    )
    async with newsroom(tmp_path) as room:
        await room.load(programme=SAMPLE, calendar=calendar)
        assert set((await room.states()).values()) == {"waiting"}


async def test_samples_are_rehearsed(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        room.loader.desk = replace(room.loader.desk, kind=Kind.REHEARSAL)
        await room.load(programme=SAMPLE)
        assert (await room.states())["aviso/orillas/x/1"] == "planned"


async def test_the_bot_tells_samples_only_where_they_are_rehearsed(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load(programme=SAMPLE)
        desk = room.loader.desk
        told = {
            kind: (await LoadedContent(room.store, desk.read, None, kind)()).programme.panels[1]
            for kind in Kind
        }
        assert (told[Kind.REAL].title, told[Kind.REAL].start) == ("", None)
        for kind in (Kind.SANDBOX, Kind.REHEARSAL):
            assert told[kind].title == "Título del segundo panel"


async def test_nothing_goes_out_or_is_told_at_hours_of_a_zone_that_nobody_chose(
    tmp_path: Path,
) -> None:
    unset = CAMPAIGN.replace("America/Bogota", "UTC")
    async with newsroom(tmp_path) as room:
        await room.load(campaign=unset)
        assert set((await room.states()).values()) == {"waiting"}
        desk = room.loader.desk
        told = {
            kind: (await LoadedContent(room.store, desk.read, None, kind)()).programme.panels[0]
            for kind in Kind
        }
        assert told[Kind.REAL].start is None
        assert told[Kind.SANDBOX].start is not None
        await room.load(campaign=CAMPAIGN.replace("America/Bogota", "Etc/UTC"))
        assert (await room.states())["aviso/aguas/x/1"] == "planned"


async def test_a_zone_that_nobody_chose_is_rehearsed(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        room.loader.desk = replace(room.loader.desk, kind=Kind.REHEARSAL)
        await room.load(campaign=CAMPAIGN.replace("America/Bogota", "UTC"))
        assert (await room.states())["aviso/aguas/x/1"] == "planned"
