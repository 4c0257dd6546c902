"""Programmes of before are read once for each revision, beside what loader and bot share."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from campaign.services.conversation import LoadedContent
from campaign.wiring.desk import read_folder, read_once
from tests.services.newsroom import PROGRAMME, Newsroom, newsroom

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from campaign.core.folder import Folder

STARTS = ("2031-05-20 18:00", "2031-05-21 18:00", "2031-05-22 19:30", "2031-05-23 17:15")


async def moved(room: Newsroom, starts: tuple[str, ...] = STARTS) -> None:
    for start in starts:
        await room.load(programme=PROGRAMME.replace(STARTS[0], start))


@pytest.mark.parametrize("facts", [1, 3])
async def test_a_fact_has_nothing_read_again(tmp_path: Path, facts: int) -> None:
    shared, aside = [], []

    def read(files: Mapping[str, bytes]) -> Folder:
        shared.append(1)
        return read_folder(files)

    def read_aside(files: Mapping[str, bytes]) -> Folder:
        aside.append(1)
        return read_folder(files)

    async with newsroom(tmp_path) as room:
        room.loader.desk = replace(room.loader.desk, read=read_once(read))
        content = LoadedContent(room.store, room.loader.desk.read, read_earlier=read_aside)
        await moved(room)
        before = (await content()).before
        read_by_then = len(shared), len(aside)
        for number in range(facts):
            await room.learn("aguas", "stream", f"https://example.org/{number}")
            assert (await content()).before == before
        assert (len(shared), len(aside)) == read_by_then == (4, 3)


async def test_the_next_revision_has_the_last_one_before_it(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        content = LoadedContent(room.store, room.loader.desk.read, read_earlier=read_folder)
        told = []
        for start in STARTS:
            await moved(room, (start,))
            before = (await content()).before.get("aguas")
            told.append(before and f"{before:%Y-%m-%d %H:%M}")
        assert told == [None, *STARTS[:-1]]
