"""Groups that several layouts share: a tab with lines beside it, a row of people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from campaign.cards import fitting
from campaign.cards.canvas import Ink
from campaign.cards.fitting import Room
from campaign.cards.ground import Sun, circle
from campaign.cards.sheet import FACT, STRONG
from campaign.cards.typography import clean
from campaign.core.card_errors import CardDoesNotFit

if TYPE_CHECKING:
    from campaign.cards.colour import Rgb
    from campaign.cards.fitting import Block
    from campaign.cards.sheet import Card
    from campaign.cards.typeface import Style
    from campaign.core.cards import CardPerson

MOST_PEOPLE = 4


@dataclass(frozen=True, slots=True)
class Row:
    """A text of a tab: its field, words and style; ``size`` is its largest, ``lines`` at most."""

    field: str
    text: str
    style: Style
    size: int
    colour: Rgb
    lines: int = 2


@dataclass(frozen=True, slots=True)
class Tab:
    """Texts under each other with a coloured bar at their left; the first ``bare`` have none."""

    rows: tuple[tuple[Row, Block], ...]
    gap: float
    bare: int = 0

    @property
    def height(self) -> float:
        """Return pixels from the first capitals to the last descenders; 0 without texts."""
        inner = sum(block.height for _, block in self.rows)
        return inner + self.gap * max(0, len(self.rows) - 1) + (self._rest if self.bare else 0)

    @property
    def _rest(self) -> float:
        """Return the space between the texts without a bar and those with it."""
        return self.gap * 2.2 if len(self.rows) > self.bare else 0.0

    def draw(self, card: Card, y: float) -> None:
        """Draw it with its top at ``y``."""
        m = card.m
        end = y + self.height
        for number, (row, block) in enumerate(self.rows):
            if number == self.bare:
                y += self._rest if self.bare else 0
                low = end - self.rows[-1][1].style.size * fitting.DESCENT + 4
                bar = (m.margin, y - 2, m.margin + m.bar, low)
                card.canvas.fill(bar, card.colours.second)
            card.canvas.block(row.field, block, (m.left, y), Ink(row.colour))
            y += block.height + self.gap


def tab(card: Card, rows: list[Row], width: float, bare: int = 0) -> Tab:
    """Fit the rows that have words; raises :class:`CardDoesNotFit`."""
    least = card.m.least
    fitted = tuple((row, _terse(row, width, least)) for row in rows if row.text)
    return Tab(fitted, card.m.small * 0.42, bare if rows and rows[0].text else 0)


def _terse(row: Row, width: float, least: int) -> Block:
    """Fit a fact on as few lines as it can have, a little smaller if that saves one."""
    smallest = min(row.size, max(least, round(row.size * 0.72)))
    rooms = [
        Room(width, row.size * (1.22 * lines), low, row.size, 1.22)
        for lines in range(1, row.lines + 1)
        for low in (round(row.size * 0.88), smallest if lines == row.lines else row.size)
    ]
    return fitting.fit_first(row.field, row.text, row.style, rooms)[1]


def belongs(person: CardPerson) -> str:
    """Return what a person is and where, on one line."""
    return clean(", ".join(part for part in (person.role, person.organisation) if part))


def guests(card: Card) -> tuple[CardPerson, ...]:
    """Return the people of the card; raises :class:`CardDoesNotFit` if they are too many."""
    if len(card.people) > MOST_PEOPLE:
        names = ", ".join(person.name for person in card.people)
        raise CardDoesNotFit(field="people", text=names)
    return card.people


@dataclass(frozen=True, slots=True)
class Seat:
    """A person in the row: name and institution, fitted."""

    person: CardPerson
    name: Block
    detail: Block | None

    @property
    def height(self) -> float:
        """Return the height of the two texts."""
        return self.name.height + (self.detail.height + 4 if self.detail else 0)


@dataclass(frozen=True, slots=True)
class Company:
    """People side by side or under each other, each with a small portrait if there is room."""

    seats: tuple[Seat, ...]
    columns: int
    radius: int
    pitch: float
    row: float

    @property
    def height(self) -> float:
        """Return pixels from top to bottom."""
        rows = -(-len(self.seats) // self.columns) if self.seats else 0
        return self.row * rows + (rows - 1) * self.row * 0.22 if rows else 0

    def draw(self, card: Card, y: float) -> None:
        """Draw it with its top at ``y``."""
        for number, seat in enumerate(self.seats):
            down, across = divmod(number, self.columns)
            left = card.m.margin + across * self.pitch
            top = y + down * self.row * 1.22
            self._draw_seat(card, seat, left, top)

    def _draw_seat(self, card: Card, seat: Seat, left: float, top: float) -> None:
        x = left
        if self.radius:
            sun = Sun(round(left) + self.radius, round(top) + self.radius, self.radius)
            corner = (sun.x - sun.radius, sun.y - sun.radius)
            card.canvas.stamp(corner, circle(2 * sun.radius), card.colours.disc)
            card.portrait(sun, seat.person)
            x += 2 * self.radius + card.m.small * 0.7
        y = top + max(0.0, 2 * self.radius - seat.height + fitting.DESCENT * card.m.least) / 2
        card.canvas.block("people", seat.name, (x, y), Ink(card.colours.ink))
        if seat.detail:
            below = y + seat.name.height + 4
            card.canvas.block("people", seat.detail, (x, below), Ink(card.colours.muted))


def company(card: Card, columns: int) -> Company:
    """Fit everybody in so many columns, with small portraits if the names leave room for them.

    Raises:
        CardDoesNotFit: there are too many people, or a name is too long.
    """
    people = guests(card)
    if not people:
        return Company((), 1, 0, 0, 0)
    radius = round(card.m.small * 1.7)
    pitch = (card.m.width - 2 * card.m.margin) / columns
    try:
        seats = [_seat(card, person, pitch, radius) for person in people]
    except CardDoesNotFit:
        radius = 0
        seats = [_seat(card, person, pitch, radius) for person in people]
    row = max(2.0 * radius, *(seat.height for seat in seats), 0)
    return Company(tuple(seats), columns, radius, pitch, row)


def _seat(card: Card, person: CardPerson, pitch: float, radius: int) -> Seat:
    m = card.m
    width = pitch - m.small - (2 * radius + m.small * 0.7 if radius else 0)
    ink = card.colours.ink
    name = _terse(Row("people", clean(person.name), STRONG, m.small, ink), width, m.least)
    detail = belongs(person)
    if not detail:
        return Seat(person, name, None)
    row = Row("people", detail, FACT, round(m.small * 0.9), ink, 3)
    return Seat(person, name, _terse(row, width, m.least - 1))
