"""What all layouts stand on: one card under way, and the parts that they share.

How a layout is made: its module has ``SIZES``, which maps each size in pixels to a function of a
:class:`Card`. That function

1. hands its composition to :func:`campaign.cards.plans.settle`, which tries it again with tighter
   measures where the words do not fit;
2. draws :meth:`Card.masthead` and takes its lower end, then :meth:`Card.footer` and takes its top,
   the horizon: all else stands between them;
3. begins every text at ``card.m.left`` and has three sizes: its own largest, ``card.m.medium``
   and ``card.m.small`` (a sign such as a figure in a disc may have a size of its own);
4. ends with :meth:`Card.lay`, which puts it all on a ground, with motifs or without.

Where its parts may stand is in its tables ``LANDSCAPE`` and ``PORTRAIT``, the best first: what a
``Place`` in them holds differs with the layout.

Colours come from ``card.colours`` alone, the kind of motif from ``card.motif``: a layout works for
every brand. Motifs stand in a few fixed places, so that grounds are drawn once for many cards.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from campaign.cards import fitting, footer, ground, masthead, photos, shapes, typeface
from campaign.cards.canvas import Canvas, Ink
from campaign.cards.hyphens import carried
from campaign.cards.paper import copy_of
from campaign.cards.parts import VOICE
from campaign.cards.scripts import may_be_tall
from campaign.cards.typography import clean
from campaign.core.colours import Palette, mix, palette
from campaign.core.emphasis import span
from campaign.core.letters import initials_of
from campaign.core.quotation_marks import inner_marks

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PIL import Image

    from campaign.cards.canvas import Mark
    from campaign.cards.footer import Footer
    from campaign.cards.ground import Motif
    from campaign.cards.measures import Measures
    from campaign.core.cards import CardPerson, CardSpec

_TILE = 0.16
"""How far a bust stands out from its tile, as a share of the text's colour on it."""
_ACROSS = 1.4
"""How wide initials may be, in radii of their disc."""
_CAPITALS = (0.7, 0.0)
"""How far capitals are above and below their baseline, in em."""


