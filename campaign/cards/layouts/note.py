"""A note has been published: a sheet of paper comes up from the horizon, with what it is about."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from campaign.cards import objects
from campaign.cards.objects import Spot
from campaign.cards.parts import facts
from campaign.cards.plans import Plan, choose, settle
from campaign.core import cards

if TYPE_CHECKING:
    from campaign.cards.card import Card


@dataclass(frozen=True, slots=True)
class Place:
    """The left edge of the sheet, its width, how far it stands out; the right edge of the title,
    and its sizes from most to least.
    """

    x: int
    width: int
    out: int
    edge: int
    most: int
    least: int


LANDSCAPE = (
    Place(720, 360, 400, 680, 88, 56),
    Place(842, 280, 320, 806, 72, 40),
    Place(950, 190, 220, 914, 52, 28),
)
PORTRAIT = (
    Place(410, 540, 590, 1014, 132, 88),
    Place(520, 440, 480, 1014, 104, 60),
    Place(690, 300, 320, 1014, 84, 38),
)


def landscape(card: Card) -> None:
    """Compose 1200 by 675: the title at the left, the sheet at the right."""
    settle(card, partial(_compose, places=LANDSCAPE))


def portrait(card: Card) -> None:
    """Compose 1080 by 1350: the title above, the sheet below."""
    settle(card, partial(_compose, places=PORTRAIT))


SIZES = {cards.LANDSCAPE: landscape, cards.PORTRAIT: portrait}


def _compose(card: Card, places: tuple[Place, ...]) -> None:
    m = card.m
    top = card.masthead() + m.small * 1.5
    horizon = round(card.footer())
    rise = 0.36 if m.wide else 0.2
    low = horizon - m.small * 1.2
    places_of = {_plan(card, place, horizon): place for place in places}
    span = (top, low)
    chosen = choose(card, places_of, span, card.headline, partial(facts, card), rise=rise)
    chosen.draw(card)
    place = places_of[chosen.plan]
    high = round(place.width * 1.32)
    objects.paper(card, Spot(place.x, horizon - place.out, place.width, high, horizon))
    card.lay()


def _plan(card: Card, place: Place, horizon: int) -> Plan:
    """Return the plan of a place: the texts stand beside the sheet, or above it."""
    above = horizon - place.out - card.m.small * 1.2
    bottom = None if card.m.wide else round(above)
    return Plan(None, place.edge, place.most, place.least, bottom)
