"""What somebody may have meant: known names, the most similar first."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

SHOWN = 8


def nearest(value: str, names: Iterable[str]) -> str:
    """Return up to :data:`SHOWN` of ``names`` for a hint, the most similar to ``value`` first."""
    return _nearest(value[:80], tuple(names))


@lru_cache(maxsize=512)
def _nearest(value: str, names: tuple[str, ...]) -> str:
    from rapidfuzz import process  # noqa: PLC0415 -- only where something is wrong

    if not names:
        return "—"
    found = process.extract(value.casefold(), names, limit=SHOWN)
    shown = ", ".join(name for name, _, _ in found)
    return shown if len(names) <= SHOWN else f"{shown}…"
