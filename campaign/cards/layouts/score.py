"""A number and whose it is: the figure in the sun, the name large beside it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from campaign.cards import fitting
from campaign.cards.canvas import Ink
from campaign.cards.fitting import Room
from campaign.cards.ground import Motif
from campaign.cards.parts import DATE, FACT, FIGURES, STRONG, Row, belongs, stack
from campaign.cards.plans import Plan, choose, settle
from campaign.cards.typography import clean
from campaign.core import cards
from campaign.core.card_errors import CardDoesNotFit

if TYPE_CHECKING:
    from campaign.cards.card import Card
    from campaign.cards.fitting import Block
    from campaign.cards.parts import Stack

ACROSS, IN_TWO = 1.56, 1.34
"""How wide a figure may be in one line and in two, in radii of its disc."""

GAIN = 1.2
"""By how much two lines have to be larger than one to be worth it."""

WHOLE = 1.74
"""How wide it may be where it is low."""

LOW, LEAST = 0.26, 0.19
"""From which size on it is low, and how small it may be, in radii."""

PHOTO, ASIDE = 0.46, 0.86
"""The radius of a photograph and how far aside it lies, in radii of the disc."""


@dataclass(frozen=True, slots=True)
class Place:
    """The disc's centre from the left and its radius, the right edge of the texts, the sizes of
    the name from most to least.
    """

    x: int
    radius: int
    edge: int
    most: int
    least: int


LANDSCAPE = (Place(938, 176, 664, 96, 54), Place(984, 132, 776, 68, 34))
PORTRAIT = (Place(700, 250, 1014, 132, 76), Place(780, 180, 1014, 96, 44))


def landscape(card: Card) -> None:
    """Compose 1200 by 675: the name at the left, the figure at the right."""
    settle(card, partial(_compose, places=LANDSCAPE, rise=0.42))


def portrait(card: Card) -> None:
    """Compose 1080 by 1350: the name above, the figure below."""
    settle(card, partial(_compose, places=PORTRAIT, rise=0.0))


SIZES = {cards.LANDSCAPE: landscape, cards.PORTRAIT: portrait}


def _compose(card: Card, places: tuple[Place, ...], rise: float) -> None:
    small = card.m.small
    wide = card.m.wide
    top = card.masthead(places[0].edge - card.m.left if wide else None) + small * 1.5
    foot = round(card.footer())
    plans = []
    for place in places:
        y = round(foot / 2) if wide else foot - round(place.radius * 1.5)
        bottom = None if wide else round(y - place.radius * 1.5)
        disc = Motif(place.x, y, place.radius, kind=card.motif)
        plans.append(Plan(disc, place.edge, place.most, place.least, bottom))
    span = (top, foot - small * 1.2)
    chosen = choose(card, plans, span, card.headline, partial(_facts, card), rise=rise)
    chosen.draw(card)
    if chosen.plan.motif is not None:
        _figure(card, chosen.plan.motif)
        _photo(card, chosen.plan.motif)
        card.lay(chosen.plan.motif)


def _figure(card: Card, disc: Motif) -> None:
    """Write the figure into the disc, as large as it takes it, in one line or words in two."""
    words = card.value("figure")
    if not words:
        return
    block = _set(words, disc.radius)
    style = block.style
    step = block.lead * style.size
    y = disc.y + style.size * 0.36 - step * (len(block.lines) - 1) / 2
    for number, (start, end) in enumerate(block.lines):
        at = (disc.x, y + number * step)
        card.canvas.middle("figure", words[start:end], at, style, Ink(card.colours.on_disc))


def _set(words: str, radius: int) -> Block:
    """Return the figure in its lines: in two where words are much larger so. A long number is
    small, and then has the whole width of the disc.
    """
    long = Room(radius * WHOLE, radius, round(radius * LEAST), round(radius * LOW), lines=1)
    with suppress(CardDoesNotFit):
        return _large(words, radius)
    return fitting.fit("figure", words, DATE, long)


def _large(words: str, radius: int) -> Block:
    most, least = round(radius * 0.92), round(radius * LOW)
    one = Room(radius * ACROSS, most * 1.2, least, most, lines=1)
    two = Room(radius * IN_TWO, radius * IN_TWO, least, most, 1.06, lines=2)
    with suppress(CardDoesNotFit):
        parted = fitting.fit("figure", words, DATE, two)
        if all(words[start - 1] == " " for start, _ in parted.lines[1:]):
            return _larger(words, one, parted)
    return fitting.fit("figure", words, DATE, one)


def _larger(words: str, one: Room, parted: Block) -> Block:
    with suppress(CardDoesNotFit):
        whole = fitting.fit("figure", words, DATE, one)
        if parted.style.size <= whole.style.size * GAIN:
            return whole
    return parted


def _photo(card: Card, disc: Motif) -> None:
    """Put the photograph of who is named at the lower left rim of the disc."""
    person = card.people[0] if card.people else None
    if person is None or not person.photo:
        return
    radius = round(disc.radius * PHOTO)
    rim = radius + card.m.small // 3
    x, y = disc.x - round(disc.radius * ASIDE), disc.y + round(disc.radius * ASIDE)
    card.canvas.stamp((x - rim, y - rim), card.plate(2 * rim, 2 * rim), card.colours.paper)
    card.face((x - radius, y - radius), 2 * radius, person)


def _facts(card: Card, plan: Plan) -> Stack:
    m, colours = card.m, card.colours
    rows = [
        Row("subtitle", card.value("subtitle"), FACT, m.medium, colours.ink),
        Row("source", card.value("source"), FACT, m.small, colours.muted, lines=2),
        Row("when", card.date(), FIGURES, m.small, colours.muted),
        Row("where", card.value("where"), FACT, m.small, colours.muted),
    ]
    for person in card.people[:1]:
        name = clean(person.name)
        if name != clean(card.headline):  # a photo of what is large already
            rows.append(Row("people", name, STRONG, m.medium, colours.accent, apart=True))
        rows.append(Row("people", belongs(person), FACT, m.small, colours.muted))
    return stack(rows, plan.edge - m.left)
