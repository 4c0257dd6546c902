"""The contracts of ledger and people, on SQLite: one for each subject."""

from __future__ import annotations

from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from campaign.core.ledger_kind import Kind
from campaign.store.opening import Limits, Store, open_ledger
from tests.contracts.broadcast_contract import BroadcastContract
from tests.contracts.claiming_contract import ClaimingContract
from tests.contracts.due_contract import DueContract
from tests.contracts.ledger_contract import LedgerContract
from tests.contracts.observed_contract import ObservedContract
from tests.contracts.people_contract import PeopleContract
from tests.contracts.privacy_contract import PrivacyContract
from tests.contracts.proof_contract import ProofContract
from tests.contracts.questions_contract import QuestionsContract
from tests.contracts.retention_contract import RetentionContract
from tests.contracts.seats_contract import SeatsContract
from tests.contracts.settling_contract import SettlingContract
from tests.contracts.trust_contract import TrustContract

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def opened(tmp_path: Path) -> Callable[..., Store]:
    """Return what opens the same file each time."""
    url = f"sqlite:///{tmp_path / 'carpeta ñ' / 'ledger.sqlite'}"
    return partial(_open, url)


def _open(
    url: str,
    campaign: str = "prueba",
    kind: Kind = Kind.SANDBOX,
    *,
    trusted: bool = True,
    **limits: Any,
) -> Store:
    return open_ledger(url, campaign, kind, Limits(**limits), trusted=trusted)


class TestLedger(LedgerContract):
    """On SQLite."""


class TestClaiming(ClaimingContract):
    """On SQLite."""


class TestDue(DueContract):
    """On SQLite."""


class TestSettling(SettlingContract):
    """On SQLite."""


class TestProof(ProofContract):
    """On SQLite."""


class TestTrust(TrustContract):
    """On SQLite."""


class TestSeats(SeatsContract):
    """On SQLite."""


class TestPeople(PeopleContract):
    """On SQLite."""


class TestBroadcasts(BroadcastContract):
    """On SQLite."""


class TestPrivacy(PrivacyContract):
    """On SQLite."""


class TestQuestions(QuestionsContract):
    """On SQLite."""


class TestRetention(RetentionContract):
    """On SQLite."""


def test_every_contract_is_tried_here() -> None:
    here = {base for thing in globals().values() for base in getattr(thing, "__bases__", ())}
    folder = Path(__file__).parent
    modules = [import_module(f"{__package__}.{one.stem}") for one in folder.glob("*_contract.py")]
    contracts = {
        thing
        for module in modules
        for name, thing in vars(module).items()
        if name.endswith("Contract")
    }
    assert contracts - here == set()


class TestObserved(ObservedContract):
    """On SQLite."""
