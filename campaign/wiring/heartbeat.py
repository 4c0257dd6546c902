"""The signs of life of ``run``: a file in ``build/`` for each role, touched while it can work."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from campaign.core.ledger_kind import Kind
from campaign.wiring.ledgers import BUILD

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from pathlib import Path

MINUTE = 60.0
LONGEST_SILENCE = MINUTE
"""Seconds without a sign after which a role is taken for dead; it gives one every few seconds."""

ROLES = ("publisher", "bot", "worker")
"""What ``run`` may do in a process of its own, as ``--only`` calls it."""


class Heart:
    """Gives a sign of life of each role of a process, as long as the role is at work in it.

    What stands by for another process gives none: that one's silence would go unnoticed. What
    fails each time gives none, as ``is_well`` tells of a role, nor does a folder that cannot be
    written.
    """

    def __init__(
        self,
        root: Path,
        kind: Kind,
        roles: Mapping[str, Callable[[], bool]],
        is_well: Callable[[str], bool] = lambda _: True,
    ) -> None:
        self._root, self._kind, self._roles, self._is_well = root, kind, roles, is_well
        self._ours: set[str] = set()

    async def beat(self) -> None:
        """Give a sign of every role that is at work, and well."""
        self._ours = {role for role, is_at_work in self._roles.items() if is_at_work()}
        await asyncio.to_thread(self._touch, {*filter(self._is_well, self._ours)})

    def _touch(self, roles: Collection[str]) -> None:
        with suppress(OSError):
            for role in roles:
                sign = _sign(self._root, self._kind, role)
                sign.parent.mkdir(parents=True, exist_ok=True)
                sign.touch()

    def stop(self) -> None:
        """Take away the signs that it gave last: it ends in good order."""
        take_signs_away(self._root, self._kind, self._ours)


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
