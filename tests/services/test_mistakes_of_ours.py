"""A mistake of the program on one channel stops that channel only, and is seen."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

from campaign.core.errors import LedgerFull, LedgerUnreachable
from campaign.core.outcomes import Lost, Outcome
from campaign.languages import Catalogue
from campaign.services.listing import reason_of
from campaign.services.mishaps import AGAIN, LASTING, Mishaps
from campaign.services.reach import Colleagues
from campaign.testing import FakeChannel
from tests.services.newsroom import CAMPAIGN, newsroom
from tests.services.test_hanging_networks import POSTS, at

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from campaign.core.deliveries import Receipt
    from campaign.store.store import Store
    from tests.services.newsroom import Newsroom

CLOSE = CAMPAIGN + "closest: 0\n"


@dataclass(slots=True)
class Mistaken(FakeChannel):
    """A network whose answers we read wrongly, where it ``fails``."""

    fails: dict[str, Exception] = field(default_factory=dict)
    met: Counter[str] = field(default_factory=Counter)

    async def publish(self, *args: Any) -> Outcome:
        """Publish, or fail."""
        self._meet("publish")
        return await FakeChannel.publish(self, *args)

    async def find(self, *args: Any, **given: Any) -> Receipt | None:
        """Look, or fail."""
        self._meet("find")
        return await FakeChannel.find(self, *args, **given)

    def _meet(self, what: str) -> None:
        if what in self.fails:
            self.met[what] += 1
            raise self.fails[what]


def mistaken(room: Newsroom, name: str, **fails: Exception) -> Mistaken:
    """Let a channel fail from now on."""
    former = room.channels[name]
    channel = Mistaken(former.sheet, former.now, posts=former.posts, fails=fails)
    room.channels[name] = channel
    room.work_with(channels={**room.publisher.reach.channels, name: channel})
    return channel


async def work(room: Newsroom) -> None:
    while await room.publisher.work():
        pass


async def test_what_cannot_be_read_back_waits_and_everything_else_goes_on(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with newsroom(tmp_path) as room:
        x = mistaken(room, "x")
        await room.load(calendar=POSTS, campaign=CLOSE)
        x.script(Lost("timeout"), lands=True)
        at(room, "09:00")
        await work(room)
        x.fails = {"find": TypeError("another form today")}
        at(room, "09:05")
        for _ in range(4):
            await work(room)
        assert (x.met["find"], room.visible("telegram")) == (1, ["Nota c."])
        assert len(room.visible()) == 2  # what comes after it went out as well
        row = (await room.newest())["a/x/1"]
        assert row.state == "unknown"
        for language in ("es", "en"):
            assert "pregonero run" in str(reason_of(row, Catalogue(language)))
        pause = timedelta(seconds=x.sheet.settling)
        for _ in range(2):
            room.clock.advance_to(room.clock.now() + pause)
            await work(room)
        assert x.met["find"] == 3
        assert [bool(r.exc_info) for r in caplog.records if "x" in r.getMessage()] == [True]
        assert not room.publisher.is_well
        x.fails = {}
        room.clock.advance_to(room.clock.now() + pause)
        await work(room)
        assert ((await room.states())["a/x/1"], room.publisher.is_well) == ("published", True)
        assert room.doubled() == []


async def test_a_database_that_is_away_for_two_channels_is_told_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Each meets it in other words, as its connection broke or was refused."""
    async with newsroom(tmp_path) as room:
        await room.load(calendar=POSTS, campaign=CLOSE)
        for name in ("x", "telegram"):
            mistaken(room, name, publish=LedgerUnreachable(where="db", detail=f"lost by {name}"))
        at(room, "09:06")
        with pytest.raises(LedgerUnreachable):
            await room.publisher.work()
        assert [r for r in caplog.records if r.exc_info] == []


