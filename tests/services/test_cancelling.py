"""A cancellation can be undone, as long as it certainly never left and its time is to come."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from campaign.core.errors import CancelledTooLong, CancelledUnsure, NotApprovable
from campaign.core.outcomes import Lost
from campaign.core.reasons import Reason
from campaign.services.cancelling import can_come_back, present_times
from tests.services.newsroom import CALENDAR, PROGRAMME, newsroom
from tests.services.test_publishing_threads import by_hand

if TYPE_CHECKING:
    from pathlib import Path

AVISO = "aviso/aguas/x/1"
DAY = "2031-05-13"
APPROVAL = "approval: {aviso: prensa}\n"


async def test_what_was_cancelled_by_mistake_goes_out_once(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        await room.decisions.cancel(["aviso/aguas"], "Rocío", "sobra")
        await room.load()
        assert (await room.states())[AVISO] == "cancelled"
        found = await room.decisions.revive(["aviso/aguas"], "Ana")
        assert {str(d.key) for d in found.going} == {AVISO, "aviso/aguas/telegram/1"}
        assert (await room.states())[AVISO] == "planned"
        await room.until(f"{DAY}T12:00")
        assert len(room.visible()) == 1


async def test_what_changed_meanwhile_goes_out_as_it_is_now(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        await room.decisions.cancel([AVISO], "Rocío", "")
        await room.load(calendar=CALENDAR.replace("«{{ panel.title }}»: {{", "Ven: {{"))
        await room.decisions.revive([AVISO], "Ana")
        await room.until(f"{DAY}T12:00")
        (only,) = room.visible()
        assert only.startswith("Ven: ")


async def test_what_is_no_longer_in_the_calendar_does_not_come_back(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        await room.decisions.cancel([AVISO], "Rocío", "")
        await room.load(calendar=f"- post: en-vivo{CALENDAR.partition('- post: en-vivo')[2]}")
        await room.decisions.revive([AVISO], "Ana")
        await room.until(f"{DAY}T12:00")
        assert room.visible() == []


async def test_an_approval_that_was_missing_is_missing_still(tmp_path: Path) -> None:
    async with newsroom(tmp_path, APPROVAL) as room:
        await room.load()
        await room.decisions.cancel([AVISO], "Rocío", "")
        await room.decisions.revive([AVISO], "Ana")
        assert (await room.states())[AVISO] == "waiting"


async def test_what_was_held_is_held_again_for_the_same_reason(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        await room.decisions.hold([AVISO], "Rocío", "duelo")
        await room.decisions.cancel([AVISO], "Rocío", "")
        await room.decisions.revive([AVISO], "Ana")
        one = (await room.newest())[AVISO]
        assert one.state == "held"
        assert Reason.from_json(one.reason or "").params == {"who": "Rocío", "why": "duelo"}


async def test_what_may_have_been_out_is_not_sent_again(tmp_path: Path) -> None:
    key = "aviso/aguas/telegram/1"
    async with newsroom(tmp_path) as room:
        await room.load()
        room.channels["telegram"].script(Lost("timeout"), lands=True)
        await room.until(f"{DAY}T09:10")
        await room.decisions.cancel([key], "Rocío", "")
        with pytest.raises(CancelledUnsure):
            await room.decisions.revive([key], "Ana")
        assert (await room.states())[key] == "cancelled"


async def test_what_a_person_was_to_publish_is_handed_over_again(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        by_hand(room)
        campaign = room.files["posts/campaign.yaml"].decode().replace("[x, telegram]", "[whatsapp]")
        await room.load(campaign=campaign)
        await room.until(f"{DAY}T09:01")
        key = "aviso/aguas/whatsapp/1"
        await room.decisions.cancel([key], "Rocío", "")
        await room.decisions.revive([key], "Ana")
        await room.until(f"{DAY}T09:05")
        assert (await room.states())[key] == "needs_person"


async def test_what_is_over_does_not_come_back(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        await room.decisions.cancel([AVISO], "Rocío", "")
        await room.until(f"{DAY}T12:00")
        with pytest.raises(CancelledTooLong):
            await room.decisions.revive([AVISO], "Ana")


async def test_only_a_persons_cancellation_is_undone(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        with pytest.raises(NotApprovable):
            await room.decisions.revive([AVISO], "Ana")
        await room.learn("aguas", "cancelled", "yes")
        with pytest.raises(NotApprovable):
            await room.decisions.revive([AVISO], "Ana")


async def test_one_that_left_meanwhile_does_not_keep_the_others(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        shown = [d for key, d in (await room.newest()).items() if key.startswith("aviso/")]
        await room.until(f"{DAY}T12:00")
        gone, left = await room.decisions.cancel_shown(shown, "Rocío", "")
        assert {str(d.key) for d in left} == {AVISO, "aviso/aguas/telegram/1"}
        assert {str(d.key) for d in gone} == {"aviso/orillas/x/1", "aviso/orillas/telegram/1"}
        assert (await room.states())["aviso/orillas/x/1"] == "cancelled"


async def test_what_was_postponed_meanwhile_goes_out_at_its_new_time(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        await room.decisions.cancel([AVISO], "Rocío", "")
        await room.load(programme=PROGRAMME.replace("2031-05-20", "2031-08-20"))
        await room.until(f"{DAY}T12:00")
        plan = (await room.loader.propose(room.files)).plan
        found = await room.decisions.revive([AVISO], "Ana", present_times(plan))
        assert [str(d.key) for d in found.going] == [AVISO]
        assert (await room.newest())[AVISO].due == datetime(2031, 8, 13, 14, tzinfo=UTC)
        await room.until("2031-08-13T08:59")
        assert not [text for text in room.visible() if "Aguas" in text]
        await room.until("2031-08-13T12:00")
        assert [text for text in room.visible() if "Aguas" in text]


async def test_what_does_not_come_back_with_the_rest_is_named(tmp_path: Path) -> None:
    unsure = "aviso/aguas/telegram/1"
    async with newsroom(tmp_path) as room:
        await room.load()
        room.channels["telegram"].script(Lost("timeout"), lands=True)
        await room.decisions.cancel([AVISO], "Rocío", "")
        await room.until(f"{DAY}T09:10")
        await room.decisions.cancel([unsure, "aviso/orillas"], "Rocío", "")
        room.clock.advance_to(room.clock.now() + timedelta(hours=3))
        found = await room.decisions.revive(["aviso"], "Ana")
        assert [str(d.key) for d in found.over] == [AVISO]
        assert [str(d.key) for d in found.unsure] == [unsure]
        assert len(found.going) == 2


async def test_only_what_can_come_back_is_promised(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        room.channels["telegram"].script(Lost("timeout"), lands=True)
        await room.until(f"{DAY}T09:10")
        newest, now = await room.newest(), room.clock.now()
        assert can_come_back(newest["aviso/orillas/x/1"], now)
        assert not can_come_back(newest["aviso/aguas/telegram/1"], now)
        assert not can_come_back(newest["aviso/orillas/x/1"], now + timedelta(days=60))


async def test_what_was_waiting_past_its_hour_comes_back_waiting(tmp_path: Path) -> None:
    calendar = """\
