"""What every ledger promises whoever asks for something to send."""

# ruff: noqa: D102 -- the name of a test is its promise
from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from campaign.core.deliveries import State, idempotency_key
from campaign.core.life import Move
from campaign.core.reasons import because
from campaign.ports.circuits import ChannelState, Hold, Pause, Stop
from campaign.ports.claims import Need
from campaign.ports.ledger import Step
from tests.contracts.ledger_values import (
    NOW,
    change,
    moved,
    new,
    publish_next,
    published,
    receipt,
)

if TYPE_CHECKING:
    from campaign.store.opening import Store

LATER = NOW + timedelta(minutes=5)


class ClaimingContract:
    """The promises of :class:`campaign.ports.ledger.Ledger` about claims."""

    async def test_what_is_on_time_goes_first_then_the_newest_that_is_late(
        self, ledger: Store
    ) -> None:
        minutes = {"a/1": 60, "a/2": 180, "a/3": 10, "b/1": 1, "b/2": 9, "b/3": 0, "c/1": -1}
        rows = [new(post, due=NOW - timedelta(minutes=m)) for post, m in minutes.items()]
        await ledger.apply(change(insert=rows))
        keys = [await publish_next(ledger) for _ in range(7)]
        on_time, late = ["b/2/x/1", "b/1/x/1", "b/3/x/1"], ["a/3/x/1", "a/1/x/1", "a/2/x/1"]
        assert keys == [*on_time, *late, None]

    async def test_a_late_thread_goes_out_whole_and_in_order(self, ledger: Store) -> None:
        older, newer = NOW - timedelta(hours=3), NOW - timedelta(hours=2)
        rows = [new("viejo/1", part=n, due=older) for n in (1, 2, 3)]
        rows += [new(post, part=n, due=newer) for post in ("a/1", "b/1") for n in (1, 2)]
        await ledger.apply(change(insert=rows))
        keys = [await publish_next(ledger) for _ in range(8)]
        newest = ["a/1/x/1", "a/1/x/2", "b/1/x/1", "b/1/x/2"]
        assert keys == [*newest, "viejo/1/x/1", "viejo/1/x/2", "viejo/1/x/3", None]

    async def test_a_claim_carries_all_that_sending_needs(self, ledger: Store) -> None:
        await ledger.apply(change(insert=[new("bienvenida/é")]))
        claim = await ledger.claim(NOW, "w1", "x")
        assert claim is not None
        assert claim.payload == replace(new("bienvenida/é").payload, at=NOW)
        assert (claim.attempt, claim.delivery.state) == (1, State.SENDING)
        assert claim.idempotency_key == idempotency_key("prueba", claim.delivery.key, 1)
        sought = await ledger.sought(claim.delivery)
        assert sought is not None
        assert sought.idempotency_key == claim.idempotency_key
        (row,) = (await ledger.snapshot()).deliveries
        assert (row.state, row.fence, row.attempts) == (State.SENDING, claim.fence, 1)
        assert row.lease_until is not None

    @pytest.mark.parametrize(
        "row",
        [
            new(state=State.WAITING),
            new(state=State.HELD),
            new(due=NOW + timedelta(microseconds=1)),
            new(due=None),
            new(expires=NOW),
            new(payload=None),
            new(channel="telegram"),
        ],
        ids=["waiting", "held", "not due", "no time", "expired", "no payload", "other channel"],
    )
    async def test_what_may_not_go_is_not_claimed(self, ledger: Store, row: object) -> None:
        await ledger.apply(change(insert=[row]))
        assert await ledger.claim(NOW, "w1", "x") is None

    async def test_a_repeat_of_what_may_be_out_has_the_time_of_the_first(
        self, ledger: Store
    ) -> None:
        """A network that shows when a post was made gets the same bytes once more; a try
        that certainly sent nothing leaves no time behind.
        """
        await ledger.apply(change(insert=[new()]))
        told = []
        for minutes, move in ((0, Move.FAIL), (5, Move.LOSE), (9, Move.FAIL), (20, Move.LOSE)):
            at = NOW + timedelta(minutes=minutes)
            claim = await ledger.claim(at, "w1", "x")
            assert claim is not None
            told.append(claim.payload.at)
            step = Step(claim.delivery.id, claim.fence, move, because("unknown", words="?"))
            await ledger.settle(claim, step, at=at)
            if move is Move.LOSE:
                (row,) = (await ledger.snapshot()).deliveries
                await ledger.apply(change(steps=[moved(row, Move.FAIL)]))
        first = NOW + timedelta(minutes=5)
        assert told == [NOW, first, first, first]

    async def test_not_before_holds_back_until_its_moment(self, ledger: Store) -> None:
        await ledger.apply(change(insert=[new()]))
        (row,) = (await ledger.snapshot()).deliveries
        await ledger.apply(change(steps=[moved(row, None, changes={"not_before": LATER})]))
        assert await ledger.claim(LATER - timedelta(seconds=1), "w1", "x") is None
        assert await ledger.claim(LATER, "w1", "x") is not None

    async def test_an_account_has_one_request_in_flight(self, ledger: Store) -> None:
        await ledger.apply(change(insert=[new("a/1"), new("a/2"), new("a/1", "mastodon")]))
        first = await ledger.claim(NOW, "w1", "x")
        second = await ledger.claim(NOW, "w2", "mastodon")
        assert first is not None
        assert second is not None
        assert (str(first.delivery.key), str(second.delivery.key)) == ("a/1/x/1", "a/1/mastodon/1")
        assert await ledger.claim(NOW, "w3", "x") is None
        await ledger.settle(first, published(first))
        assert await ledger.claim(NOW, "w3", "x") is not None

    async def test_whoever_asks_at_once_gets_what_is_next_of_each_channel(
        self, ledger: Store
    ) -> None:
        late = NOW - timedelta(hours=3)
        rows = [new("a/1", "x"), new("a/2", "x"), new("a/1", "mastodon", due=late)]
        await ledger.apply(change(insert=[*rows, new("a/1", "bluesky", due=LATER)]))
        asked = ("x", "x", "mastodon", "bluesky", "telegram")
        claims = await asyncio.gather(*(ledger.claim(NOW, "w", channel) for channel in asked))
        keys = [claim and str(claim.delivery.key) for claim in claims]
        assert keys == ["a/1/x/1", None, "a/1/mastodon/1", None, None]
        first, third = claims[0], claims[2]
        assert first is not None
        assert third is not None
        await asyncio.gather(
            ledger.settle(first, moved(first.delivery, Move.REFUSE, reason=because("refused"))),
            ledger.settle(third, published(third)),
        )
        states = {str(row.key): row.state for row in (await ledger.snapshot()).deliveries}
        assert states["a/1/x/1"] is State.REFUSED
        assert states["a/1/mastodon/1"] is State.PUBLISHED
        told = [line.by for line in await ledger.history("a/1/mastodon/1")]
        assert told[1] == "w"

    async def test_a_stopped_channel_waits_for_resume(self, ledger: Store) -> None:
        await ledger.apply(change(insert=[new()]))
        await ledger.shut("x", Stop("credentials", "revoked"))
        assert await ledger.claim(NOW, "w1", "x") is None
        state = (await ledger.snapshot()).channels["x"]
        assert (state.stopped, state.words) == ("credentials", "revoked")
        await ledger.apply(change(resume=True))
        assert await ledger.claim(NOW, "w1", "x") is not None

    async def test_each_time_that_a_channel_is_stopped_counts(self, ledger: Store) -> None:
        async def stops() -> int:
            return (await ledger.snapshot()).channels["x"].stops

        for _ in range(2):  # said again while it is stopped: the same time
            await ledger.shut("x", Stop("credentials", "revoked"))
            assert await stops() == 1
        await ledger.apply(change(resume=True))
        assert await stops() == 1
        await ledger.shut("x", Pause(LATER))
        await ledger.shut("x", Stop("credit", "402"))
        assert await stops() == 2

    async def test_what_is_near_is_what_is_due_about_now_and_what_is_stopped(
        self, ledger: Store
    ) -> None:
        """Open or not within the stretch, open before it, anything open on a stopped channel."""
        hour = timedelta(hours=1)
        dues = {"before": -hour, "since": 0 * hour, "until": hour, "after": 2 * hour}
        rows = [
            new(f"{state}/{name}", due=NOW + due, state=state, channel=channel)
            for name, due in dues.items()
            for state in (State.WAITING, State.CANCELLED)
            for channel in ("x", "telegram")
        ]
        await ledger.apply(change(insert=rows))
        await ledger.shut("telegram", Stop("credit", "402"))
        near = await ledger.near(NOW, NOW + hour)
        whole = await ledger.snapshot()
        wanted = {
            (d.key, d.state)
            for d in whole.deliveries
            if d.due is not None
            and (
                (d.due <= NOW + hour and (d.is_open or d.due >= NOW))
                or (d.is_open and d.key.channel == "telegram")
            )
        }
        assert {(d.key, d.state) for d in near.deliveries} == wanted
        assert len(wanted) == 3 + 4 + 2 * 2
        assert {d.payload for d in near.deliveries} == {None}
        assert (near.channels, near.hold, near.trusted) == (
            whole.channels, whole.hold, whole.trusted,
        )  # fmt: skip

    async def test_a_held_account_waits_as_long_as_its_network_asked(self, ledger: Store) -> None:
        await ledger.apply(change(insert=[new()]))
        await ledger.shut("x", Pause(LATER))
        await ledger.apply(change(resume=True))
        assert await ledger.claim(NOW, "w1", "x") is None
        assert await ledger.claim(LATER, "w1", "x") is not None

    async def test_who_was_told_to_wait_leaves_a_stop_by_somebody_else(self, ledger: Store) -> None:
        """Two programs on one account: one heard 429, the other that its credentials are void."""
        await ledger.shut("x", Pause(LATER))
        assert (await ledger.snapshot()).channels["x"] == ChannelState("x", hold_until=LATER)
        await ledger.shut("x", Stop("credentials", "revoked"))
        await ledger.shut("x", Pause(LATER))
        state = (await ledger.snapshot()).channels["x"]
        assert state == ChannelState("x", "credentials", "revoked", LATER)
        assert state.stops == 1

    async def test_what_stops_a_channel_leaves_how_long_its_account_waits(
        self, ledger: Store
    ) -> None:
        await ledger.shut("x", Pause(LATER))
        await ledger.shut("x", Stop("credentials", "revoked"))
        stopped = (await ledger.snapshot()).channels["x"]
        assert stopped == ChannelState("x", "credentials", "revoked", LATER)
        assert await ledger.let_go("x", stopped)
        assert (await ledger.snapshot()).channels["x"] == ChannelState("x", hold_until=LATER)

    async def test_a_circuit_that_is_no_longer_as_it_was_seen_stays(self, ledger: Store) -> None:
        lacking, revoked = Stop("settings", "X_TOKEN"), Stop("credentials", "revoked")
        assert await ledger.shut("x", lacking, seen=ChannelState("x"))
        seen = (await ledger.snapshot()).channels["x"]
        assert await ledger.shut("x", revoked)
        assert not await ledger.let_go("x", seen)
        assert not await ledger.shut("x", lacking, seen=seen)
        assert not await ledger.shut("x", lacking, seen=ChannelState("x"))
        now = (await ledger.snapshot()).channels["x"]
        assert (now, now.stops) == (ChannelState("x", "credentials", "revoked"), 1)
        assert not await ledger.let_go("telegram", ChannelState("telegram"))

    async def test_a_general_hold_keeps_everything(self, ledger: Store) -> None:
        await ledger.apply(change(insert=[new()], hold=Hold("duelo", "inés", NOW)))
        assert await ledger.claim(NOW, "w1", "x") is None
        assert (await ledger.snapshot()).hold == await ledger.hold() == Hold("duelo", "inés", NOW)
        await ledger.apply(change(hold=Hold("terremoto", "luz", LATER)))
        assert (await ledger.snapshot()).hold == Hold("terremoto", "luz", LATER)
        await ledger.apply(change(resume=True))
        assert (await ledger.snapshot()).hold is None
        assert await ledger.hold() is None
        assert await ledger.claim(NOW, "w1", "x") is not None

    async def test_a_thread_goes_out_in_order_as_answers(self, ledger: Store) -> None:
        parts = [new("hilo/1", part=part) for part in (3, 1, 2)]
        await ledger.apply(change(insert=parts))
        answered = []
        for part in (1, 2, 3):
            claim = await ledger.claim(NOW, "w1", "x")
            assert claim is not None
            assert claim.delivery.key.part == part
            answered.append(claim.payload.reply_to)
            await ledger.settle(claim, published(claim, receipt(part)))
        assert answered == [None, "remote-1", "remote-2"]

    async def test_an_unknown_part_blocks_its_thread_only(self, ledger: Store) -> None:
        rows = [new("hilo/1"), new("hilo/1", part=2), new("otro/1")]
        await ledger.apply(change(insert=rows))
        claim = await ledger.claim(NOW, "w1", "x")
        assert claim is not None
        lost = Step(claim.delivery.id, claim.fence, Move.LOSE, because("unknown", words="?"))
        await ledger.settle(claim, lost)
        assert await publish_next(ledger) == "otro/1/x/1"
        assert await publish_next(ledger) is None

    async def test_three_tries_are_the_most_until_a_person_asks(self, ledger: Store) -> None:
        await ledger.apply(change(insert=[new()]))
        for number in (1, 2, 3):
            claim = await ledger.claim(NOW, "w1", "x")
            assert claim is not None
            assert claim.attempt == number
            lost = Step(claim.delivery.id, claim.fence, Move.LOSE, because("unknown"))
            await ledger.settle(claim, lost)
            (row,) = (await ledger.snapshot()).deliveries
            await ledger.apply(change(steps=[moved(row, Move.FAIL)]))
        assert await ledger.claim(NOW, "w1", "x") is None
        ((row, need),) = await ledger.attention(NOW)
        assert need is Need.TRIED_OFTEN
        await ledger.apply(change(steps=[moved(row, Move.ASK)]))
        (row,) = (await ledger.snapshot()).deliveries
        await ledger.apply(change(steps=[moved(row, Move.RETRY)]))
        assert await ledger.claim(NOW, "w1", "x") is not None

    async def test_what_was_certainly_not_sent_spends_no_try(self, ledger: Store) -> None:
        await ledger.apply(change(insert=[new()]))
        for number in range(1, 8):
            claim = await ledger.claim(NOW, "w1", "x")
            assert claim is not None
            assert claim.attempt == number
            failed = Step(claim.delivery.id, claim.fence, Move.FAIL, because("not-sent"))
            await ledger.settle(claim, failed)
        (row,) = (await ledger.snapshot()).deliveries
        assert row.attempts == 0

    async def test_many_claimants_get_each_delivery_once(self, ledger: Store) -> None:
        channels = [f"red-{n}" for n in range(7)]
        rows = [new(f"a/{n}", channel) for n in range(9) for channel in channels]
        await ledger.apply(change(insert=rows))
        keys: list[str] = []

        async def work(owner: str) -> None:
            first = int(owner[1:])  # each begins elsewhere
            for channel in channels[first:] + channels[:first]:
                while (claim := await ledger.claim(NOW, owner, channel)) is not None:
                    keys.append(str(claim.delivery.key))
                    await asyncio.sleep(0)
                    await ledger.settle(claim, published(claim))

        await asyncio.gather(*(work(f"w{n}") for n in range(7)))
        while (key := await publish_next(ledger, *channels)) is not None:
            keys.append(key)
        assert sorted(keys) == sorted(str(row.key) for row in rows)
