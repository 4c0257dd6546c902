"""What is out is recorded, told and can be taken down, whatever was decided of it meanwhile."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from campaign.core.deliveries import Receipt
from campaign.core.life import Move
from campaign.core.reasons import Reason, because
from campaign.languages import Catalogue
from campaign.ports.ledger import LedgerChange, Step
from campaign.services.alarming import still_going
from campaign.services.alarms import Alarms
from campaign.services.choosing import one_of
from campaign.services.daily import of_today
from campaign.services.publishing import Publisher
from campaign.services.team_messages import TeamMessages
from campaign.services.withdrawing import Wish, Withdrawals, begun, published
from campaign.testing import FakeChannel
from tests.services.newsroom import Newsroom, newsroom

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from campaign.core.deliveries import Delivery
    from campaign.core.outcomes import Outcome

KEY = "aviso/aguas/x/1"
DUE = "2031-05-13T09:00"
LOST = (Move.LOSE, Move.FAIL)
TEAM = -4


@dataclass(slots=True)
class Slow(FakeChannel):
    """A network whose first answer comes after ``meanwhile``: what it got then is out."""

    meanwhile: list[Callable[[], Awaitable[object]]] = field(default_factory=list)

    async def publish(self, *args: Any) -> Outcome:
        """Publish; answer when all that is to happen has happened."""
        outcome = await FakeChannel.publish(self, *args)
        while self.meanwhile:
            await self.meanwhile.pop(0)()
        return outcome


async def moved(room: Newsroom, *moves: Move) -> None:
    """Somebody else moves the post that is being sent."""
    one = (await room.newest())[KEY]
    steps = [Step(one.id, one.fence + n, move, None, "otra") for n, move in enumerate(moves)]
    await room.store.apply(LedgerChange(room.clock.now(), "otra", steps=steps))


async def generations(room: Newsroom) -> list[Delivery]:
    found = [d for d in (await room.store.snapshot()).deliveries if str(d.key) == KEY]
    return sorted(found, key=lambda one: one.generation)


def said(one: Delivery) -> str:
    return Reason.stored(one.reason).id


async def late(room: Newsroom, *meanwhile: Callable[[], Awaitable[object]]) -> list[str]:
    """Let the post go out on X, with an answer that comes after all this; return what is told."""
    told: list[str] = []
    await room.load(campaign=room.files["posts/campaign.yaml"].decode().replace(", telegram", ""))
    x = room.channels["x"]
    room.channels["x"] = Slow(x.sheet, x.now, posts=x.posts, meanwhile=[*meanwhile])
    tell = replace(room.publisher.reach.colleagues, tell=lambda name, **_: told.append(name))
    room.work_with(channels=room.channels, colleagues=tell)
    await room.until(DUE)
    return told


async def taken_down(room: Newsroom, *keys: str) -> list[str]:
    posts = begun(await room.store.snapshot(), keys)
    work = Withdrawals(room.store, room.channels, room.clock, patience=0.3)
    wish = Wish(keys, "Rocío", "error", posts)
    return [f"{came.how} {came.delivery.generation}" async for came in work.all_of(wish)]


async def heard(room: Newsroom, of: str = "ya no debía salir") -> list[str]:
    """Return what the team's chat hears of posts that should not be out."""
    rules = room.publisher.reach.colleagues.campaign
    team = TeamMessages(TEAM, Catalogue("es"), frozenset())
    await Alarms(room.store, room.clock, rules, team).look()  # type: ignore[arg-type]
    texts = []
    while (taken := await room.store.next_message(room.clock.now())) is not None:
        await room.store.sent(taken, "1")
        texts.append(json.loads(taken.message.body)["text"])
    return [text for text in texts if of in text]


@pytest.mark.parametrize(
    ("moves", "end"),
    [
        ((*LOST, Move.CANCEL), "cancelled"),
        ((*LOST, Move.EXPIRE), "expired"),
        ((*LOST, Move.SUPERSEDE), "superseded"),
        ((Move.REFUSE,), "refused"),
    ],
)
async def test_what_came_out_after_its_end_is_recorded_told_and_can_be_taken_down(
    tmp_path: Path, moves: tuple[Move, ...], end: str
) -> None:
    async with newsroom(tmp_path) as room:
        told = await late(room, lambda: moved(room, *moves))
        (one,) = await generations(room)
        assert (one.state, said(one)) == ("published", f"out-though-{end}")
        assert one.receipt is not None
        assert told == ["run.out-though"]
        (text,) = await heard(room)
        assert str(one.receipt.url) in text
        assert await heard(room) == [], "once"
        assert await taken_down(room, KEY) == ["down 1"]
        assert room.visible("x") == []


