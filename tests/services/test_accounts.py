"""Which channels may go on when the program starts, and where the team is told."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import pytest

from campaign import channels
from campaign.channels import SettingWrong, sheets
from campaign.core.errors import EnvironmentFailure
from campaign.core.outcomes import Blocked, Stopped
from campaign.ports.circuits import Pause, Stop
from campaign.settings import Settings
from campaign.testing import FakeChannel, fake_sheet
from campaign.wiring.accounts import Accounts, Connections, mark_circuits
from campaign.wiring.attendees import attendees
from campaign.wiring.team import team_chat
from tests.services.newsroom import newsroom

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from campaign.ports.channels import Channel
    from campaign.ports.ledger import Ledger
    from campaign.store.store import Store

DAY = "2031-05-13"
LACKING = ("PREGONERO_TELEGRAM_TOKEN", "PREGONERO_TELEGRAM_CHANNEL")
REAL = {"TELEGRAM_TOKEN": "7:token", "TELEGRAM_CHANNEL": "@rio", "X_CONSUMER_KEY": "k"}


class Stumbling:
    """A ledger that cannot do one thing, the first ``times``."""

    def __init__(self, store: Store, what: str, times: int) -> None:
        self._store, self._what, self.times = store, what, times

    def __getattr__(self, name: str) -> Any:
        if name == self._what and self.times:
            self.times -= 1
            raise EnvironmentFailure(detail="database is locked")
        return getattr(self._store, name)


class Neighbour:
    """Another program, which publishes to the accounts in ``busy``."""

    def __init__(self, *busy: str) -> None:
        self.busy: set[str] = {*busy}
        self.left: list[tuple[str, ...]] = []

    def at(self, channels: Collection[str]) -> Collection[str]:
        """Return where it publishes."""
        return self.busy & {*channels}

    def gone(self, channels: Collection[str]) -> None:
        """Note what it has left."""
        self.left.append(tuple(channels))


@pytest.mark.parametrize("what", ["distrust", "snapshot", "let_go"])
async def test_what_another_has_left_waits_until_it_is_distrusted(
    tmp_path: Path, what: str
) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        await mark_circuits(
            room.store, await room.store.snapshot(), Accounts({}, {"telegram": LACKING})
        )
        campaign, neighbour = room.loader.desk.read(room.files).campaign, Neighbour("telegram")
        ledger = Stumbling(room.store, what, times=0)
        told: list[str] = []
        connections = Connections(
            cast("Ledger", ledger),
            Settings(REAL),
            room.clock,
            lambda name, _lacking, _loaded: told.append(name),
            neighbour,
        )
        await connections.begin(campaign)
        assert (list(connections.channels), told) == ([], ["x"])
        neighbour.busy.clear()
        ledger.times = 1
        with pytest.raises(EnvironmentFailure):
            await connections.keep_up(campaign)
        assert (list(connections.channels), neighbour.left) == ([], [])
        await connections.keep_up(campaign)
        assert (list(connections.channels), neighbour.left) == (["telegram"], [("telegram",)])
        assert not await room.store.is_trusted()
        assert (await room.store.snapshot()).channels["telegram"].stopped is None
        await connections.keep_up(campaign)
        assert (neighbour.left, told) == ([("telegram",)], ["x"])
        await connections.close()


MASTODON = {"MASTODON_API_URL": "https://rio.example", "MASTODON_TOKEN": "t"}
TELEGRAM = {"TELEGRAM_TOKEN": "7:token", "TELEGRAM_CHANNEL": "@x"}


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> dict[str, FakeChannel]:
    """Let every channel whose settings are in form be an account in memory; return them."""
    made: dict[str, FakeChannel] = {}
    connect = channels.connect

    def watched(name: str, *args: Any) -> Channel:
        if name == "x":
            raise RuntimeError(name)
        connect(name, *args)  # whether the settings are in form
        made[name] = FakeChannel(fake_sheet(name))
        return made[name]

    monkeypatch.setattr(channels, "connect", watched)
    return made


async def test_one_setting_that_is_wrong_stops_its_own_channel_only(
    tmp_path: Path, made: dict[str, FakeChannel]
) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        campaign = room.loader.desk.read(room.files).campaign
        campaign = replace(campaign, channels=("telegram", "mastodon"))
        values, told = {**MASTODON, **TELEGRAM}, list[tuple[str, tuple[str, ...]]]()
        connections = Connections(
            room.store,
            Settings(values),
            room.clock,
            lambda name, lacking, _loaded: told.append((name, lacking)),
        )
        await connections.begin(replace(campaign, channels=()))
        for _ in range(2):
            await connections.keep_up(campaign)
        wrong = ("PREGONERO_TELEGRAM_CHANNEL",)
        assert ([*connections.channels], told) == (["mastodon"], [("telegram", wrong)])
        state = (await room.store.snapshot()).channels
        assert (state["telegram"].stopped, state["telegram"].words) == (Blocked.SETTINGS, *wrong)
        assert "mastodon" not in state
        values["TELEGRAM_CHANNEL"] = " "
        await connections.keep_up(campaign)
        assert told == [("telegram", wrong)]
        values["TELEGRAM_CHANNEL"] = "@pregonero_rio"
        await connections.keep_up(campaign)
        assert ({*connections.channels}, connections.missing) == ({"mastodon", "telegram"}, {})
        assert (await room.store.snapshot()).channels["telegram"].stopped is None
        await connections.close()
        assert [one.closed for one in made.values()] == [True, True]


async def test_a_channel_that_fails_unexpectedly_keeps_no_other_from_being_connected(
    tmp_path: Path, made: dict[str, FakeChannel]
) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        campaign = room.loader.desk.read(room.files).campaign
        settings = Settings({**REAL, **MASTODON, **dict.fromkeys(sheets()["x"].settings, "k")})
        connections = Connections(room.store, settings, room.clock, lambda *_: None)
        await connections.begin(replace(campaign, channels=()))
        for _ in range(2):
            with pytest.raises(RuntimeError):
                await connections.keep_up(replace(campaign, channels=("x", "mastodon")))
        assert [*connections.channels] == ["mastodon"]
        assert [*made] == ["mastodon"]


async def test_where_one_setting_is_wrong_at_the_start_no_connection_is_left_open(
    tmp_path: Path, made: dict[str, FakeChannel]
) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        campaign = room.loader.desk.read(room.files).campaign
        settings = Settings({**MASTODON, **TELEGRAM})
        connections = Connections(room.store, settings, room.clock, lambda *_: None)
        with pytest.raises(SettingWrong):
            await connections.begin(replace(campaign, channels=("mastodon", "telegram")))
        assert [one.closed for one in made.values()] == [True]


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


async def test_what_the_network_stopped_since_it_was_looked_at_stays_so(tmp_path: Path) -> None:
    """Settings have come, and the network does not take them: another program was told so."""
    async with newsroom(tmp_path) as room:
        store = room.store
        await mark_circuits(store, await store.snapshot(), Accounts({}, {"telegram": LACKING}))
        seen = await store.snapshot()
        await store.shut("telegram", Stop(Blocked.CREDENTIALS, "401"))
        await store.shut("telegram", Pause(room.clock.now()))
        await mark_circuits(store, seen, Accounts(room.channels, {}))
        await mark_circuits(store, seen, Accounts({}, {"telegram": LACKING}))
        state = (await store.snapshot()).channels["telegram"]
        assert (state.stopped, state.words) == (Blocked.CREDENTIALS, "401")
        assert state.hold_until == room.clock.now()


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
