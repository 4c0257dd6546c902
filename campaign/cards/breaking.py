"""Lines that break by meaning: least raggedness over all break points, and no weak line ends.

Pure numbers: widths come in em, nothing is drawn here. A paragraph remembers the breaks that
were found for it, by width of column: a text that is tried in many rooms and sizes is solved a
few times.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from campaign.cards import scripts
from campaign.cards.leaning import is_short, leaning, leans

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

WEAK_END = 14.0
WEAK_FIRST_END = 18.0
_LONG_WEAK_END = 6.0
"""*Sobre*, *desde*, *which*: worse than a word with a meaning of its own, better than *de*."""
WIDOW = 9.0
PARTED = 2.5
"""What it costs to end a line inside a span that belongs together."""

_RAGGED = 14.0
LINE = 0.4
"""What a line costs: fewer and longer ones are read more easily."""

_STEP = 1.07
_NARROWER = 4
"""So many steps narrower than its column a text may be set: down to 76 %."""
_KEPT = 96
_PAUSES = (
    ((":", "\u00a0/", "\u00a0|", "\u00a0·", "\u00a0•"), -8.0),  # the two halves of a title
    (tuple(".;?!…\u3002\uff1f\uff01\u061f\u0964"), -4.0),
    (tuple(",\u3001\uff0c\u060c"), -2.5),
    (("-", "/", "–"), 4.0),
)
"""What it costs to end a line after these; less than nothing where a phrase ends."""
_PIECE = re.compile(r"[^ ]*?[^\W\d_]{2}[^\W\d_]*[\-/–](?=[^\W\d_]{3})|[^ ]+")
_ADDRESS = re.compile(r"[^ ]*(?:://|www\.|@)[^ ]*|[^ ]*[a-z]\.[a-z]{2,}(?:/[^ ]*)?", re.IGNORECASE)
_ADDRESS_PART = re.compile(r"[^ ]*?[/.?&=_\-](?=[^\W_]{2})|[^ ]+")


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
    """Lines as ranges of the text, how bad they are (0 is perfect), the widest (em), and how
    many end on a weak word.
    """

    lines: tuple[tuple[int, int], ...]
    cost: float
    widest: float
    weak: int


class Paragraph:
    """A text in pieces, and its best lines for every column asked for."""

    __slots__ = ("_ends", "_prices", "_solved", "_starts", "items", "longest")

    def __init__(self, items: Sequence[Piece]) -> None:
        self.items = tuple(items)
        self.longest = max((item.width for item in self.items), default=0.0)
        self._starts: list[float] = []
        self._ends: list[float] = []
        self._prices = [item.ends for item in self.items]
        self._solved: dict[tuple[float, int], Breaks | None] = {}
        at = 0.0
        for item in self.items:
            at += item.gap
            self._starts.append(at)
            at += item.width
            self._ends.append(at)

    def lines(self, limit: float) -> float:
        """Return how few lines of ``limit`` em take the text; infinite where none does."""
        if self.longest > limit:
            return math.inf
        first = count = 0
        while first < len(self.items):
            first = bisect_right(self._ends, self._starts[first] + limit + 1e-9)
            count += 1
        return count

    def balance(self, limit: float, most: int) -> Breaks | None:
        """Return the best lines no wider than ``limit`` em, at most ``most`` of them."""
        if not self.items or self.lines(limit) > most:
            return None
        best: Breaks | None = None
        for found in self._rivals(limit, most):
            if best is None or found.cost < best.cost - 1e-9:
                best = found
        return best

    def _rivals(self, limit: float, most: int) -> Iterator[Breaks]:
        """Yield the best lines of columns from the full one to much narrower ones."""
        fits = False
        step = math.floor(math.log(limit, _STEP) + 1e-9)
        for number in range(step + 1, step - _NARROWER, -1):
            found = self._solve(_STEP**number)
            if found is not None and found.widest <= limit + 1e-9 and len(found.lines) <= most:
                fits = fits or not found.weak
                yield found
        if not fits:
            found = self._solve(limit, most)
            if found is not None:
                yield found

    def _solve(self, column: float, most: int = 0) -> Breaks | None:
        """Break for a column of exactly this width; ``most`` lines where it is not 0."""
        key = (column, most)
        if key not in self._solved:
            if len(self._solved) >= _KEPT:
                self._solved.clear()
            self._solved[key] = self._break(column, most) if self.longest <= column else None
        return self._solved[key]

    def _break(self, column: float, most: int) -> Breaks | None:
        """Walk over all breaks, or with ``most`` over all breaks by their number of lines."""
        costs = self._line_costs(column)
        back = _by_lines(costs, most) if most else _freely(costs)
        return None if back is None else self._judge(back)

    def _line_costs(self, column: float) -> list[list[float]]:
        """Return for every piece what the lines cost that begin there, by their length.

        The same as :meth:`_cost` for each, in a third of its time.
        """
        found = []
        ends, prices = self._ends, self._prices
        weight = _RAGGED / (column * column)
        for first, start in enumerate(self._starts):
            last = bisect_right(ends, start + column + 1e-9)
            right = start + column
            costs = [
                weight * (right - end) * (right - end) + price
                for end, price in zip(ends[first:last], prices[first:last], strict=True)
            ]
            if last == len(ends):
                costs[-1] = self._cost(first, last - 1, column)
            found.append(costs)
        if found:
            found[0] = [self._cost(0, end, column) for end in range(len(found[0]))]
        return found

    def _cost(self, first: int, last: int, column: float) -> float:
        gap = 1 - (self._ends[last] - self._starts[first]) / column
        if last == len(self.items) - 1:
            return 4 * gap * gap + (WIDOW if gap > 0.65 and first else 0)  # noqa: PLR2004 - a third of the column
        ends = self.items[last].ends
        if first == 0 and ends >= WEAK_END:
            ends += WEAK_FIRST_END - WEAK_END
        return _RAGGED * gap * gap + ends

    def _judge(self, cuts: list[int]) -> Breaks:
        """Measure the raggedness against the widest line that came out."""
        spans = list(pairwise(cuts))
        widest = max(self._ends[b - 1] - self._starts[a] for a, b in spans) or 1.0
        total = sum(self._cost(a, b - 1, widest) for a, b in spans) + LINE * len(spans)
        lines = tuple((self.items[a].start, self.items[b - 1].end) for a, b in spans)
        weak = sum(self.items[b - 1].ends >= WEAK_END for _, b in spans[:-1])
        return Breaks(lines, total, widest, weak)


def _freely(costs: list[list[float]]) -> list[int]:
    """Return the cuts of the cheapest lines, however many; every piece has a line."""
    count = len(costs)
    total = [0.0] + [math.inf] * count
    back = [0] * (count + 1)
    for first, lengths in enumerate(costs):
        before = total[first]
        for last, cost in enumerate(lengths, first + 1):
            if before + cost < total[last] - 1e-12:
                total[last] = before + cost
                back[last] = first
    cuts = [count]
    while cuts[-1]:
        cuts.append(back[cuts[-1]])
    return cuts[::-1]


def _by_lines(costs: list[list[float]], most: int) -> list[int] | None:
    """Return the cuts of the cheapest lines, ``most`` of them at most."""
    count = len(costs)
    layers: list[dict[int, tuple[float, int]]] = [{0: (0.0, 0)}]
    for _ in range(min(most, count)):
        layer: dict[int, tuple[float, int]] = {}
        for first, (before, _back) in layers[-1].items():
            for last, cost in enumerate(costs[first] if first < count else (), first + 1):
                if last not in layer or before + cost < layer[last][0] - 1e-12:
                    layer[last] = (before + cost, first)
        layers.append(layer)
    ends = [(layer[count][0], number) for number, layer in enumerate(layers) if count in layer]
    if not ends:
        return None
    cuts = [count]
    for layer in layers[min(ends)[1] : 0 : -1]:
        cuts.append(layer[cuts[-1]][1])
    return cuts[::-1]


def pieces(
    text: str,
    measure: Callable[[str], float],
    keep: range = range(0),
    *,
    loose: bool = False,
) -> tuple[Piece, ...]:
    """Cut a text at its spaces and after the hyphens of compounds; ``measure`` gives em.

    ``keep`` are characters that should rather stand on one line. Addresses of the web are cut
    only when ``loose``.
    """
    space = measure("n n") - 2 * measure("n")
    weak = leaning(text)
    found = []
    end = 0
    words = list(_words(text, loose=loose))
    for (start, word), (after, following) in pairwise([*words, (len(text), "")]):
        gap = space if start > end else 0.0
        ends = _ending(word, following, weak)
        if start in keep and after in keep:
            ends += PARTED
        end = start + len(word)
        found.append(Piece(start, end, measure(word), gap, ends))
    return tuple(found)


def _words(text: str, *, loose: bool) -> Iterator[tuple[int, str]]:
    """Yield what stays on one line, and where it begins."""
    start = 0
    for word in text.split(" "):
        for part in _parts(word, loose=loose):
            if part:
                yield start, part
            start += len(part)
        start += 1


def _parts(word: str, *, loose: bool) -> Iterator[str]:
    """Yield the parts of what has no space in it."""
    if _ADDRESS.fullmatch(word):
        yield from _ADDRESS_PART.findall(word) if loose else (word,)
        return
    for part in _PIECE.findall(word):
        yield from scripts.word_parts(part)


def _ending(word: str, following: str, weak: frozenset[str]) -> float:
    """Return what it costs to end a line here; less than nothing where a phrase ends."""
    if leans(word, weak):
        return WEAK_END if is_short(word) else _LONG_WEAK_END
    for marks, cost in _PAUSES:
        if word.endswith(marks):
            return cost
    return -1.5 if leans(following, weak) else 0.0


def has_address(text: str) -> bool:
    """Tell whether an address of the web is in a text."""
    return any(map(_ADDRESS.fullmatch, text.split(" ")))


@lru_cache(1024)
def balance(items: tuple[Piece, ...], limit: float, most: int) -> Breaks | None:
    """Return the best lines of pieces no wider than ``limit``, at most ``most`` of them."""
    return Paragraph(items).balance(limit, most)
