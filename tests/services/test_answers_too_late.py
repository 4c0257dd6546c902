"""What is known of a post that is out is never thrown away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.core.life import Move
from campaign.core.outcomes import Outcome, Refused
from campaign.ports.ledger import LedgerChange, Step
from campaign.testing import FakeChannel
from tests.services.newsroom import Newsroom, newsroom

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from campaign.core.deliveries import Payload, Receipt

KEY = "aviso/aguas/x/1"
DUE = "2031-05-13T09:00"


async def test_what_came_out_after_a_person_was_asked_is_recorded(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:

        class Slow(FakeChannel):
            async def publish(self, *args: object, **more: object) -> Outcome:
                outcome = await FakeChannel.publish(self, *args, **more)  # type: ignore[arg-type]
                await taken_over_and_asked(room)
                return outcome

        await room.load()
        slow = Slow(room.channels["x"].sheet, room.clock.now)
        room.work_with(channels={"x": slow})
        await room.until(DUE)
        assert (await room.newest())[KEY].state == "published"
        assert len(slow.posts) == 1


async def taken_over_and_asked(room: Newsroom) -> None:
    delivery = (await room.newest())[KEY]
    step = Step(delivery.id, delivery.fence, Move.ASK, None, "somebody else")
    await room.store.apply(LedgerChange(room.clock.now(), "somebody else", steps=[step]))


async def test_a_duplicate_that_cannot_be_looked_for_is_looked_for_later(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:

        class Again(FakeChannel):
            away = False

            async def publish(self, *args: object, **more: object) -> Outcome:
                await FakeChannel.publish(self, *args, **more)  # type: ignore[arg-type]
                Again.away = True
                return Refused("duplicate", duplicate=True)

            async def find(
                self, payload: Payload, since: datetime, *args: object, **more: object
            ) -> Receipt | None:
                if Again.away:
                    Again.away = False
                    raise LookupError
                return await FakeChannel.find(self, payload, since, *args, **more)  # type: ignore[arg-type]

        await room.load()
        again = Again(room.channels["x"].sheet, room.clock.now)
        room.work_with(channels={"x": again})
        await room.until(DUE)
        assert "unknown" in {line.state for line in await room.store.history(KEY)}
        await room.until("2031-05-13T09:05")
        assert (await room.newest())[KEY].state == "published"
        assert len(again.posts) == 1
