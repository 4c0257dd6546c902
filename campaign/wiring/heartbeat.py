"""The sign of life of ``run``: a file in ``build/`` that is touched as long as the work goes on."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from campaign.core.ledger_kind import Kind
from campaign.wiring.ledgers import BUILD

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

MINUTE = 60.0
STILL_ALIVE = MINUTE
"""Seconds without a sign after which it is taken for dead; it gives one every few seconds."""

_FILE = "alive"


def heart_of(root: Path, kind: Kind) -> Callable[[], Awaitable[object]]:
    """Return what gives a sign of life; a folder that cannot be written gives none."""
    sign = _sign(root, kind)

    def beat() -> None:
        try:
            sign.parent.mkdir(parents=True, exist_ok=True)
            sign.touch()
        except OSError:
            return

    return lambda: asyncio.to_thread(beat)


def still(root: Path, kind: Kind) -> None:
    """Take the sign away: what ended in good order is not alive."""
    _sign(root, kind).unlink(missing_ok=True)


def last_beat(root: Path, kind: Kind) -> float | None:
    """Return how many seconds ago the last sign was given, ``None`` where there is none."""
    try:
        return max(time.time() - _sign(root, kind).stat().st_mtime, 0.0)
    except OSError:
        return None


def is_alive(root: Path, kind: Kind) -> bool:
    """Tell whether a sign was given that is not too old."""
    ago = last_beat(root, kind)
    return ago is not None and ago <= STILL_ALIVE


def _sign(root: Path, kind: Kind) -> Path:
    build = root / BUILD
    return (build if kind is Kind.REAL else build / kind.value) / _FILE
