"""Deciding on what the ledger says, and anew where that changed before it was written."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from campaign.core.errors import ChangedMeanwhile
from campaign.ports.ledger import Stale

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from campaign.ports.ledger import Ledger, LedgerChange, Snapshot

T = TypeVar("T")

TRIES = 5
"""How often one thing is decided while the ledger changes under it."""


async def decide_anew(
    ledger: Ledger, decide: Callable[[], Awaitable[tuple[LedgerChange | None, T]]]
) -> T:
    """Write what ``decide`` makes of the ledger as it is, if anything, and return what it is about.

    Raises:
        Stale: when the ledger changed every time; nothing is written then.
    """
    left = TRIES
    while True:
        change, about = await decide()
        try:
            if change is not None:
                await ledger.apply(change)
        except Stale:
            left -= 1
            if not left:
                raise
        else:
            return about


async def decide_by_word(ledger: Ledger, decide: Callable[[Snapshot], tuple[LedgerChange, T]]) -> T:
    """Write what a person decides on all that the ledger says; return what that is about.

    Raises:
        ChangedMeanwhile: when the ledger changed every time: the person has to look again.
    """

    async def now() -> tuple[LedgerChange, T]:
        return decide(await ledger.snapshot())

    try:
        return await decide_anew(ledger, now)
    except Stale:
        raise ChangedMeanwhile from None
