"""Several people on a card: side by side or under each other, each with a face where it can be.

Names are all in one of the card's two lesser sizes, never in a size of their own.
"""

from __future__ import annotations

import math
from contextlib import suppress
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from campaign.cards import fitting
from campaign.cards.canvas import Ink
from campaign.cards.parts import FACT, STRONG, Gauge, Row, belongs, set_in
from campaign.cards.typography import clean
from campaign.core.card_errors import CardDoesNotFit

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

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

_AIR = 1.3
"""Between a text and the next column, in sizes of the small texts."""

_NOTHING = 1e-6
"""Sums of the same heights may differ by so much, in pixels."""


class Seating(NamedTuple):
    """How people are set: columns, radius of their faces (0: none), whether their names are of
    the medium size, and whether what they are stands below. ``shares`` are those of the width
    that each column has, for names of very different length; without them they are equal.
    """

    columns: int
    radius: int
    large: bool
    whole: bool = True
    shares: tuple[float, ...] = ()

    @property
    def most(self) -> float:
        """Return how high the texts of a seat may be: little more than the face beside them."""
        return 2 * self.radius * _ABOVE_FACES or math.inf


class Seat(NamedTuple):
    """A person, fitted; without a ``person``, the words for those still to come."""

    person: CardPerson | None
    name: Block
    detail: Block | None

    @property
    def height(self) -> float:
        """Return the height of the texts."""
        return self.name.height + (self.detail.height + _CLOSE if self.detail else 0)


class Guest:
    """Who is to be seated; without a ``person``, the words for those still to come."""

    def __init__(self, card: Card, person: CardPerson | None) -> None:
        self._person = person
        self._m, self._colours = card.m, card.colours
        self._name = card.value("others") if person is None else clean(person.name)
        self._detail = "" if person is None else belongs(person)

    def seat(self, seating: Seating, width: float) -> Seat:
        """Return the seat.

        Raises:
            CardDoesNotFit: a text is too long.
        """
        small, colours = self._m.small, self._colours
        if self._person is None:
            row = Row("others", self._name, FACT, small, colours.muted)
            return Seat(None, set_in(row, width), None)
        row = Row("people", self._name, STRONG, self._size(seating), colours.ink)
        name = set_in(row, width)
        if not self._has_detail(seating):
            return Seat(self._person, name, None)
        below = Row("people", self._detail, FACT, small, colours.muted)
        return Seat(self._person, name, set_in(below, width))

    def least(self, seating: Seating, width: float) -> float:
        """Return how high the seat is at the least, in pixels; no lines are looked for."""
        name = self._names.least(width, self._size(seating))
        if not self._has_detail(seating):
            return name
        return name + _CLOSE + self._details.least(width, self._m.small)

    def _size(self, seating: Seating) -> int:
        return self._m.medium if seating.large and self._person is not None else self._m.small

    def _has_detail(self, seating: Seating) -> bool:
        return seating.whole and bool(self._detail)

    @cached_property
    def _names(self) -> Gauge:
        if self._person is None:
            return Gauge("others", self._name, FACT)
        return Gauge("people", self._name, STRONG)

    @cached_property
    def _details(self) -> Gauge:
        return Gauge("people", self._detail, FACT)


class Company(NamedTuple):
    """Everybody in columns, fitted; ``lefts`` are the left edges of the columns and ``rows`` the
    heights of the rows, in pixels.
    """

    seats: tuple[Seat, ...]
    seating: Seating
    lefts: tuple[float, ...]
    rows: tuple[float, ...]

    @property
    def calm(self) -> bool:
        """Tell whether no text is much higher than the face beside it."""
        return all(seat.height <= self.seating.most for seat in self.seats)

    @property
    def height(self) -> float:
        """Return pixels from top to bottom."""
        return _total(self.rows)

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
    guests = [Guest(card, person) for person in card.people]
    if card.value("others"):
        guests.append(Guest(card, None))
    for seating in seatings:
        if _may_fit(card, guests, seating, height):
            with suppress(CardDoesNotFit):
                found = _company(card, guests, seating)
                if found.height <= height and found.calm:
                    return found
    return None


def _may_fit(card: Card, guests: Sequence[Guest], seating: Seating, height: float) -> bool:
    """Tell whether everybody could fit in this way: where not, no lines need be looked for."""
    _, widths = _columns(card.m.column, card.m.small, seating)
    heights = []
    for number, guest in enumerate(guests):
        heights.append(guest.least(seating, widths[number % seating.columns]))
        if heights[-1] > seating.most + _NOTHING:
            return False
    return _total(_rows(heights, seating)) <= height + _NOTHING


def _company(card: Card, guests: Sequence[Guest], seating: Seating) -> Company:
    """Fit everybody, and the words for those still to come.

    Raises:
        CardDoesNotFit: a name is too long.
    """
    pitches, widths = _columns(card.m.column, card.m.small, seating)
    seats = tuple(
        guest.seat(seating, widths[number % seating.columns]) for number, guest in enumerate(guests)
    )
    rows = _rows([seat.height for seat in seats], seating)
    lefts = tuple(card.m.left + sum(pitches[:n]) for n in range(seating.columns))
    return Company(seats, seating, lefts, tuple(rows))


@lru_cache(128)
def _columns(
    column: int, small: int, seating: Seating
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Return how far it is from each column to the next, and the width of the texts in each."""
    air, face = small * _AIR, beside(seating.radius)
    shares = seating.shares or (1 / seating.columns,) * seating.columns
    pitches = tuple([(column + air) * share for share in shares])
    return pitches, tuple([pitch - air - face for pitch in pitches])


def _rows(heights: Sequence[float], seating: Seating) -> list[float]:
    """Return the height of each row, from those of the seats."""
    columns, least = seating.columns, 2.0 * seating.radius
    starts = range(0, len(heights), columns)
    return [max(least, *heights[n : n + columns]) for n in starts]


def _total(rows: Sequence[float]) -> float:
    """Return the height of rows as close to each other as may be."""
    return sum(rows) + max(rows) * GAP * (len(rows) - 1)
