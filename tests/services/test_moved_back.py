"""What moves into the past does not go out late: it is over, and says so at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.engines.watching import needs_person
from tests.services.newsroom import CALENDAR, newsroom

if TYPE_CHECKING:
    from pathlib import Path

AVISO = "aviso/aguas/x/1"
LIVE = "en-vivo/aguas/x/1"
SUMMARY = """\
- post: resumen
  for: panels
  when: end + 1d 10:00
  channels: all
  text: "Lo que dejó «{{ panel.title }}»."
"""


async def test_what_was_late_when_loaded_stays_so_after_a_delay_is_taken_back(
    tmp_path: Path,
) -> None:
    async with newsroom(tmp_path) as room:
        await room.until("2031-05-14T09:00")  # a day after its time
        await room.load()
        assert (await room.states())[AVISO] == "expired"
        await room.learn("aguas", "delay", "300h")
        assert (await room.states())[AVISO] == "planned"
        await room.learn("aguas", "delay", "")
        taken_back = (await room.newest())[AVISO]
        assert taken_back.state == "expired"
        assert "past-when-moved" in str(taken_back.reason)
        await room.until("2031-05-19T12:00")
        assert room.visible() == []


async def test_a_moment_that_was_missed_once_is_missed_again(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.until("2031-05-13T09:30")  # half an hour after its time
        await room.load()
        await room.learn("aguas", "start", "2031-05-21T18:00:00-05:00")
        assert (await room.states())[AVISO] == "planned"
        await room.learn("aguas", "start", "")
        assert (await room.states())[AVISO] == "expired"


async def test_a_panel_that_moves_to_last_year_takes_its_posts_along(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        loaded = await room.load(calendar=CALENDAR + SUMMARY)
        assert {str(row.state) for row in loaded.proposal.plan.rows} == {"planned", "waiting"}
        await room.learn("aguas", "delay", "-9999h")
        states = await room.states()
        of_panel = {key: state for key, state in states.items() if "/aguas/" in key}
        assert set(of_panel.values()) == {"expired"}
        await room.learn("aguas", "delay", "")
        states = await room.states()
        assert states[AVISO] == "planned"
        assert states[LIVE] == "waiting"
        await room.until("2031-05-22T12:00")
        said = [text for text in room.visible() if "Aguas abajo" in text]
        assert [text[:5] for text in said] == ["«Agua", "Lo qu"]


async def test_what_waits_for_the_beginning_comes_back_with_its_panel(tmp_path: Path) -> None:
    begun = CALENDAR.replace("  when: start\n", "  when: started\n")
    async with newsroom(tmp_path) as room:
        await room.load(calendar=begun)
        await room.learn("aguas", "delay", "-9999h")
        await room.until("2031-05-12T12:00")
        assert (await room.states())[LIVE] == "expired"
        await room.learn("aguas", "delay", "")
        assert (await room.states())[LIVE] == "waiting"
        await room.learn("aguas", "stream", "https://rio.example/1")
        await room.until("2031-05-20T18:02")
        await room.learn("aguas", "started", "2031-05-20T18:01:00-05:00")
        await room.until("2031-05-20T18:05")
        assert room.visible()[-1].startswith("Ya comenzó «Aguas abajo»")
        assert room.doubled() == []


async def test_a_panel_that_is_put_off_after_its_day_goes_live_on_the_new_one(
    tmp_path: Path,
) -> None:
    begun = CALENDAR.replace("  when: start\n", "  when: started\n")
    async with newsroom(tmp_path) as room:
        await room.load(calendar=begun)
        await room.until("2031-05-21T12:00")
        assert (await room.states())[LIVE] == "expired"
        await room.learn("aguas", "start", "2031-06-03T18:00:00-05:00")
        assert (await room.states())[LIVE] == "waiting"


async def test_a_row_that_is_given_a_day_of_the_past_goes_out_no_more(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        loaded = await room.load(calendar=CALENDAR.replace("start - 7d 09:00", "2031-05-01 09:00"))
        assert {str(r.state) for r in loaded.proposal.plan.rows if r.key.post == "aviso/aguas"} == {
            "expired"
        }
        assert (await room.states())[AVISO] == "expired"


async def test_a_delay_that_was_shorter_than_said_keeps_what_is_about_to_begin(
    tmp_path: Path,
) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        await room.learn("aguas", "stream", "https://rio.example/1")
        await room.until("2031-05-20T17:50")
        await room.learn("aguas", "delay", "30m")
        await room.until("2031-05-20T18:20")
        await room.learn("aguas", "delay", "10m")  # ten minutes ago
        await room.until("2031-05-20T18:22")
        assert room.visible()[-1] == "Ya comenzó «Aguas abajo»: https://rio.example/1"


async def test_what_counts_from_what_happened_may_be_late(tmp_path: Path) -> None:
    recording = SUMMARY.replace("end + 1d 10:00", "ended + 1d 10:00")
    async with newsroom(tmp_path) as room:
        await room.load(calendar=recording)
        await room.until("2031-05-23T12:00")
        await room.learn("aguas", "ended", "2031-05-23T12:00:00-05:00")
        await room.learn("aguas", "ended", "2031-05-20T19:00:00-05:00")
        await room.until("2031-05-23T12:05")
        assert room.visible() == ["Lo que dejó «Aguas abajo»."]


async def test_what_a_person_holds_stays_with_that_person(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load(calendar=CALENDAR + SUMMARY)
        await room.decisions.hold(["resumen/aguas"], "Rocío", "esperar")
        await room.load(
            calendar=CALENDAR + SUMMARY.replace("end + 1d 10:00", "2031-05-01 10:00"),
        )
        assert (await room.states())["resumen/aguas/x/1"] == "held"


async def test_the_folder_watch_leaves_a_move_into_the_past_to_a_person(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        moved = CALENDAR.replace("start - 7d 09:00", "2031-05-01 09:00")
        files = room.files | {"posts/calendar.yaml": moved.encode()}
        assert needs_person(await room.loader.propose(files))
        room.files.update(files)
        await room.load()
        assert not needs_person(await room.loader.propose(room.files))
