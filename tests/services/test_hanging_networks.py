"""A network that hangs, while it takes a post or shows one, delays no other network."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from campaign.core.outcomes import Lost, Outcome
from campaign.services.publishing import Publisher
from campaign.testing import FakeChannel
from tests.services.newsroom import CAMPAIGN, newsroom

if TYPE_CHECKING:
    from pathlib import Path

    from campaign.core.deliveries import Receipt
    from campaign.ports.claims import Claim
    from campaign.store.store import Store
    from tests.services.newsroom import Newsroom

DAY = "2031-05-13"
POSTS = "\n".join(
    f"- {{post: {name}, when: {DAY} {time}, channels: [{channel}], text: 'Nota {name}.'}}"
    for name, time, channel in [
        ("a", "09:00", "x"),
        ("b", "09:01", "x"),
        ("c", "09:05", "telegram"),
        ("d", "09:06", "telegram"),
    ]
)


@dataclass(slots=True)
class Hanging(FakeChannel):
    """A network that answers nothing until it is let go."""

    hangs: str = "publish"
    reached: asyncio.Event = field(default_factory=asyncio.Event)
    let_go: asyncio.Event = field(default_factory=asyncio.Event)

    async def publish(self, *args: Any) -> Outcome:
        """Publish, once let go."""
        await self._hang("publish")
        return await FakeChannel.publish(self, *args)

    async def find(self, *args: Any, **given: Any) -> Receipt | None:
        """Look, once let go."""
        await self._hang("find")
        return await FakeChannel.find(self, *args, **given)

    async def _hang(self, what: str) -> None:
        if self.hangs == what:
            self.reached.set()
            await self.let_go.wait()


def at(room: Newsroom, time: str) -> None:
    room.clock.advance_to(datetime.fromisoformat(f"{DAY}T{time}-05:00").astimezone(UTC))


@pytest.mark.parametrize("hangs", ["publish", "find"])
async def test_what_hangs_on_one_network_keeps_no_other_waiting(tmp_path: Path, hangs: str) -> None:
    async with newsroom(tmp_path) as room:
        x = Hanging(room.channels["x"].sheet, room.clock.now, hangs="")
        room.work_with(channels={**room.channels, "x": x})
        await room.load(calendar=POSTS, campaign=CAMPAIGN + "closest: 0\n")
        if hangs == "find":
            x.script(Lost("timeout"), lands=True)
            at(room, "09:00")
            await room.publisher.work()
        x.hangs = hangs
        at(room, "09:02")
        first = asyncio.create_task(room.publisher.work())
        await x.reached.wait()
        for time, texts in [("09:05", 1), ("09:06", 2)]:
            at(room, time)
            for _ in range(1000):
                await room.publisher.work()
                if len(room.visible("telegram")) == texts:
                    break
                await asyncio.sleep(0.01)
            assert len(room.visible("telegram")) == texts
        assert not first.done()
        x.let_go.set()
        await first
        while await room.publisher.work():
            pass
        assert sorted(post.payload.text for post in x.posts) == ["Nota a.", "Nota b."]
        assert len(x.tries) == 2


async def test_what_becomes_due_while_a_round_ends_is_sent_by_that_round(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The alarm rings once: who comes while another is at work there must not be forgotten."""
    async with newsroom(tmp_path) as room:
        await room.load(calendar=POSTS, campaign=CAMPAIGN + "closest: 0\n")
        claim, reached, go_on = type(room.store).claim, asyncio.Event(), asyncio.Event()

        async def slow_claim(store: Store, *args: Any) -> Claim | None:
            found = await claim(store, *args)
            if found is None and args[-1] == "telegram":
                reached.set()
                await go_on.wait()
            return found

        monkeypatch.setattr(type(room.store), "claim", slow_claim)
        at(room, "09:04")
        first = asyncio.create_task(room.publisher.work())
        await reached.wait()
        at(room, "09:05")
        await room.publisher.work()
        assert room.visible("telegram") == []
        go_on.set()
        await first
        assert len(room.visible("telegram")) == 1


async def test_rounds_do_not_pile_up_behind_one_that_hangs(tmp_path: Path) -> None:
    """While an account is read back nothing leaves; the sweep rings on, every few seconds."""
    async with newsroom(tmp_path) as room:
        x = Hanging(room.channels["x"].sheet, room.clock.now, hangs="find")
        await room.load(calendar=POSTS)
        await room.store.distrust()
        room.work_with(channels={**room.channels, "x": x})
        at(room, "09:00")
        rounds = [asyncio.create_task(room.publisher.work()) for _ in range(5)]
        await x.reached.wait()
        rounds += [asyncio.create_task(room.publisher.work()) for _ in range(50)]
        for _ in range(6000):
            if sum(one.done() for one in rounds) == len(rounds) - 2:
                break
            await asyncio.sleep(0.01)
        assert sum(not one.done() for one in rounds) == 2
        x.let_go.set()
        await asyncio.gather(*rounds)


class Begins(Publisher):
    """A publisher whose rounds begin when they are let."""

    def begin_when_let(self) -> None:
        """Let each round wait before it has begun."""
        self.let = asyncio.Semaphore(0)

    async def _begin(self) -> Any:
        await self.let.acquire()
        return 0, None


async def test_one_round_waits_for_its_turn_and_no_second(tmp_path: Path) -> None:
    """Also behind an earlier round that plans again at its end."""
    async with newsroom(tmp_path) as room:
        publisher = Begins(room.publisher.reach)
        publisher.begin_when_let()
        planned = asyncio.Event()

        async def plan_again() -> None:
            async with publisher._round:
                await planned.wait()

        async def ring() -> asyncio.Task[Any]:
            ringing = asyncio.create_task(publisher.work())
            for _ in range(5):
                await asyncio.sleep(0)
            return ringing

        first = await ring()
        planning = asyncio.create_task(plan_again())
        second = await ring()
        publisher.let.release()
        await first
        third = await ring()
        assert (second.done(), third.done()) == (False, True)
        planned.set()
        publisher.let.release()
        assert await asyncio.gather(second, third) == [0, 0]
        await planning


async def test_what_is_cut_short_when_the_program_ends_may_be_out(tmp_path: Path) -> None:
    """A network that has the request may go on with it: it is looked for, and not sent again."""
    async with newsroom(tmp_path) as room:
        x = Hanging(room.channels["x"].sheet, room.clock.now)
        room.work_with(channels={**room.channels, "x": x})
        await room.load(calendar=POSTS, campaign=CAMPAIGN + "closest: 0\n")
        at(room, "09:00")
        working = asyncio.create_task(room.publisher.work())
        await x.reached.wait()
        await room.publisher.reach.under_way.end(0.01)
        await working
        assert (await room.states())["a/x/1"] == "unknown"
