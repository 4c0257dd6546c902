"""What every ledger promises, whatever database it is kept in.

A test module subclasses :class:`LedgerContract` and gives it a fixture ``opened``: a
function that opens the same ledger again and again, each time as another process would.
"""

# ruff: noqa: D102 -- the name of a test is its promise
from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest

from campaign.core.deliveries import Image, Late, Payload, State, Wait, WaitKind, idempotency_key
from campaign.core.errors import LedgerKindMismatch
from campaign.core.facts import Door, Fact, FactRead
from campaign.core.ledger_kind import Kind
from campaign.core.life import ImpossibleMove, Move
from campaign.core.reasons import because
from campaign.ports.history import TakenDown
from campaign.ports.ledger import Approval, ChannelState, Hold, Need, Stale, Step, WholePlan
from campaign.wiring.clocks import SystemClock
from tests.contracts.ledger_values import (
    NOW,
    blob,
    change,
    deliveries,
    moved,
    new,
    publish_next,
    published,
    receipt,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from campaign.store.opening import Store

LATER = NOW + timedelta(minutes=5)


class LedgerContract:
    """The promises of :class:`campaign.ports.ledger.Ledger`."""

    @pytest.fixture
    async def ledger(self, opened: Callable[..., Store]) -> AsyncIterator[Store]:
        store = opened()
        yield store
        await store.close()

    # --- what is written is what is read -------------------------------------------------

    async def test_a_delivery_comes_back_as_it_was_written(self, ledger: Store) -> None:
        image = Image("ab" * 32, "image/png", 1200, 675, "Una sala llena")
        payload = Payload("Ñandú 🦤", "es", (image,), (FactRead("panel-1", "stream", "u"),))
        waits = (Wait(WaitKind.FACT, "panel-9.stream"), Wait(WaitKind.APPROVAL, "prensa"))
        given = new(
            subject="panel-1",
            state=State.WAITING,
            due=datetime(2031, 5, 7, 9, 30, tzinfo=timezone(timedelta(hours=-4))),
            expires=NOW + timedelta(days=2, microseconds=7),
            payload=payload,
            waits=waits,
            approver="prensa",
            reason=because("fact", name="stream"),
            late=Late.ANY,
            files=("posts/texts/a b.md",),
        )
        await ledger.apply(change(insert=[given]))
        (found,) = (await ledger.snapshot()).deliveries
        assert (found.key, found.generation, found.state) == (given.key, 1, State.WAITING)
        assert (found.due, found.expires) == (NOW, given.expires)
        assert found.due is not None
        assert found.due.tzinfo is UTC
        assert (found.payload, found.payload_hash) == (payload, payload.hash)
        assert (found.waits, found.files, found.late) == (waits, given.files, Late.ANY)
        assert (found.approver, found.approved_by, found.receipt) == ("prensa", None, None)
        assert found.reason == because("fact", name="stream").to_json()

    async def test_a_naive_time_is_refused(self, ledger: Store) -> None:
        naive = NOW.replace(tzinfo=None)
        with pytest.raises(Exception, match="zone"):
            await ledger.apply(change(insert=[new(due=naive)]))
        assert (await ledger.snapshot()).deliveries == ()

    async def test_files_of_each_revision_stay_readable(self, ledger: Store) -> None:
        first, second = blob(b"uno", "text/yaml"), blob(b"dos", "text/yaml")
        for stored in (first, second):
            files = {"posts/calendar.yaml": next(iter(stored))}
            await ledger.apply(change(revision_files=files, blobs=stored))
        assert await ledger.revision_files() == {"posts/calendar.yaml": b"dos"}
        assert await ledger.revision_files(1) == {"posts/calendar.yaml": b"uno"}
        assert await ledger.earlier("posts/calendar.yaml", 5) == [b"uno"]
        assert await ledger.earlier("posts/calendar.yaml", 0) == []
        revision = (await ledger.snapshot()).revision
        assert revision is not None
        assert (revision.number, revision.loaded_by, revision.loaded_at) == (2, "inés", NOW)

    async def test_a_revision_is_found_by_all_of_its_files(self, ledger: Store) -> None:
        one, two = blob(b"uno", "text/yaml"), blob(b"dos", "text/yaml")
        (a,), (b,) = one, two
        for files in ({"x": a}, {"x": a, "y": b}, {"x": a}, {"x": b}):
            await ledger.apply(change(revision_files=files, blobs={**one, **two}))
        wanted = ({"x": a}, {"x": a, "y": b}, {"x": b}, {"y": b}, {})
        found = [await ledger.revision_of(files) for files in wanted]
        assert found == [3, 2, 4, None, None]

    async def test_no_revision_has_no_files(self, ledger: Store) -> None:
        assert (await ledger.snapshot()).revision is None
        assert await ledger.revision_files() == {}

    async def test_bytes_are_stored_once_and_found_by_content(self, ledger: Store) -> None:
        stored = blob(bytes(range(256)) * 40)
        await ledger.apply(change(blobs=stored))
        await ledger.apply(change(blobs=stored))
        assert await ledger.blob(next(iter(stored))) == bytes(range(256)) * 40
        with pytest.raises(KeyError):
            await ledger.blob("00" * 32)

    async def test_bytes_under_a_wrong_name_are_refused(self, ledger: Store) -> None:
        with pytest.raises(ValueError, match="another hash"):
            await ledger.apply(change(blobs={"ab" * 32: ("image/png", b"x")}, insert=[new()]))
        assert (await ledger.snapshot()).deliveries == ()

    async def test_facts_are_kept_in_the_order_in_which_they_came(self, ledger: Store) -> None:
        facts = [
            Fact("panel-2", "delay", minutes, NOW, "inés", Door.COMMAND)
            for minutes in ("5m", "10m")
        ]
        for fact in facts:
            await ledger.apply(change(facts=[fact]))
        assert list((await ledger.snapshot()).facts) == facts

    # --- a decision is written whole, or not at all --------------------------------------

    async def test_a_decision_on_an_old_state_writes_nothing(self, ledger: Store) -> None:
        await ledger.apply(change(insert=[new("a/1"), new("a/2")]))
        first, second = (await ledger.snapshot()).deliveries
        await ledger.apply(change(steps=[moved(second, Move.HOLD)]))
        with pytest.raises(Stale):
            await ledger.apply(
                change(
                    steps=[moved(first, Move.CANCEL), moved(second, Move.CANCEL)],
                    insert=[new("a/3")],
                    facts=[Fact("panel-1", "title", "T", NOW, "inés", Door.REHEARSAL)],
                ),
            )
        snapshot = await ledger.snapshot()
        states = [d.state for d in snapshot.deliveries]
        assert (states, snapshot.facts) == ([State.PLANNED, State.HELD], ())

    async def test_an_impossible_move_writes_nothing(self, ledger: Store) -> None:
        await ledger.apply(change(insert=[new()]))
        (found,) = (await ledger.snapshot()).deliveries
        with pytest.raises(ImpossibleMove):
            await ledger.apply(change(steps=[moved(found, Move.WITHDRAW)], insert=[new("b/1")]))
        assert len((await ledger.snapshot()).deliveries) == 1

    async def test_steps_of_one_delivery_follow_each_other(self, ledger: Store) -> None:
        await ledger.apply(change(insert=[new(state=State.HELD)]))
        (held,) = (await ledger.snapshot()).deliveries
        steps = [
            moved(held, Move.RELEASE, changes={"title": "Uno", "not_before": LATER}),
            Step(held.id, held.fence + 1, Move.READY, changes={"title": "Dos"}),
        ]
        await ledger.apply(change(steps=steps))
        (found,) = (await ledger.snapshot()).deliveries
        assert (found.state, found.title, found.not_before) == (State.PLANNED, "Dos", LATER)
        assert found.fence == held.fence + 2
        moves = [line.move for line in await ledger.history(str(held.key))]
        assert moves == [None, "release", "ready"]

    async def test_an_unknown_change_is_a_mistake(self, ledger: Store) -> None:
        await ledger.apply(change(insert=[new()]))
        (found,) = (await ledger.snapshot()).deliveries
        with pytest.raises(ValueError, match="fence"):
            await ledger.apply(change(steps=[moved(found, None, changes={"fence": 99})]))

    async def test_a_key_has_one_open_generation(self, ledger: Store) -> None:
        await ledger.apply(change(insert=[new()]))
        with pytest.raises(Stale):
            await ledger.apply(change(insert=[new(generation=2)]))
        (old,) = (await ledger.snapshot()).deliveries
        await ledger.apply(
            change(steps=[moved(old, Move.SUPERSEDE)], insert=[new(generation=2)]),
        )
        states = [d.state for d in (await ledger.snapshot()).deliveries]
        assert states == [State.SUPERSEDED, State.PLANNED]

    async def test_a_published_key_takes_another_only_when_asked(self, ledger: Store) -> None:
        await ledger.apply(change(insert=[new()]))
        await publish_next(ledger)
        with pytest.raises(Stale):
            await ledger.apply(change(insert=[new(generation=2)]))
        await ledger.apply(change(insert=[new(generation=2, asked=True)]))
        assert await publish_next(ledger) == "afiche/jornada-1/x/1"

    async def test_an_approval_is_bound_to_what_was_seen(self, ledger: Store) -> None:
        await ledger.apply(change(insert=[new(state=State.WAITING, approver="prensa")]))
        (found,) = (await ledger.snapshot()).deliveries
        assert found.payload_hash is not None
        seen = Approval(str(found.key), 1, found.payload_hash, "luz", "prensa", NOW)
        other = Approval(str(found.key), 1, "0" * 64, "luz", "prensa", NOW)
        with pytest.raises(Stale):
            await ledger.apply(change(approvals=[other]))
        await ledger.apply(change(approvals=[seen]))
        (approved,) = (await ledger.snapshot()).deliveries
        assert approved.approved_by == "luz"
        assert approved.fence > found.fence

    # --- claiming -------------------------------------------------------------------------

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

    async def test_a_stopped_channel_waits_for_resume(self, ledger: Store) -> None:
        await ledger.apply(change(insert=[new()]))
        await ledger.set_channel(ChannelState("x", "credentials", "revoked"))
        assert await ledger.claim(NOW, "w1", "x") is None
        state = (await ledger.snapshot()).channels["x"]
        assert (state.stopped, state.words) == ("credentials", "revoked")
        await ledger.apply(change(resume=True))
        assert await ledger.claim(NOW, "w1", "x") is not None

    async def test_each_time_that_a_channel_is_stopped_counts(self, ledger: Store) -> None:
        async def stops() -> int:
            return (await ledger.snapshot()).channels["x"].stops

        for _ in range(2):  # said again while it is stopped: the same time
            await ledger.set_channel(ChannelState("x", "credentials", "revoked"))
            assert await stops() == 1
        await ledger.apply(change(resume=True))
        assert await stops() == 1
        await ledger.set_channel(ChannelState("x", hold_until=LATER))
        await ledger.set_channel(ChannelState("x", "credit", "402"))
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
        await ledger.set_channel(ChannelState("telegram", "credit", "402"))
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
        await ledger.set_channel(ChannelState("x", hold_until=LATER))
        await ledger.apply(change(resume=True))
        assert await ledger.claim(NOW, "w1", "x") is None
        assert await ledger.claim(LATER, "w1", "x") is not None

    async def test_who_was_told_to_wait_leaves_a_stop_by_somebody_else(self, ledger: Store) -> None:
        """Two programs on one account: one heard 429, the other that its credentials are void."""
        await ledger.hold_account("x", LATER)
        assert (await ledger.snapshot()).channels["x"] == ChannelState("x", hold_until=LATER)
        await ledger.set_channel(ChannelState("x", "credentials", "revoked"))
        await ledger.hold_account("x", LATER)
        state = (await ledger.snapshot()).channels["x"]
        assert state == ChannelState("x", "credentials", "revoked", LATER)
        assert state.stops == 1

    async def test_a_general_hold_keeps_everything(self, ledger: Store) -> None:
        await ledger.apply(change(insert=[new()], hold=Hold("duelo", "inés", NOW)))
        assert await ledger.claim(NOW, "w1", "x") is None
        assert (await ledger.snapshot()).hold == Hold("duelo", "inés", NOW)
        await ledger.apply(change(hold=Hold("terremoto", "luz", LATER)))
        assert (await ledger.snapshot()).hold == Hold("terremoto", "luz", LATER)
        await ledger.apply(change(resume=True))
        assert (await ledger.snapshot()).hold is None
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

    # --- results, leases, fences ----------------------------------------------------------

    async def test_a_receipt_is_kept_and_found(self, ledger: Store) -> None:
        await ledger.apply(change(insert=[new("a/1"), new("a/2"), new("a/3", "mastodon")]))
        for _ in range(2):
            await publish_next(ledger)
        claim = await ledger.claim(NOW, "w1", "mastodon")
        assert claim is not None
        proof = receipt(77, LATER)
        await ledger.settle(claim, published(claim, proof))
        assert (await deliveries(ledger))["a/3/mastodon/1"].receipt == proof
        assert await ledger.last_receipt("mastodon") == proof
        assert await ledger.last_receipt("bluesky") is None

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
        assert await ledger.last_receipt("x") == receipt(1)

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

    # --- when something is next -----------------------------------------------------------

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
        await ledger.set_channel(ChannelState("x", hold_until=LATER))
        assert await ledger.next_due() == LATER
        await ledger.set_channel(ChannelState("x", stopped="credit", hold_until=LATER))
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

    # --- what a whole plan covers ---------------------------------------------------------

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
        late = await ledger.late(NOW, since)
        assert [d.key.post for d in late] == ["antes/1", "tarde/1"]
        put_off = moved(late[0], None, reason=because("x"), changes={"not_before": LATER})
        await ledger.apply(change(steps=[put_off]))
        assert [d.key.post for d in await ledger.late(NOW, since)] == ["tarde/1"]

    # --- kinds and trust ------------------------------------------------------------------

    async def test_a_ledger_is_of_one_kind(self, opened: Callable[..., Store]) -> None:
        await opened(kind=Kind.SANDBOX).close()
        with pytest.raises(LedgerKindMismatch):
            opened(kind=Kind.REAL)
        with pytest.raises(LedgerKindMismatch):
            opened(kind=Kind.REAL, campaign="otra")
        await opened(kind=Kind.SANDBOX, campaign="otra").close()

    async def test_nothing_leaves_an_untrusted_ledger(self, opened: Callable[..., Store]) -> None:
        ledger = opened(trusted=False)
        await ledger.apply(change(insert=[new()]))
        assert not (await ledger.snapshot()).trusted
        assert await ledger.claim(NOW, "w1", "x") is None
        assert await ledger.next_due() is None
        await ledger.trust(NOW)
        assert (await ledger.snapshot()).trusted
        assert await ledger.claim(NOW, "w1", "x") is not None
        await ledger.close()

    async def test_claims_tell_when_what_was_forgotten_was_read_back(
        self, opened: Callable[..., Store]
    ) -> None:
        ledger = opened(trusted=False)
        await ledger.trust(NOW)  # a new one: it had forgotten nothing
        await ledger.apply(change(insert=[new(), new(post="afiche/jornada-2")]))
        first = await ledger.claim(NOW, "w1", "x")
        assert first is not None
        assert first.read_back_at is None
        await ledger.settle(first, published(first))
        await ledger.distrust()
        await ledger.trust(LATER)
        await ledger.trust(LATER + timedelta(hours=1))  # another worker, a moment too late
        second = await ledger.claim(LATER, "w1", "x")
        assert second is not None
        assert second.read_back_at == LATER
        await ledger.close()

    async def test_what_was_taken_down_is_known_beside_the_ledger(
        self, opened: Callable[..., Store]
    ) -> None:
        ledger, other = opened(), opened(campaign="otra")
        await ledger.apply(change(insert=[new(), new(post="afiche/jornada-2")]))
        await publish_next(ledger)
        assert await ledger.taken_down() == []
        (out,) = (d for d in (await ledger.snapshot()).deliveries if d.receipt)
        await ledger.apply(change(steps=[moved(out, Move.WITHDRAW)]))
        for known, expected in [(ledger, [TakenDown(out.key, 1, out.receipt)]), (other, [])]:
            assert await known.taken_down() == expected
            await known.close()

    async def test_campaigns_of_one_ledger_do_not_meet(self, opened: Callable[..., Store]) -> None:
        one, other = opened(campaign="uno"), opened(campaign="otro")
        await one.apply(change(insert=[new()], hold=Hold("duelo", "inés", NOW)))
        await other.apply(change(insert=[new()]))
        assert await publish_next(other) == "afiche/jornada-1/x/1"
        assert [d.state for d in (await one.snapshot()).deliveries] == [State.PLANNED]
        assert await one.last_receipt("x") is None
        assert len(await one.history("afiche/jornada-1/x/1")) == 1
        await one.close()
        await other.close()

    async def test_everything_is_there_after_closing(self, opened: Callable[..., Store]) -> None:
        first = opened()
        stored = blob(b"bytes")
        await first.apply(
            change(insert=[new()], blobs=stored, revision_files={"a": next(iter(stored))}),
        )
        await publish_next(first)
        before = await first.snapshot()
        await first.close()
        again = opened()
        assert await again.snapshot() == before
        await again.close()
