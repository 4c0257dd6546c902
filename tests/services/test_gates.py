"""A clock that jumped and a second program keep everything back until that is settled."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

from campaign.core.deliveries import State
from campaign.core.errors import EnvironmentFailure
from campaign.core.reasons import OURSELVES
from campaign.languages import Catalogue
from campaign.services.gates import QUIET, OnlyOne, SteadyClock, Teller
from campaign.services.publishing import Publisher
from campaign.services.team_messages import TeamMessages
from campaign.testing import FakeChannel, FakePost
from campaign.wiring.clocks import SystemClock
from tests.services.newsroom import newsroom
from tests.services.test_ledger_out_of_reach import full

if TYPE_CHECKING:
    from pathlib import Path

    from campaign.core.outcomes import Outcome
    from campaign.services.gates import Gate
    from tests.services.newsroom import Newsroom

DAY = "2031-05-13"
AVISO = "aviso/aguas/x/1"
BOGOTA = ZoneInfo("America/Bogota")


@dataclass(slots=True)
class TwoClocks:
    """A calendar and a stopwatch that are set apart from each other; leases end by the latter."""

    calendar: datetime
    stopwatch: float = field(default_factory=lambda: SystemClock().elapsed())

    def now(self) -> datetime:
        """Return the calendar's now."""
        return self.calendar

    def elapsed(self) -> float:
        """Return what the stopwatch shows."""
        return self.stopwatch

    def pass_by(self, time: timedelta, *, calendar: timedelta | None = None) -> None:
        """Let time pass; the calendar may go another way."""
        self.stopwatch += time.total_seconds()
        self.calendar += time if calendar is None else calendar


@dataclass(slots=True)
class Heard:
    """What the terminal was told."""

    said: list[str] = field(default_factory=list)

    def tell(self, message_id: str, **_: object) -> None:
        """Note a sentence."""
        self.said.append(message_id)


def steady(room: Newsroom, clock: TwoClocks, heard: Heard, machine: str = "") -> SteadyClock:
    team = TeamMessages(-100, Catalogue("es"), frozenset())
    teller = Teller(Catalogue("es"), BOGOTA, team.notice, heard.tell, machine)
    return SteadyClock(room.store, clock, teller)


HOURS = timedelta(hours=3)


@pytest.mark.parametrize(
    ("passed", "calendar", "opened"),
    [
        (timedelta(seconds=5), timedelta(minutes=9), True),
        (timedelta(seconds=5), timedelta(minutes=11), False),
        (timedelta(seconds=5), timedelta(days=400), False),
        (HOURS, HOURS + timedelta(minutes=11), False),
        (HOURS, HOURS, True),  # the machine slept
        (timedelta(seconds=5), -timedelta(days=1), True),
    ],
)
async def test_a_clock_that_runs_ahead_by_minutes_is_not_believed(
    tmp_path: Path, passed: timedelta, calendar: timedelta, *, opened: bool
) -> None:
    async with newsroom(tmp_path) as room:
        clock = TwoClocks(room.clock.now())
        gate = steady(room, clock, Heard())
        assert await gate.is_open()
        clock.pass_by(passed, calendar=calendar)
        assert await gate.is_open() is opened
        clock.pass_by(timedelta(seconds=5))
        assert await gate.is_open() is opened


