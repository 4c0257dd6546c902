"""What is put off while the calendar shows a day that is to come is not put off for a day."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from campaign.core.outcomes import Lost, NotSent
from campaign.services.publishing import Publisher
from campaign.testing import FakeChannel
from tests.services.newsroom import newsroom
from tests.services.test_gates import Heard, TwoClocks, steady

if TYPE_CHECKING:
    from pathlib import Path

    from campaign.core.deliveries import Receipt
    from campaign.core.outcomes import Outcome
    from tests.services.newsroom import Newsroom

AVISO = "aviso/aguas/x/1"
DAY = timedelta(days=1)
DUE = datetime.fromisoformat("2031-05-13T09:00-05:00").astimezone(UTC)
ANSWERS = {
    "lost": Lost("gone"),
    "not-sent": NotSent("away"),
    "429": NotSent("429"),
}


@dataclass(slots=True)
class Jumps(FakeChannel):
    """A network during whose first answer the calendar is put ahead by a day."""

    clock: TwoClocks = field(default_factory=lambda: TwoClocks(DUE))
    while_sent: Outcome | None = None
    while_looked: bool = False

    def _jump(self) -> None:
        self.clock.pass_by(timedelta(seconds=1), calendar=DAY + timedelta(seconds=1))

    async def publish(self, *args: Any) -> Outcome:
        """Publish; the wait of a 429 is counted from what the calendar shows then."""
        outcome, self.while_sent = self.while_sent, None
        if outcome is None:
            return await FakeChannel.publish(self, *args)
        if not self.while_looked:
            self._jump()
        if outcome == ANSWERS["429"]:
            outcome = NotSent("429", self.clock.now() + timedelta(minutes=1))
        return outcome

    async def find(self, *args: Any, **given: Any) -> Receipt | None:
        """Look; the calendar jumps at the first look."""
        if self.while_looked and self.while_sent is None:
            self.while_looked = False
            self._jump()
            raise LookupError(self.sheet.name)
        return await FakeChannel.find(self, *args, **given)


async def jumped(room: Newsroom, clock: TwoClocks, outcome: str, *, look: bool) -> Publisher:
    """Work through a jump; then the clock is set right, and somebody lets everything go on."""
    await room.load()
    x = room.channels["x"]
    network = Jumps(x.sheet, x.now, posts=x.posts, clock=clock)
    network.while_sent, network.while_looked = ANSWERS[outcome], look
    reach = replace(room.publisher.reach, clock=clock, channels={"x": network})
    publisher = Publisher(reach, [steady(room, clock, Heard())])
    await publisher.work()
    if look:
        clock.calendar += timedelta(seconds=x.sheet.settling + 1)
        await publisher.work()
    assert await publisher.work() == 0
    assert (await room.store.hold()) is not None, "the calendar is not believed"
    clock.calendar -= DAY
    await room.decisions.resume("Rocío")
    return publisher


@pytest.mark.parametrize(("outcome", "look"), [*((one, False) for one in ANSWERS), ("lost", True)])
async def test_once_the_clock_is_right_it_is_tried_or_looked_for_within_minutes(
    tmp_path: Path, outcome: str, *, look: bool
) -> None:
    async with newsroom(tmp_path) as room:
        clock = TwoClocks(DUE)
        publisher = await jumped(room, clock, outcome, look=look)
        for _ in range(10):
            clock.calendar += timedelta(minutes=1)
            await publisher.work()
        assert (await room.states())[AVISO] == "published"
        assert len(room.visible()) == 1
