"""Lines that break by meaning: least raggedness over all break points, and no weak line ends.

Pure numbers: widths come in em, nothing is drawn here.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_SPANISH = """
    a al ante bajo cada como con cuando cuya cuyo cómo de del desde donde e el en entre es
    esta este esto está ha hacia han hasta la las le les lo los mi muy más ni no nos o para
    pero por porque que qué se según ser si sin sobre son su sus también tan te tu tus u un
    una unas unos y ya
"""
_ENGLISH = """
    an and are as at be but by for from has in into is it its nor not of on or our per that the
    their this to was were when which while who will with your
"""
WEAK = frozenset(f"{_SPANISH} {_ENGLISH}".split())
"""Words that lean on the next one (Spanish and English): a line must not end on them."""

WEAK_END = 9.0
WEAK_FIRST_END = 18.0
WIDOW = 9.0
_TARGETS = (1.0, 0.93, 0.86, 0.79)
_EDGE = re.compile(r"^[\W_]+|[\W_]+$")
_PIECE = re.compile(r"[^ ]*?[^ \-/–][\-/–](?=[^\W\d_]{3})|[^ ]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """What no break goes through: ``text[start:end]``, its width and the gap before it (em)."""

    start: int
    end: int
    width: float
    gap: float
    ends: float


@dataclass(frozen=True, slots=True)
class Breaks:
    """Lines as ranges of the text, and how bad they are (0 is perfect)."""

    lines: tuple[tuple[int, int], ...]
    cost: float


def is_weak(word: str) -> bool:
    """Tell whether a word leans on the next one."""
    return not word.endswith((",", ".", ":", ";", "!", "?")) and _EDGE.sub("", word).lower() in WEAK


def pieces(text: str, measure: Callable[[str], float]) -> tuple[Piece, ...]:
    """Cut a text at its spaces and after the hyphens of compounds; ``measure`` gives em."""
    space = measure("n n") - 2 * measure("n")
    found = []
    end = 0
    matches = list(_PIECE.finditer(text))
    for match, following in zip(matches, [*matches[1:], None], strict=True):
        gap = space if match.start() > end else 0.0
        word = match.group()
        ends = _ending(word, following.group() if following else "")
        found.append(Piece(match.start(), match.end(), measure(word), gap, ends))
        end = match.end()
    return tuple(found)


def _ending(word: str, following: str) -> float:
    """Return what it costs to end a line here; less than nothing where a phrase ends."""
    if is_weak(word):
        return WEAK_END
    if word.endswith((":", "\u00a0/", "\u00a0|", "\u00a0·", "\u00a0•")):
        return -8.0  # the two halves of a title
    if word.endswith((".", ";", "?", "!", "…")):
        return -4.0
    if word.endswith(","):
        return -2.5
    if word.endswith(("-", "/", "–")):
        return 4.0
    return -1.5 if is_weak(following) else 0.0


@lru_cache(2048)
def balance(items: tuple[Piece, ...], limit: float, most: int) -> Breaks | None:
    """Return the best lines no wider than ``limit`` em, at most ``most`` of them, or ``None``."""
    if any(item.width > limit for item in items):
        return None
    best: Breaks | None = None
    for share in _TARGETS:
        found = _narrow(items, limit * share, most)
        if found is not None and (best is None or found.cost < best.cost - 1e-9):
            best = found
    return best or _judge(items, _fewest(items, limit), most)


def _fewest(items: Sequence[Piece], limit: float) -> list[int]:
    """Fill every line: what fits at all fits like this."""
    back = [0] * (len(items) + 1)
    first = 0
    wide = 0.0
    for last, item in enumerate(items):
        wide += item.gap + item.width if last > first else item.width
        if wide > limit:
            first, wide = last, item.width
        back[last + 1] = first
    return back


def _narrow(items: Sequence[Piece], limit: float, most: int) -> Breaks | None:
    """Break for a column of exactly ``limit``, by dynamic programming over the last break."""
    count = len(items)
    cost = [0.0] + [math.inf] * count
    back = [0] * (count + 1)
    for first in range(count):
        if cost[first] == math.inf:
            continue
        wide = -items[first].gap
        for last in range(first, count):
            wide += items[last].gap + items[last].width
            if wide > limit + 1e-9:
                break
            total = cost[first] + _line_cost(items, first, last, wide / limit)
            if total < cost[last + 1] - 1e-12:
                cost[last + 1] = total
                back[last + 1] = first
    return None if cost[count] == math.inf else _judge(items, back, most)


def _line_cost(items: Sequence[Piece], first: int, last: int, full: float) -> float:
    if last == len(items) - 1:
        return 4 * (1 - full) ** 2 + (WIDOW if full < 0.35 and first else 0)  # noqa: PLR2004 - a third of the column
    ends = items[last].ends
    if first == 0 and ends == WEAK_END:
        ends = WEAK_FIRST_END
    return 14 * (1 - full) ** 2 + ends


def _judge(items: Sequence[Piece], back: Sequence[int], most: int) -> Breaks | None:
    """Walk back and measure the raggedness against the widest line that came out."""
    cuts = [len(items)]
    while cuts[-1]:
        cuts.append(back[cuts[-1]])
    cuts.reverse()
    if len(cuts) - 1 > most:
        return None
    spans = list(pairwise(cuts))
    widths = [sum(p.gap + p.width for p in items[a:b]) - items[a].gap for a, b in spans]
    widest = max(widths) or 1.0
    total = 0.0
    for (a, b), wide in zip(spans, widths, strict=True):
        total += _line_cost(items, a, b - 1, wide / widest)
    lines = tuple((items[a].start, items[b - 1].end) for a, b in spans)
    return Breaks(lines, total)
