"""The contracts of ledger and people, on SQLite."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from campaign.core.ledger_kind import Kind
from campaign.store.opening import Limits, Store, open_ledger
from tests.contracts.ledger_contract import LedgerContract
from tests.contracts.people_contract import PeopleContract

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def opened(tmp_path: Path) -> Callable[..., Store]:
    """Return what opens the same file each time."""
    url = f"sqlite:///{tmp_path / 'carpeta ñ' / 'ledger.sqlite'}"
    return partial(_open, url)


def _open(
    url: str,
    campaign: str = "prueba",
    kind: Kind = Kind.SANDBOX,
    lease: float = 15.0,
    *,
    trusted: bool = True,
) -> Store:
    return open_ledger(url, campaign, kind, Limits(lease), trusted=trusted)


class TestLedger(LedgerContract):
    """On SQLite."""


class TestPeople(PeopleContract):
    """On SQLite."""
