"""What every ledger promises about a proof that comes late: it is kept, whatever was decided."""

# ruff: noqa: D102 -- the name of a test is its promise
from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from campaign.core.deliveries import State
from campaign.core.life import Move
from campaign.core.reasons import Reason, because
from campaign.ports.ledger import Step
from tests.contracts.ledger_values import NOW, change, moved, new, published, receipt

if TYPE_CHECKING:
    from campaign.core.deliveries import Delivery
    from campaign.ports.claims import Claim
    from campaign.store.opening import Store

FOUND = because("found")
LATER = NOW + timedelta(minutes=5)


async def claimed(ledger: Store, *moves: Move) -> Claim:
    """Claim what is next on X, and move it on as somebody else decides."""
    claim = await ledger.claim(NOW, "w1", "x")
    assert claim is not None
    one = claim.delivery
    steps = [Step(one.id, one.fence + n, move) for n, move in enumerate(moves)]
    await ledger.apply(change(steps=steps))
    return claim


async def proven(ledger: Store, claim: Claim, number: int = 1) -> str | None:
    """Prove that a claim went out; return why it counts as published."""
    proof = receipt(number)
    why = await ledger.prove(claim.delivery, proof, FOUND, by="w1", at=LATER)
    return None if why is None else why.id


async def rows(ledger: Store) -> list[Delivery]:
    return sorted((await ledger.snapshot()).deliveries, key=lambda one: one.generation)


