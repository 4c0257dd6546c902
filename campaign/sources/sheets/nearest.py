"""What somebody may have meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from campaign.sources.sheets.plain import plain

if TYPE_CHECKING:
    from collections.abc import Iterable


def nearest(word: str, known: Iterable[str], most: int = 8) -> str:
    """Return ``known`` as a list for a hint, the most similar to ``word`` first."""
    options = sorted(set(known))
    found = process.extract(
        plain(word)[:80], options, scorer=fuzz.WRatio, processor=plain, limit=most
    )
    return ", ".join(name for name, _, _ in found) or "—"
