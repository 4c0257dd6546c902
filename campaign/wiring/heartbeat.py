"""The signs of life of ``run``: a file in ``build/`` for each role, touched while it can work."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from campaign.core.ledger_kind import Kind
from campaign.wiring.ledgers import BUILD

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Mapping
    from pathlib import Path

MINUTE = 60.0
LONGEST_SILENCE = MINUTE
"""Seconds without a sign after which a role is taken for dead; it gives one every few seconds."""

ROLES = ("publisher", "bot", "worker")
"""What ``run`` may do in a process of its own, as ``--only`` calls it."""


def heart_of(root: Path, kind: Kind, roles: Collection[str]) -> Callable[[], Awaitable[object]]:
    """Return what gives a sign of life of each of the ``roles`` that a process has; a folder
    that cannot be written gives none.
    """
    signs = [_sign(root, kind, role) for role in roles]

    def beat() -> None:
        try:
            for sign in signs:
                sign.parent.mkdir(parents=True, exist_ok=True)
                sign.touch()
        except OSError:
            return

    return lambda: asyncio.to_thread(beat)


def take_signs_away(root: Path, kind: Kind, roles: Collection[str] = ROLES) -> None:
    """Forget ``roles`` that ended in good order, or were another process's; one that is at work
    all the same gives its next sign.
    """
    for role in roles:
        _sign(root, kind, role).unlink(missing_ok=True)


def silences(root: Path, kind: Kind) -> Mapping[str, float]:
    """Return how many seconds ago each role that was started gave its last sign.

    One in the future, because the clock was put back, is as old as it is far away: whoever
    lives gives a new one at once.
    """
    found = {}
    for role in ROLES:
        try:
            found[role] = abs(time.time() - _sign(root, kind, role).stat().st_mtime)
        except OSError:
            continue
    return found


def is_alive(root: Path, kind: Kind) -> bool:
    """Tell whether a role was started, and each that was gave a sign that is not too old."""
    found = silences(root, kind)
    return bool(found) and max(found.values()) <= LONGEST_SILENCE


def _sign(root: Path, kind: Kind, role: str) -> Path:
    build = root / BUILD
    return (build if kind is Kind.REAL else build / kind.value) / f"alive-{role}"
