"""A panel that moves again while a later correction is pending: only what holds goes out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.services.newsroom import PROGRAMME, newsroom

if TYPE_CHECKING:
    from pathlib import Path

    from tests.services.newsroom import Newsroom

CHANNELS = ("x", "telegram")
TOLD = 2
"""The announcement and the first correction are out."""


async def _corrected_once(room: Newsroom) -> None:
    await room.load()
    await room.until("2031-05-13T12:00")
    await _move(room, 25)
    await room.until("2031-05-14T09:00")
    assert [len(room.visible(channel)) for channel in CHANNELS] == [TOLD, TOLD]


async def _move(room: Newsroom, day: int) -> None:
    await room.learn("aguas", "start", f"2031-05-{day}T18:00:00-05:00")


async def _told_since(room: Newsroom) -> list[list[str]]:
    await room.until("2031-05-15T12:00")
    return [room.visible(channel)[TOLD:] for channel in CHANNELS]


async def _corrections(room: Newsroom) -> list[tuple[int, str]]:
    snapshot = await room.store.snapshot()
    wanted = [d for d in snapshot.deliveries if str(d.key) == "change/aguas/x/1"]
    return [(one.generation, str(one.state)) for one in wanted]


async def test_the_pending_correction_is_replaced_however_often_it_moves(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await _corrected_once(room)
        for day in (26, 28, 30):
            await _move(room, day)
        assert await _corrections(room) == [
            (1, "published"),
            (2, "superseded"),
            (3, "superseded"),
            (4, "planned"),
        ]
        for told in await _told_since(room):
            (correction,) = told
            assert "domingo 25 de mayo" in correction
            assert "viernes 30 de mayo" in correction


async def test_a_load_with_another_title_replaces_the_pending_correction(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await _corrected_once(room)
        await _move(room, 26)
        await room.load(programme=PROGRAMME.replace("Aguas abajo", "Aguas arriba"))
        for told in await _told_since(room):
            (correction,) = told
            assert "Aguas arriba" in correction
            assert "lunes 26 de mayo" in correction


async def test_back_to_what_was_told_nothing_goes_out_and_a_later_move_does(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await _corrected_once(room)
        await _move(room, 26)
        await _move(room, 25)
        assert await _corrections(room) == [(1, "published"), (2, "cancelled")]
        assert await _told_since(room) == [[], []]
        await _move(room, 28)
        await room.until("2031-05-16T12:00")
        for channel in CHANNELS:
            (correction,) = room.visible(channel)[TOLD:]
            assert "miércoles 28 de mayo" in correction


async def test_a_held_correction_stays_held_with_the_new_words(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await _corrected_once(room)
        await _move(room, 26)
        await room.decisions.hold(["change"], "Rocío", "")
        await _move(room, 28)
        assert await _told_since(room) == [[], []]
        await room.decisions.release(["change"], "Rocío")
        await room.until("2031-05-16T12:00")
        for channel in CHANNELS:
            (correction,) = room.visible(channel)[TOLD:]
            assert "miércoles 28 de mayo" in correction


@pytest.mark.parametrize("first", [True, False])
async def test_a_correction_that_a_person_cancelled_stays_cancelled(
    tmp_path: Path, *, first: bool
) -> None:
    async with newsroom(tmp_path) as room:
        if first:
            await room.load()
            await room.until("2031-05-14T09:00")
        else:
            await _corrected_once(room)
        before = room.visible()
        await _move(room, 26)
        await room.decisions.cancel(["change"], "Rocío", "")
        await _move(room, 28)
        assert (await _corrections(room))[-1] == (1 if first else 2, "cancelled")
        await room.until("2031-05-15T12:00")
        assert room.visible() == before
