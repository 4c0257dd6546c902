"""What a contract is tried on: a store that whoever runs it opens."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from campaign.store.opening import Store


@pytest.fixture
async def ledger(opened: Callable[..., Store]) -> AsyncIterator[Store]:
    """Return a ledger that ``opened`` has opened once."""
    store = opened()
    yield store
    await store.close()


@pytest.fixture
def people(ledger: Store) -> Store:
    """Return the same, for what it knows about people."""
    return ledger
