"""Groups that several layouts share: a tab with lines beside it, a row of people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from campaign.cards import fitting
from campaign.cards.canvas import Ink
from campaign.cards.fitting import Room
from campaign.cards.sheet import FACT
from campaign.cards.typography import clean

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
    fitted = tuple((row, terse(row, width, least)) for row in rows if row.text)
    return Tab(fitted, card.m.small * 0.42, bare if rows and rows[0].text else 0)


def terse(row: Row, width: float, least: int) -> Block:
    """Fit a fact on as few lines as it can have, a little smaller if that saves one."""
    little, smallest = (min(row.size, max(least, round(row.size * by))) for by in (0.88, 0.72))
    rooms = [
        Room(width, row.size * (1.22 * lines), low, row.size, 1.22)
        for lines in range(1, row.lines + 1)
        for low in (little, smallest if lines == row.lines else row.size)
    ]
    return fitting.fit_first(row.field, row.text, row.style, rooms)[1]


def belongs(person: CardPerson) -> str:
    """Return what a person is and where, on one line."""
    return clean(", ".join(part for part in (person.role, person.organisation) if part))


def is_crowd(card: Card) -> bool:
    """Tell whether there are more people than a card has seats for."""
    return len(card.people) > MOST_PEOPLE


def named_together(card: Card, colour: Rgb) -> Row:
    """Return everybody in one text, by name alone, and who else takes part."""
    names = ", ".join(clean(person.name) for person in card.people)
    told = " ".join(part for part in (names, card.value("others") if names else "") if part)
    return Row("people", told, FACT, card.m.plain, colour, 4)
