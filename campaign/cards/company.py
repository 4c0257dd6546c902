"""Several people on a card: side by side or under each other, each with a face where it can be.

Names are all in one of the card's two lesser sizes, never in a size of their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from campaign.cards import fitting
from campaign.cards.canvas import Ink
from campaign.cards.parts import FACT, STRONG, Row, belongs, set_in
from campaign.cards.typography import clean
from campaign.core.card_errors import CardDoesNotFit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from campaign.cards.fitting import Block
    from campaign.cards.sheet import Card
    from campaign.core.cards import CardPerson

MOST_SEATS = 6
"""More people than this are named in a text."""

GAP = 0.2
"""Between two rows, as a share of a row."""

_ABOVE_FACES = 1.3
"""How much higher than a face the text beside it may be."""

_CLOSE = 5
"""Between a name and what stands below it, in pixels."""


@dataclass(frozen=True, slots=True)
class Seating:
    """How people are set: columns, radius of their faces (0: none), whether their names are of
    the medium size, and whether what they are stands below.
    """

    columns: int
    radius: int
    large: bool
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Seat:
    """A person, fitted; without a ``person``, the words for those still to come."""

    person: CardPerson | None
    name: Block
    detail: Block | None

    @property
    def height(self) -> float:
        """Return the height of the texts."""
        return self.name.height + (self.detail.height + _CLOSE if self.detail else 0)


@dataclass(frozen=True, slots=True)
class Company:
    """Everybody in columns, fitted."""

    seats: tuple[Seat, ...]
    seating: Seating
    pitch: float

    @property
    def rows(self) -> int:
        """Return how many rows there are."""
        return -(-len(self.seats) // self.seating.columns)

    @property
    def row(self) -> float:
        """Return the height of one row."""
        return max(2.0 * self.seating.radius, *(seat.height for seat in self.seats), 0)

    @property
    def calm(self) -> bool:
        """Tell whether no text is much higher than the face beside it."""
        most = 2 * self.seating.radius * _ABOVE_FACES
        return not most or all(seat.height <= most for seat in self.seats)

    @property
    def height(self) -> float:
        """Return pixels from top to bottom."""
        return self.row * (self.rows + (self.rows - 1) * GAP)

    def draw(self, card: Card, y: float, bottom: float) -> None:
        """Draw it between these heights, with the rows as far apart as there is room for."""
        spare = max(0.0, bottom - y - self.height)
        step = self.row * (1 + GAP) + min(spare / (self.rows + 1), self.row * 0.5)
        y += max(0.0, bottom - y - self.row - step * (self.rows - 1)) / 2
        for number, seat in enumerate(self.seats):
            down, across = divmod(number, self.seating.columns)
            self._draw_seat(card, seat, card.m.left + across * self.pitch, y + down * step)

    def _draw_seat(self, card: Card, seat: Seat, left: float, top: float) -> None:
        radius = self.seating.radius
        middle = top + self.row / 2
        if radius:
            card.face((left, middle - radius), 2 * radius, seat.person)
        x = left + beside(radius)
        descent = fitting.DESCENT * (seat.detail or seat.name).style.size
        y = middle - (seat.height - descent) / 2 if radius else top
        field = "others" if seat.person is None else "people"
        colour = card.colours.muted if seat.person is None else card.colours.ink
        card.canvas.block(field, seat.name, (x, y), Ink(colour))
        if seat.detail is not None:
            at = (x, y + seat.name.height + _CLOSE)
            card.canvas.block(field, seat.detail, at, Ink(card.colours.muted))


def beside(radius: int) -> float:
    """Return how far to the right of its left edge the text beside a face begins."""
    return 2 * radius + max(16.0, radius * 0.36) if radius else 0.0


def has_seats(card: Card) -> bool:
    """Tell whether anybody takes part, be the name known or not, and all have a seat."""
    return bool(card.people) and seat_count(card) <= MOST_SEATS


def seat_count(card: Card) -> int:
    """Return how many seats are needed: those still to come share one."""
    return len(card.people) + bool(card.value("others"))


def seated(card: Card, seatings: Iterable[Seating], height: float) -> Company | None:
    """Return everybody in the first way that fits into a height; ``None`` for none."""
    for seating in seatings:
        try:
            found = company(card, seating)
        except CardDoesNotFit:
            continue
        if found.height <= height and found.calm:
            return found
    return None


def company(card: Card, seating: Seating) -> Company:
    """Fit everybody, and the words for those still to come.

    Raises:
        CardDoesNotFit: a name is too long.
    """
    m, ink, muted = card.m, card.colours.ink, card.colours.muted
    air = m.small * 1.3
    pitch = (m.column + air) / seating.columns
    narrow = pitch - air - beside(seating.radius)
    size = m.medium if seating.large else m.small
    seats = []
    for person in card.people:
        name = set_in(Row("people", clean(person.name), STRONG, size, ink), narrow)
        told = belongs(person) if seating.whole else ""
        detail = set_in(Row("people", told, FACT, m.small, muted), narrow) if told else None
        seats.append(Seat(person, name, detail))
    others = card.value("others")
    if others:
        words = set_in(Row("others", others, FACT, m.small, muted), narrow)
        seats.append(Seat(None, words, None))
    return Company(tuple(seats), seating, pitch)
