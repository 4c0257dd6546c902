"""To be watched when one likes: the motif's bars in a row, as a recording is played.

A play sign begins the row, and a part of it has been played.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from campaign.cards import objects, shapes
from campaign.cards.objects import Spot
from campaign.cards.parts import facts
from campaign.cards.plans import Plan, choose, settle
from campaign.core import cards

if TYPE_CHECKING:
    from campaign.cards.card import Card

PLAYED = 0.3
"""How much of the row is over."""


@dataclass(frozen=True, slots=True)
class Place:
    """The height of the row of bars; the sizes of the title from most to least."""

    high: int
    most: int
    least: int


LANDSCAPE = (Place(190, 92, 60), Place(140, 76, 44), Place(100, 56, 28))
PORTRAIT = (Place(330, 140, 92), Place(250, 112, 64), Place(170, 88, 38))


def landscape(card: Card) -> None:
    """Compose 1200 by 675: the title above, the row below it from edge to edge."""
    settle(card, partial(_compose, places=LANDSCAPE))


def portrait(card: Card) -> None:
    """Compose 1080 by 1350: the same, with a row that is nearly as high as wide."""
    settle(card, partial(_compose, places=PORTRAIT))


SIZES = {cards.LANDSCAPE: landscape, cards.PORTRAIT: portrait}


def _compose(card: Card, places: tuple[Place, ...]) -> None:
    m = card.m
    top = card.masthead() + m.small * 1.5
    foot = card.footer()
    rise = 0.36 if m.wide else 0.3
    places_of = {_plan(card, place, foot): place for place in places}
    span = (top, foot)
    chosen = choose(card, places_of, span, card.headline, partial(facts, card), rise=rise)
    chosen.draw(card)
    place = places_of[chosen.plan]
    _row(card, place, round(foot - m.small * (0.9 if m.wide else 1.6) - place.high))
    card.lay()


def _plan(card: Card, place: Place, foot: float) -> Plan:
    """Return the plan of a place: the texts stand above the row."""
    low = foot - place.high - card.m.small * (1.8 if card.m.wide else 3)
    return Plan(None, card.m.right, place.most, place.least, round(low))


def _row(card: Card, place: Place, top: int) -> None:
    """Draw the play sign and the bars, with the upper end of the longest at ``top``."""
    m, colours = card.m, card.colours
    disc = round(place.high * (0.8 if m.wide else 0.62))
    corner = (m.left, top + (place.high - disc) // 2)
    card.canvas.stamp(corner, shapes.circle(disc), colours.disc)
    side = round(disc * 0.46)
    at = (corner[0] + (disc - side) // 2, corner[1] + (disc - side) // 2)
    card.canvas.stamp(at, shapes.triangle(side), colours.on_disc)
    left = m.left + disc + round(m.small * 1.1)
    objects.wave(card, Spot(left, top, m.right - left, place.high, m.height), PLAYED)
