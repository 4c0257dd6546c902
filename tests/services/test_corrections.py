"""Corrections: every channel ends with what holds, however often it changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.services.newsroom import CAMPAIGN, newsroom

if TYPE_CHECKING:
    from pathlib import Path

    from tests.services.newsroom import Newsroom

TOLD = 1
"""The first post on a channel is the announcement."""


async def _announced(room: Newsroom) -> None:
    await room.load()
    await room.until("2031-05-14T12:00")


async def test_who_read_of_a_cancellation_reads_that_the_panel_takes_place(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await _announced(room)
        await room.learn("aguas", "cancelled", "yes")
        await room.until("2031-05-14T13:00")
        await room.learn("aguas", "cancelled", "no")
        await room.until("2031-05-14T14:00")
        off, on = room.visible()[TOLD:]
        assert "no se realizará" in off
        assert "sí se realizará: martes 20 de mayo, 18:00" in on
        await room.load()
        await room.until("2031-05-14T15:00")
        assert len(room.visible()) == TOLD + 2


async def test_the_way_back_from_an_unknown_date_is_told(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await _announced(room)
        dated = room.files["posts/programme.yaml"].decode()
        await room.load(programme=dated.replace("    start: 2031-05-20 18:00\n", ""))
        await room.until("2031-05-14T13:00")
        await room.load(programme=dated)
        await room.until("2031-05-14T14:00")
        lost, found = room.visible()[TOLD:]
        assert "nueva fecha" in lost
        assert "martes 20 de mayo, 18:00" in found


async def test_a_cancellation_just_after_the_start_is_told(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await _announced(room)
        await room.until("2031-05-20T18:05")
        before = room.visible()
        await room.learn("aguas", "cancelled", "yes")
        await room.until("2031-05-20T18:06")
        (told,) = room.visible()[len(before) :]
        assert "no se realizará" in told


async def test_a_panel_that_has_started_moves_no_more(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await _announced(room)
        await room.until("2031-05-20T17:58")
        before = room.visible()
        await room.learn("aguas", "started", "2031-05-20T17:58:00-05:00")
        await room.learn("aguas", "delay", "30m")
        await room.until("2031-05-20T17:59")
        assert room.visible() == before


async def test_another_zone_or_offset_of_the_same_instant_is_no_change(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await _announced(room)
        before = room.visible()
        await room.load(campaign=CAMPAIGN.replace("America/Bogota", "America/Lima"))
        await room.learn("aguas", "start", "2031-05-20T23:00:00+00:00")
        await room.until("2031-05-14T13:00")
        assert room.visible() == before
