"""Which channels may go on when the program starts, and where the team is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from campaign.core.outcomes import Blocked, Stopped
from campaign.settings import Settings
from campaign.wiring.accounts import Accounts, mark_circuits
from campaign.wiring.attendees import attendees
from campaign.wiring.team import team_chat
from tests.services.newsroom import newsroom

if TYPE_CHECKING:
    from pathlib import Path

DAY = "2031-05-13"
LACKING = ("PREGONERO_TELEGRAM_TOKEN", "PREGONERO_TELEGRAM_CHANNEL")


async def test_settings_that_come_open_the_channel_again(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        for lacking in (LACKING, LACKING[1:]):
            snapshot = await room.store.snapshot()
            await mark_circuits(room.store, snapshot, Accounts({}, {"telegram": lacking}))
        state = (await room.store.snapshot()).channels["telegram"]
        assert (state.stopped, state.words) == (Blocked.SETTINGS, LACKING[1])
        await room.until(f"{DAY}T09:00")
        assert (room.visible("telegram"), len(room.visible())) == ([], 1)
        await mark_circuits(room.store, await room.store.snapshot(), Accounts(room.channels, {}))
        await room.publisher.work()
        assert len(room.visible("telegram")) == 1


@pytest.mark.parametrize("missing", [{}, {"telegram": LACKING}])
async def test_what_the_network_stopped_waits_for_a_person(
    tmp_path: Path, missing: dict[str, tuple[str, ...]]
) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        room.channels["telegram"].script(Stopped(Blocked.SETTINGS, "chat not found"))
        await room.until(f"{DAY}T09:00")
        there = {name: one for name, one in room.channels.items() if name not in missing}
        await mark_circuits(room.store, await room.store.snapshot(), Accounts(there, missing))
        state = (await room.store.snapshot()).channels["telegram"]
        assert (state.stopped, state.words) == (Blocked.SETTINGS, "chat not found")
        await room.decisions.resume("Rocío")
        await room.publisher.work()
        assert len(room.visible("telegram")) == 1


@pytest.mark.parametrize(
    ("said", "number"),
    [("-1001234", -1001234), (" 77 ", 77), ("@team", None), ("--5", None), ("²", None), ("", None)],
)
async def test_the_teams_chat_is_a_number_or_none(
    tmp_path: Path, said: str, number: int | None
) -> None:
    settings = Settings({"TELEGRAM_TEAM_CHAT": said})
    assert team_chat(settings) == number
    async with newsroom(tmp_path) as room:
        lobby = attendees(room.store, room.loader.desk, settings, room.clock)
        assert lobby.parts["content"].team_chat == number
