"""The contracts of ledger and people, on PostgreSQL: one for each subject."""

from __future__ import annotations

from functools import partial
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
    from pathlib import Path

    from campaign.testing.postgres import PostgresServer


@pytest.fixture
def opened(postgres: PostgresServer, tmp_path: Path) -> Callable[..., Store]:
    """Return what opens the same database each time, empty at first."""
    return partial(_open, postgres.emptied(), tmp_path / "kept")


def _open(
    url: str,
    kept: Path,
    campaign: str = "prueba",
    kind: Kind = Kind.SANDBOX,
    *,
    trusted: bool = True,
    **limits: Any,
) -> Store:
    return open_ledger(url, campaign, kind, Limits(**limits), trusted=trusted, kept=kept)


class TestLedger(LedgerContract):
    """On PostgreSQL."""


class TestClaiming(ClaimingContract):
    """On PostgreSQL."""


class TestDue(DueContract):
    """On PostgreSQL."""


class TestSettling(SettlingContract):
    """On PostgreSQL."""


class TestProof(ProofContract):
    """On PostgreSQL."""


class TestTrust(TrustContract):
    """On PostgreSQL."""


class TestSeats(SeatsContract):
    """On PostgreSQL."""


class TestPeople(PeopleContract):
    """On PostgreSQL."""


class TestBroadcasts(BroadcastContract):
    """On PostgreSQL."""


class TestPrivacy(PrivacyContract):
    """On PostgreSQL."""


class TestQuestions(QuestionsContract):
    """On PostgreSQL."""


class TestRetention(RetentionContract):
    """On PostgreSQL."""


class TestObserved(ObservedContract):
    """On PostgreSQL."""
