"""The later parts of a thread whose first part was cancelled while nobody knew where it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from campaign.core.deliveries import State
from campaign.core.outcomes import Lost
from campaign.core.reasons import TAKEN_DOWN_PARTLY, because
from campaign.ports.ledger import LedgerChange, Step
from tests.services.newsroom import newsroom
from tests.services.test_publishing_threads import THREAD
from tests.services.test_withdrawing import withdrawn

if TYPE_CHECKING:
    from pathlib import Path

    from tests.services.newsroom import Newsroom

DAY = "2031-05-13"
FIRST, SECOND, THIRD = (f"hilo/aguas/x/{part}" for part in (1, 2, 3))
OF_TELEGRAM = tuple(f"hilo/aguas/telegram/{part}" for part in (1, 2, 3))


async def unsure(room: Newsroom, channel: str = "x", *, lands: bool) -> None:
    """The first part gets no answer; ``lands`` tells whether it is out."""
    await room.load(calendar=THREAD)
    room.channels[channel].script(Lost("timeout"), lands=lands)
    await room.until(f"{DAY}T09:00")


async def states_of(room: Newsroom, *keys: str) -> list[str]:
    states = await room.states()
    return [states[key] for key in keys]


@pytest.mark.parametrize("by", ["load", "fact"])
async def test_nothing_follows_a_cancelled_part_that_is_still_looked_for(
    tmp_path: Path, by: str
) -> None:
    async with newsroom(tmp_path) as room:
        await unsure(room, lands=True)
        await room.decisions.cancel([FIRST], "Rocío", "no")
        if by == "load":
            await room.load()
        else:
            await room.learn("aguas", "stream", "https://example.org/x")
        assert await states_of(room, FIRST, SECOND, THIRD) == ["unknown", "cancelled", "cancelled"]
        await room.until(f"{DAY}T11:00")
        assert await states_of(room, FIRST, SECOND, THIRD) == [
            State.PUBLISHED,
            State.CANCELLED,
            State.CANCELLED,
        ]
        assert len(room.visible("x")) == 1


async def test_nothing_follows_what_was_withdrawn_while_nobody_knows_whether_it_is_out(
    tmp_path: Path,
) -> None:
    async with newsroom(tmp_path) as room:
        await unsure(room, "telegram", lands=True)
        await room.decisions.cancel([OF_TELEGRAM[0]], "Rocío", "no")
        await withdrawn(room, OF_TELEGRAM[0])
        await room.load()
        await room.until(f"{DAY}T11:00")
        assert await states_of(room, *OF_TELEGRAM) == [
            State.NEEDS_PERSON,
            State.CANCELLED,
            State.CANCELLED,
        ]
        assert len(room.visible("telegram")) == 1


async def test_nothing_follows_what_is_taken_down_in_part(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await unsure(room, lands=True)
        await room.decisions.cancel([FIRST], "Rocío", "no")
        await room.until(f"{DAY}T10:00")
        one = (await room.newest())[FIRST]
        partly = because(TAKEN_DOWN_PARTLY, who="Rocío", n=1)
        step = Step(one.id, one.fence, None, partly, "Rocío")
        await room.store.apply(LedgerChange(room.clock.now(), "Rocío", steps=[step]))
        await room.load()
        await room.until(f"{DAY}T11:00")
        assert len(room.visible("x")) == 1


async def test_the_rest_stays_in_where_not_there_cancels_the_part_before(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await unsure(room, "telegram", lands=False)
        await room.decisions.cancel([OF_TELEGRAM[0]], "Rocío", "no")
        await room.until(f"{DAY}T09:05")
        await room.decisions.resend(OF_TELEGRAM[0], "Rocío")
        assert await states_of(room, *OF_TELEGRAM) == [State.CANCELLED] * 3


async def test_the_rest_comes_back_with_a_part_that_is_not_cancelled_after_all(
    tmp_path: Path,
) -> None:
    async with newsroom(tmp_path) as room:
        await unsure(room, lands=True)
        await room.decisions.cancel([FIRST], "Rocío", "no")
        await room.decisions.revive([FIRST], "Rocío")
        assert await states_of(room, FIRST, SECOND, THIRD) == ["unknown", "planned", "planned"]
        await room.until(f"{DAY}T11:00")
        assert len(room.visible("x")) == 3
