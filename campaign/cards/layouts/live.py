"""It is on now: the night colours of the brand, the word in a signal, a play sign that radiates.

``kicker`` is the word ("En vivo"); ``where`` says where to watch. The rings are those of a
broadcast, whatever the brand's motif is.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from campaign.cards import fitting, shapes, typeface
from campaign.cards.canvas import Ink
from campaign.cards.fitting import Room
from campaign.cards.ground import Motif
from campaign.cards.parts import FACT, FIGURES, STRONG, Row, named_together, stack
from campaign.cards.plans import Plan, choose, settle
from campaign.cards.typeface import Style
from campaign.cards.typography import clean
from campaign.core import cards
from campaign.core.colours import night, signal

if TYPE_CHECKING:
    from campaign.cards.card import Card
    from campaign.cards.parts import Stack
    from campaign.core.cards import CardPerson
    from campaign.core.colours import Palette, Rgb

SIGNAL = Style("facts-bold", 0, 0.05)
MOST_LINES = 4
"""More people than this are named in one text."""

AIR = 22
"""Between the texts and the outermost ring, in pixels."""

RISING = 1.75
"""How far the rings reach where the play sign rises from below, in radii."""

MASTHEAD = 745
"""The width of the series beside the rings."""


@dataclass(frozen=True, slots=True)
class Place:
    """The play sign's centre from the left and its radius, the right edge of the texts, the sizes
    of the title from most to least; in portrait, how far above the horizon the centre is, in radii.
    """

    x: int
    radius: int
    edge: int
    most: int
    least: int
    up: float = 0.0


LANDSCAPE = (
    Place(966, 150, 690, 96, 54),
    Place(1020, 112, 800, 72, 44),
    Place(1060, 78, 906, 54, 30),
)
PORTRAIT = (
    Place(700, 220, 1014, 140, 92, up=0.7),
    Place(776, 168, 1014, 116, 64, up=0.7),
    Place(860, 120, 1014, 88, 40, up=0.6),
)


def landscape(card: Card) -> None:
    """Compose 1200 by 675: the play sign at the right, its rings over the edges."""
    settle(card, _landscape)


def portrait(card: Card) -> None:
    """Compose 1080 by 1350: the words above, the play sign rising from below."""
    settle(card, _portrait)


SIZES = {cards.LANDSCAPE: landscape, cards.PORTRAIT: portrait}


def _landscape(card: Card) -> None:
    brand, top, foot = _begun(card, MASTHEAD)
    middle = round(foot * 0.5)
    plans = []
    for place in LANDSCAPE:
        reach = (place.x - place.edge - AIR) / place.radius
        sign = Motif(place.x, middle, place.radius, reach, "rings", foot)
        plans.append(Plan(sign, place.edge, place.most, place.least))
    _finish(card, plans, (top, foot - card.m.small * 1.2), 0.42)
    card.colours = brand


def _portrait(card: Card) -> None:
    brand, top, foot = _begun(card, card.m.column)
    plans = []
    for place in PORTRAIT:
        y = round(foot - place.radius * place.up)
        bottom = round(y - place.radius * RISING - AIR)
        sign = Motif(place.x, y, place.radius, RISING, "rings", foot)
        plans.append(Plan(sign, place.edge, place.most, place.least, bottom))
    _finish(card, plans, (top, foot), 0.0)
    card.colours = brand


def _begun(card: Card, width: float) -> tuple[Palette, float, int]:
    """Turn the colours to night, draw masthead, signal and foot; return the brand's colours, and
    the heights between which the rest stands.
    """
    brand = card.colours
    card.colours = night(brand)
    m = card.m
    top = card.masthead(width, kicker=False) + m.small * 1.2
    top = _signal(card, top, signal(card.colours, brand)) + m.small * 1.6
    return brand, top, round(card.footer())


def _finish(card: Card, plans: list[Plan], span: tuple[float, float], rise: float) -> None:
    chosen = choose(card, plans, span, card.headline, partial(_facts, card), rise=rise)
    chosen.draw(card)
    motif = chosen.plan.motif
    if motif is None:
        return
    side = round(motif.radius * 0.92)
    at = (motif.x - side // 2, motif.y - side // 2)
    card.canvas.stamp(at, shapes.triangle(side), card.colours.on_disc)
    card.lay(motif)


def _signal(card: Card, y: float, colours: tuple[Rgb, Rgb]) -> float:
    """Draw the word in a coloured signal with a dot; return its lower end."""
    word = card.value("kicker").upper()
    if not word:
        return y - card.m.small
    m = card.m
    fill, ink = colours
    most = round(m.medium * 1.16)
    room = Room(m.column * 0.48, most * 1.2, m.least, most)
    block = fitting.fit("kicker", word, SIGNAL, room)
    size = block.style.size
    pad, dot, high = round(size * 0.72), round(size * 0.5), round(size * 1.8)
    space = round(size * 0.42)
    wide = round(typeface.width(word, block.style)) + 2 * pad + dot + space
    card.canvas.stamp((m.left, y), card.plate(wide, high), fill)
    card.canvas.stamp((m.left + pad, y + (high - dot) / 2), shapes.circle(dot), ink)
    at = (m.left + pad + dot + space, y + high / 2 + size * 0.364)
    card.canvas.text("kicker", word, at, block.style, Ink(ink))
    return y + high


def _facts(card: Card, plan: Plan) -> Stack:
    m, colours = card.m, card.colours
    rows = [
        Row("subtitle", card.value("subtitle"), FACT, m.medium, colours.ink, lines=4),
        Row("where", card.value("where"), STRONG, m.medium, colours.accent),
        Row("when", card.date(), FIGURES, m.small, colours.muted),
    ]
    return stack([*rows, *_people(card, each=len(card.people) <= MOST_LINES)], plan.edge - m.left)


def _people(card: Card, *, each: bool) -> list[Row]:
    """Return everybody on a line each, or all in one text."""
    if not card.people:
        return []
    muted, small = card.colours.muted, card.m.small
    if not each:
        return [named_together(card, muted, apart=True)]
    others = Row("others", card.value("others"), FACT, small, muted)
    named = [Row("people", _named(one), FACT, small, muted) for one in card.people]
    return [named[0]._replace(apart=True), *named[1:], others]


def _named(person: CardPerson) -> str:
    return clean(", ".join(part for part in (person.name, person.organisation) if part))
