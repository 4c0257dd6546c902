"""What all workers of chaos have in common: how patient they are, and how they begin."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from campaign.services.patience import Backoff, Patience

LEASE = 1.0
SETTLING = 0.5
YEARS = 1e9
"""Nobody is asked about what is late here: there is nobody."""
PATIENCE = Patience(ask_after=YEARS, renew=LEASE / 3, turn=LEASE / 3, backoff=Backoff(0.2, 1.0))
TRIES = 30
"""A delivery may be tried so often: a kill after each try must not leave it to a person."""
MOST = 100_000
"""So many posts may leave by one channel within an hour: all of them."""


def at_work(order: dict[str, Any]) -> None:
    """Say that the worker has started and begins."""
    (Path(order["folder"]) / f"at-work-{os.getpid()}").touch()
