"""What runs in one process at a time ends where its right is lost, and another one takes over."""

# ruff: noqa: D102, ASYNC110 -- the fakes are plain, and what they note is looked at

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import pytest

from campaign.engines import standby
from campaign.engines.standby import Standby, Together


@dataclass
class Right:
    """A right that can be taken away from outside, as a server does that is restarted."""

    owner: str | None = None


@dataclass
class Share:
    """One process' hands on the right."""

    right: Right
    name: str

    def take(self) -> bool:
        self.right.owner = self.right.owner or self.name
        return self.holds()

    def holds(self) -> bool:
        return self.right.owner == self.name

    def free(self) -> None:
        if self.holds():
            self.right.owner = None


@dataclass
class Companion:
    """Something that notes when it begins and ends."""

    lines: list[str] = field(default_factory=list)
    fails: bool = False

    async def run(self, stop: asyncio.Event) -> None:
        self.lines.append("begins")
        if self.fails:
            msg = "it cannot"
            raise RuntimeError(msg)
        await stop.wait()
        self.lines.append("ends")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standby, "LOOK", 0.01)


async def until(lines: list[str], wanted: list[str]) -> None:
    async with asyncio.timeout(5):
        while lines != wanted:
            await asyncio.sleep(0.01)


async def test_it_ends_where_the_right_is_lost_and_begins_again_with_it() -> None:
    right, one, stop = Right(), Companion(), asyncio.Event()
    running = asyncio.create_task(Standby(one, Share(right, "us")).run(stop))
    await until(one.lines, ["begins"])
    right.owner = "another"
    await until(one.lines, ["begins", "ends"])
    right.owner = None
    await until(one.lines, ["begins", "ends", "begins"])
    stop.set()
    await running
    assert one.lines == ["begins", "ends"] * 2
    assert right.owner is None


async def test_one_of_two_runs_at_a_time_and_the_other_takes_over() -> None:
    right, ends = Right(), (asyncio.Event(), asyncio.Event())
    first, second = Companion(), Companion()
    tasks = [
        asyncio.create_task(Standby(one, Share(right, name)).run(end))
        for one, name, end in zip((first, second), ("a", "b"), ends, strict=True)
    ]
    await until(first.lines, ["begins"])
    await asyncio.sleep(0.05)
    assert second.lines == []
    ends[0].set()
    await until(second.lines, ["begins"])
    assert first.lines == ["begins", "ends"]
    ends[1].set()
    await asyncio.gather(*tasks)


async def test_what_fails_is_told_and_gives_the_right_back() -> None:
    right = Right()
    with pytest.raises(RuntimeError):
        await Standby(Companion(fails=True), Share(right, "us")).run(asyncio.Event())
    assert right.owner is None


async def test_who_is_cancelled_ends_what_runs() -> None:
    right, one = Right(), Companion()
    running = asyncio.create_task(Standby(one, Share(right, "us")).run(asyncio.Event()))
    await until(one.lines, ["begins"])
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert right.owner is None
    await asyncio.sleep(0)
    assert len(asyncio.all_tasks()) == 1


async def test_what_runs_together_ends_together() -> None:
    one, other, stop = Companion(), Companion(), asyncio.Event()
    running = asyncio.create_task(Together((one, other)).run(stop))
    await until(other.lines, ["begins"])
    stop.set()
    await running
    assert one.lines == other.lines == ["begins", "ends"]


async def test_where_one_of_them_fails_the_other_ends_and_it_is_told() -> None:
    one, other = Companion(), Companion(fails=True)
    with pytest.raises(RuntimeError):
        await Together((one, other)).run(asyncio.Event())
    assert one.lines == ["begins", "ends"]
