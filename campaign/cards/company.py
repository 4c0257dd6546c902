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

    from campaign.cards.card import Card
    from campaign.cards.fitting import Block
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
    the medium size, and whether what they are stands below. ``shares`` are those of the width
    that each column has, for names of very different length; without them they are equal.
    """

    columns: int
    radius: int
    large: bool
    whole: bool = True
    shares: tuple[float, ...] = ()


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
    """Everybody in columns, fitted; ``lefts`` are the left edges of the columns, in pixels."""

    seats: tuple[Seat, ...]
    seating: Seating
    lefts: tuple[float, ...]

    @property
    def rows(self) -> list[float]:
        """Return the height of each row."""
        columns, least = self.seating.columns, 2.0 * self.seating.radius
        starts = range(0, len(self.seats), columns)
        return [max(least, *(s.height for s in self.seats[n : n + columns])) for n in starts]

    @property
    def calm(self) -> bool:
        """Tell whether no text is much higher than the face beside it."""
        most = 2 * self.seating.radius * _ABOVE_FACES
        return not most or all(seat.height <= most for seat in self.seats)

    @property
    def height(self) -> float:
        """Return pixels from top to bottom."""
        return sum(self.rows) + max(self.rows) * GAP * (len(self.rows) - 1)

    def draw(self, card: Card, y: float, bottom: float) -> None:
        """Draw it between these heights, with the rows as far apart as there is room for."""
        rows, most = self.rows, max(self.rows)
        spare = max(0.0, bottom - y - self.height)
        gap = most * GAP + min(spare / (len(rows) + 1), most * 0.5)
        y += max(0.0, bottom - y - sum(rows) - gap * (len(rows) - 1)) / 2
        for number, seat in enumerate(self.seats):
            down, across = divmod(number, self.seating.columns)
            top = y + sum(rows[:down]) + gap * down
            self._draw_seat(card, seat, self.lefts[across], (top, rows[down]))

    def _draw_seat(self, card: Card, seat: Seat, left: float, row: tuple[float, float]) -> None:
        radius = self.seating.radius
        top, high = row
        middle = top + high / 2
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
    size = card.m.medium if seating.large else card.m.small
    air = card.m.small * 1.3
    shares = seating.shares or (1 / seating.columns,) * seating.columns
    pitches = [(card.m.column + air) * share for share in shares]
    narrow = [pitch - air - beside(seating.radius) for pitch in pitches]
    seats = []
    for number, person in enumerate(card.people):
        width = narrow[number % seating.columns]
        seats.append(_seat(card, person, size, width, whole=seating.whole))
    others = card.value("others")
    if others:
        width = narrow[len(seats) % seating.columns]
        row = Row("others", others, FACT, card.m.small, card.colours.muted)
        seats.append(Seat(None, set_in(row, width), None))
    lefts = tuple(card.m.left + sum(pitches[:n]) for n in range(seating.columns))
    return Company(tuple(seats), seating, lefts)


def _seat(card: Card, person: CardPerson, size: int, width: float, *, whole: bool) -> Seat:
    m, colours = card.m, card.colours
    name = set_in(Row("people", clean(person.name), STRONG, size, colours.ink), width)
    told = belongs(person) if whole else ""
    below = Row("people", told, FACT, m.small, colours.muted)
    return Seat(person, name, set_in(below, width) if told else None)
