"""Threads, repeated texts and posts by hand: what is looked for, and who is told."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from campaign.channels import hand
from campaign.core.errors import EnvironmentFailure, LedgerFull
from campaign.core.ledger_kind import Kind
from campaign.core.outcomes import Certainty, Lost, Refused
from campaign.languages import Catalogue
from campaign.services.deciding import Decisions
from campaign.services.patience import Patience
from campaign.services.publishing import Publisher
from campaign.services.reach import Reach
from campaign.services.team_messages import TeamMessages
from campaign.store.opening import backup, open_ledger
from campaign.testing import FakeChannel, fake_sheet
from tests.services.newsroom import CAMPAIGN, newsroom
from tests.services.test_publishing import put_back

if TYPE_CHECKING:
    from pathlib import Path

    from campaign.core.outcomes import Outcome
    from campaign.ports.claims import Claim
    from campaign.store.store import Store
    from tests.services.newsroom import Newsroom

DAY = "2031-05-13"
THREAD = """\
- post: hilo
  for: aguas
  when: start - 7d 09:00
  channels: all
  text: |
    Uno: {{ panel.title }}
    ===
    Dos: {{ panel.title }}
    ===
    Tres
"""
REPEATED = "".join(
    f"- post: faltan-{n}\n  when: 2031-06-01 10:{n}0\n  channels: [x]\n"
    "  text: Quedan plazas\n  repeat: yes\n"
    for n in (0, 3)
)


def by_hand(room: Newsroom, name: str = "whatsapp") -> None:
    """Give a newsroom a network on which a person publishes, and a team's chat."""
    (sheet,) = (s for s in hand.SHEETS if s.name == name)
    room.loader.desk.drafting.sheets = {**room.loader.desk.drafting.sheets, name: sheet}
    room.channels[name] = hand.connect(sheet, {}, room.clock.now)  # type: ignore[assignment]
    team = TeamMessages(-100, Catalogue("es"), frozenset({name}))
    room.tell(team)


async def restored(room: Newsroom, folder: Path) -> tuple[Store, Publisher]:
    """Put the copy ``copy.sqlite`` in the ledger's place and open it."""
    await room.store.close()
    ledger = folder / "ledger.sqlite"
    put_back(folder / "copy.sqlite", ledger)
    store = open_ledger(f"sqlite:///{ledger}", "voces", Kind.SANDBOX)
    return store, Publisher(Reach(store, room.channels, room.clock, "otro"))


def copy(folder: Path) -> None:
    backup(f"sqlite:///{folder}/ledger.sqlite", folder / "copy.sqlite")


def lose_the_second(room: Newsroom) -> FakeChannel:
    """Let X take the second post and lose its answer; return the channel that does so."""
    x = room.channels["x"]
    publish = x.publish

    class LosesTheSecond(FakeChannel):
        async def publish(self, *args: object) -> object:  # type: ignore[override]
            outcome = await publish(*args)  # type: ignore[arg-type]
            return Lost("timeout") if len(x.posts) == 2 else outcome

    losing = LosesTheSecond(x.sheet, x.now, posts=x.posts)
    room.work_with(channels={**room.channels, "x": losing})
    return losing


