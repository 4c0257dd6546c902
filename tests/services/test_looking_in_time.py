"""When a look at the network counts, and what is looked for after a part was taken down."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from campaign.core.ledger_kind import Kind
from campaign.core.outcomes import Lost
from campaign.services.patience import Patience
from campaign.services.withdrawing import Withdrawals
from campaign.store.opening import Limits, open_ledger
from campaign.testing import FakeChannel
from tests.services.newsroom import CAMPAIGN, newsroom
from tests.services.test_publishing_threads import THREAD, lose_the_second

if TYPE_CHECKING:
    from pathlib import Path

    from campaign.core.deliveries import Receipt

DAY = "2031-05-13"
AVISO = "aviso/aguas/x/1"


@dataclass(slots=True)
class SlowToShow(FakeChannel):
    """A network that shows a post only some seconds after it took it."""

    slow: timedelta = timedelta(seconds=30)

    async def find(self, *args: Any, **given: Any) -> Receipt | None:
        """Look among what is shown by now."""
        there, self.posts = self.posts, [p for p in self.posts if p.at + self.slow <= self.now()]
        try:
            return await FakeChannel.find(self, *args, **given)
        finally:
            self.posts = there


def at(moment: str) -> datetime:
    return datetime.fromisoformat(f"{DAY}T{moment}-05:00").astimezone(UTC)


async def test_what_is_taken_over_gets_its_time_before_a_look_counts(tmp_path: Path) -> None:
    """Whoever had it sent it and died just now, and the network shows it only in half a minute:
    neither the look at once nor the one after the settling time may be the last one.
    """
    async with newsroom(tmp_path) as room:
        x = room.channels["x"]
        slow = SlowToShow(x.sheet, x.now, slow=timedelta(seconds=90))
        room.work_with(channels={**room.channels, "x": slow})
        await room.load()
        await room.until(f"{DAY}T08:59")
        dying = open_ledger(
            f"sqlite:///{tmp_path}/ledger.sqlite", "voces", Kind.SANDBOX, Limits(0.01)
        )
        claim = await dying.claim(at("09:00"), "dying", "x")
        await dying.close()
        assert claim is not None
        await slow.publish(claim.payload, (), {}, claim.idempotency_key)
        slow.posts[-1] = type(slow.posts[-1])("1", at("09:00"), claim.payload)
        await asyncio.sleep(0.05)
        room.clock.advance_to(at("09:00:01"))
        await room.publisher.work()
        assert (await room.states())[AVISO] == "unknown"
        await room.until(f"{DAY}T12:00")
        assert (await room.states())[AVISO] == "published"
        assert room.visible("x") == []
        assert [post.remote_id for post in slow.posts] == ["1"]


async def test_a_part_that_may_be_out_is_found_though_what_it_answers_was_taken_down(
    tmp_path: Path,
) -> None:
    async with newsroom(tmp_path) as room:
        await room.load(calendar=THREAD)
        await room.until(f"{DAY}T08:59")
        x = room.channels["x"]
        losing = lose_the_second(room)
        await room.until(f"{DAY}T09:00:30")
        newest = await room.newest()
        first, second = newest["hilo/aguas/x/1"], newest["hilo/aguas/x/2"]
        assert (first.state, second.state) == ("published", "unknown")
        answered = x.posts[1]
        losing.posts = x.posts  # what `delete` takes it from
        await Withdrawals(room.store, {"x": losing}, room.clock).withdraw(first, "Rocío", "")
        await room.until(f"{DAY}T12:00")
        second = (await room.newest())["hilo/aguas/x/2"]
        assert second.state == "published"
        assert second.receipt is not None
        assert second.receipt.remote_id == answered.remote_id
        assert [text.partition(":")[0] for text in (p.payload.text for p in losing.posts)] == [
            "Dos"
        ]


QUEUE = "\n".join(
    f"- {{post: nota-{n}, when: 2031-05-13 09:00, channels: [telegram], text: 'Nota número {n}.'}}"
    for n in range(4)
)
LOST = "\n- {post: urgente, when: 2031-05-13 09:00, channels: [x], text: 'Hoy a las seis.'}\n"


async def test_what_may_be_out_does_not_wait_for_a_long_queue_elsewhere(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        room.work_with(patience=Patience(turn=0))
        room.channels["x"].script(Lost("timeout"), lands=True)
        await room.load(calendar=QUEUE + LOST, campaign=CAMPAIGN + "closest: 0\n")
        room.clock.advance_to(at("09:00"))
        await room.publisher.work()
        assert (await room.states())["urgente/x/1"] == "unknown"
        room.clock.advance_to(at("09:02"))
        await room.publisher.work()
        assert (await room.states())["urgente/x/1"] == "published"
        assert len(room.visible("telegram")) == 2
        while await room.publisher.work():
            pass
        assert len(room.visible("telegram")) == 4
