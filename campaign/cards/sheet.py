"""What all layouts stand on: one card under way, its measures, and the parts that they share."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from campaign.cards import fitting, footer, ground, photos
from campaign.cards.canvas import Canvas, Ink
from campaign.cards.colour import Palette, palette
from campaign.cards.fitting import Room
from campaign.cards.typeface import Style
from campaign.cards.typography import clean, inner_marks
from campaign.core.letters import initials_of, monogram_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from campaign.cards.ground import Sun
    from campaign.core.cards import CardPerson, CardSpec

VOICE = Style("quote", 0)
SMALL_CAPS = Style("kicker", 0, 0.055, ("smcp",))
FACT = Style("facts", 0)
STRONG = Style("facts-bold", 0)
DATE = Style("facts-bold", 0, 0.0, ("tnum",))
FIGURES = Style("facts", 0, 0.0, ("tnum",))


@dataclass(frozen=True, slots=True)
class Measures:
    """The grid of one format, in pixels: margins, hanging indent, and the two lesser sizes.

    ``margin`` is that at the sides, ``top`` that above.
    """

    width: int
    height: int
    margin: int
    top: int
    indent: int
    small: int
    medium: int
    least: int

    @property
    def plain(self) -> int:
        """Return the size of a fact that is read on a phone, where a card is 350 points wide."""
        return round(self.small * 1.2)

    @property
    def readable(self) -> int:
        """Return the size of letters that are 6 points high on a phone that is 300 wide."""
        return math.ceil(self.width * 6 / 300)

    @property
    def left(self) -> int:
        """Return where text begins: marks and tabs hang to its left."""
        return self.margin + self.indent

    @property
    def bar(self) -> int:
        """Return the width of the marks and bars in the margin."""
        return round(self.small * 0.52)

    @property
    def column(self) -> int:
        """Return the width from there to the right margin."""
        return self.width - self.margin - self.left


LANDSCAPE = Measures(1200, 675, 66, 46, 27, 23, 30, 17)
PORTRAIT = Measures(1080, 1350, 66, 66, 32, 27, 36, 21)


class Card:
    """One card under way. ``files`` maps the paths of photos to their content.

    ``mast`` holds the right and lower ends of what stands at the top left.
    """

    def __init__(self, spec: CardSpec, files: Mapping[str, bytes], measures: Measures) -> None:
        self.spec = spec
        self.files = files
        self.m = measures
        self.colours: Palette = palette(spec.brand.colours)
        self.headline = inner_marks(clean(spec.headline), spec.language)
        self.people: tuple[CardPerson, ...] = spec.people
        self.canvas = Canvas()
        self.mast: list[tuple[float, float]] = []

    def start_again(self, indent: int) -> None:
        """Forget what was drawn, and begin text further from the margin."""
        self.m = replace(self.m, indent=indent)
        self.canvas = Canvas()

    def lay(self, *suns: Sun) -> None:
        """Put everything that was drawn so far on the ground of these suns."""
        size = (self.m.width, self.m.height)
        base = ground.ground(size, self.colours, suns, self.spec.series)
        self.canvas.render(base.copy(), suns)

    def value(self, field: str) -> str:
        """Return a text field as it is set, or nothing."""
        return clean(getattr(self.spec, field) or "")

    def date(self) -> str:
        """Return when, beginning with a capital as a line of its own does."""
        when = self.value("when")
        return when[:1].upper() + when[1:]

    def emphasis(self, text: str) -> range:
        """Return the characters of the emphasised span; none where it does not occur."""
        wanted = inner_marks(clean(self.spec.emphasis or ""), self.spec.language)
        start = text.lower().find(wanted.lower()) if wanted else -1
        return range(start, start + len(wanted)) if start >= 0 else range(0)

    def masthead(self, width: float, *, kicker: bool = True) -> float:
        """Draw the series and the kicker at the top left; return the lower end of both."""
        m, colours = self.m, self.colours
        self.mast = []
        y = self._series(width)
        words = self.value("kicker")
        if kicker and words:
            room = Room(width, m.plain * 2.5, m.least, m.plain, 1.25)
            block = fitting.fit("kicker", words, FACT, room)
            top = y + m.small * 0.62
            y = self.canvas.block("kicker", block, (m.left, top), Ink(colours.accent))
            self.mast.append((m.left + block.width, y))
        return y + m.small * 0.3

    def _series(self, width: float) -> float:
        """Draw the series in small capitals with a mark before it; return its last baseline."""
        m, colours = self.m, self.colours
        size = round(m.small * 1.22)
        rooms = [
            Room(width, size * 1.2, round(size * 0.92), size, 1.12),
            Room(width, size * 2.4, m.least, size, 1.12),
        ]
        words = clean(self.spec.series).lower()
        block = fitting.fit_first("series", words, SMALL_CAPS, rooms)[1]
        cap = block.style.size * 0.5
        top = m.top + fitting.ASCENT * block.style.size - cap
        self.canvas.fill((m.margin, top - 2, m.margin + m.bar, top + cap), colours.accent)
        last = self.canvas.block("series", block, (m.left, m.top), Ink(colours.ink))
        self.mast.append((m.left + block.width, last))
        return last

    def footer(self) -> float:
        """Draw all partners, in their order; return the top of the footer."""
        return footer.draw(self)

    def portrait(self, sun: Sun, person: CardPerson | None) -> None:
        """Fill the disc: the person's photo, or else initials; without a person the brand's.

        Who has a number for a name (*Persona 10*) is somebody still to be named: a silhouette.
        """
        diameter = 2 * sun.radius
        corner = (sun.x - sun.radius, sun.y - sun.radius)
        if person is not None and person.photo:
            picture = photos.round_photo(person.photo, self.files, diameter, person.focus)
            self.canvas.picture(corner, picture, ground.circle(diameter))
            return
        if person is not None and is_stand_in(person.name):
            self.canvas.stamp(corner, ground.silhouette(diameter), self.colours.on_disc)
            return
        if person is None:
            letters = self.spec.brand.monogram or monogram_of(clean(self.spec.series))
        else:
            letters = initials_of(clean(person.name))
        letters = clean(letters)
        fitting.check("monogram", letters, VOICE)
        share = 0.84 if len(letters) <= 2 else 1.6 / len(letters)  # noqa: PLR2004 - two letters fill the disc
        size = max(10, round(sun.radius * share))
        at = (sun.x, sun.y + size * 0.35)
        self.canvas.middle("monogram", letters, at, VOICE.at(size), Ink(self.colours.on_disc))


class Proof(Card):
    """A card that is composed to the last text and never gets a ground: nothing is painted."""

    def lay(self, *suns: Sun) -> None:
        """Paint nothing: what does not fit has been told by now."""


def is_stand_in(name: str) -> bool:
    """Tell whether a name ends in a number, as those do that stand for one not known yet."""
    return clean(name).rpartition(" ")[2].isdecimal()
