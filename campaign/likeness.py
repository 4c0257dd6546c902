"""What somebody may have meant: known names, the most similar first."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from campaign.core.folding import folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

SHOWN = 8
_LONGEST = 80
_A_SLIP = 80
"""Percent of the signs that two spellings have in common."""
_SIGNS = re.compile(r"[\W_]+")


def nearest(value: str, names: Iterable[str], most: int = SHOWN) -> str:
    """Return up to ``most`` of ``names`` as a list for a hint, the most similar first.

    Capitals, accents and what stands between words do not count. A list that was cut ends
    with an ellipsis; of no names it is empty.
    """
    return _nearest(value[:_LONGEST], tuple(dict.fromkeys(names)), most)


def by_likeness(value: str, names: Mapping[str, str]) -> list[str]:
    """Return what ``names`` stand for, each once, the one with the most similar name first."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415 -- only where something is wrong

    short, scorer = value[:_LONGEST], fuzz.ratio
    found = process.extract(short, list(names), scorer=scorer, processor=_bare, limit=None)
    return list(dict.fromkeys(names[name] for name, _, _ in found))


def is_like_any(value: str, names: Iterable[str]) -> bool:
    """Tell whether ``value`` is one of ``names`` but for a slip or two."""
    from rapidfuzz import fuzz  # noqa: PLC0415 -- only where something may be wrong

    meant = _bare(value[:_LONGEST])
    return any(fuzz.ratio(meant, _bare(name)) >= _A_SLIP for name in names)


def slip_of(value: str, names: Mapping[str, str]) -> str | None:
    """Return what that name stands for of which ``value`` is a slip, the likest; or none."""
    slips = {name: what for name, what in names.items() if is_like_any(value, [name])}
    return next(iter(by_likeness(value, slips)), None) if slips else None


@lru_cache(maxsize=512)
def _nearest(value: str, names: tuple[str, ...], most: int) -> str:
    from rapidfuzz import fuzz, process  # noqa: PLC0415 -- only where something is wrong

    found = process.extract(value, names, scorer=fuzz.WRatio, processor=_bare, limit=most)
    shown = ", ".join(name for name, _, _ in found)
    return f"{shown}…" if len(names) > most else shown


def _bare(text: str) -> str:
    return _SIGNS.sub(" ", folded(text)).strip()
