"""What loading does to approved, held, faulty and cancelled posts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from campaign.core.errors import NotApprovable
from tests.services.newsroom import CALENDAR, PROGRAMME, newsroom

if TYPE_CHECKING:
    from pathlib import Path

APPROVAL = "approval: {aviso: prensa, en-vivo: prensa}\n"
AVISO = "aviso/aguas/x/1"
LIVE = "en-vivo/aguas/x/1"


async def test_a_text_that_changes_without_a_fact_loses_its_approval(tmp_path: Path) -> None:
    told = CALENDAR.replace("{{ panel.when }}.", "{{ panel.when }}. {{ panel.summary }}")
    async with newsroom(tmp_path, APPROVAL) as room:
        first = PROGRAMME.replace("    start:", "    summary: Un río\n    start:")
        await room.load(calendar=told, programme=first)
        await room.decisions.approve(["aviso/aguas"], "Rocío", "prensa")
        await room.load(programme=first.replace("Un río", "Otra cosa"))
        changed = (await room.newest())[AVISO]
        assert (changed.state, changed.approved_by) == ("waiting", None)


async def test_a_corrected_fact_voids_the_approval_that_its_filling_kept(tmp_path: Path) -> None:
    async with newsroom(tmp_path, APPROVAL) as room:
        await room.load()
        await room.decisions.approve(["en-vivo/aguas"], "Rocío", "prensa")
        await room.learn("aguas", "stream", "https://rio.example/1")
        assert (await room.newest())[LIVE].approved_by == "Rocío"
        await room.learn("aguas", "stream", "https://otro.example/2")
        assert (await room.newest())[LIVE].approved_by is None


async def test_another_title_while_it_waits_voids_the_approval(tmp_path: Path) -> None:
    async with newsroom(tmp_path, APPROVAL) as room:
        await room.load()
        await room.decisions.approve(["en-vivo/aguas"], "Rocío", "prensa")
        await room.load(programme=PROGRAMME.replace("Aguas abajo", "Aguas arriba"))
        await room.learn("aguas", "stream", "https://rio.example/1")
        filled = (await room.newest())[LIVE]
        assert (filled.state, filled.approved_by) == ("waiting", None)


async def test_what_nobody_can_see_cannot_be_approved(tmp_path: Path) -> None:
    undeclared = CALENDAR.replace("  needs: [stream]\n", "")
    async with newsroom(tmp_path, APPROVAL) as room:
        await room.load(calendar=undeclared)
        with pytest.raises(NotApprovable):
            await room.decisions.approve(["en-vivo/aguas"], "Rocío", "prensa")


async def test_a_text_that_became_false_does_not_go_out(tmp_path: Path) -> None:
    typed = CALENDAR.replace("{{ panel.when }}.", "martes 20 de mayo, 18:00 h.")
    one = PROGRAMME.partition("  - id: orillas")[0]
    async with newsroom(tmp_path) as room:
        await room.load(calendar=typed, programme=one)
        await room.learn("aguas", "start", "2031-05-22T18:00:00-05:00")
        stopped = (await room.newest())[AVISO]
        assert stopped.state == "waiting"
        assert "contradicts-programme" in str(stopped.reason)
        await room.until("2031-05-14T12:00")
        assert room.visible() == []
        await room.load(calendar=typed.replace("martes 20", "jueves 22"))
        assert (await room.states())[AVISO] == "planned"


async def test_the_error_of_one_panel_stops_no_other(tmp_path: Path) -> None:
    long = PROGRAMME.replace("Las dos orillas", "Las dos orillas " * 60)
    async with newsroom(tmp_path) as room:
        loaded = await room.load(programme=long)
        assert loaded.proposal.checked.errors
        states = await room.states()
        assert states[AVISO] == "planned"
        assert "aviso/orillas/x/1" not in states


async def test_a_cancelled_panel_is_announced_no_more(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        await room.learn("aguas", "stream", "https://rio.example/1")
        await room.learn("aguas", "cancelled", "yes")
        states = await room.states()
        assert (states[AVISO], states[LIVE]) == ("cancelled", "cancelled")
        await room.learn("aguas", "cancelled", "no")
        assert (await room.states())[AVISO] == "planned"
        await room.until("2031-05-30T12:00")
        assert room.doubled() == []


async def test_a_rule_that_comes_later_holds_for_what_is_held(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        await room.decisions.hold([AVISO], "Rocío", "esperar")
        campaign = room.files["posts/campaign.yaml"].decode() + APPROVAL
        await room.load(campaign=campaign)
        await room.decisions.release([AVISO], "Rocío")
        assert (await room.states())[AVISO] == "waiting"


async def test_a_fact_that_comes_while_it_is_held_counts_when_it_is_released(
    tmp_path: Path,
) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        await room.decisions.hold([LIVE], "Rocío", "esperar")
        await room.learn("aguas", "stream", "https://rio.example/1")
        await room.decisions.release([LIVE], "Rocío")
        assert (await room.states())[LIVE] == "planned"


@pytest.mark.parametrize("name", ["campaign", "programme", "calendar"])
async def test_a_broken_file_withdraws_nothing(tmp_path: Path, name: str) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        before = await room.states()
        await room.load(**{name: "a: [b"})
        assert await room.states() == before


async def test_a_missing_calendar_withdraws_nothing(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        before = await room.states()
        del room.files["posts/calendar.yaml"]
        await room.load()
        assert await room.states() == before


async def test_no_entry_may_take_the_name_of_corrections(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        renamed = CALENDAR.replace("post: aviso", "post: change")
        loaded = await room.load(calendar=renamed)
        assert [p.code for p in loaded.proposal.checked.problems] == ["bad-value"]
