"""The emulated networks on which channels are tried."""

from __future__ import annotations

import pytest

from campaign.sandbox.faults import Faults
from campaign.sandbox.rates import Limits
from campaign.sandbox.world import World


@pytest.fixture
def world() -> World:
    """Return networks that know nothing yet, and do not slow down Telegram."""
    return World(limits=Limits(telegram=False))


@pytest.fixture
def faults() -> Faults:
    """Return what goes wrong on them: nothing yet."""
    return Faults()
