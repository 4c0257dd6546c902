"""Several people on a card: side by side or under each other, as large as there is room for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from campaign.cards import fitting
from campaign.cards.canvas import Ink
from campaign.cards.ground import Sun, circle, silhouette
from campaign.cards.parts import Row, belongs, is_crowd, terse
from campaign.cards.sheet import FACT, STRONG
from campaign.cards.typography import clean
from campaign.core.card_errors import CardDoesNotFit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from campaign.cards.colour import Palette, Rgb
    from campaign.cards.fitting import Block
    from campaign.cards.sheet import Card
    from campaign.core.cards import CardPerson

GAP = 0.22
"""Between two rows, as a share of a row."""


@dataclass(frozen=True, slots=True)
class Seating:
    """How people are set: columns, sizes (from most to least) of names and of what stands
    below, portrait radius.
    """

    columns: int
    name: tuple[int, int]
    detail: tuple[int, int]
    radius: int


def seatings(card: Card, columns: tuple[int, ...]) -> Iterator[Seating]:
    """Yield the ways to set people, the one that is read best on a phone first.

    There a card is some 300 points wide: a quarter of its pixels.
    """
    m = card.m
    large, small = round(m.small * 2.1), round(m.small * 1.7)
    for number in columns:
        for radius in (large, small, 0):
            yield Seating(number, (round(m.medium * 1.1), m.plain), (m.plain, m.readable), radius)
    for number in columns:
        for radius in (small, 0):
            yield Seating(number, (m.plain, m.readable), (m.readable, m.readable), radius)
    for number in columns:
        yield Seating(number, (m.small, m.least), (round(m.small * 0.9), m.least - 1), 0)


@dataclass(frozen=True, slots=True)
class Seat:
    """A person in the row, fitted; without a ``person``, the words for those still to come."""

    person: CardPerson | None
    name: Block | None
    detail: Block | None

    @property
    def height(self) -> float:
        """Return the height of the texts, those that there are."""
        return sum(block.height + 4 for block in self.blocks) - 4

    @property
    def blocks(self) -> tuple[Block, ...]:
        """Return the texts that there are."""
        return tuple(block for block in (self.name, self.detail) if block is not None)

    def texts(self, colours: Palette) -> Iterator[tuple[Block, Rgb]]:
        """Yield what is written, each with its colour, from top to bottom."""
        if self.name is not None:
            yield self.name, colours.muted if self.person is None else colours.ink
        if self.detail is not None:
            yield self.detail, colours.muted


@dataclass(frozen=True, slots=True)
class Company:
    """People in columns, each with a small portrait where the seating has them."""

    seats: tuple[Seat, ...]
    seating: Seating
    pitch: float

    @property
    def smallest(self) -> int:
        """Return the size of the smallest letters."""
        return min(block.style.size for seat in self.seats for block in seat.blocks)

    @property
    def row(self) -> float:
        """Return the height of one row."""
        return max(2.0 * self.seating.radius, *(seat.height for seat in self.seats), 0)

    @property
    def height(self) -> float:
        """Return pixels from top to bottom."""
        rows = -(-len(self.seats) // self.seating.columns)
        return self.row * (rows + (rows - 1) * GAP) if rows else 0

    def draw(self, card: Card, y: float) -> None:
        """Draw it with its top at ``y``."""
        for number, seat in enumerate(self.seats):
            down, across = divmod(number, self.seating.columns)
            left = card.m.margin + across * self.pitch
            self._draw_seat(card, seat, left, y + down * self.row * (1 + GAP))

    def _draw_seat(self, card: Card, seat: Seat, left: float, top: float) -> None:
        x, radius = left, self.seating.radius
        if radius and seat.person is not None:
            sun = Sun(round(left) + radius, round(top) + radius, radius)
            corner = (sun.x - sun.radius, sun.y - sun.radius)
            card.canvas.stamp(corner, circle(2 * sun.radius), card.colours.disc)
            card.portrait(sun, seat.person)
        elif radius:
            corner = (round(left), round(top))
            card.canvas.stamp(corner, circle(2 * radius), card.colours.rule)
            card.canvas.stamp(corner, silhouette(2 * radius), card.colours.paper)
        x += _beside(card, radius)
        y = top + max(0.0, 2 * radius - seat.height + fitting.DESCENT * card.m.least) / 2
        field = "others" if seat.person is None else "people"
        for block, colour in seat.texts(card.colours):
            card.canvas.block(field, block, (x, y), Ink(colour))
            y += block.height + 4


def _beside(card: Card, radius: int) -> float:
    """Return how far to the right of its left edge the text beside a portrait begins."""
    return 2 * radius + card.m.small * 0.7 if radius else 0.0


def is_company(card: Card) -> bool:
    """Tell whether several take part, be their names known or not, and all have a seat."""
    several = len(card.people) > 1 or bool(card.people and card.spec.others)
    return several and not is_crowd(card)


def companies(card: Card, columns: tuple[int, ...]) -> Iterator[Company]:
    """Yield everybody set in each way that fits, the one that is read best first.

    Raises:
        CardDoesNotFit: none does.
    """
    refused: CardDoesNotFit | None = None
    fits = False
    for seating in seatings(card, columns):
        try:
            found = company(card, seating)
        except CardDoesNotFit as wrong:
            refused = wrong
        else:
            fits = True
            yield found
    if refused is not None and not fits:
        raise refused


def company(card: Card, seating: Seating) -> Company:
    """Fit everybody, and the words for those still to come.

    Raises:
        CardDoesNotFit: a name is too long.
    """
    pitch = (card.m.width - 2 * card.m.margin) / seating.columns
    width = pitch - card.m.small
    narrow = width - _beside(card, seating.radius)
    people, ink = card.people, card.colours.ink
    names = [Row("people", clean(one.name), STRONG, seating.name[0], ink) for one in people]
    details = [Row("people", belongs(one), FACT, seating.detail[0], ink, 3) for one in people]
    called = _alike(names, narrow, seating.name[1])
    below = _alike(details, narrow, seating.detail[1])
    seats = [Seat(*parts) for parts in zip(people, called, below, strict=True)]
    others = card.value("others")
    if others:
        row = Row("others", others, FACT, seating.detail[0], card.colours.muted, 3)
        seats.append(Seat(None, terse(row, narrow, seating.detail[1]), None))
    return Company(tuple(seats), seating, pitch)


def _alike(rows: Sequence[Row], width: float, least: int) -> list[Block | None]:
    """Fit texts in one size, that of the longest; ``None`` for those without words."""
    fitted = [terse(row, width, least) if row.text else None for row in rows]
    size = min((block.style.size for block in fitted if block is not None), default=0)
    return [
        block
        if block is None or block.style.size == size
        else terse(replace(row, size=size), width, size)
        for row, block in zip(rows, fitted, strict=True)
    ]