async def test_a_clock_that_was_impossible_is_set_right_without_a_question(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        clock = TwoClocks(datetime(1970, 1, 1, 0, 1, tzinfo=UTC))
        gate = steady(room, clock, Heard())
        assert await gate.is_open()
        clock.pass_by(timedelta(seconds=5), calendar=room.clock.now() - clock.calendar)
        assert await gate.is_open()


async def test_after_a_jump_a_person_decides_and_a_new_start_does_not(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        heard, clock = Heard(), TwoClocks(room.clock.now())
        gate = steady(room, clock, heard)
        assert await gate.is_open()
        clock.pass_by(timedelta(seconds=5), calendar=timedelta(days=3))
        assert not await gate.is_open()
        assert heard.said == ["run.clock-jumped"]
        hold = (await room.store.snapshot()).hold
        assert hold is not None
        assert hold.by == OURSELVES
        assert "del sáb 10 may 2031, 07:00 al mar 13 may 2031, 07:00" in hold.reason
        told = await room.store.next_message(clock.now())
        assert told is not None
        assert "pregonero resume" in json.loads(told.message.body)["text"]
        assert not await steady(room, clock, heard).is_open()
        await room.decisions.resume("Rocío")
        assert await gate.is_open()


async def test_of_several_computers_it_says_which_ones_clock_jumped(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        clock = TwoClocks(room.clock.now())
        gate = steady(room, clock, Heard(), "sala-2")
        clock.pass_by(timedelta(seconds=5), calendar=timedelta(days=3))
        assert not await gate.is_open()
        hold = (await room.store.snapshot()).hold
        told = await room.store.next_message(clock.now())
        assert hold is not None
        assert told is not None
        for text in (hold.reason, json.loads(told.message.body)["text"]):
            assert text.startswith("El reloj del computador «sala-2» saltó")


async def test_a_jump_that_could_not_be_told_is_not_forgotten(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        clock = TwoClocks(room.clock.now())
        gate = steady(room, clock, Heard())
        assert await gate.is_open()
        clock.pass_by(timedelta(seconds=5), calendar=HOURS)
        with full(tmp_path / "ledger.sqlite"), pytest.raises(EnvironmentFailure):
            await gate.is_open()
        clock.pass_by(timedelta(seconds=5))
        assert not await gate.is_open()
        hold = await room.store.hold()
        assert hold is not None
        assert hold.by == OURSELVES


async def test_while_a_jump_is_being_told_nobody_else_passes(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        clock = TwoClocks(room.clock.now())
        gate = steady(room, clock, Heard())
        assert await gate.is_open()
        clock.pass_by(timedelta(seconds=5), calendar=HOURS)
        assert await asyncio.gather(gate.is_open(), gate.is_open()) == [False, False]


async def test_what_a_person_holds_stays_held_by_that_person(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.decisions.hold_all("Rocío", "duelo")
        clock = TwoClocks(room.clock.now())
        gate = steady(room, clock, Heard())
        clock.pass_by(timedelta(seconds=5), calendar=timedelta(days=3))
        await gate.is_open()
        hold = (await room.store.snapshot()).hold
        assert hold is not None
        assert (hold.by, hold.reason) == ("Rocío", "duelo")


@dataclass(slots=True)
class Jumps(FakeChannel):
    """A network during whose work the calendar jumps by a week."""

    clock: TwoClocks = field(default_factory=lambda: TwoClocks(datetime.now(UTC)))

    async def publish(self, *args: Any) -> Outcome:
        """Publish while the calendar jumps."""
        self.clock.pass_by(timedelta(seconds=1), calendar=timedelta(days=7, minutes=1))
        return await FakeChannel.publish(self, *args)


async def test_a_jump_in_the_middle_of_sending_stops_what_follows(tmp_path: Path) -> None:
    """Not only at the next round: what the wrong time makes due is claimed one by one."""
    async with newsroom(tmp_path) as room:
        await room.load()
        clock = TwoClocks(datetime.fromisoformat(f"{DAY}T09:00-05:00"))
        x = room.channels["x"]
        jumping = Jumps(x.sheet, x.now, posts=x.posts)
        jumping.clock = clock
        reach = replace(room.publisher.reach, clock=clock, channels={"x": jumping})
        await Publisher(reach, [steady(room, clock, Heard())]).work()
        assert [text[:14] for text in room.visible()] == ["«Aguas abajo»:"]
        assert (await room.states())["aviso/orillas/x/1"] == "planned"


def with_gate(room: Newsroom, gate: Gate) -> Publisher:
    return Publisher(room.publisher.reach, [gate])


async def test_nothing_leaves_while_another_program_uses_the_bot(tmp_path: Path) -> None:
    """And what it published meanwhile from its own ledger is adopted, not sent again."""
    async with newsroom(tmp_path) as room:
        await room.load()
        heard, clock = Heard(), TwoClocks(room.clock.now())
        alone = OnlyOne(room.store, clock, heard.tell)
        publisher = with_gate(room, alone)
        await publisher.work()
        room.clock.advance_to(datetime.fromisoformat(f"{DAY}T09:00-05:00"))
        for _ in range(2):
            alone.another()
            await publisher.work()
            clock.pass_by(timedelta(seconds=10))
        assert room.visible() == []
        assert heard.said == ["run.not-alone"]
        row = (await room.newest())[AVISO]
        assert row.payload is not None
        room.channels["x"].posts.append(FakePost("77", room.clock.now(), row.payload))
        clock.pass_by(timedelta(seconds=QUIET))
        await publisher.work()
        await publisher.work()
        row = (await room.newest())[AVISO]
        assert (row.state, len(room.visible())) == (State.PUBLISHED, 1)
        assert row.receipt is not None
        assert row.receipt.remote_id == "77"
        assert heard.said == ["run.not-alone", "run.alone-again"]
        assert (await room.states())["aviso/aguas/telegram/1"] == "needs_person"


async def test_our_own_last_connection_is_no_other_program(tmp_path: Path) -> None:
    """After a kill Telegram may refuse the first request of the next life once."""
    async with newsroom(tmp_path) as room:
        await room.load()
        heard, clock = Heard(), TwoClocks(room.clock.now())
        alone = OnlyOne(room.store, clock, heard.tell)
        publisher = with_gate(room, alone)
        alone.another()
        room.clock.advance_to(datetime.fromisoformat(f"{DAY}T09:00-05:00"))
        await publisher.work()
        assert room.visible("telegram") == []
        clock.pass_by(timedelta(seconds=QUIET + 1))
        await publisher.work()
        assert len(room.visible("telegram")) == 1
        assert heard.said == []