async def test_every_channel_that_fails_is_in_the_log_once_and_the_others_publish(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with newsroom(tmp_path) as room:
        await room.load(calendar=POSTS, campaign=CLOSE)
        for name in ("x", "telegram"):
            mistaken(room, name, publish=ValueError(name))
        third = FakeChannel(room.channels["x"].sheet, room.clock.now)
        room.work_with(channels={**room.channels, "third": third})
        at(room, "09:06")
        for _ in range(2):
            await room.publisher.work()
            assert not room.publisher.is_well
        failed = [str(r.exc_info[1]) for r in caplog.records if r.exc_info]
        assert sorted(failed) == ["telegram", "x"]


class Stumbling:
    """A ledger that cannot tell what is late, the first ``times``."""

    def __init__(self, store: Store, times: int) -> None:
        self._store, self.times = store, times

    def __getattr__(self, name: str) -> Any:
        if name == "late_by_channel" and self.times:
            self.times -= 1
            raise TypeError(name)
        return getattr(self._store, name)


async def test_who_failed_is_well_again_once_something_was_sent(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load(calendar=POSTS, campaign=CLOSE)
        room.work_with(ledger=Stumbling(room.store, times=2))
        at(room, "09:00")
        await room.publisher.work()
        at(room, "09:06")
        assert not room.publisher.is_well
        await work(room)
        assert (len(room.visible()), len(room.visible("telegram"))) == (2, 2)
        assert room.publisher.is_well


async def test_what_the_machine_lacks_is_told_although_another_channel_failed(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with newsroom(tmp_path) as room:
        await room.load(calendar=POSTS, campaign=CLOSE)
        mistaken(room, "x", publish=ValueError("x"))
        mistaken(room, "telegram", publish=LedgerFull(where="there"))
        at(room, "09:06")
        with pytest.raises(LedgerFull):
            await room.publisher.work()
        assert [str(r.exc_info[1]) for r in caplog.records if r.exc_info] == ["x"]


async def test_what_cannot_be_read_back_at_the_start_keeps_all_back_and_is_no_sign_of_life(
    tmp_path: Path,
) -> None:
    async with newsroom(tmp_path) as room:
        said: list[str] = []
        tell = replace(Colleagues(), tell=lambda message, **_: said.append(message))
        await room.load(calendar=POSTS, campaign=CLOSE)
        await room.store.distrust()
        room.work_with(colleagues=tell)
        x = mistaken(room, "x", find=TypeError("another form today"))
        at(room, "09:00")
        for _ in range(2):
            await work(room)
        assert (room.visible(), room.publisher.is_well, said) == ([], False, ["run.unread"])
        x.fails = {}
        await work(room)
        assert (len(room.visible()), room.publisher.is_well) == (1, True)


def test_each_cause_is_written_once_an_hour(caplog: pytest.LogCaptureFixture) -> None:
    mishaps = Mishaps()

    def meet(who: str, elapsed: float, what: Callable[[str], object] = int) -> int:
        before = len(caplog.records)
        try:
            what(f"not a number: {elapsed}")
        except ValueError as failed:
            mishaps.log(who, failed, elapsed)
        return len(caplog.records) - before

    assert [meet("x", 0), meet("x", 5), meet("y", 5), meet("x", 6, UUID)] == [1, 0, 1, 1]
    assert [meet("x", AGAIN - 1), meet("x", AGAIN), meet("x", AGAIN + 1)] == [0, 1, 0]


def test_a_failure_counts_until_a_success_or_for_a_while() -> None:
    mishaps = Mishaps()
    assert mishaps.is_well(0.0)
    mishaps.log("x", ValueError(), 1.0)
    mishaps.log("y", ValueError(), 2.0)
    mishaps.over("y")
    assert not mishaps.is_well(LASTING)
    assert mishaps.is_well(LASTING + 1.0)
    mishaps.log("x", ValueError(), LASTING + 2.0)
    mishaps.over("x")
    assert mishaps.is_well(LASTING + 2.0)
