"""What may be out already: renamed, moved, restored, refused as a double, or with nobody to ask."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from campaign.core.ledger_kind import Kind
from campaign.core.outcomes import Certainty, Lost, NotSent, Outcome, Refused
from campaign.services.loader import Loader
from campaign.services.patience import Patience
from campaign.services.publishing import Publisher
from campaign.services.reach import Reach
from campaign.services.under_way import CutShort, NotBegun, UnderWay
from campaign.services.withdrawing import Withdrawals
from campaign.store.opening import open_ledger
from campaign.testing import FakeChannel, FakePost, fake_sheet
from tests.services.newsroom import CALENDAR, newsroom
from tests.services.test_publishing import put_back
from tests.services.test_publishing_threads import THREAD, copy

if TYPE_CHECKING:
    from pathlib import Path

    from campaign.core.deliveries import Receipt
    from campaign.ports.claims import Claim
    from campaign.store.store import Store

DAY = "2031-05-13"
AVISO = "aviso/aguas/x/1"
SOON = CALENDAR.replace("{{ panel.when }}", "pronto")
MOTTO = """\
- post: lema
  when: 2031-05-13 09:00
  channels: [x, telegram]
  text: El río es de todos.
"""


def utc(moment: str) -> datetime:
    return datetime.fromisoformat(f"{moment}-05:00").astimezone(UTC)


async def test_a_post_that_may_be_out_does_not_go_out_under_another_name(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load(calendar=MOTTO)
        for name in ("x", "telegram"):
            room.channels[name].script(Lost("timeout"), lands=True)
        await room.until(f"{DAY}T09:00")
        assert set((await room.states()).values()) == {"unknown"}
        renamed = MOTTO.replace("lema", "consigna").replace("09:00", "09:30")
        loaded = await room.load(calendar=renamed)
        found = loaded.proposal.checked.problems
        told = {(p.code.value, p.params.get("other", p.params["post"])) for p in found}
        assert told == {("may-be-said", "lema"), ("left-unsure", "lema")}
        await room.until(f"{DAY}T12:00")
        states = await room.states()
        assert (states["lema/x/1"], states["lema/telegram/1"]) == ("published", "needs_person")
        assert room.doubled() == []


async def test_whoever_takes_out_of_the_calendar_what_may_be_out_hears_of_it(
    tmp_path: Path,
) -> None:
    async with newsroom(tmp_path) as room:
        await room.load(calendar=MOTTO)
        for name in ("x", "telegram"):
            room.channels[name].script(Lost("timeout"))
        await room.until(f"{DAY}T09:00")
        loaded = await room.load(calendar=CALENDAR)
        found = {p.code.value: p.params for p in loaded.proposal.checked.problems}
        told = found["left-unsure"]
        assert (told["post"], {*str(told["channels"]).split(", ")}) == ("lema", {"x", "telegram"})
        await room.until(f"{DAY}T12:00")
        states = await room.states()
        assert (states["lema/x/1"], states["lema/telegram/1"]) == ("cancelled", "needs_person")
        assert "El río es de todos." not in room.visible()


@pytest.mark.parametrize("moved", [None, "15:00"])
async def test_a_post_that_was_moved_is_looked_for_since_it_was_first_tried(
    tmp_path: Path, moved: str | None
) -> None:
    """The first request arrived after all, late; its key is forgotten when it is sent again."""
    async with newsroom(tmp_path) as room:
        x = room.channels["x"]
        x.sheet = replace(fake_sheet("x", Certainty.EXACT), key_life=timedelta(hours=1))
        await room.load(calendar=SOON)
        x.script(Lost("timeout"), lands=False)
        x.script(NotSent("429", hold_until=utc(f"{DAY}T10:30")))
        await room.until(f"{DAY}T09:30")
        row = (await room.newest())[AVISO]
        assert row.payload is not None
        x.posts.append(FakePost("77", room.clock.now(), row.payload))
        if moved:
            await room.load(calendar=SOON.replace("start - 7d 09:00", f"start - 7d {moved}"))
        await room.until(f"{DAY}T16:00")
        row = (await room.newest())[AVISO]
        assert row.receipt is not None
        assert (row.receipt.remote_id, room.doubled()) == ("77", [])


@pytest.mark.parametrize("first", ["run", "load"])
async def test_what_was_moved_earlier_after_the_copy_is_not_doubled(
    tmp_path: Path, first: str
) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        copy(tmp_path)
        await room.load(calendar=CALENDAR.replace("start - 7d 09:00", "start - 8d 09:00"))
        await room.until("2031-05-12T09:30")
        assert len(room.visible()) == len(room.visible("telegram")) == 1
        await room.store.close()
        put_back(tmp_path / "copy.sqlite", tmp_path / "ledger.sqlite")
        store = open_ledger(f"sqlite:///{tmp_path}/ledger.sqlite", "voces", Kind.SANDBOX)
        publisher = Publisher(Reach(store, room.channels, room.clock, "otro"))
        loader = Loader(room.loader.desk, store, store, room.clock)
        if first == "run":
            await publisher.work()
        await loader.load(room.files, "Rocío")
        for _ in range(3):
            await publisher.work()
            room.clock.advance_to(room.clock.now() + timedelta(minutes=2))
        states = {str(d.key): str(d.state) for d in (await store.snapshot()).deliveries}
        await store.close()
        assert room.doubled() == []
        assert states[AVISO] == "published"
        assert states["aviso/aguas/telegram/1"] == "needs_person"


@dataclass(slots=True)
class Lagging(FakeChannel):
    """A network that shows nothing new before a moment."""

    shows_from: datetime = field(default_factory=lambda: datetime.now(UTC))

    async def find(self, *args: Any, **given: Any) -> Receipt | None:
        """Look, in vain before that moment."""
        if self.now() < self.shows_from:
            return None
        return await FakeChannel.find(self, *args, **given)


async def test_a_double_that_is_refused_before_it_is_shown_is_no_refusal(tmp_path: Path) -> None:
    """503 after the effect, a timeline that lags, and *duplicate* for the repeat: it is out."""
    async with newsroom(tmp_path) as room:
        await room.load()
        x = room.channels["x"]
        lagging = Lagging(x.sheet, x.now, posts=x.posts, shows_from=utc(f"{DAY}T09:04"))
        room.work_with(channels={**room.channels, "x": lagging})
        lagging.script(Lost("503"), lands=True)
        lagging.script(Refused("duplicate content", duplicate=True))
        await room.until(f"{DAY}T12:00")
        assert (await room.states())[AVISO] == "published"
        assert room.doubled() == []


async def test_a_text_of_others_that_is_refused_as_a_double_stays_refused(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        room.channels["x"].script(Refused("duplicate content", duplicate=True))
        await room.until(f"{DAY}T12:00")
        assert (await room.states())[AVISO] == "refused"


@dataclass(slots=True)
class Away(FakeChannel):
    """A network that cannot be asked so many times."""

    asked_for: int = 5

    async def find(self, *args: Any, **given: Any) -> Receipt | None:
        """Look, once one can."""
        self.asked_for -= 1
        if self.asked_for >= 0:
            raise LookupError(self.sheet.name)
        return await FakeChannel.find(self, *args, **given)


async def test_a_network_that_is_away_says_nothing_of_what_is_there(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        x = room.channels["x"]
        away = Away(x.sheet, x.now, posts=x.posts)
        room.work_with(channels={**room.channels, "x": away})
        away.script(Lost("timeout"), lands=True)
        await room.until(f"{DAY}T12:00")
        assert away.asked_for < 0
        assert (await room.states())[AVISO] == "published"
        assert len(away.tries) == 1


@dataclass(slots=True)
class LosesTheSecond(FakeChannel):
    """A network on which the second part of a thread is lost, and never arrives."""

    async def publish(self, *args: Any) -> Outcome:
        """Publish, but for the second."""
        return Lost("timeout") if len(self.posts) == 1 else await FakeChannel.publish(self, *args)


async def test_a_part_that_was_tried_and_broke_off_is_told_for_that_reason(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load(calendar=THREAD)
        await room.until(f"{DAY}T08:59")
        x = LosesTheSecond(room.channels["x"].sheet, room.clock.now)
        room.work_with(channels={**room.channels, "x": x})
        await room.until(f"{DAY}T09:00:30")
        first = (await room.newest())["hilo/aguas/x/1"]
        await Withdrawals(room.store, {"x": x}, room.clock).withdraw(first, "Rocío", "")
        await room.until(f"{DAY}T12:00")
        newest = await room.newest()
        for part in (2, 3):
            rest = newest[f"hilo/aguas/x/{part}"]
            assert (rest.state, "previous-part" in str(rest.reason)) == ("cancelled", True)


async def test_nothing_begins_once_the_program_is_to_end() -> None:
    begun: list[int] = []

    async def work() -> None:
        begun.append(1)

    under_way = UnderWay()
    await under_way.end(0)
    with pytest.raises(NotBegun):
        await under_way.run(work())
    assert begun == []


async def test_who_ends_what_is_under_way_returns_when_it_is_over() -> None:
    begun, over = asyncio.Event(), list[str]()

    async def work(name: str) -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            for _ in range(5):  # a connection is closed
                await asyncio.sleep(0)
            over.append(name)

    under_way = UnderWay()
    kinds = {"sent": under_way.run(work("sent")), "asked": under_way.ask(work("asked"))}
    waiting = [asyncio.create_task(one) for one in kinds.values()]
    await begun.wait()
    await asyncio.sleep(0)
    await under_way.end(0)
    assert sorted(over) == ["asked", "sent"]
    for one in waiting:
        with pytest.raises(CutShort):
            await one


async def test_a_question_that_changes_nothing_is_given_no_time_once_it_is_to_end() -> None:
    """What is being sent has its time; the question of what time it is does not wait for it."""
    given_up, sent = asyncio.Event(), list[bool]()

    async def send() -> None:
        await given_up.wait()
        sent.append(True)

    async def ask() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            given_up.set()

    under_way = UnderWay()
    waiting = [asyncio.create_task(one) for one in (under_way.run(send()), under_way.ask(ask()))]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    await under_way.end(10)
    assert sent == [True]
    with pytest.raises(CutShort):
        await waiting[1]


class EndsWhileClaiming:
    """A ledger during whose claim the program is told to end."""

    def __init__(self, ledger: Store, under_way: UnderWay) -> None:
        self._ledger, self._under_way = ledger, under_way

    def __getattr__(self, name: str) -> object:
        return getattr(self._ledger, name)

    async def claim(self, *args: Any) -> Claim | None:
        """Claim, and end meanwhile."""
        claim = await self._ledger.claim(*args)
        await self._under_way.end(0)
        return claim


async def test_what_was_claimed_as_the_program_ended_was_not_sent(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        under_way = UnderWay()
        ledger = EndsWhileClaiming(room.store, under_way)
        room.work_with(ledger=ledger, under_way=under_way)
        await room.until(f"{DAY}T09:00")
        assert room.visible() == room.visible("telegram") == []
        states = await room.states()
        assert {states[AVISO], states["aviso/aguas/telegram/1"]} <= {"retry", "planned"}
        assert "retry" in states.values()


class BreaksWhileRenewing:
    """A ledger that fails in a way nobody foresaw as soon as the request is on its way."""

    def __init__(self, ledger: Store) -> None:
        self._ledger, self.renewed = ledger, 0

    def __getattr__(self, name: str) -> object:
        return getattr(self._ledger, name)

    async def renew(self, _: Claim) -> float | None:
        """Break."""
        self.renewed += 1
        raise RuntimeError


@dataclass(slots=True)
class Slow(FakeChannel):
    """A network that takes its time."""

    async def publish(self, *args: Any) -> Outcome:
        """Publish, after a while."""
        await asyncio.sleep(0.3)
        return await FakeChannel.publish(self, *args)


async def test_whatever_fails_while_a_lease_is_renewed_the_publication_is_recorded(
    tmp_path: Path,
) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        await room.until(f"{DAY}T08:59")
        breaking = BreaksWhileRenewing(room.store)
        x = Slow(room.channels["x"].sheet, room.clock.now)
        room.work_with(ledger=breaking, channels={"x": x}, patience=Patience(renew=0.05))
        room.clock.advance_to(utc(f"{DAY}T09:00"))
        await room.publisher.work()
        assert breaking.renewed
        assert (await room.states())[AVISO] == "published"


@pytest.mark.parametrize("copied", ["before it was out", "while it was out"])
async def test_what_was_withdrawn_after_the_copy_stays_withdrawn(
    tmp_path: Path, copied: str
) -> None:
    """It is not there, like what was never sent: only what stands beside the ledger can tell."""
    async with newsroom(tmp_path) as room:
        await room.load(calendar=MOTTO)
        if copied == "before it was out":
            copy(tmp_path)
        await room.until(f"{DAY}T09:00")
        if copied == "while it was out":
            copy(tmp_path)
        withdrawals = Withdrawals(room.store, room.channels, room.clock)
        for out in (await room.newest()).values():
            assert await withdrawals.withdraw(out, "Rocío", "mal dicho") is None
        await room.store.close()
        put_back(tmp_path / "copy.sqlite", tmp_path / "ledger.sqlite")
        store = open_ledger(f"sqlite:///{tmp_path}/ledger.sqlite", "voces", Kind.SANDBOX)
        publisher = Publisher(Reach(store, room.channels, room.clock, "otro"))
        for _ in range(4):
            await publisher.work()
            room.clock.advance_to(room.clock.now() + timedelta(minutes=2))
        found = (await store.snapshot()).deliveries
        await store.close()
        assert room.visible() == room.visible("telegram") == []
        assert [(d.state, d.receipt is not None) for d in found] == [("removed", True)] * 2
        assert all("withdrawn-after-copy" in str(d.reason) for d in found)
