"""What every ledger promises of when something is due: in its several answers it is one thing."""

# ruff: noqa: D102 -- the name of a test is its promise
from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from campaign.core.deliveries import State
from campaign.core.life import Move
from campaign.ports.circuits import Hold, Stop
from campaign.ports.ledger import Step, WholePlan
from tests.contracts.ledger_values import NOW, change, moved, new, publish_next

if TYPE_CHECKING:
    from collections.abc import Callable

    from campaign.ports.ledger import NewDelivery
    from campaign.store.opening import Store

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
LATER, TEN_AGO = NOW + 5 * MINUTE, NOW - 10 * MINUTE


async def full(opened: Callable[..., Store], *waiting: NewDelivery) -> Store:
    """Return a ledger that lets two out in an hour; both are out on x, since five minutes ago and
    now.
    """
    ledger = opened(per_hour=2)
    await ledger.apply(change(insert=[new("a/1"), new("a/2"), *waiting]))
    for minutes in (5, 0):
        assert await publish_next(ledger, now=NOW - minutes * MINUTE) is not None
    return ledger


class DueContract:
    """The promises of :class:`campaign.ports.ledger.Ledger` about what is due."""

    async def test_what_waits_for_a_full_hour_is_next_when_that_has_room(
        self, opened: Callable[..., Store]
    ) -> None:
        ledger = await full(opened, new("b/1"))
        room = NOW + 55 * MINUTE
        assert await ledger.claim(NOW, "w", "x") is None
        assert await ledger.spent(NOW, ["x"]) == {"x": room}
        assert await ledger.next_due(NOW) == room
        assert await ledger.next_due() == room
        assert await ledger.claim(room - timedelta(microseconds=1), "w", "x") is None
        assert await publish_next(ledger, now=room) == "b/1/x/1"
        await ledger.close()

    async def test_what_comes_due_in_a_full_hour_waits_for_it_too(
        self, opened: Callable[..., Store]
    ) -> None:
        ledger = await full(opened, new("b/1", due=LATER), new("b/2", "telegram", due=NOW + HOUR))
        assert await ledger.spent(NOW, ["x", "telegram"]) == {}
        assert await ledger.next_due(NOW) == NOW + 55 * MINUTE
        assert await ledger.next_due(NOW + 55 * MINUTE) == NOW + HOUR
        await ledger.close()

    async def test_a_channel_is_told_since_when_or_from_when_on_it_has_room(
        self, opened: Callable[..., Store]
    ) -> None:
        ledger = await full(opened)
        assert await ledger.rooms(["x", "telegram"]) == {"x": NOW + 55 * MINUTE}
        await ledger.apply(change(insert=[new("b/1")]))
        assert await publish_next(ledger, now=NOW + 2 * HOUR) == "b/1/x/1"
        assert await ledger.rooms(["x"]) == {"x": NOW + HOUR}
        await ledger.close()

    @pytest.mark.parametrize(
        "row",
        [
            new("b/1", due=LATER),
            new("b/1", expires=NOW),
            new("b/1", state=State.HELD),
            new("b/1", payload=None),
            new("b/1", part=2),
        ],
        ids=["not due", "over", "held", "no payload", "not its turn"],
    )
    async def test_what_may_not_go_anyway_does_not_wait_for_room(
        self, opened: Callable[..., Store], row: NewDelivery
    ) -> None:
        ledger = await full(opened, row)
        assert await ledger.spent(NOW, ["x"]) == {}
        await ledger.close()

    async def test_where_nothing_leaves_nothing_waits_for_room(
        self, opened: Callable[..., Store]
    ) -> None:
        ledger = await full(opened, new("b/1"))
        (row,) = [d for d in (await ledger.snapshot()).deliveries if d.state is State.PLANNED]
        await ledger.shut("x", Stop("credit"))
        assert await ledger.spent(NOW, ["x"]) == {}
        assert await ledger.next_due(NOW) is None
        await ledger.apply(change(resume=True))
        assert await ledger.spent(NOW, ["x"]) != {}
        await ledger.apply(change(hold=Hold("duelo", "inés", NOW)))
        assert await ledger.spent(NOW, ["x"]) == {}
        assert await ledger.next_due(NOW) is None
        await ledger.apply(change(resume=True))
        await ledger.apply(change(steps=[moved(row, None, changes={"not_before": LATER})]))
        assert await ledger.spent(NOW, ["x"]) == {}
        assert await ledger.spent(LATER, ["x"]) != {}
        await ledger.close()

    async def test_what_is_planned_again_first_is_next_at_its_time(self, ledger: Store) -> None:
        await ledger.apply(change(insert=[new()], whole=WholePlan(0)))
        claim = await ledger.claim(NOW, "w1", "x")
        assert claim is not None
        await ledger.apply(change(whole=WholePlan(1, [claim.delivery.id])))
        changes = {"not_before": LATER}
        failed = Step(claim.delivery.id, claim.fence, Move.FAIL, changes=changes)
        await ledger.settle(claim, failed)
        assert await ledger.next_due(NOW) == LATER
        assert await ledger.claim(LATER, "w1", "x") is None
        await ledger.apply(change(whole=WholePlan((await ledger.snapshot()).plan)))
        assert await ledger.next_due(NOW) == LATER
        assert await ledger.claim(LATER, "w1", "x") is not None

    async def test_next_is_the_earliest_of_what_was_put_off_and_what_was_not(
        self, ledger: Store
    ) -> None:
        rows = [new("a/1"), new("a/2", due=LATER), new("a/3", "telegram", due=NOW + 3 * MINUTE)]
        await ledger.apply(change(insert=rows))
        first, second, third = (await ledger.snapshot()).deliveries

        async def put_off(minutes: dict[int, int]) -> None:
            fresh = {d.id: d for d in (await ledger.snapshot()).deliveries}
            await ledger.apply(
                change(
                    steps=[
                        moved(fresh[which], None, changes={"not_before": NOW + n * MINUTE})
                        for which, n in minutes.items()
                    ]
                )
            )

        assert await ledger.next_due() == first.due
        assert await ledger.next_due(NOW) == third.due
        await put_off({first.id: 1, third.id: 9})
        assert await ledger.next_due(NOW) == NOW + MINUTE
        await put_off({first.id: 7})
        assert await ledger.next_due(NOW) == second.due
        await put_off({second.id: 8})
        assert await ledger.next_due(NOW) == NOW + 7 * MINUTE
        assert await ledger.next_due(NOW + 8 * MINUTE) == NOW + 9 * MINUTE

    async def test_late_is_what_lacks_nothing_on_the_channels_asked_for(
        self, ledger: Store
    ) -> None:
        rows = [new("a/1"), new("a/1", "telegram"), new("a/2", payload=None)]
        await ledger.apply(change(insert=rows))
        found = await ledger.late(NOW, TEN_AGO, ["x", "mastodon"])
        assert [str(d.key) for d in found] == ["a/1/x/1"]
        assert await ledger.late(NOW, TEN_AGO, []) == []