async def changed(room: Newsroom) -> None:
    """The post gets other words, in a generation of its own."""
    await room.load(calendar=room.files["posts/calendar.yaml"].decode().replace("«", "Hoy «"))


async def test_a_newer_version_waits_for_a_person_where_the_older_one_is_out(
    tmp_path: Path,
) -> None:
    async with newsroom(tmp_path) as room:
        told = await late(room, lambda: moved(room, *LOST), lambda: changed(room))
        old, new = await generations(room)
        assert (old.state, said(old)) == ("published", "out-though-held")
        assert (new.state, said(new)) == ("held", "earlier-is-out")
        assert told == ["run.out-though-held"]
        (text,) = await heard(room)
        assert "La versión 2, que la había reemplazado, no salió: espera" in text
        assert f"pregonero resume {KEY}\n" in text
        assert f"pregonero cancel {KEY}\n" in text
        await room.until("2031-05-13T12:00")
        assert len(room.visible("x")) == 1
        assert old.receipt is not None
        assert await taken_down(room, str(old.receipt.url)) == ["down 1"]
        assert (room.visible("x"), (await room.states())[KEY]) == ([], "held")


async def test_what_is_out_in_two_versions_is_told_and_either_can_be_taken_down(
    tmp_path: Path,
) -> None:
    async with newsroom(tmp_path) as room:

        async def another_sends_it() -> None:
            calm = FakeChannel(room.channels["x"].sheet, room.clock.now, posts=posts)
            await Publisher(replace(room.publisher.reach, channels={"x": calm})).work()

        posts = room.channels["x"].posts
        await late(room, lambda: moved(room, *LOST), lambda: changed(room), another_sends_it)
        old, new = await generations(room)
        assert (old.state, said(old)) == ("published", "out-though-another")
        assert new.state == "published"
        assert len(room.visible("x")) == 2
        (text,) = await heard(room)
        assert "pueden verse las dos" in text
        named = published(await room.store.snapshot(), [KEY])
        assert {one.generation for one in named} == {1, 2}
        assert old.receipt is not None
        assert await taken_down(room, str(old.receipt.url)) == ["down 1"]
        assert [text[:3] for text in room.visible("x")] == ["Hoy"]
        assert await taken_down(room, KEY) == ["down 2"]


