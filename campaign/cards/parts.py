"""Groups that several layouts share: facts under each other in two ranks, everybody in a text."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from campaign.cards import fitting
from campaign.cards.canvas import Ink
from campaign.cards.fitting import Room
from campaign.cards.measures import LEAD
from campaign.cards.typeface import Style
from campaign.cards.typography import clean

if TYPE_CHECKING:
    from collections.abc import Iterable

    from campaign.cards.card import Card
    from campaign.cards.fitting import Block
    from campaign.cards.plans import Plan
    from campaign.core.cards import CardPerson
    from campaign.core.colours import Rgb

VOICE = Style("quote", 0)
SMALL_CAPS = Style("kicker", 0, 0.055, ("smcp",))
FACT = Style("facts", 0)
STRONG = Style("facts-bold", 0)
DATE = Style("facts-bold", 0, 0.0, ("tnum",))
FIGURES = Style("facts", 0, 0.0, ("tnum",))

LINES = 3
"""So many lines a fact takes at the most, if nothing else is said."""


class Row(NamedTuple):
    """A fact: its field, words, style and colour; ``size`` in pixels is ``medium`` or ``small``
    of the card's measures. ``apart``: a new group begins with it.
    """

    field: str
    text: str
    style: Style
    size: int
    colour: Rgb
    apart: bool = False
    lines: int = LINES


class Stack(NamedTuple):
    """Facts under each other, fitted, with the space above each (0 above the first)."""

    rows: tuple[tuple[Row, Block, float], ...]

    @property
    def height(self) -> float:
        """Return pixels from the first capitals to the last descenders; 0 without facts."""
        return sum(block.height + above for _, block, above in self.rows)

    @property
    def width(self) -> float:
        """Return the width of the widest line."""
        return max((block.width for _, block, _ in self.rows), default=0.0)

    def draw(self, card: Card, x: float, y: float) -> float:
        """Draw it with its corner there; return its lower end."""
        for row, block, above in self.rows:
            card.canvas.block(row.field, block, (x, y + above), Ink(row.colour))
            y += above + block.height
        return y


def stack(rows: Iterable[Row], width: float) -> Stack:
    """Fit the facts that have words to a width, each in its own size.

    Raises:
        CardDoesNotFit: a fact takes more lines than it may.
    """
    fitted: list[tuple[Row, Block, float]] = []
    for row in rows:
        if row.text:
            space = row.size * (0.9 if row.apart else 0.3)
            fitted.append((row, set_in(row, width), space if fitted else 0.0))
    return Stack(tuple(fitted))


class Gauge:
    """A fact before it is set: how many lines it takes at the least, and how high these are.

    Raises:
        CannotDraw: a character is in no font.
    """

    def __init__(self, field: str, text: str, style: Style, most: int = LINES) -> None:
        self._length = fitting.Length(field, text, style)
        self._most = most

    def lines(self, width: float, size: int) -> range:
        """Return the numbers of lines that it may take in a width: none where it does not fit."""
        fewest = self._length.lines(width, size)
        return range(int(fewest), self._most + 1) if fewest <= self._most else range(0)

    def least(self, width: float, size: int) -> float:
        """Return the least height in pixels; infinite where it does not fit."""
        fewest = self._length.lines(width, size)
        if fewest > self._most:
            return math.inf
        return size * (LEAD * (fewest - 1) + fitting.ASCENT + fitting.DESCENT)


@lru_cache(2048)
def set_in(row: Row, width: float) -> Block:
    """Fit a fact in its own size on as few lines as it can have."""
    size = row.size
    rooms = [
        Room(width, size * (LEAD * lines), size, size, LEAD)
        for lines in Gauge(row.field, row.text, row.style, row.lines).lines(width, size)
    ]
    return fitting.fit_first(row.field, row.text, row.style, rooms)[1]


def belongs(person: CardPerson) -> str:
    """Return what a person is and where, on one line."""
    return clean(", ".join(part for part in (person.role, person.organisation) if part))


def named_together(card: Card, colour: Rgb, *, apart: bool = False) -> Row:
    """Return everybody in one text, by name alone, and who else takes part."""
    names = ", ".join(clean(person.name) for person in card.people)
    told = " ".join(part for part in (names, card.value("others") if names else "") if part)
    return Row("people", told, FACT, card.m.small, colour, apart, 5)


def facts(card: Card, plan: Plan) -> Stack:
    """Fit what stands beside an object under the title: what it is about, when, where, and who."""
    m, colours = card.m, card.colours
    rows = [
        Row("subtitle", card.value("subtitle"), FACT, m.medium, colours.ink, lines=4),
        Row("when", card.date(), DATE, m.medium, colours.accent),
        Row("where", card.value("where"), FACT, m.small, colours.muted),
        named_together(card, colours.muted),
    ]
    return stack(rows, plan.edge - m.left)