- post: nota
  for: aguas
  when: end + 1d 09:00
  channels: all
  text: "La nota: {{ panel.note }}"
  needs: [note]
"""
    key = "nota/aguas/x/1"
    async with newsroom(tmp_path) as room:
        await room.load(calendar=calendar)
        await room.until("2031-05-23T12:00")
        assert can_come_back((await room.newest())[key], room.clock.now())
        await room.decisions.cancel([key], "Rocío", "")
        plan = (await room.loader.propose(room.files)).plan
        await room.decisions.revive([key], "Ana", present_times(plan))
        assert (await room.states())[key] == "waiting"
        await room.learn("aguas", "note", "https://notas.example/1")
        await room.until("2031-05-23T12:05")
        assert len(room.visible()) == 1


async def test_what_waits_no_more_and_is_over_stays_cancelled(tmp_path: Path) -> None:
    calendar = CALENDAR.replace("expires: end", "expires: never")
    async with newsroom(tmp_path) as room:
        await room.load(calendar=calendar)
        await room.until("2031-05-20T21:00")
        await room.decisions.cancel(["en-vivo/aguas"], "Rocío", "")
        await room.learn("aguas", "stream", "https://vivo.example/1")
        plan = (await room.loader.propose(room.files)).plan
        with pytest.raises(CancelledTooLong):
            await room.decisions.revive(["en-vivo/aguas"], "Ana", present_times(plan))


async def test_what_a_person_held_is_held_again_after_its_hour(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        await room.decisions.hold([AVISO], "Rocío", "duelo")
        await room.until(f"{DAY}T15:00")
        await room.decisions.cancel([AVISO], "Rocío", "")
        await room.decisions.revive([AVISO], "Ana")
        assert (await room.states())[AVISO] == "held"
