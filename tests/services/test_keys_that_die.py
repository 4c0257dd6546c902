"""An exact channel whose network forgets the key of a post, or makes nothing of it."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from campaign.core.outcomes import Certainty, Lost, NotSent
from campaign.testing import FakePost, fake_sheet
from tests.services.newsroom import newsroom

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.services.newsroom import Newsroom

AVISO = "aviso/aguas/x/1"
DAY = "2031-05-13"


@asynccontextmanager
async def room_with(tmp_path: Path, life: timedelta | None) -> AsyncIterator[Newsroom]:
    """Open a newsroom whose X keeps keys for so long."""
    async with newsroom(tmp_path) as room:
        room.channels["x"].sheet = replace(fake_sheet("x", Certainty.EXACT), key_life=life)
        await room.load()
        yield room


@pytest.mark.parametrize("life", [None, timedelta(hours=1), timedelta(seconds=1)])
async def test_a_lost_answer_is_looked_for_before_its_key_is_trusted(
    tmp_path: Path, life: timedelta | None
) -> None:
    """A server may make nothing of the key, and a plan may change what it believes to be
    unsent: the post is there, and is never sent again.
    """
    async with room_with(tmp_path, life) as room:
        room.channels["x"].script(Lost("timeout"), lands=True)
        await room.until(f"{DAY}T10:30")
        assert (await room.states())[AVISO] == "published"
        assert len(room.channels["x"].tries) == 1
        assert len(room.visible()) == 1


@pytest.mark.parametrize(
    ("life", "moment"),
    [
        (None, "09:01"),
        (timedelta(hours=1), "09:01"),
        (timedelta(seconds=1), "09:02"),
    ],
)
async def test_a_key_that_lives_saves_the_second_look(
    tmp_path: Path, life: timedelta | None, moment: str
) -> None:
    async with room_with(tmp_path, life) as room:
        room.channels["x"].script(Lost("timeout"), lands=False)
        await room.until(f"{DAY}T09:00:59")
        assert (await room.states())[AVISO] == "unknown"
        await room.until(f"{DAY}T{moment}:01")
        assert (await room.states())[AVISO] == "published"
        posted = room.channels["x"].posts[0].at
        assert posted == datetime.fromisoformat(f"{DAY}T{moment}:00-05:00").astimezone(UTC)


async def test_a_repeat_that_comes_too_late_for_its_key_is_looked_for(tmp_path: Path) -> None:
    """Held for two hours by the network, while the first request arrived after all."""
    async with room_with(tmp_path, timedelta(hours=1)) as room:
        channel = room.channels["x"]
        channel.script(Lost("timeout"), lands=False)
        held = datetime.fromisoformat(f"{DAY}T11:00-05:00").astimezone(UTC)
        channel.script(NotSent("429", hold_until=held))
        await room.until(f"{DAY}T09:30")
        row = (await room.newest())[AVISO]
        assert (row.state, len(channel.tries), room.visible()) == ("retry", 2, [])
        assert row.payload is not None
        channel.posts.append(FakePost("77", room.clock.now(), row.payload))
        await room.until(f"{DAY}T11:05")
        row = (await room.newest())[AVISO]
        assert row.receipt is not None
        assert (row.state, row.receipt.remote_id, len(channel.tries)) == ("published", "77", 2)
        assert len(room.visible()) == 1


async def test_an_error_for_every_repeat_ends_with_what_is_seen(tmp_path: Path) -> None:
    """The first look comes too early; the repeat is answered 500, and the post is there."""
    async with room_with(tmp_path, timedelta(hours=1)) as room:
        channel = room.channels["x"]
        channel.script(Lost("timeout"), lands=False)
        channel.script(Lost("500"), lands=True)
        await room.until(f"{DAY}T10:30")
        assert (await room.states())[AVISO] == "published"
        assert len(channel.tries) == 2
        assert len(room.visible()) == 1
