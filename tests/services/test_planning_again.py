"""What is on its way while the folder changes: nothing old goes out after it came back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from campaign.core.errors import NotApprovable
from campaign.core.outcomes import Blocked, Lost, NotSent, Stopped
from tests.services.newsroom import CALENDAR, newsroom

if TYPE_CHECKING:
    from pathlib import Path

    from tests.services.newsroom import Newsroom

DAY = "2031-05-13"
AVISO = "aviso/aguas/x/1"
NEW = CALENDAR.replace("«{{ panel.title }}»: {{", "Ven a «{{ panel.title }}»: {{")
NONE = CALENDAR.partition("- post: en-vivo")[2]


async def _lost(room: Newsroom, *, lands: bool) -> None:
    await room.load()
    room.channels["x"].script(Lost("timeout"), lands=lands)
    await room.until(f"{DAY}T09:00")
    assert (await room.states())[AVISO] == "unknown"


async def test_a_new_text_goes_out_once_where_the_old_one_did_not(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await _lost(room, lands=False)
        await room.load(calendar=NEW)
        await room.until(f"{DAY}T09:10")
        (only,) = room.visible()
        assert only.startswith("Ven a")
        assert (await room.newest())[AVISO].generation == 2


async def test_a_new_text_stays_in_where_the_old_one_is_out(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await _lost(room, lands=True)
        await room.load(calendar=NEW)
        await room.until(f"{DAY}T09:10")
        (only,) = room.visible()
        assert only.startswith("«Aguas abajo»")


async def test_what_was_withdrawn_meanwhile_is_never_sent(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await _lost(room, lands=False)
        await room.load(calendar=f"- post: en-vivo{NONE}")
        await room.until(f"{DAY}T12:00")
        assert room.visible() == []
        assert (await room.states())[AVISO] == "cancelled"


async def test_a_post_that_a_person_sends_again_has_todays_words(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        room.channels["telegram"].script(Lost("timeout"))
        await room.until(f"{DAY}T09:10")
        key = "aviso/aguas/telegram/1"
        assert (await room.states())[key] == "needs_person"
        await room.load(calendar=NEW)
        await room.decisions.resend(key, "Rocío")
        await room.until(f"{DAY}T09:12")
        (only,) = room.visible("telegram")
        assert only.startswith("Ven a")


async def test_a_moved_panels_post_moves_though_it_was_on_its_way(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await _lost(room, lands=False)
        await room.learn("aguas", "start", "2031-05-22T18:00:00-05:00")
        await room.until(f"{DAY}T12:00")
        assert room.visible() == []
        await room.until("2031-05-15T09:00")
        (only,) = room.visible()
        assert "jueves 22 de mayo" in only


async def test_what_came_back_unchanged_goes_out_as_it_was(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await _lost(room, lands=False)
        await room.learn("orillas", "stream", "https://example.org/orillas")
        await room.until(f"{DAY}T09:10")
        assert len(room.visible()) == 1
        assert (await room.newest())[AVISO].generation == 1


async def test_a_stopped_account_goes_on_with_todays_words(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        room.channels["x"].script(Stopped(Blocked.CREDIT, "credits depleted"))
        await room.until(f"{DAY}T09:00")
        await room.load(calendar=NEW)
        await room.decisions.resume("Rocío")
        await room.until(f"{DAY}T09:05")
        (only,) = room.visible()
        assert only.startswith("Ven a")


async def test_a_folder_that_cannot_be_planned_keeps_nothing_else_back(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await _lost(room, lands=False)
        room.channels["telegram"].script(NotSent("connection refused"))
        await room.load(calendar=NEW)

        async def fails() -> None:
            raise RuntimeError

        room.work_with(colleagues=replace(room.publisher.reach.colleagues, replan=fails))
        room.clock.advance_to(room.clock.now() + timedelta(minutes=5))
        await room.publisher.work()
        room.clock.advance_to(room.clock.now() + timedelta(minutes=5))
        with pytest.raises(RuntimeError):
            await room.publisher.work()
        assert (await room.states())["aviso/aguas/telegram/1"] == "published"
        assert room.visible() == []


WAITING = "en-vivo/aguas/x/1"
EDITED = CALENDAR.replace("Ya comenzó", "Estamos en vivo con")


async def test_an_edited_post_that_waits_for_a_fact_counts_as_changed(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        changes = {str(row.key): row.change.value for row in (await room.load()).proposal.plan.rows}
        assert changes[WAITING] == "unchanged"
        loaded = await room.load(calendar=EDITED)
        changes = {str(row.key): row.change.value for row in loaded.proposal.plan.rows}
        assert changes[WAITING] == "changed"
        delivery = (await room.newest())[WAITING]
        assert (delivery.generation, delivery.state.value) == (1, "waiting")


async def test_an_edit_of_a_waiting_post_takes_its_approval_away(tmp_path: Path) -> None:
    async with newsroom(tmp_path, "approval: {en-vivo: prensa}\n") as room:
        await room.load()
        await room.decisions.approve([WAITING], "Rocío", "prensa")
        assert (await room.newest())[WAITING].approved_by == "Rocío"
        await room.load(calendar=EDITED)
        assert (await room.newest())[WAITING].approved_by is None


async def test_nothing_is_approved_while_nobody_knows_what_it_will_say(tmp_path: Path) -> None:
    unnamed = CALENDAR.replace("  needs: [stream]\n", "")
    async with newsroom(tmp_path, "approval: {en-vivo: prensa}\n") as room:
        await room.load(calendar=unnamed)
        with pytest.raises(NotApprovable):
            await room.decisions.approve([WAITING], "Rocío", "prensa")


async def test_what_stays_loaded_though_its_row_has_an_error_is_in_the_plan(tmp_path: Path) -> None:
    twice = CALENDAR + CALENDAR.partition("- post: en-vivo")[0]
    async with newsroom(tmp_path) as room:
        await room.load()
        proposal = (await room.load(calendar=twice)).proposal
        assert {str(row.key) for row in proposal.plan.rows} == set(await room.states())
        kept = [row for row in proposal.plan.rows if row.key.post == "aviso/aguas"]
        assert [(str(row.change), str(row.state)) for row in kept] == [("unchanged", "planned")] * 2