class ProofContract:
    """The promises of :meth:`campaign.ports.ledger.Ledger.prove`."""

    @pytest.mark.parametrize(
        ("moves", "why"),
        [
            ((), "found"),
            ((Move.LOSE,), "found"),
            ((Move.LOSE, Move.ASK), "found"),
            ((Move.FAIL,), "found"),
            ((Move.FAIL, Move.CANCEL), "out-though-cancelled"),
            ((Move.FAIL, Move.EXPIRE), "out-though-expired"),
            ((Move.FAIL, Move.SUPERSEDE), "out-though-superseded"),
            ((Move.REFUSE,), "out-though-refused"),
        ],
    )
    async def test_a_proof_is_kept_whatever_was_decided(
        self, ledger: Store, moves: tuple[Move, ...], why: str
    ) -> None:
        await ledger.apply(change(insert=[new()]))
        claim = await claimed(ledger, *moves)
        assert await proven(ledger, claim) == why
        (row,) = await rows(ledger)
        assert (row.state, row.receipt) == (State.PUBLISHED, receipt(1))
        assert await proven(ledger, claim) is None, "it is known"
        last = (await ledger.history(str(row.key)))[-1]
        assert (last.state, last.at, last.by) == (State.PUBLISHED, LATER, "w1")
        near = await ledger.near(LATER, LATER)
        assert [one.id for one in near.deliveries] == ([] if why == "found" else [row.id])

    async def test_what_was_taken_down_stays_so(self, ledger: Store) -> None:
        await ledger.apply(change(insert=[new()]))
        claim = await claimed(ledger)
        await ledger.settle(claim, published(claim, receipt(1)))
        (row,) = await rows(ledger)
        await ledger.apply(change(steps=[moved(row, Move.WITHDRAW)]))
        assert await proven(ledger, claim) is None
        assert [one.state for one in await rows(ledger)] == [State.REMOVED]

    @pytest.mark.parametrize("removed", [False, True])
    @pytest.mark.parametrize("later", [False, True])
    async def test_a_second_receipt_is_kept_beside_the_first(
        self, ledger: Store, *, removed: bool, later: bool
    ) -> None:
        """As a version of its own, out beside the other; it is known then, too."""
        await ledger.apply(change(insert=[new()]))
        claim = await claimed(ledger)
        await ledger.settle(claim, published(claim, receipt(1)))
        (row,) = await rows(ledger)
        if removed:
            await ledger.apply(change(steps=[moved(row, Move.WITHDRAW)]))
        if later:
            waits = new(generation=2, state=State.HELD, asked=True)
            await ledger.apply(change(insert=[waits]))
        first = State.REMOVED if removed else State.PUBLISHED
        between = [(State.HELD, None)] * later
        for _ in range(2):
            told = await proven(ledger, claim, 2)
            assert told in {"out-though-twice", None}
            assert [(one.state, one.receipt) for one in await rows(ledger)] == [
                (first, receipt(1)),
                *between,
                (State.PUBLISHED, receipt(2)),
            ]
        last = (await ledger.history(str(row.key)))[-1]
        assert (last.state, last.at, last.by) == (State.PUBLISHED, LATER, "w1")
        assert last.reason is not None
        assert last.reason.params["other"] == receipt(1).url
        near = await ledger.near(LATER, LATER)
        second = (await rows(ledger))[-1]
        assert second.id in {one.id for one in near.deliveries}

    async def test_one_post_has_one_address_whatever_its_number_is_called(
        self, ledger: Store
    ) -> None:
        await ledger.apply(change(insert=[new()]))
        claim = await claimed(ledger)
        by_hand = replace(receipt(1), remote_id="")
        await ledger.settle(claim, published(claim, by_hand))
        assert await proven(ledger, claim) is None
        assert len(await rows(ledger)) == 1

    @pytest.mark.parametrize(
        ("state", "then"),
        [
            (State.WAITING, State.HELD),
            (State.PLANNED, State.HELD),
            (State.HELD, State.HELD),
            (State.NEEDS_PERSON, State.NEEDS_PERSON),
        ],
    )
    async def test_a_later_generation_is_left_to_a_person(
        self, ledger: Store, state: State, then: State
    ) -> None:
        await ledger.apply(change(insert=[new()]))
        claim = await claimed(ledger, Move.FAIL, Move.SUPERSEDE)
        await ledger.apply(change(insert=[new(generation=2, state=state)]))
        told = "unsure" if state is State.NEEDS_PERSON else "held"
        assert await proven(ledger, claim) == f"out-though-{told}"
        old, later = await rows(ledger)
        assert (old.state, later.state) == (State.PUBLISHED, then)

    async def test_what_may_still_go_out_is_left_to_a_person_though_a_later_one_is_out(
        self, ledger: Store
    ) -> None:
        await ledger.apply(change(insert=[new()]))
        claim = await claimed(ledger, Move.FAIL, Move.SUPERSEDE)
        await ledger.apply(change(insert=[new(generation=2)]))
        second = await claimed(ledger)
        await ledger.settle(second, published(second, receipt(2)))
        await ledger.apply(change(insert=[new(generation=3, asked=True)]))
        assert await proven(ledger, second, 4) == "out-though-twice"
        assert await proven(ledger, claim) == "out-though-held"
        assert [str(one.state) for one in await rows(ledger)] == [
            *["published"] * 2,
            "held",
            "published",
        ]

    async def test_a_later_generation_that_is_on_its_way_is_asked_about(
        self, ledger: Store
    ) -> None:
        await ledger.apply(change(insert=[new()]))
        claim = await claimed(ledger, Move.FAIL, Move.SUPERSEDE)
        await ledger.apply(change(insert=[new(generation=2)]))
        second = await claimed(ledger)
        assert await proven(ledger, claim) == "out-though-unsure"
        _, later = await rows(ledger)
        assert later.state is State.NEEDS_PERSON
        assert Reason.stored(later.reason).id == "earlier-is-out-unsure"
        assert await proven(ledger, second, 2) == "found"
        assert [one.state for one in await rows(ledger)] == [State.PUBLISHED] * 2

    async def test_of_three_generations_each_proof_is_kept(self, ledger: Store) -> None:
        """Also in the order in which nobody asked for a second one."""
        await ledger.apply(change(insert=[new()]))
        claims = [await claimed(ledger, Move.FAIL, Move.SUPERSEDE)]
        for generation in (2, 3):
            await ledger.apply(change(insert=[new(generation=generation)]))
            claims.append(await claimed(ledger, Move.FAIL, Move.CANCEL))
        told = [await proven(ledger, claim, n) for n, claim in enumerate(claims)]
        assert told == ["out-though-superseded", *["out-though-cancelled"] * 2]
        assert [one.receipt for one in await rows(ledger)] == [receipt(n) for n in range(3)]
