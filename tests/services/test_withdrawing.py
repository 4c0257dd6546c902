"""What is taken down stays down, and what could not be is told."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from campaign.core.deliveries import Receipt
from campaign.core.errors import NotApprovable, UnknownDelivery
from campaign.core.life import Move
from campaign.core.outcomes import Certainty, Lost, NotSent, Outcome, Refused
from campaign.core.reasons import Reason, because
from campaign.ports.ledger import LedgerChange, Step
from campaign.services.withdrawing import Left, Wish, Withdrawals, begun, perhaps_out, published
from campaign.testing import FakeChannel
from tests.services.newsroom import Newsroom, newsroom
from tests.services.test_out_after_all import heard

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from pathlib import Path

    from campaign.core.deliveries import Delivery

KEY = "aviso/aguas/x/1"
STORY = """\
- post: historia
  when: 2031-05-13 09:00
  channels: [x]
  text: historia
"""
PARTS = "---\n---\nPrimero el agua.\n===\nDespués la orilla.\n===\nAl final el mar.\n"


async def chosen(room: Newsroom, *keys: str) -> list[Delivery]:
    return published(await room.store.snapshot(), keys)


async def take_down(room: Newsroom, *keys: str) -> Sequence[Left | None]:
    withdrawals = Withdrawals(room.store, room.channels, room.clock)
    return [await withdrawals.withdraw(d, "Rocío", "error") for d in await chosen(room, *keys)]


async def test_what_may_be_out_is_named_beside_what_is_taken_down(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        room.channels["telegram"].script(Lost("timeout"), lands=True)
        await room.until("2031-05-13T09:10")
        snapshot = await room.store.snapshot()
        assert [d.key.channel for d in await chosen(room, "aviso/aguas")] == ["x"]
        assert [str(d.key) for d in perhaps_out(snapshot, ["aviso"])] == ["aviso/aguas/telegram/1"]
        assert perhaps_out(snapshot, ["aviso/aguas/x/1"]) == []


async def test_what_was_taken_down_does_not_go_out_again(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        await room.until("2031-05-14T12:00")
        assert await take_down(room, "aviso/aguas") == [None, None]
        assert (room.visible("x"), room.visible("telegram")) == ([], [])
        taken = (await room.newest())[KEY]
        assert (taken.state, bool(taken.receipt)) == ("removed", True)
        assert taken.reason is not None
        assert "Rocío" in taken.reason
        await room.load(calendar=room.files["posts/calendar.yaml"].decode().replace("«", "Hoy «"))
        await room.until("2031-05-19T12:00")
        assert (room.visible("x"), room.visible("telegram")) == ([], [])
        assert (await room.newest())[KEY].generation == taken.generation


@pytest.mark.parametrize(
    ("outcome", "left"),
    [
        (NotSent("no route"), Left("away", "no route")),
        (Lost("silence"), Left("unsure", "silence")),
        (Refused("too old"), Left("refused", "too old")),
    ],
)
async def test_what_may_still_be_there_stays_published(
    tmp_path: Path, outcome: Outcome, left: Left
) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        await room.until("2031-05-14T12:00")

        class Away(FakeChannel):
            async def delete(self, remote_id: str) -> Outcome:  # noqa: ARG002
                return outcome

        away = {"x": Away(room.channels["x"].sheet, room.clock.now)}
        (delivery,) = await chosen(room, KEY)
        assert await Withdrawals(room.store, away, room.clock).withdraw(delivery, "R", "") == left
        assert (await room.newest())[KEY].state == "published"
        assert await take_down(room, KEY) == [None]


async def test_an_account_that_is_not_here_is_told(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        await room.until("2031-05-14T12:00")
        (delivery,) = await chosen(room, KEY)
        nobody = Withdrawals(room.store, {}, room.clock)
        assert await nobody.withdraw(delivery, "Rocío", "") == Left("not-connected")


async def test_a_thread_is_taken_down_from_its_end(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        room.files["posts/texts/historia.md"] = PARTS.encode()
        await room.load(calendar=STORY)
        await room.until("2031-05-13T12:00")
        assert [d.key.part for d in await chosen(room, "historia")] == [3, 2, 1]


async def test_only_what_is_out_can_be_taken_down(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        with pytest.raises(NotApprovable):
            await chosen(room, KEY)
        with pytest.raises(UnknownDelivery):
            await chosen(room, "aviso/fuentes/x/1")
        await room.until("2031-05-14T12:00")
        assert {str(d.key) for d in await chosen(room, "aviso")} == {KEY, "aviso/aguas/telegram/1"}


async def withdrawn(room: Newsroom, *keys: str, patience: float = 0.3) -> list[str]:
    posts = begun(await room.store.snapshot(), keys)
    work = Withdrawals(room.store, room.channels, room.clock, patience=patience)
    wish = Wish(keys, "Rocío", "error", posts)
    return [f"{came.how} {came.delivery.key}" async for came in work.all_of(wish)]


async def test_what_is_tried_again_later_is_kept_in(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        room.channels["x"].script(NotSent("429", room.clock.now() + timedelta(days=3, hours=4)))
        await room.until("2031-05-13T09:10")
        assert (await room.states())[KEY] == "retry"
        assert await withdrawn(room, "aviso") == [f"kept-in {KEY}", "down aviso/aguas/telegram/1"]
        await room.until("2031-05-19T12:00")
        assert (room.visible("x"), room.visible("telegram")) == ([], [])
        states = await room.states()
        assert states[KEY] == "cancelled"
        assert states["aviso/orillas/x/1"] == "planned", "another post of the same entry"


async def test_what_may_be_out_is_found_and_taken_down(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        room.channels["x"].script(Lost("silence"), lands=True)
        await room.until("2031-05-13T09:00")
        assert (await room.states())[KEY] == "unknown"
        assert f"down {KEY}" in await withdrawn(room, "aviso/aguas")
        assert (room.visible("x"), room.visible("telegram")) == ([], [])


async def test_what_may_be_out_and_is_not_seen_is_never_sent_again(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        room.channels["x"].script(Lost("silence"))
        await room.until("2031-05-13T09:00")
        assert await withdrawn(room, KEY) == [f"unsure {KEY}"]
        await room.until("2031-05-19T12:00")
        assert room.visible("x") == []
        assert (await room.states())[KEY] == "needs_person"


@pytest.mark.parametrize("meanwhile", ["proved", "cancelled"])
async def test_what_is_found_is_taken_down_whatever_was_decided_of_it_meanwhile(
    tmp_path: Path, meanwhile: str
) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        room.channels["x"].script(Lost("silence"), lands=True)
        await room.until("2031-05-13T09:00")

        class Looked(FakeChannel):
            async def find(self, *args: Any, **how: Any) -> Receipt | None:
                found = await super().find(*args, **how)
                one, now = (await room.newest())[KEY], room.clock.now()
                assert found is not None
                if meanwhile == "proved":
                    await room.store.prove(one, found, because("found"), by="otra", at=now)
                else:
                    step = Step(one.id, one.fence, Move.CANCEL)
                    await room.store.apply(LedgerChange(now, "otra", steps=[step]))
                return found

        x = room.channels["x"]
        room.channels["x"] = Looked(x.sheet, x.now, posts=x.posts)
        assert await withdrawn(room, KEY) == [f"down {KEY}"]
        assert room.visible("x") == []
        assert (await room.states())[KEY] == "removed"


class Slow(FakeChannel):
    """Holds every post until it is let go; then it is out."""

    async def publish(self, *args: Any) -> Outcome:
        """Publish, and answer only when it is let go."""
        outcome = await super().publish(*args)
        self.began.set()
        await self.go.wait()
        return outcome

    began: asyncio.Event
    go: asyncio.Event


async def sending(room: Newsroom, *came: Outcome) -> tuple[Slow, asyncio.Task[None]]:
    """Return a channel on which the first part of a thread hangs, and who sends it."""
    room.files["posts/texts/historia.md"] = PARTS.encode()
    await room.load(calendar=STORY)
    slow = Slow(room.channels["x"].sheet, room.clock.now)
    slow.began, slow.go = asyncio.Event(), asyncio.Event()
    for outcome in came:
        slow.script(outcome)
    room.channels["x"] = slow
    room.work_with(channels=room.channels)
    task = asyncio.create_task(room.until("2031-05-13T09:00"))
    await asyncio.wait_for(slow.began.wait(), 5)
    return slow, task


async def test_a_thread_that_is_being_sent_is_waited_for_and_taken_down(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        slow, task = await sending(room)
        asyncio.get_running_loop().call_later(0.4, slow.go.set)
        told = await withdrawn(room, "historia", patience=5)
        await task
        first = "historia/x/1"
        assert told == [
            *(f"kept-in historia/x/{n}" for n in (2, 3)),
            f"leaving {first}",
            f"down {first}",
        ]
        await room.until("2031-05-13T12:00")
        assert room.visible("x") == []


@pytest.mark.parametrize(
    ("came", "told", "state"),
    [([], "down", "removed"), ([NotSent("429")], "unsure", "needs_person")],
)
async def test_what_hangs_is_not_sent_again_whatever_comes_of_it(
    tmp_path: Path, came: list[Outcome], told: str, state: str
) -> None:
    async with newsroom(tmp_path) as room:
        slow, task = await sending(room, *came)
        first = "historia/x/1"
        assert (await withdrawn(room, "historia"))[-2:] == [f"leaving {first}", f"{told} {first}"]
        slow.go.set()
        await task
        await room.until("2031-05-13T12:00")
        assert room.visible("x") == []
        assert (len(slow.tries), (await room.states())[first]) == (1, state)


async def test_what_comes_out_after_it_was_withdrawn_is_told(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        told: list[tuple[str, str]] = []
        here = room.publisher.reach.colleagues
        tell = replace(here, tell=lambda name, **said: told.append((name, str(said["key"]))))
        room.work_with(colleagues=tell)
        slow, task = await sending(room)
        slow.sheet = replace(slow.sheet, certainty=Certainty.BLIND)
        first = "historia/x/1"
        assert (await withdrawn(room, "historia"))[-1] == f"unsure {first}"
        slow.go.set()
        await task
        assert told == [("run.out-though-withdrawn", first)]
        one = (await room.newest())[first]
        assert (one.state, Reason.stored(one.reason).id) == ("published", "out-though-withdrawn")
        (text,) = await heard(room)
        assert "Rocío pidió retirarlo antes de que se supiera" in text
        assert await withdrawn(room, "historia") == [f"down {first}"]
        assert room.visible("x") == []


@asynccontextmanager
async def withdrawn_unsure(folder: Path, channel: str) -> AsyncIterator[tuple[Newsroom, Delivery]]:
    """Yield what was withdrawn while a person is asked about it, or while it is looked for."""
    async with newsroom(folder) as room:
        await room.load()
        room.channels[channel].script(Lost("timeout"))
        state, moment = ("unknown", "09:00") if channel == "x" else ("needs_person", "09:05")
        await room.until(f"2031-05-13T{moment}")
        key = f"aviso/aguas/{channel}/1"
        assert (await room.states())[key] == state
        assert await withdrawn(room, key) == [f"unsure {key}"]
        yield room, (await room.newest())[key]


UNSURE = pytest.mark.parametrize("channel", ["x", "telegram"], ids=["looked-for", "asked-about"])


@UNSURE
async def test_what_may_be_out_says_that_it_was_withdrawn(tmp_path: Path, channel: str) -> None:
    async with withdrawn_unsure(tmp_path, channel) as (room, one):
        assert (one.state, Reason.stored(one.reason).id) == ("needs_person", "withdrawn-unsure")
        await withdrawn(room, str(one.key))
        assert (await room.newest())[str(one.key)] == one, "said once"
        at, where = room.clock.now(), Receipt("9", "https://fake.example/9", room.clock.now())
        said = await room.store.prove(one, where, because("found"), by="otra", at=at)
        assert said == because("out-though-withdrawn", who="Rocío")


@UNSURE
async def test_what_was_withdrawn_while_it_may_be_out_is_not_sent_by_an_old_question(
    tmp_path: Path, channel: str
) -> None:
    async with withdrawn_unsure(tmp_path, channel) as (room, one):
        await room.decisions.resend(str(one.key), "Ana")
        await room.until("2031-05-13T09:30")
        assert room.visible(channel) == []
        then = (await room.newest())[str(one.key)]
        why = Reason.stored(then.reason)
        assert (then.state, why.id, why.params["who"]) == ("cancelled", "cancelled", "Rocío")
