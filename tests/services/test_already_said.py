"""What followers have read does not go out again because somebody gave it another name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.services.newsroom import CALENDAR, newsroom

if TYPE_CHECKING:
    from pathlib import Path

    from tests.services.newsroom import Newsroom

SAME = """\
- post: lema
  when: 2031-05-12 10:00
  channels: {channels}
  text: "El río es de todos."
"""
AGAIN = SAME.replace("lema", "consigna").replace("05-12", "05-16")


async def _published(room: Newsroom, channels: str = "all") -> None:
    await room.load(calendar=CALENDAR + SAME.format(channels=channels))
    await room.until("2031-05-12T12:00")
    assert room.visible()[-1] == "El río es de todos."


async def test_a_renamed_post_is_not_sent_again(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await _published(room)
        loaded = await room.load(calendar=CALENDAR + AGAIN.format(channels="all"))
        found = [p for p in loaded.proposal.checked.problems if p.code == "already-said"]
        assert {(p.params["channel"], p.params["other"]) for p in found} == {
            ("X", "lema"),
            ("Telegram", "lema"),
        }
        assert {str(p.place) for p in found} == {"posts/calendar.yaml:17"}
        await room.until("2031-05-17T12:00")
        assert room.doubled() == []


async def test_who_wants_it_twice_says_so(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await _published(room)
        loaded = await room.load(
            calendar=CALENDAR + AGAIN.format(channels="all") + "  repeat: yes\n"
        )
        assert loaded.proposal.checked.problems == ()
        await room.until("2031-05-17T12:00")
        assert room.doubled() == ["El río es de todos."] * 2


async def test_another_channel_may_still_say_it(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await _published(room, "[x]")
        await room.load(calendar=CALENDAR + AGAIN.format(channels="[telegram]"))
        await room.until("2031-05-17T12:00")
        assert "El río es de todos." in room.visible("telegram")
        assert room.doubled() == []


async def test_what_is_past_is_no_repetition(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await _published(room)
        loaded = await room.load(
            calendar=CALENDAR + SAME.replace("lema", "x").format(channels="all")
        )
        assert loaded.proposal.checked.problems == ()
        assert (await room.states())["x/x/1"] == "expired"