async def test_a_newer_version_that_may_be_out_is_asked_about(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:

        async def claimed() -> None:
            assert await room.store.claim(room.clock.now(), "otra", "x") is not None

        await late(room, lambda: moved(room, *LOST), lambda: changed(room), claimed)
        old, new = await generations(room)
        assert (old.state, said(old)) == ("published", "out-though-unsure")
        assert (new.state, said(new)) == ("needs_person", "earlier-is-out-unsure")
        (text,) = await heard(room)
        assert "puede haber salido también" in text
        assert f"pregonero resolve {KEY} --published ENLACE\n" in text


async def test_whoever_sends_it_again_is_stopped_by_the_receipt_of_the_first_try(
    tmp_path: Path,
) -> None:
    async with newsroom(tmp_path) as room:

        async def claimed() -> None:
            claim = await room.store.claim(room.clock.now(), "otra", "x")
            assert claim is not None
            claims.append(claim)

        claims: list[Any] = []
        await late(room, lambda: moved(room, *LOST), claimed)
        (one,) = await generations(room)
        assert one.state == "published"
        assert await room.store.renew(claims[0]) is None


async def test_what_came_out_twice_is_told_and_taken_down_with_its_key_or_its_link(
    tmp_path: Path,
) -> None:
    for by_link in (False, True):
        folder = tmp_path / str(by_link)
        folder.mkdir()
        async with newsroom(folder) as room:

            async def another_sends_it(room: Newsroom = room) -> None:
                x = room.channels["x"]
                calm = FakeChannel(x.sheet, room.clock.now, posts=x.posts)
                await Publisher(replace(room.publisher.reach, channels={"x": calm})).work()

            told = await late(room, lambda room=room: moved(room, *LOST), another_sends_it)
            assert told == ["run.out-though-twice"]
            first, second = await generations(room)
            assert (first.state, second.state) == ("published", "published")
            assert said(second) == "out-though-twice"
            assert len(room.visible("x")) == 2
            assert first.receipt is not None
            assert second.receipt is not None
            (text,) = await heard(room, "salió dos veces")
            await room.load()
            assert len(await generations(room)) == 2, "it counts as out"
            assert str(first.receipt.url) in text
            assert str(second.receipt.url) in text
            if by_link:
                assert await taken_down(room, str(second.receipt.url)) == ["down 2"]
                assert len(room.visible("x")) == 1
            assert sorted(await taken_down(room, KEY)) == ["down 1", "down 2"][: 2 - by_link]
            assert room.visible("x") == []
            await room.until("2031-05-13T12:00")
            assert room.visible("x") == []


async def test_what_waits_beside_it_is_told_again_before_it_expires(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await late(room, lambda: moved(room, *LOST), lambda: changed(room))
        told = "espera que alguien decida si sale"
        await room.until("2031-05-20T15:59")
        assert await heard(room, told) == []
        await room.until("2031-05-20T16:00")
        (text,) = await heard(room, told)
        assert "vence mar 20 may 2031, 18:00" in text
        assert f"pregonero resume {KEY[:-2]}\n" in text
        assert text.endswith(f"pregonero cancel {KEY[:-2]}")
        assert await heard(room, told) == [], "once"


async def test_what_a_person_holds_needs_no_reminder(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        await room.decisions.hold([KEY], "Rocío", "duelo")
        await room.until("2031-05-20T16:30")
        assert await heard(room, "decida si sale") == []


async def test_a_hold_that_came_too_late_is_told_of_what_went_out_all_the_same(
    tmp_path: Path,
) -> None:
    """It was asked for the last time before its first byte; then somebody stopped everything."""
    async with newsroom(tmp_path) as room:

        class Stopping(FakeChannel):
            async def publish(self, *args: Any) -> Outcome:
                await room.decisions.hold_all("Abel", "duelo")
                return await super().publish(*args)

        await room.load()
        x = room.channels["x"]
        room.work_with(channels={"x": Stopping(x.sheet, x.now, posts=x.posts)})
        room.clock.advance_to(datetime(2031, 5, 13, 14, 0, tzinfo=UTC))
        await room.publisher.work()
        (one,) = await generations(room)
        assert one.receipt is not None
        (text,) = await heard(room, "alcanzó a salir")
        assert "Abel" in text
        assert str(one.receipt.url) in text
        assert await heard(room, "alcanzó a salir") == [], "once"
        assert await taken_down(room, KEY) == ["down 1"]


async def open_between(room: Newsroom) -> Delivery:
    """Version 1 is out twice: version 2, which is held, is not the last one any more."""
    await late(room, lambda: moved(room, *LOST), lambda: changed(room))
    first, _ = await generations(room)
    other = Receipt("7777", "https://fake.example/7777", room.clock.now())
    await room.store.prove(first, other, because("found"), by="w", at=room.clock.now())
    _, held, last = await generations(room)
    assert (held.state, last.state) == ("held", "published")
    return held


async def test_a_version_that_waits_is_meant_by_its_key_though_a_later_one_is_over(
    tmp_path: Path,
) -> None:
    async with newsroom(tmp_path) as room:
        held = await open_between(room)
        snapshot = await room.store.snapshot()
        assert one_of(snapshot, KEY) == held
        assert held in still_going(snapshot, room.clock.now())
        (one,) = (d for d in of_today(snapshot, UTC, room.clock.now()) if str(d.key) == KEY)
        assert one == held
        assert await room.decisions.cancel([KEY], "Rocío", "") == [held]


async def test_such_a_version_is_let_out_by_its_key(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        held = await open_between(room)
        assert await room.decisions.release([KEY], "Rocío") == [held]
        await room.until("2031-05-13T12:00")
        assert [one.state for one in await generations(room)] == ["published"] * 3


async def test_other_words_load_where_a_second_receipt_has_the_last_number(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await open_between(room)
        await changed(room)
        of_key = await generations(room)
        assert [d.generation for d in of_key] == [*range(1, len(of_key) + 1)]
        assert len(of_key) >= 3
