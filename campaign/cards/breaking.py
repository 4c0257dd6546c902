"""Lines that break by meaning: least raggedness over all break points, and no weak line ends.

Pure numbers: widths come in em, nothing is drawn here. A paragraph remembers the breaks that
were found for it, by width of column: a text that is tried in many rooms and sizes is solved a
few times.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from functools import cached_property, lru_cache
from itertools import pairwise
from operator import attrgetter, sub
from typing import TYPE_CHECKING, NamedTuple

from campaign.cards import scripts
from campaign.cards.leaning import UPRIGHT, is_short, leaning, leaning_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

WEAK_END = 14.0
WEAK_FIRST_END = 18.0
_LONG_WEAK_END = 10.0
"""*Sobre*, *desde*, *which*: worse than a word with a meaning of its own, better than *de*."""
WIDOW = 9.0
_WIDOW = 0.65
"""The share of its column that a last line leaves free where it is a widow."""
LONE = 4.5
_LONE = 0.52
"""What one word alone on its line costs, where it leaves that much of its column free; nothing
where a phrase ends with it, which costs no more than this:
"""
_PAUSED = -2.0
BEFORE_WEAK = -1.5
"""What it costs to end a line before a word that leans on the next one."""
PARTED = 2.5
"""What it costs to end a line inside a span that belongs together."""

_RAGGED = 14.0
LINE = 0.4
"""What a line costs: fewer and longer ones are read more easily."""

_STEP = 1.07
_NARROWER = 4
"""So many steps narrower than its column a text may be set: down to 76 %."""
_SHORT = 0.2
"""Of the column: a line is longer than that if it can be."""
_KEPT = 96
_PAUSES = (
    (
        (":", "\uff1a", "\u00a0/", "\u00a0|", "\u00a0·", "\u00a0•"),
        -8.0,
    ),  # the two halves of a title
    (tuple(".;?!…\u3002\uff1f\uff01\u061f\u0964"), -4.0),
    (tuple(",\u3001\uff0c\u060c"), -2.5),
    (("-", "/", "–"), 4.0),
)
"""What it costs to end a line after these; less than nothing where a phrase ends."""
_PIECE = re.compile(r"[^ ]*?[^\W\d_]{2}[^\W\d_]*[\-/–](?=[^\W\d_]{3})|[^ ]+")
_ADDRESS = re.compile(r"[^ ]*(?:://|www\.|@)[^ ]*|[^ ]*[a-z]\.[a-z]{2,}(?:/[^ ]*)?", re.IGNORECASE)
_MAY_BE_ADDRESS = re.compile(r"[.@]|://")
_ADDRESS_PART = re.compile(r"[^ ]*?[/.?&=_\-](?=[^\W_]{2})|[^ ]+")


class Piece(NamedTuple):
    """What no break goes through: ``text[start:end]``, its width and the gap before it (em)."""

    start: int
    end: int
    width: float
    gap: float
    ends: float


class Breaks(NamedTuple):
    """Lines as ranges of the text, how bad they are (0 is perfect), the widest (em), and how
    many end on a weak word.
    """

    lines: tuple[tuple[int, int], ...]
    cost: float
    widest: float
    weak: int


class Paragraph:
    """A text in pieces, and the places where its lines may end."""

    def __init__(self, items: Sequence[Piece]) -> None:
        spans, starts, ends, prices = [], [], [], []
        at = 0.0
        for start, end, width, gap, price in items:
            spans.append((start, end))
            starts.append(at + gap)
            at += gap + width
            ends.append(at)
            prices.append(price)
        self._prices = prices
        self.whole = Places(spans, starts, ends, prices)

    @cached_property
    def free(self) -> Places:
        """Return the places that leave no weak word at the end of a line."""
        last = len(self._prices) - 1
        every = enumerate(self._prices)
        strong = [end for end, price in every if price < WEAK_END or end == last]
        return self.whole if len(strong) == last + 1 else self.whole.only(strong)


class Places:
    """Where the lines of a text may end, and the best lines for every column asked for.

    What is between two of them is never broken: ``spans`` of the text, which begin and end so far
    from its beginning (em). ``prices`` are what it costs to end a line after each.
    """

    __slots__ = (
        *("_air", "_ends", "_first_prices", "_judged", "_longest", "_prices", "_single"),
        *("_solved", "_spans", "_starts"),
    )

    def __init__(
        self,
        spans: list[tuple[int, int]],
        starts: list[float],
        ends: list[float],
        prices: list[float],
        single: list[bool] | None = None,
    ) -> None:
        self._spans = spans
        self._starts = starts
        self._ends = ends
        self._prices = prices
        self._single = single or [True] * len(ends)
        more = WEAK_FIRST_END - WEAK_END
        self._first_prices = [p + more if p >= WEAK_END else p for p in prices]
        self._longest = max(map(sub, ends, starts), default=math.inf)
        self._air = max(map(sub, starts[1:], ends), default=0.0)
        self._solved: dict[tuple[float, int], Breaks] = {}
        self._judged: tuple[list[int], Breaks] | None = None

    def only(self, places: list[int]) -> Places:
        """Return those places alone that come after these spans."""
        firsts = [0, *(end + 1 for end in places[:-1])]
        spans = self._spans
        return Places(
            [(spans[a][0], spans[b][1]) for a, b in zip(firsts, places, strict=True)],
            [self._starts[a] for a in firsts],
            [self._ends[b] for b in places],
            [self._prices[b] for b in places],
            [a == b for a, b in zip(firsts, places, strict=True)],
        )

    def lines(self, limit: float) -> float:
        """Return how few lines of ``limit`` em take the text; infinite where none does."""
        if self._longest > limit:
            return math.inf
        starts, ends = self._starts, self._ends
        far, last = limit + 1e-9, len(ends)
        first = count = 0
        while first < last:
            first = bisect_right(ends, starts[first] + far, first)
            count += 1
        return count

    def hold(self, limit: float, most: int) -> bool:
        """Tell whether ``most`` lines of ``limit`` em take the text: mostly, its length tells."""
        if self._ends and self._ends[-1] - self._starts[0] > most * (limit + self._air + 1e-9):
            return False
        return self.lines(limit) <= most

    def rivals(self, narrow: float, wide: float, most: int) -> Iterator[Breaks]:
        """Yield good lines for columns from a little more than ``wide`` em to less than ``narrow``.

        They may be wider than ``narrow``, and a little wider than ``wide``. No columns are tried
        that take more lines than ``most``; of others there may still be more.
        """
        for step in range(_steps(wide) + 1, _steps(narrow) - _NARROWER, -1):
            column = _STEP**step
            if not self.hold(column, most):
                return
            yield self._solve(column)

    def within(self, limit: float, most: int) -> Breaks | None:
        """Return the best lines no wider than ``limit`` em, at most ``most`` of them."""
        return self._solve(limit, most) if self.hold(limit, most) else None

    def even(self, limit: float, most: int) -> Breaks | None:
        """Return the most even lines no wider than ``limit`` em, at most ``most`` of them."""
        fitting = [
            found
            for found in self.rivals(limit, limit, most)
            if found.widest <= limit + 1e-9 and len(found.lines) <= most
        ]
        if not fitting:
            return self.within(limit, most)
        return min(fitting, key=attrgetter("cost"))

    def _solve(self, column: float, most: int = 0) -> Breaks:
        """Break for a column of exactly this width; into ``most`` lines at most if not 0."""
        key = (column, most)
        if key not in self._solved:
            if len(self._solved) >= _KEPT:
                self._solved.clear()
            self._solved[key] = self._judge(self._cuts(column, most))
        return self._solved[key]

    def _cuts(self, column: float, most: int) -> list[int]:
        if most == 1:
            return [0, len(self._ends)]
        return self._by_lines(column, most) if most else self._freely(column)

    def _freely(self, column: float) -> list[int]:
        """Return the cuts of the cheapest lines, however many.

        The costs and ends are those of :meth:`_cost` and :meth:`_reach`, in a fifth of the time.
        """
        starts, ends, prices = self._starts, self._ends, self._first_prices
        last = len(ends) - 1
        weight, short = _RAGGED / (column * column), _SHORT * column
        total = [0.0] + [math.inf] * len(ends)
        back = [0] * len(total)
        shortest = after = 0
        for first, start in enumerate(starts):
            before, right = total[first], start + column
            after = bisect_right(ends, right + 1e-9, after)
            while shortest < after - 1 and ends[shortest] < start + short:
                shortest += 1
            if shortest == first < min(last, after):
                self._try_alone(first, column, total, back)
            for end in range(max(shortest, first + 1), min(last, after)):
                gap = right - ends[end]
                cost = before + weight * gap * gap + prices[end]
                if cost < total[end + 1]:
                    total[end + 1] = cost
                    back[end + 1] = first
            if after > last:
                cost = before + self._cost(first, last, column)
                if cost < total[-1]:
                    total[-1], back[-1] = cost, first
            prices = self._prices
        return _followed(back)

    def _try_alone(self, first: int, column: float, total: list[float], back: list[int]) -> None:
        """Note a line of one place where it is cheaper than what is known."""
        cost = total[first] + self._cost(first, first, column)
        if cost < total[first + 1]:
            total[first + 1], back[first + 1] = cost, first

    def _by_lines(self, column: float, most: int) -> list[int]:
        """Return the cuts of the cheapest lines, ``most`` of them at most: so many must do."""
        count = len(self._ends)
        reached = [self._reach(first, column) for first in range(count)]
        needed = [0] * (count + 1)
        for first in range(count - 1, -1, -1):
            needed[first] = 1 + needed[reached[first][1]]
        layers: list[dict[int, tuple[float, int]]] = [{0: (0.0, 0)}]
        for left in range(min(most, count) - 1, -1, -1):
            layer: dict[int, tuple[float, int]] = {}
            for first, (before, _back) in layers[-1].items():
                for end in range(*reached[first]) if first < count else ():
                    if needed[end + 1] <= left:
                        cost = before + self._cost(first, end, column)
                        if end + 1 not in layer or cost < layer[end + 1][0]:
                            layer[end + 1] = (cost, first)
            layers.append(layer)
        ends = [(layer[count][0], number) for number, layer in enumerate(layers) if count in layer]
        cuts = [count]
        for layer in layers[min(ends)[1] : 0 : -1]:
            cuts.append(layer[cuts[-1]][1])
        return cuts[::-1]

    def _reach(self, first: int, column: float) -> tuple[int, int]:
        """Return what a line that begins at a place ends with: the first and, no more in it, the
        last that is too long. None is short without need.
        """
        start, ends = self._starts[first], self._ends
        after = bisect_right(ends, start + column + 1e-9, first)
        return min(after - 1, bisect_left(ends, start + _SHORT * column, first, after)), after

    def _cost(self, first: int, last: int, column: float) -> float:
        gap = 1 - (self._ends[last] - self._starts[first]) / column
        alone = first == last and gap > _LONE and self._single[last]
        if last == len(self._ends) - 1:
            return 4 * gap * gap + (WIDOW if first and (alone or gap > _WIDOW) else 0)
        prices = self._prices if first else self._first_prices
        lone = LONE if alone and prices[last] > _PAUSED else 0
        return _RAGGED * gap * gap + prices[last] + lone

    def _judge(self, cuts: list[int]) -> Breaks:
        """Measure the raggedness against the widest line that came out."""
        if self._judged is not None and self._judged[0] == cuts:
            return self._judged[1]
        firsts, lasts = cuts[:-1], [cut - 1 for cut in cuts[1:]]
        starts, ends, spans = self._starts, self._ends, self._spans
        lines = list(zip(firsts, lasts, strict=True))
        widest = max([ends[b] - starts[a] for a, b in lines]) or 1.0
        total = sum([self._cost(a, b, widest) for a, b in lines]) + LINE * len(lines)
        weak = sum([self._prices[b] >= WEAK_END for b in lasts[:-1]])
        found = Breaks(tuple([(spans[a][0], spans[b][1]) for a, b in lines]), total, widest, weak)
        self._judged = cuts, found
        return found


def _followed(back: Sequence[int]) -> list[int]:
    """Return where all lines end, from where each of them began."""
    cuts = [len(back) - 1]
    while cuts[-1]:
        cuts.append(back[cuts[-1]])
    return cuts[::-1]


def _steps(width: float) -> int:
    """Return the number of the widest of our columns that is no wider than this."""
    return math.floor(math.log(width, _STEP) + 1e-9)


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
    parts = _loose_parts if loose else _parts
    places = list(_words(text, parts))
    lean_on = leaning_words([word for _, word in places], weak)
    inside = scripts.inside_phrases(text)
    words = [(*place, lean) for place, lean in zip(places, lean_on, strict=True)]
    for (start, word, lean), (after, _, then) in pairwise([*words, (len(text), "", UPRIGHT)]):
        gap = space if start > end else 0.0
        before = 0.0 if lean.named else BEFORE_WEAK
        leans = lean.on_next or start + len(word) in inside
        ends = _weak_end(word) if leans else _pause(word) or (before * then.on_next)
        if lean.named or (start in keep and after in keep):
            ends += PARTED
        end = start + len(word)
        found.append(Piece(start, end, measure(word), gap, ends))
    return tuple(found)


def _words(text: str, parts: Callable[[str], tuple[str, ...]]) -> Iterator[tuple[int, str]]:
    """Yield what stays on one line, and where it begins."""
    start = 0
    for word in text.split(" "):
        for part in parts(word):
            yield start, part
            start += len(part)
        start += 1


@lru_cache(4096)
def _loose_parts(word: str) -> tuple[str, ...]:
    """Return the parts of what has no space in it, addresses cut too."""
    return tuple(_ADDRESS_PART.findall(word)) if _ADDRESS.fullmatch(word) else _parts(word)


@lru_cache(4096)
def _parts(word: str) -> tuple[str, ...]:
    """Return the parts of what has no space in it."""
    if _ADDRESS.fullmatch(word):
        return (word,)
    return tuple(unit for part in _PIECE.findall(word) for unit in scripts.word_parts(part) if unit)


@lru_cache(4096)
def _weak_end(word: str) -> float:
    """Return what it costs to end a line on a word that leans on the next one."""
    return WEAK_END if is_short(word) else _LONG_WEAK_END


@lru_cache(4096)
def _pause(word: str) -> float:
    """Return what it costs to end a line here: less than nothing where a phrase ends, 0 where
    the word has no mark after it.
    """
    return next((cost for marks, cost in _PAUSES if word.endswith(marks)), 0.0)


def has_address(text: str) -> bool:
    """Tell whether an address of the web is in a text."""
    return _MAY_BE_ADDRESS.search(text) is not None and any(
        map(_ADDRESS.fullmatch, text.split(" "))
    )
