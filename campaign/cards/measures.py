"""The grid of each format: margins, the one left edge, and the two lesser sizes of text."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

PHONE = 300
"""Points that a card is wide where most people see it."""

CAPITALS = 0.72
"""The height of capitals and figures, in em."""

LEAD = 1.24
"""From one line of facts or names to the next, in sizes."""

FOOT, FOOT_OF_MANY = 0.15, 0.2
"""The most of a card's height that its foot takes: the more only where names would be too small."""


class Measures(NamedTuple):
    """The grid of one format, in pixels.

    ``margin`` is that at the sides, ``top`` that above. A card has three sizes: its largest
    text, which every layout chooses for itself, ``medium`` for what comes second, ``small``
    for all the rest. ``indent`` moves the left edge to the right where marks hang in the margin.
    """

    width: int
    height: int
    margin: int
    top: int
    medium: int
    small: int
    least: int
    indent: int = 0

    @property
    def left(self) -> int:
        """Return the one left edge: every text begins there."""
        return self.margin + self.indent

    @property
    def right(self) -> int:
        """Return the right edge of text."""
        return self.width - self.margin

    @property
    def column(self) -> int:
        """Return the width between both."""
        return self.right - self.left

    @property
    def readable(self) -> int:
        """Return the size of letters that are 6 points high on a phone."""
        return math.ceil(self.width * 6 / PHONE)

    @property
    def clear(self) -> int:
        """Return the size of what matters: 8 points on a phone."""
        return math.ceil(self.width * 8 / PHONE)

    @property
    def wide(self) -> bool:
        """Tell whether the card is wider than high."""
        return self.width > self.height

    def steps(self) -> Iterator[Measures]:
        """Yield these measures, then tighter ones for cards with much to say."""
        yield self
        yield self._replace(medium=self.clear, small=self.readable)
        yield self._replace(medium=round(self.readable * 1.12), small=self.readable)
        yield self._replace(medium=self.readable, small=self.least)


LANDSCAPE = Measures(1200, 675, 66, 50, medium=34, small=24, least=19)
PORTRAIT = Measures(1080, 1350, 66, 74, medium=44, small=28, least=20)
