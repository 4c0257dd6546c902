"""A clock that differs from the networks' keeps everything back until it is right."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from campaign.core.outcomes import NotSent
from campaign.languages import Catalogue
from campaign.ports.network_dates import Dated, hearing, tell_date
from campaign.services import true_time
from campaign.services.gates import SteadyClock, Teller
from campaign.services.publishing import Publisher
from campaign.services.team_messages import TeamMessages
from campaign.services.true_time import AGAIN, NetworkTime, TrueTime, WatchedTime
from campaign.testing import FakeChannel, fake_sheet
from campaign.wiring.true_time import counts
from tests.services.newsroom import newsroom
from tests.services.test_gates import BOGOTA, Heard, TwoClocks

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from campaign.core.outcomes import Who
    from tests.services.newsroom import Newsroom

NOW = datetime(2031, 5, 10, 12, 0, 30, 400_000, tzinfo=UTC)
MINUTES = timedelta(minutes=1)


def answer(clock: TwoClocks, ahead: timedelta, host: str = "a.example", took: float = 0.0) -> Dated:
    """Return what a network says while our clock is ``ahead`` of it."""
    date = (clock.now() - ahead).replace(microsecond=0)
    return Dated(host, date, clock.now() - timedelta(seconds=took), clock.now())


@pytest.mark.parametrize("took", [0.0, 30.0])
@pytest.mark.parametrize("ahead", [timedelta(), 25 * 60 * MINUTES, -3 * MINUTES])
def test_how_far_a_clock_is_off(ahead: timedelta, took: float) -> None:
    clock = TwoClocks(NOW)
    time = NetworkTime(clock, counts)
    assert time.off() is None
    time.hear(answer(clock, ahead, took=took))
    off = time.off()
    assert off is not None
    assert abs(off.ahead - ahead) <= timedelta(seconds=took + 1)
    assert off.is_far is (ahead != timedelta())
    clock.pass_by(timedelta(seconds=5), calendar=timedelta(seconds=5) - ahead)
    assert time.is_right()  # it was set right: nobody has to be asked for that


@pytest.mark.parametrize(
    ("said", "ahead", "by"),
    [
        ([180, 0], 0, ("b1",)),
        ([180, 180], 180, ("b0", "b1")),
        ([180, 0, 181], 180, ("b0", "b2")),
        ([0, 0, 500], 0, ("b0", "b1")),
        ([-300], -300, ("b0",)),
    ],
)
def test_one_network_that_is_wrong_stops_nothing(
    said: list[int], ahead: int, by: tuple[str, ...]
) -> None:
    clock = TwoClocks(NOW.replace(microsecond=0))
    time = NetworkTime(clock, counts)
    for n, minutes in enumerate(said):
        time.hear(answer(clock, minutes * MINUTES, f"b{n}"))
    off = time.off()
    assert off is not None
    assert (round(off.ahead / MINUTES), off.by) == (ahead, by)


def test_what_runs_on_this_machine_says_nothing() -> None:
    clock = TwoClocks(NOW)
    time = NetworkTime(clock, counts)
    for host in ("127.0.0.1", "localhost", "::1", ""):
        time.hear(answer(clock, 60 * MINUTES, host))
    assert time.off() is None


@dataclass(slots=True)
class Dating(FakeChannel):
    """A network that says the time with whose account it is; ``ahead`` is our clock."""

    clock: TwoClocks = field(default_factory=lambda: TwoClocks(NOW))
    ahead: timedelta = timedelta()
    asked: int = 0

    async def whoami(self) -> Who:
        """Say the time, unless it is away."""
        self.asked += 1
        if not isinstance(self.who, NotSent):
            host = f"{self.sheet.name}.example"
            tell_date(answer(self.clock, self.ahead, host))
        return self.who


def gate(
    room: Newsroom, clock: TwoClocks, heard: Heard, channels: Mapping[str, FakeChannel]
) -> tuple[NetworkTime, TrueTime]:
    team = TeamMessages(-100, Catalogue("es"), frozenset())
    teller = Teller(Catalogue("es"), BOGOTA, team.notice, heard.tell)
    time = NetworkTime(clock, counts)
    return time, TrueTime(room.store, clock, teller, time, lambda: channels)


async def test_a_program_that_starts_with_a_wrong_clock_publishes_nothing(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        ahead, heard = timedelta(hours=73), Heard()
        clock = TwoClocks(room.clock.now() + ahead)
        networks = {n: Dating(fake_sheet(n), clock=clock, ahead=ahead) for n in ("x", "telegram")}
        time, closed = gate(room, clock, heard, networks)
        room.clock.advance_to(clock.now())
        room.publisher = Publisher(room.publisher.reach, [closed])
        with hearing(time.hear):
            for _ in range(3):
                await room.publisher.work()
            assert room.visible() + room.visible("telegram") == []
            assert heard.said == ["run.clock-off"]
            assert [one.asked for one in networks.values()] == [1, 1]
            told = await room.store.next_message(clock.now())
            assert told is not None
            text = json.loads(told.message.body)["text"]
            assert "marca mar 13 may 2031, 08:00" in text
            assert "telegram.example, x.example es sáb 10 may 2031, 07:00" in text
            assert await room.store.next_message(clock.now()) is None
            assert (await room.store.snapshot()).hold is None
            clock.pass_by(timedelta(seconds=5), calendar=timedelta(seconds=5) - ahead)
            assert await closed.is_open()
            assert heard.said == ["run.clock-off", "run.clock-right"]


async def test_where_the_first_network_says_that_it_is_right_no_other_is_asked(
    tmp_path: Path,
) -> None:
    async with newsroom(tmp_path) as room:
        clock = TwoClocks(room.clock.now())
        networks = {n: Dating(fake_sheet(n), clock=clock) for n in ("x", "telegram")}
        time, is_open = gate(room, clock, Heard(), networks)
        with hearing(time.hear):
            assert await is_open.is_open()
            assert await is_open.is_open()
        assert sum(one.asked for one in networks.values()) == 1


@dataclass(slots=True)
class Together(Dating):
    """A network that answers once all others are asked, too."""

    all_asked: asyncio.Barrier = field(default_factory=lambda: asyncio.Barrier(1))

    async def whoami(self) -> Who:
        """Wait for the others, then say the time."""
        await self.all_asked.wait()
        return await Dating.whoami(self)


async def test_networks_that_hesitate_are_asked_at_the_same_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(true_time, "HEAD_START", 0.01)
    async with newsroom(tmp_path) as room:
        clock, barrier = TwoClocks(room.clock.now()), asyncio.Barrier(3)
        networks = {n: Together(fake_sheet(n), clock=clock, all_asked=barrier) for n in "abc"}
        time, is_open = gate(room, clock, Heard(), networks)
        with hearing(time.hear):
            assert await asyncio.wait_for(is_open.is_open(), 15)


@dataclass(slots=True)
class Silent(FakeChannel):
    """A network that never says anything."""

    reached: asyncio.Event = field(default_factory=asyncio.Event)
    left_alone: bool = False

    async def whoami(self) -> Who:
        """Wait for ever."""
        self.reached.set()
        try:
            await asyncio.Event().wait()
        finally:
            self.left_alone = True
        return self.who


async def test_a_program_that_is_to_end_waits_for_no_network_to_say_the_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(true_time, "HEAD_START", 0.01)
    monkeypatch.setattr(true_time, "PATIENCE", 600.0)
    async with newsroom(tmp_path) as room:
        networks = {name: Silent(fake_sheet(name)) for name in "abc"}
        _, closed = gate(room, TwoClocks(room.clock.now()), Heard(), networks)
        publisher = Publisher(room.publisher.reach, [closed])
        working = [asyncio.create_task(one) for one in (publisher.work(), publisher.may_send())]
        for one in networks.values():
            await one.reached.wait()
        await publisher.stop(0.01)
        assert all(one.left_alone for one in networks.values())
        assert await asyncio.wait_for(asyncio.gather(*working), 15) == [0, False]


@dataclass(slots=True)
class Mistaken(FakeChannel):
    """A network whose answer we read wrongly."""

    async def whoami(self) -> Who:
        """Fail."""
        raise TypeError(self.sheet.name)


async def test_a_mistake_in_asking_one_network_keeps_no_other_from_saying_the_time(
    tmp_path: Path,
) -> None:
    async with newsroom(tmp_path) as room:
        clock = TwoClocks(room.clock.now())
        networks = {"a": Mistaken(fake_sheet("a")), "b": Dating(fake_sheet("b"), clock=clock)}
        time, is_open = gate(room, clock, Heard(), networks)
        with hearing(time.hear):
            assert await is_open.is_open()


async def test_nothing_leaves_before_a_network_that_was_away_says_the_time(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        clock, heard = TwoClocks(room.clock.now()), Heard()
        away = Dating(fake_sheet("x"), clock=clock, ahead=60 * MINUTES, who=NotSent("no route"))
        time, is_open = gate(room, clock, heard, {"x": away})
        with hearing(time.hear):
            assert not await is_open.is_open()
            assert not await is_open.is_open()
            assert (away.asked, heard.said) == (1, ["run.clock-unknown"])
            away.who = FakeChannel(fake_sheet()).who
            clock.pass_by(timedelta(seconds=AGAIN))
            assert not await is_open.is_open()
        assert heard.said == ["run.clock-unknown", "run.clock-off"]


@pytest.mark.parametrize("names", [(), ("x",)])
async def test_where_nobody_says_the_time_posts_go_out(
    tmp_path: Path, names: tuple[str, ...]
) -> None:
    async with newsroom(tmp_path) as room:
        clock, heard = TwoClocks(room.clock.now()), Heard()
        silent = {name: FakeChannel(fake_sheet(name)) for name in names}
        _, is_open = gate(room, clock, heard, silent)
        assert await is_open.is_open()
        assert heard.said == []


@pytest.mark.parametrize("right", [True, False])
async def test_a_jump_to_the_time_of_the_networks_is_no_question(
    tmp_path: Path, *, right: bool
) -> None:
    async with newsroom(tmp_path) as room:
        clock, heard = TwoClocks(room.clock.now()), Heard()
        time = NetworkTime(clock, counts)
        team = TeamMessages(-100, Catalogue("es"), frozenset())
        teller = Teller(Catalogue("es"), BOGOTA, team.notice, heard.tell)
        steady = SteadyClock(room.store, clock, teller, time.is_right)
        behind = timedelta(hours=3)
        time.hear(answer(clock, -behind if right else timedelta()))
        assert await steady.is_open()
        clock.pass_by(timedelta(seconds=5), calendar=behind)
        assert await steady.is_open() is right


async def test_where_only_the_bot_works_it_says_once_that_the_clock_is_wrong(
    tmp_path: Path,
) -> None:
    async with newsroom(tmp_path) as room:
        ahead, heard = timedelta(hours=73), Heard()
        clock = TwoClocks(room.clock.now() + ahead)
        time = NetworkTime(clock, counts)
        team = TeamMessages(-100, Catalogue("es"), frozenset())
        teller = Teller(Catalogue("es"), BOGOTA, team.notice, heard.tell)
        watched = WatchedTime(room.store, clock, teller, time)
        await watched.look()
        assert heard.said == []
        time.hear(answer(clock, ahead, "api.telegram.example", took=50.0))
        for _ in range(2):
            await watched.look()
        assert heard.said == ["run.clock-off-bot"]
        told = await room.store.next_message(clock.now())
        assert told is not None
        text = json.loads(told.message.body)["text"]
        assert "según api.telegram.example es sáb 10 may 2031, 07:00" in text
        clock.pass_by(timedelta(seconds=5), calendar=timedelta(seconds=5) - ahead)
        await watched.look()
        assert heard.said == ["run.clock-off-bot", "run.clock-right"]


@pytest.mark.parametrize(
    ("machine", "called"),
    [("", "del computador del bot está"), ("sala-2", "del computador «sala-2» está")],
)
async def test_of_several_computers_it_says_which_one(
    tmp_path: Path, machine: str, called: str
) -> None:
    async with newsroom(tmp_path) as room:
        ahead = timedelta(hours=73)
        clock = TwoClocks(room.clock.now() + ahead)
        time = NetworkTime(clock, counts)
        team = TeamMessages(-100, Catalogue("es"), frozenset())
        time.hear(answer(clock, ahead, "api.telegram.example", took=50.0))
        for _ in range(2):  # a second computer in the same minute has a notice of its own
            teller = Teller(Catalogue("es"), BOGOTA, team.notice, Heard().tell, machine)
            await WatchedTime(room.store, clock, teller, time).look()
            machine = machine and f"{machine}b"
        told = await room.store.next_message(clock.now())
        assert told is not None
        assert called in json.loads(told.message.body)["text"]
        await room.store.sent(told, "1")
        assert (await room.store.next_message(clock.now()) is not None) is bool(machine)