async def test_a_lost_second_part_is_found_in_its_place_in_the_thread(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load(calendar=THREAD)
        await room.until(f"{DAY}T08:59")
        x = room.channels["x"]
        lose_the_second(room)
        await room.until(f"{DAY}T12:00")
        assert [text.partition(":")[0] for text in room.visible()] == ["Uno", "Dos", "Tres"]
        answered = [post.payload.reply_to for post in x.posts]
        assert answered == [None, *(post.remote_id for post in x.posts[:2])]


async def test_the_second_of_two_same_texts_is_not_taken_for_the_first(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load(calendar=REPEATED)
        await room.until("2031-06-01T10:10")
        room.channels["x"].script(Lost("timeout"), lands=False)
        await room.until("2031-06-01T11:00")
        receipts = [d.receipt for d in (await room.newest()).values()]
        assert len(room.visible()) == 2
        assert len({receipt.remote_id for receipt in receipts if receipt}) == 2


@pytest.mark.parametrize("name", ["whatsapp", "instagram", "facebook"])
async def test_a_post_by_hand_is_given_to_the_team_once(tmp_path: Path, name: str) -> None:
    async with newsroom(tmp_path) as room:
        by_hand(room, name)
        await room.load(campaign=CAMPAIGN.replace("telegram]", f"telegram, {name}]"))
        await room.until(f"{DAY}T12:00")
        assert (await room.states())[f"aviso/aguas/{name}/1"] == "needs_person"
        told = await room.store.next_message(room.clock.now())
        assert told is not None
        assert (told.message.chat, told.message.once) == (-100, True)
        assert "Aguas abajo" in json.loads(told.message.body)["text"]
        assert await room.store.next_message(room.clock.now()) is None


async def test_a_post_by_hand_does_not_keep_a_restored_ledger_from_working(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        by_hand(room)
        await room.load(campaign=CAMPAIGN.replace("telegram]", "telegram, whatsapp]"))
        await room.until("2031-05-12T12:00")
        copy(tmp_path)
        await room.until("2031-05-14T12:00")
        store, publisher = await restored(room, tmp_path)
        await publisher.work()
        snapshot = await store.snapshot()
        await store.close()
        states = {str(d.key): str(d.state) for d in snapshot.deliveries}
        assert snapshot.trusted
        assert states["aviso/aguas/whatsapp/1"] == "needs_person"


@pytest.mark.parametrize("channel", ["x", "telegram"])
async def test_what_was_held_in_the_copy_is_looked_for_too(tmp_path: Path, channel: str) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        await room.decisions.hold(["aviso/aguas"], "Rocío", "falta un dato")
        await room.until(f"{DAY}T10:00")
        copy(tmp_path)
        await room.decisions.release(["aviso/aguas"], "Rocío")
        await room.until(f"{DAY}T11:00")
        assert len(room.visible(channel)) == 1
        store, publisher = await restored(room, tmp_path)
        await publisher.work()
        await Decisions(store, room.clock).release(["aviso/aguas"], "Rocío")
        for _ in range(3):
            await publisher.work()
        await store.close()
        assert len(room.visible(channel)) == 1


def test_only_some_networks_can_be_looked_at() -> None:
    can = {c for c in Certainty if fake_sheet(certainty=c).can_look}
    assert can == {Certainty.EXACT, Certainty.READBACK}


async def test_the_rest_of_a_refused_thread_is_cancelled_and_comes_back(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load(calendar=THREAD)
        room.channels["x"].script(Refused("not like that"))
        await room.until(f"{DAY}T12:00")
        await room.publisher.work()
        newest = await room.newest()
        assert newest["hilo/aguas/x/1"].state == "refused"
        for part in (2, 3):
            rest = newest[f"hilo/aguas/x/{part}"]
            assert (rest.state, "previous-part" in str(rest.reason)) == ("cancelled", True)
        assert newest["hilo/aguas/telegram/3"].state == "published"
        await room.decisions.retry(["hilo/aguas/x/1"], "Rocío")
        await room.publisher.work()
        assert [text.partition(":")[0] for text in room.visible()] == ["Uno", "Dos", "Tres"]


async def test_what_follows_a_cancelled_part_is_cancelled_for_that_reason(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load(calendar=THREAD)
        await room.decisions.cancel(["hilo/aguas/x/2"], "Rocío", "sobra")
        await room.until(f"{DAY}T12:00")
        newest = await room.newest()
        assert [newest[f"hilo/aguas/x/{n}"].state for n in (1, 3)] == ["published", "cancelled"]
        assert "previous-part" in str(newest["hilo/aguas/x/3"].reason)


async def test_an_unknown_post_of_a_missing_channel_is_no_work(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        room.channels["telegram"].script(Lost("timeout"), lands=True)
        await room.until(f"{DAY}T09:00")
        room.work_with(channels={"x": room.channels["x"]})
        room.clock.advance_to(room.clock.now() + timedelta(minutes=10))
        assert [await room.publisher.work() for _ in range(3)] == [0, 0, 0]


async def test_a_lease_that_cannot_be_renewed_changes_no_outcome(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        slow = SlowChannel(room.channels["telegram"].sheet, room.clock.now)
        full = FullWhileSending(room.store, slow)
        room.work_with(
            channels={**room.channels, "telegram": slow},
            ledger=full,
            patience=Patience(renew=0.005),
        )
        await room.until(f"{DAY}T09:00")
        assert full.failed
        assert (await room.states())["aviso/aguas/telegram/1"] == "published"
        assert len(slow.posts) == 1


async def test_a_failure_on_one_channel_lets_the_others_finish(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()

        class Broken(FakeChannel):
            async def publish(self, *_: object) -> Outcome:  # type: ignore[override]
                raise EnvironmentFailure

        slow = SlowChannel(room.channels["x"].sheet, room.clock.now)
        broken = Broken(room.channels["telegram"].sheet, room.clock.now)
        room.work_with(channels={"telegram": broken, "x": slow})
        with pytest.raises(EnvironmentFailure):
            await room.until(f"{DAY}T09:00")
        assert (await room.states())["aviso/aguas/x/1"] == "published"


class SlowChannel(FakeChannel):
    """A network that takes its time, so that leases are renewed meanwhile."""

    async def publish(self, *args: object) -> Outcome:  # type: ignore[override]
        """Publish after a while."""
        await asyncio.sleep(0.1)
        return await FakeChannel.publish(self, *args)  # type: ignore[arg-type]


class FullWhileSending:
    """A ledger whose disk is full as soon as the request is on its way."""

    def __init__(self, ledger: Store, channel: FakeChannel) -> None:
        self._ledger, self._channel, self.failed = ledger, channel, False

    def __getattr__(self, name: str) -> object:
        return getattr(self._ledger, name)

    async def renew(self, claim: Claim) -> float | None:
        """Fail while the request runs."""
        if claim.delivery.key.channel == self._channel.sheet.name:
            self.failed = True
            raise LedgerFull(where="ledger")
        return await self._ledger.renew(claim)


@pytest.mark.parametrize("again", [False, True], ids=["the same program", "started again"])
async def test_a_correction_that_the_copy_forgot_is_not_doubled(
    tmp_path: Path, *, again: bool
) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        await room.until("2031-05-14T10:00")
        copy(tmp_path)
        later = "2031-05-20T20:00:00-05:00"
        await room.learn("aguas", "start", later)
        await room.until("2031-05-14T11:00")
        seen, heard = room.visible(), room.visible("telegram")
        assert len(seen) == len(heard) == 2
        room.clock.advance_to(room.clock.now() + timedelta(hours=3))
        store, publisher = await restored(room, tmp_path)
        room.loader.ledger = store
        await publisher.work()
        if again:
            publisher = Publisher(publisher.reach)
        await room.learn("aguas", "start", later)
        for _ in range(3):
            await publisher.work()
            room.clock.advance_to(room.clock.now() + timedelta(minutes=1))
        states = {str(d.key): str(d.state) for d in (await store.snapshot()).deliveries}
        assert (room.visible(), room.visible("telegram")) == (seen, heard)
        assert states["change/aguas/x/1"] == "published"
        assert states["change/aguas/telegram/1"] == "needs_person"
        await Decisions(store, room.clock).resend("change/aguas/telegram/1", "Rocío")
        await publisher.work()
        await store.close()
        assert len(room.visible("telegram")) == len(heard) + 1