class Card:
    """One card under way. ``files`` maps the paths of photos to their content."""

    def __init__(self, spec: CardSpec, files: Mapping[str, bytes], measures: Measures) -> None:
        self.spec = spec
        self.files = files
        self.m = measures
        self.colours: Palette = palette(spec.brand.colours)
        self.motif: str = spec.brand.motif
        self.headline = inner_marks(clean(spec.headline), spec.language)
        self.people: tuple[CardPerson, ...] = spec.people
        self.canvas = Canvas()
        self.foot: Footer | None = None

    def begin(self, measures: Measures) -> None:
        """Forget what was drawn, and compose with these measures."""
        self.m = measures
        self.canvas = Canvas()

    def lay(self, *motifs: Motif) -> None:
        """Put everything that was drawn so far on the ground of these motifs."""
        size = (self.m.width, self.m.height)
        if self.foot is not None and not self.foot.places:
            # Without a line there is no horizon: what would rise over it runs off the card.
            line = self.foot.top
            motifs = tuple(m._replace(horizon=None) if m.horizon == line else m for m in motifs)
        base, marks = _base(size, self.colours, motifs, self.spec.series, self.foot)
        self.canvas.ground = base
        self.canvas.render(copy_of(base), motifs)
        self.canvas.marks += marks

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
        found = span(text, wanted)
        if not found and text != self.headline:  # a word of it is broken
            return carried(span(self.headline, wanted), self.headline, text)
        return found

    def masthead(self, width: float | None = None, *, kicker: bool = True) -> float:
        """Draw the series and the kicker at the top left, beside each other where they fit in
        ``width``; return the lower end of both.
        """
        width = self.m.column if width is None else width
        return masthead.draw(self, width, kicker=kicker)

    def footer(self) -> float:
        """Put all partners, in their order, at the foot; return its top, the horizon."""
        size = min(self.m.small, round(self.m.readable * 1.08))
        self.foot = footer.fit(self.spec.partners, self.files, self.m, size)
        return self.foot.top

    def face(self, at: tuple[float, float], diameter: int, person: CardPerson | None) -> None:
        """Draw somebody in a disc: the photo, or else the initials; a silhouette for who has a
        number for a name (*Persona 10*) or mere signs (🇨🇱), or is still to be named (``None``).
        """
        corner = (round(at[0]), round(at[1]))
        plate = self.plate(diameter, diameter)
        if person is not None and person.photo:
            picture = photos.round_photo(person.photo, self.files, diameter, person.focus)
            self.canvas.picture(corner, picture, plate)
            return
        if person is None:
            self.canvas.stamp(corner, plate, self.colours.rule)
            self.canvas.stamp(corner, shapes.silhouette(diameter), self.colours.paper)
            return
        self.canvas.stamp(corner, plate, self.colours.disc)
        letters = self._letters(person)
        if not letters:
            self.canvas.stamp(corner, shapes.silhouette(diameter), self.colours.on_disc)
            return
        middle = (corner[0] + diameter / 2, corner[1] + diameter / 2)
        self._initials(letters, middle, diameter / 2)

    def plate(self, width: int, height: int) -> Image.Image:
        """Return the mask of a small plate with round ends, or with the corners of a brand that
        has square ones.
        """
        if self.spec.brand.corners == "square":
            return shapes.box(width, height)
        return shapes.pill(width, height, min(width, height) // 2)

    def tile(self, box: tuple[int, int, int, int], person: CardPerson) -> None:
        """Fill a box (left, top, right, bottom) with a person: the photo, or else a bust with the
        initials in its head.
        """
        left, top, right, bottom = box
        size = (right - left, bottom - top)
        if person.photo:
            picture = photos.photo(person.photo, self.files, size, person.focus)
            self.canvas.picture((left, top), picture, shapes.box(*size))
            return
        colours = self.colours
        self.canvas.fill(box, colours.disc)
        bust = mix(colours.disc, colours.on_disc, _TILE)
        self.canvas.stamp((left, top), shapes.bust(*size), bust)
        if letters := self._letters(person):
            x, y, radius = shapes.head(*size)
            self._initials(letters, (left + x, top + y), radius * 0.96)

    def _letters(self, person: CardPerson) -> str:
        """Return the initials of somebody; none of who has a number for a name, or mere signs."""
        name = clean(person.name)
        return "" if is_stand_in(name) else clean(initials_of(name, self.spec.language))

    def _initials(self, letters: str, middle: tuple[float, float], radius: float) -> None:
        fitting.check("monogram", letters, VOICE)
        share = 0.84 if len(letters) <= 2 else 1.6 / len(letters)  # noqa: PLR2004 - two letters fill the disc
        # Wide letters, a Щ or two of Chinese, stay clear of the disc's edge.
        most = _ACROSS * radius / max(1.0, typeface.advance(letters, VOICE))
        size = max(10, round(min(radius * share, most)))
        up, down = typeface.reach(letters, VOICE) if may_be_tall(letters) else _CAPITALS
        at = (middle[0], middle[1] + size * (up - down) / 2)
        self.canvas.middle("monogram", letters, at, VOICE.at(size), Ink(self.colours.on_disc))


class Proof(Card):
    """A card that is composed to the last text and never gets a ground: nothing is painted."""

    def lay(self, *_motifs: Motif) -> None:
        """Paint nothing: what does not fit has been told by now."""
        self.canvas.forget()


def is_stand_in(name: str) -> bool:
    """Tell whether a name ends in a number, as those do that stand for one not known yet."""
    return clean(name).rpartition(" ")[2].isdecimal()


@lru_cache(10)
def _base(
    size: tuple[int, int],
    colours: Palette,
    motifs: tuple[Motif, ...],
    seed: str,
    foot: Footer | None,
) -> tuple[Image.Image, tuple[Mark, ...]]:
    """Return the ground with the foot painted on it, and the marks of the foot."""
    canvas = Canvas()
    if foot is not None:
        foot.paint(canvas, colours)
    canvas.render(ground.ground(size, colours, motifs, seed).copy(), motifs)
    return canvas.image, tuple(canvas.marks)
