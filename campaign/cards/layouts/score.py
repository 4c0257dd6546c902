"""A number and whose it is: the figure in the sun, the name large beside it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from campaign.cards import fitting, ground, photos
from campaign.cards.canvas import Ink
from campaign.cards.fitting import Room
from campaign.cards.parts import Row, belongs, tab
from campaign.cards.plans import Plan, Span, choose
from campaign.cards.sheet import DATE, FACT, FIGURES, STRONG
from campaign.cards.typography import clean
from campaign.core import cards

if TYPE_CHECKING:
    from campaign.cards.ground import Sun
    from campaign.cards.parts import Tab
    from campaign.cards.sheet import Card

ACROSS = 1.56
"""How wide a figure may be, in radii of its disc."""

LEAST = 0.3
"""How small it may be, in radii."""

PHOTO, ASIDE = 0.46, 0.86
"""The radius of a photograph and how far aside it lies, in radii of the disc."""

LANDSCAPE = (
    Plan(158, 270, None, 664, 46, 96),
    Plan(118, 206, None, 800, 34, 60),
)
PORTRAIT = (
    Plan(210, 372, 450, 998, 66, 132, over=True),
    Plan(176, 318, 400, 998, 44, 96, over=True),
)


def landscape(card: Card) -> None:
    """Compose 1200 by 675: the name at the left, the figure at the right."""
    _compose(card, LANDSCAPE, mast=600)


def portrait(card: Card) -> None:
    """Compose 1080 by 1350: the figure above, the name below."""
    _compose(card, PORTRAIT, mast=560)


SIZES = {cards.LANDSCAPE: landscape, cards.PORTRAIT: portrait}


def _compose(card: Card, plans: tuple[Plan, ...], mast: float) -> None:
    small = card.m.small
    top = card.masthead(mast) + small * 1.4
    span = Span(top, card.footer() - small * 1.4, small * 1.5)
    chosen = choose(card, plans, span, card.headline, partial(_facts, card))
    chosen.draw(card)
    sun = chosen.plan.sun(card, span)
    _figure(card, sun)
    _photo(card, sun)
    card.lay(sun)


def _figure(card: Card, sun: Sun) -> None:
    """Write the figure into the disc, as large as it takes it, in one line."""
    words = card.value("figure")
    if not words:
        return
    width = sun.radius * ACROSS
    most = round(sun.radius * 0.92)
    room = Room(width, most * 1.2, round(sun.radius * LEAST), most)
    block = fitting.fit("figure", words, DATE, room)
    style = block.style
    at = (sun.x, sun.y + style.size * 0.36)
    card.canvas.middle("figure", words, at, style, Ink(card.colours.on_disc))


def _photo(card: Card, sun: Sun) -> None:
    """Put the photograph of who is named at the lower left rim of the disc."""
    person = card.people[0] if card.people else None
    if person is None or not person.photo:
        return
    radius = round(sun.radius * PHOTO)
    rim = radius + card.m.small // 3
    x, y = sun.x - round(sun.radius * ASIDE), sun.y + round(sun.radius * ASIDE)
    card.canvas.stamp((x - rim, y - rim), ground.circle(2 * rim), card.colours.paper)
    picture = photos.round_photo(person.photo, card.files, 2 * radius, person.focus)
    card.canvas.picture((x - radius, y - radius), picture, ground.circle(2 * radius))


def _facts(card: Card, width: float) -> Tab:
    m, colours = card.m, card.colours
    rows = [
        Row("subtitle", card.value("subtitle"), FACT, m.medium, colours.ink, 3),
        Row("source", card.value("source"), FACT, m.plain, colours.muted, 2),
        Row("when", card.date(), FIGURES, m.plain, colours.muted),
        Row("where", card.value("where"), FACT, m.plain, colours.muted),
    ]
    for person in card.people[:1]:
        rows.append(Row("people", clean(person.name), STRONG, m.medium, colours.accent))
        rows.append(Row("people", belongs(person), FACT, m.plain, colours.muted))
    return tab(card, rows, width)
