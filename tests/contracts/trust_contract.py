"""What every ledger promises about its kind, and what it forgets."""

# ruff: noqa: D102 -- the name of a test is its promise
from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from campaign.core.deliveries import State
from campaign.core.errors import LedgerKindMismatch
from campaign.core.ledger_kind import Kind
from campaign.core.life import Move
from campaign.ports.circuits import Hold
from campaign.ports.history import TakenDown
from tests.contracts.ledger_values import (
    NOW,
    blob,
    change,
    moved,
    new,
    publish_next,
    published,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from campaign.store.opening import Store

LATER = NOW + timedelta(minutes=5)


class TrustContract:
    """The promises of :class:`campaign.ports.ledger.Ledger` about kinds and trust."""

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
        found = (await one.snapshot()).deliveries
        assert [(d.state, d.receipt) for d in found] == [(State.PLANNED, None)]
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
