"""What every ledger promises about what came of a claim, and what is next."""

# ruff: noqa: D102 -- the name of a test is its promise
from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from campaign.core.deliveries import Late, State
from campaign.core.life import Move
from campaign.core.reasons import because
from campaign.ports.circuits import ChannelState, Hold, KeptIn, Pause, Stop
from campaign.ports.claims import Need
from campaign.ports.ledger import Stale, Step, WholePlan
from campaign.wiring.clocks import SystemClock
from tests.contracts.ledger_values import (
    NOW,
    change,
    deliveries,
    moved,
    new,
    publish_next,
    published,
    receipt,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from campaign.store.opening import Store

LATER = NOW + timedelta(minutes=5)


class SettlingContract:
    """The promises of :class:`campaign.ports.ledger.Ledger` about results and plans."""

    # --- results, leases, fences -----------------------------------------------------------

    async def test_a_receipt_is_kept_and_found(self, ledger: Store) -> None:
        await ledger.apply(change(insert=[new("a/1"), new("a/2"), new("a/3", "mastodon")]))
        for _ in range(2):
            await publish_next(ledger)
        claim = await ledger.claim(NOW, "w1", "mastodon")
        assert claim is not None
        proof = receipt(77, LATER)
        await ledger.settle(claim, published(claim, proof))
        assert (await deliveries(ledger))["a/3/mastodon/1"].receipt == proof

    async def test_a_lost_claim_cannot_be_settled(self, opened: Callable[..., Store]) -> None:
        ledger = opened(lease=0.0)
        await ledger.apply(change(insert=[new()]))
        claim = await ledger.claim(NOW, "w1", "x")
        assert claim is not None
        await asyncio.sleep(0.01)
        (taken,) = await ledger.take_over(LATER)
        assert (taken.state, taken.fence) == (State.UNKNOWN, claim.fence + 1)
        with pytest.raises(Stale):
            await ledger.settle(claim, published(claim))
        assert await ledger.renew(claim) is None
        (row,) = (await ledger.snapshot()).deliveries
        assert (row.state, row.receipt) == (State.UNKNOWN, None)
        await ledger.close()

    async def test_of_results_that_come_together_only_the_lost_one_is_not_recorded(
        self, ledger: Store
    ) -> None:
        channels = ("x", "mastodon", "bluesky", "telegram")
        await ledger.apply(change(insert=[new("a/1", channel) for channel in channels]))
        claims = await asyncio.gather(*(ledger.claim(NOW, "w", one) for one in channels))
        taken = [claim for claim in claims if claim is not None]
        lost = taken[1].delivery
        await ledger.apply(change(steps=[moved(lost, None, changes={"title": "Otro"})]))
        results = await asyncio.gather(
            *(ledger.settle(claim, published(claim)) for claim in taken), return_exceptions=True
        )
        assert [type(one) for one in results] == [type(None), Stale, type(None), type(None)]
        found = await deliveries(ledger)
        states = [found[f"a/1/{channel}/1"].state for channel in channels]
        assert states == [State.PUBLISHED, State.SENDING, State.PUBLISHED, State.PUBLISHED]
        told = {one: await ledger.history(f"a/1/{one}/1") for one in channels}
        assert [len(told[one]) for one in channels] == [3, 3, 3, 3]

    async def test_who_lost_a_claim_cannot_renew_the_next_one(
        self, opened: Callable[..., Store]
    ) -> None:
        ledger = opened(lease=0.0)
        await ledger.apply(change(insert=[new()]))
        lost = await ledger.claim(NOW, "w1", "x")
        assert lost is not None
        await asyncio.sleep(0.01)
        (taken,) = await ledger.take_over(NOW)
        await ledger.apply(change(steps=[moved(taken, Move.FAIL)]))
        current = await ledger.claim(NOW, "w2", "x")
        assert current is not None
        assert await ledger.renew(lost) is None
        assert await ledger.renew(current) is not None
        await ledger.close()

    async def test_it_is_known_when_the_next_lease_runs_out(
        self, opened: Callable[..., Store]
    ) -> None:
        ledger = opened(lease=50.0)
        await ledger.apply(change(insert=[new("a/1"), new("a/2", "mastodon")]))
        assert await ledger.until_lapse() is None
        claim = await ledger.claim(NOW, "w1", "x")
        assert claim is not None
        left = await ledger.until_lapse()
        assert left is not None
        assert 0 < left <= 50
        await ledger.renew(claim)
        kept = await ledger.until_lapse()
        assert kept is not None
        assert kept <= 50
        await ledger.settle(claim, published(claim))
        assert await ledger.until_lapse() is None
        await ledger.close()

    async def test_nobody_waits_for_a_lease_that_ran_out(
        self, opened: Callable[..., Store]
    ) -> None:
        ledger = opened(lease=0.0)
        await ledger.apply(change(insert=[new()]))
        assert await ledger.claim(NOW, "w1", "x") is not None
        await asyncio.sleep(0.01)
        assert await ledger.until_lapse() is None
        await ledger.close()

    async def test_a_lease_that_runs_is_left_alone(self, ledger: Store) -> None:
        await ledger.apply(change(insert=[new()]))
        claim = await ledger.claim(NOW, "w1", "x")
        assert claim is not None
        assert await ledger.take_over(NOW + timedelta(days=9)) == []
        begun = SystemClock().elapsed()
        until = await ledger.renew(claim)
        assert until is not None
        assert begun < until
        await ledger.settle(claim, published(claim))
        assert await ledger.renew(claim) is None

    async def test_a_result_is_recorded_once(self, ledger: Store) -> None:
        await ledger.apply(change(insert=[new()]))
        claim = await ledger.claim(NOW, "w1", "x")
        assert claim is not None
        await ledger.settle(claim, published(claim, receipt(1)))
        with pytest.raises(Stale):
            await ledger.settle(claim, published(claim, receipt(2)))
        assert [row.receipt for row in (await deliveries(ledger)).values()] == [receipt(1)]

    @pytest.mark.parametrize(
        ("shut", "then"),
        [
            (Stop("credentials", "401"), ChannelState("x", "credentials", "401")),
            (Pause(LATER), ChannelState("x", hold_until=LATER)),
        ],
    )
    async def test_a_result_shuts_its_channel_with_it_or_not_at_all(
        self, ledger: Store, shut: Stop | Pause, then: ChannelState
    ) -> None:
        await ledger.apply(change(insert=[new()]))
        claim = await ledger.claim(NOW, "w1", "x")
        assert claim is not None
        move = Move.STOP if isinstance(shut, Stop) else Move.FAIL
        step = Step(claim.delivery.id, claim.fence, move)
        with pytest.raises(Stale):
            await ledger.settle(claim, replace(step, fence=99), shut=shut)
        assert (await ledger.snapshot()).channels == {}
        await ledger.settle(claim, step, shut=shut)
        assert (await ledger.snapshot()).channels == {"x": then}

    async def test_history_tells_everything_in_order(self, ledger: Store) -> None:
        await ledger.apply(change(insert=[new(state=State.WAITING)]))
        (row,) = (await ledger.snapshot()).deliveries
        why = because("asked-again", who="luz")
        await ledger.apply(change(steps=[moved(row, Move.READY, reason=why, by="luz")]))
        claim = await ledger.claim(LATER, "w1", "x")
        assert claim is not None
        done = LATER + timedelta(seconds=3)
        await ledger.settle(claim, published(claim, receipt(1, done)))
        lines = await ledger.history(str(row.key))
        assert [(line.move, line.state, line.by, line.at) for line in lines] == [
            (None, State.WAITING, "inés", NOW),
            ("ready", State.PLANNED, "luz", NOW),
            ("claim", State.SENDING, "w1", LATER),
            ("publish", State.PUBLISHED, "w1", done),
        ]
        assert lines[1].reason == why
        assert await ledger.history("nada/x/1") == []

    # --- when something is next ------------------------------------------------------------

    async def test_nothing_is_next_in_an_empty_ledger(self, ledger: Store) -> None:
        assert await ledger.next_due() is None
        assert await ledger.attention(NOW) == []

    async def test_next_is_the_earliest_of_due_expiry_and_looking(self, ledger: Store) -> None:
        soon = NOW + timedelta(minutes=1)
        rows = [
            new("a/1", due=LATER),
            new("a/2", state=State.WAITING, due=LATER, expires=soon),
        ]
        await ledger.apply(change(insert=rows))
        assert await ledger.next_due() == soon
        assert await ledger.next_due(soon) == LATER
        assert await ledger.next_due(LATER) is None

    async def test_next_knows_how_long_an_account_is_held(self, ledger: Store) -> None:
        await ledger.apply(change(insert=[new()]))
        await ledger.shut("x", Pause(LATER))
        assert await ledger.next_due() == LATER
        await ledger.shut("x", Stop("credit"))
        assert await ledger.next_due() is None

    async def test_attention_is_for_the_expired_and_the_unknown(self, ledger: Store) -> None:
        rows = [
            new("vencido/1", state=State.WAITING, expires=NOW),
            new("vigente/1", state=State.WAITING, expires=NOW + timedelta(seconds=1)),
            new("perdido/1"),
            new("en-persona/1", "hand", state=State.NEEDS_PERSON, expires=NOW),
        ]
        await ledger.apply(change(insert=rows))
        claim = await ledger.claim(NOW, "w1", "x")
        assert claim is not None
        changes = {"not_before": LATER}
        lost = Step(claim.delivery.id, claim.fence, Move.LOSE, changes=changes)
        await ledger.settle(claim, lost)
        found = [(str(d.key), need) for d, need in await ledger.attention(NOW)]
        assert found == [("vencido/1/x/1", Need.EXPIRED)]
        found = {str(d.key) for d, _ in await ledger.attention(LATER)}
        assert found == {"vencido/1/x/1", "vigente/1/x/1", "perdido/1/x/1"}

    # --- what a whole plan covers ----------------------------------------------------------

    async def test_what_was_on_its_way_goes_again_only_once_it_is_planned(
        self, ledger: Store
    ) -> None:
        await ledger.apply(change(insert=[new(), new("otra/1")], whole=WholePlan(0)))
        claim = await ledger.claim(NOW, "w1", "x")
        assert claim is not None
        await ledger.apply(change(whole=WholePlan(1, [claim.delivery.id])))
        failed = Step(claim.delivery.id, claim.fence, Move.FAIL)
        await ledger.settle(claim, failed)
        assert await ledger.behind_plan()
        assert await publish_next(ledger) == "otra/1/x/1"
        assert await publish_next(ledger) is None
        await ledger.apply(change(whole=WholePlan((await ledger.snapshot()).plan)))
        assert not await ledger.behind_plan()
        assert await publish_next(ledger) == str(claim.delivery.key)

    async def test_what_came_back_while_it_was_planned_is_not_covered(self, ledger: Store) -> None:
        await ledger.apply(change(insert=[new()], whole=WholePlan(0)))
        claim = await ledger.claim(NOW, "w1", "x")
        assert claim is not None
        failed = Step(claim.delivery.id, claim.fence, Move.FAIL)
        await ledger.settle(claim, failed)
        await ledger.apply(change(whole=WholePlan(1, [claim.delivery.id])))
        assert await ledger.behind_plan()
        assert await ledger.claim(NOW, "w1", "x") is None

    async def test_of_two_whole_plans_of_one_state_only_the_first_counts(
        self, ledger: Store
    ) -> None:
        await ledger.apply(change(insert=[new()], whole=WholePlan(0)))
        with pytest.raises(Stale):
            await ledger.apply(change(insert=[new("otra/1")], whole=WholePlan(0)))
        assert list(await deliveries(ledger)) == ["afiche/jornada-1/x/1"]

    async def test_what_is_late_is_listed_but_for_what_cannot_wait(self, ledger: Store) -> None:
        rows = [
            new("tarde/1", due=NOW - timedelta(minutes=30)),
            new("antes/1", due=NOW - timedelta(minutes=40)),
            new("vivo/1", due=NOW - timedelta(minutes=30), late=Late.ANY),
            new("puntual/1", due=NOW),
            new("hilo/1", part=2, due=NOW - timedelta(minutes=30)),
            new("espera/1", state=State.WAITING, due=NOW - timedelta(minutes=30)),
        ]
        await ledger.apply(change(insert=rows))
        since = NOW - timedelta(minutes=10)
        late = await ledger.late(NOW, since, ["x"])
        assert [d.key.post for d in late] == ["antes/1", "tarde/1"]
        put_off = moved(late[0], None, reason=because("x"), changes={"not_before": LATER})
        await ledger.apply(change(steps=[put_off]))
        assert [d.key.post for d in await ledger.late(NOW, since, ["x"])] == ["tarde/1"]

    @pytest.mark.parametrize("closed", ["hold", "stop", "pause", "distrust"])
    async def test_nothing_leaves_that_was_claimed_before_it_was_stopped(
        self, ledger: Store, closed: str
    ) -> None:
        """What is being sent already keeps its lease."""
        await ledger.apply(change(insert=[new()]))
        claim = await ledger.claim(NOW, "w1", "x")
        assert claim is not None
        assert await ledger.let_leave(claim, NOW) is not None
        match closed:
            case "hold":
                await ledger.apply(change(hold=Hold("duelo", "inés", NOW)))
            case "stop":
                await ledger.shut("x", Stop("credentials"))
            case "pause":
                await ledger.shut("x", Pause(LATER))
            case _:
                await ledger.distrust()
        with pytest.raises(KeptIn):
            await ledger.let_leave(claim, NOW)
        assert await ledger.renew(claim) is not None

    async def test_what_stops_one_channel_or_is_over_keeps_nothing_in(self, ledger: Store) -> None:
        await ledger.apply(change(insert=[new()], hold=Hold("duelo", "inés", NOW)))
        await ledger.apply(change(resume=True))
        claim = await ledger.claim(NOW, "w1", "x")
        assert claim is not None
        await ledger.shut("mastodon", Stop("credentials"))
        await ledger.shut("x", Pause(NOW))
        assert await ledger.let_leave(claim, NOW) is not None
        await ledger.settle(claim, published(claim))
        assert await ledger.let_leave(claim, NOW) is None
