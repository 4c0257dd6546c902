"""Lines that break by meaning: least raggedness over all break points, and no weak line ends.

Pure numbers: widths come in em, nothing is drawn here. A paragraph remembers the breaks that
were found for it, by width of column: a text that is tried in many rooms and sizes is solved a
few times.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from functools import cached_property
from itertools import accumulate, repeat
from operator import add, attrgetter, eq, sub
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from campaign.cards.pieces import WEAK_END

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from campaign.cards.pieces import Pieces

T = TypeVar("T")

WEAK_FIRST_END = 18.0
WIDOW = 9.0
_WIDOW = 0.65
"""The share of its column that a last line leaves free where it is a widow."""
LONE = 4.5
_LONE = 0.52
"""What one word alone on its line costs, where it leaves that much of its column free; nothing
where a phrase ends with it, which costs no more than this:
"""
_PAUSED = -2.0

_RAGGED = 14.0
LINE = 0.4
"""What a line costs: fewer and longer ones are read more easily."""

_STEP = 1.07
_NARROWER = 4
"""So many steps narrower than its column a text may be set: down to 76 %."""
_SHORT = 0.2
"""Of the column: a line is longer than that if it can be."""
_KEPT = 96


class Breaks(NamedTuple):
    """Lines as ranges of the text, how bad they are (0 is perfect), the widest (em), how many
    end on a weak word, and how wide each is (em).
    """

    lines: tuple[tuple[int, int], ...]
    cost: float
    widest: float
    weak: int
    widths: tuple[float, ...]


class Paragraph:
    """A text in pieces, and the places where its lines may end."""

    def __init__(self, items: Pieces) -> None:
        begins, stops, widths, gaps, prices = items
        ends = list(accumulate(map(add, gaps, widths)))
        starts = list(map(add, (0.0, *ends), gaps))
        self._prices = prices
        self.whole = Places((begins, stops, starts, ends, prices))

    @cached_property
    def free(self) -> Places:
        """Return the places that leave no weak word at the end of a line."""
        last = len(self._prices) - 1
        every = enumerate(self._prices)
        strong = [end for end, price in every if price < WEAK_END or end == last]
        return self.whole if len(strong) == last + 1 else self.whole.only(strong)


class Places:
    """Where the lines of a text may end, and the best lines for every column asked for.

    What is between two of them is never broken: ``items`` say where each begins and stops in the
    text, where it starts and ends in a line of all (em), and what it costs to end a line after it.
    """

    __slots__ = (
        *("_air", "_begins", "_ends", "_first_prices", "_judged", "_longest", "_prices"),
        *("_single", "_solved", "_starts", "_stops"),
    )

    def __init__(
        self,
        items: tuple[list[int], list[int], list[float], list[float], list[float]],
        single: list[bool] | None = None,
    ) -> None:
        self._begins, self._stops, self._starts, self._ends, self._prices = items
        self._first_prices = prices = self._prices
        if max(prices, default=0.0) >= WEAK_END:
            more = WEAK_FIRST_END - WEAK_END
            self._first_prices = [p + more if p >= WEAK_END else p for p in prices]
        self._single = single or [True] * len(self._ends)
        self._longest = max(map(sub, self._ends, self._starts), default=math.inf)
        self._air = max(map(sub, self._starts[1:], self._ends), default=0.0)
        self._solved: dict[tuple[float, int], Breaks] = {}
        self._judged: tuple[list[int], Breaks] | None = None

    def only(self, places: list[int]) -> Places:
        """Return those places alone that come after these spans."""
        firsts = [0, *map((1).__add__, places[:-1])]
        begins, starts = _taken(self._begins, firsts), _taken(self._starts, firsts)
        stops, ends = _taken(self._stops, places), _taken(self._ends, places)
        single = list(map(eq, firsts, places))
        return Places((begins, stops, starts, ends, _taken(self._prices, places)), single)

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
        cuts = self._freely(column)
        return self._by_lines(column, most) if most and len(cuts) > most + 1 else cuts

    def _freely(self, column: float) -> list[int]:
        """Return the cuts of the cheapest lines, however many.

        The costs and ends are those of :meth:`_cost` and :meth:`_reach`, in a fifth of the time.
        A line that begins later than another is shorter where both end: where it costs no less
        up to its beginning, only the ends are looked at that the other is too long for.
        """
        starts, ends, prices, single = self._starts, self._ends, self._first_prices, self._single
        last = len(ends) - 1
        weight, short, lone = _RAGGED / (column * column), _SHORT * column, _LONE * column
        total = [0.0] + [math.inf] * len(ends)
        back = [0] * len(total)
        former, after, beyond = math.inf, 0, 0.0
        for first, (start, before) in enumerate(zip(starts, total)):  # noqa: B905 - one more is found on the way
            right = start + column
            if before >= former and right + 1e-9 < beyond:
                former = before
                continue
            end = first if before < former else after
            after = bisect_right(ends, right + 1e-9, after)
            beyond = ends[after] if after <= last else math.inf
            near = start + short
            while ends[end] < near and end < after - 1:
                end += 1
            for place in range(end, min(last, after)):
                gap = right - ends[place]
                cost = before + weight * gap * gap + prices[place]
                if place == first and gap > lone and single[place] and prices[place] > _PAUSED:
                    cost += LONE
                if cost < total[place + 1]:
                    total[place + 1] = cost
                    back[place + 1] = first
            if first:
                former = before
            prices = self._prices
        back[-1] = self._last_line(column, total)
        return _followed(back)

    def _last_line(self, column: float, total: list[float]) -> int:
        """Return where the cheapest last line begins, by what it costs up to each beginning."""
        starts, last = self._starts, len(self._ends) - 1
        end = self._ends[last]
        best, found = math.inf, 0
        for first in range(last, -1, -1):
            start = starts[first]
            if end > start + column + 1e-9:
                break
            gap = 1 - (end - start) / column
            widow = gap > _WIDOW or (first == last and gap > _LONE and self._single[last])
            cost = total[first] + (4 * gap * gap + (WIDOW if first and widow else 0))
            if cost <= best:
                best, found = cost, first
        return found

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
        ends = self._ends
        gap = 1 - (ends[last] - self._starts[first]) / column
        alone = first == last and gap > _LONE and self._single[last]
        if last == len(ends) - 1:
            return 4 * gap * gap + (WIDOW if first and (alone or gap > _WIDOW) else 0)
        price = (self._prices if first else self._first_prices)[last]
        cost = _RAGGED * gap * gap + price
        return cost + LONE if alone and price > _PAUSED else cost

    def _judge(self, cuts: list[int]) -> Breaks:
        """Measure the raggedness against the widest line that came out."""
        if self._judged is not None and self._judged[0] == cuts:
            return self._judged[1]
        firsts, lasts = cuts[:-1], [after - 1 for after in cuts[1:]]
        widths = tuple(map(sub, _taken(self._ends, lasts), _taken(self._starts, firsts)))
        widest = max(widths) or 1.0
        total = sum(map(self._cost, firsts, lasts, repeat(widest))) + LINE * len(lasts)
        weak = sum([price >= WEAK_END for price in _taken(self._prices, lasts[:-1])])
        lines = tuple(zip(_taken(self._begins, firsts), _taken(self._stops, lasts), strict=True))
        found = Breaks(lines, total, widest, weak, widths)
        self._judged = cuts, found
        return found


def _taken(values: list[T], places: Sequence[int]) -> list[T]:
    """Return what stands at these places."""
    return list(map(values.__getitem__, places))


def _followed(back: Sequence[int]) -> list[int]:
    """Return where all lines end, from where each of them began."""
    cuts = [len(back) - 1]
    while cuts[-1]:
        cuts.append(back[cuts[-1]])
    return cuts[::-1]


def _steps(width: float) -> int:
    """Return the number of the widest of our columns that is no wider than this."""
    return math.floor(math.log(width, _STEP) + 1e-9)
