"""How long it is: the number as large as the card takes it, and a sun that rises as it nears.

``figure`` is a number with ``lead`` before it and ``unit`` behind, or a word that needs neither
(«Mañana»). The sun stands higher the less is left.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from campaign.cards import fitting, typeface
from campaign.cards.canvas import Ink
from campaign.cards.fitting import Room
from campaign.cards.ground import Motif
from campaign.cards.measures import CAPITALS
from campaign.cards.parts import DATE, FACT, STRONG, VOICE, Row, named_together, set_in, stack
from campaign.cards.plans import first_that_fits, settle
from campaign.core import cards
from campaign.core.card_errors import CardDoesNotFit

if TYPE_CHECKING:
    from campaign.cards.card import Card
    from campaign.cards.fitting import Block

SOON = 3
"""Up to so many units the sun is half above the horizon."""


DEEP = 0.2
"""How far descenders reach below their baseline, in em."""


@dataclass(frozen=True, slots=True)
class Place:
    """The sun's centre from the left and its radius, the right edge of the texts, the sizes of
    the figure and of the title from most to least, in pixels.
    """

    x: int
    radius: int
    edge: int
    figure: tuple[int, int]
    title: tuple[int, int]


LANDSCAPE = (
    Place(936, 200, 626, (330, 170), (50, 44)),
    Place(976, 160, 724, (250, 120), (48, 38)),
    Place(1030, 110, 852, (200, 84), (44, 28)),
)
PORTRAIT = (
    Place(700, 270, 1014, (460, 250), (80, 62)),
    Place(760, 210, 1014, (360, 190), (70, 50)),
    Place(850, 140, 1014, (260, 120), (60, 36)),
)


UNDER = 1.3
"""The space between the figure and the title, in sizes of the facts."""


def landscape(card: Card) -> None:
    """Compose 1200 by 675: the number at the left, the sun at the right."""
    settle(card, partial(_compose, places=LANDSCAPE))


def portrait(card: Card) -> None:
    """Compose 1080 by 1350: the number above, the sun below."""
    settle(card, partial(_compose, places=PORTRAIT))


SIZES = {cards.LANDSCAPE: landscape, cards.PORTRAIT: portrait}


def _compose(card: Card, places: tuple[Place, ...]) -> None:
    m = card.m
    if not card.value("figure"):
        raise CardDoesNotFit(field="figure", text="")
    top = card.masthead() + m.small * 1.3
    horizon = round(card.footer())

    def stand(place: Place) -> None:
        sun = _sun(card, place, horizon)
        low = horizon - m.small * 1.2
        if not m.wide:
            low = sun.y - sun.radius * sun.reach - m.small * 0.4
        _words(card, place, (top, low))
        card.lay(sun)

    first_that_fits(places, stand)


def _sun(card: Card, place: Place, horizon: int) -> Motif:
    """Return the sun over the horizon, the higher the less is left."""
    said = card.value("figure")
    up = 0.62 if not said.isdecimal() else 0.2 if int(said) <= SOON else -0.2
    y = horizon - round(place.radius * up)
    return Motif(place.x, y, place.radius, kind=card.motif, horizon=horizon, bright=True)


def _words(card: Card, place: Place, span: tuple[float, float]) -> None:
    m, colours = card.m, card.colours
    width = place.edge - m.left
    rows = [
        Row("subtitle", card.value("subtitle"), FACT, m.medium, colours.ink, lines=4),
        Row("when", card.date(), DATE, m.medium, colours.accent),
        Row("where", card.value("where"), FACT, m.small, colours.muted),
        named_together(card, colours.muted),
    ]
    facts = stack(rows, width)
    most, least = place.title
    room = Room(width, least * 3.6, least, most, 1.1)
    keep = card.emphasis(card.headline)
    title = fitting.fit("headline", card.headline, VOICE, room, keep=keep)
    lead = _lead(card, width)
    gap = m.medium * (0.75 if m.wide else 1.0)
    under = m.medium * UNDER
    above = lead.height + gap * 0.4 if lead else 0.0
    below = under + title.height + (gap * 0.8 + facts.height if facts.rows else 0.0)
    figure = _figure(card, place, span[1] - span[0] - above - below, title.style.size)
    tall, deep = _extent(figure)
    spare = span[1] - span[0] - above - below - tall - deep
    y = span[0] + spare * (0.4 if m.wide else 0.3)
    if lead is not None:
        card.canvas.block("lead", lead, (m.left, y), Ink(colours.ink))
    base = y + above + tall
    _draw_figure(card, figure, base, title.style.size)
    y = base + deep + under
    card.canvas.block("headline", title, (m.left, y), Ink(colours.ink))
    facts.draw(card, m.left, y + title.height + gap * 0.8)


def _lead(card: Card, width: float) -> Block | None:
    words = card.value("lead")
    return (
        set_in(Row("lead", words, STRONG, card.m.medium, card.colours.ink), width)
        if words
        else None
    )


def _figure(card: Card, place: Place, height: float, beside: int) -> Block:
    """Fit the figure on one line, with its unit behind it in the size of the title."""
    words = card.value("figure")
    unit = card.value("unit")
    if unit:
        fitting.check("unit", unit, VOICE)
    width = place.edge - card.m.left - (typeface.width(unit, VOICE.at(beside)) if unit else 0)
    most, least = place.figure
    most = min(most, int(height / (CAPITALS + (DEEP if _descends(words) else 0))))
    if most < least:
        raise CardDoesNotFit(field="headline", text=card.headline)
    room = Room(width - (least * 0.2 if unit else 0), most * 1.0, min(least, most), most, 1.0)
    return fitting.fit("figure", words, VOICE, room)


def _extent(figure: Block) -> tuple[float, float]:
    """Return how far a figure reaches above its baseline and below it."""
    size = figure.style.size
    return size * CAPITALS, size * DEEP if _descends(figure.text) else 0.0


def _descends(words: str) -> bool:
    return not set(words).isdisjoint("gjpqyçQ,;()")


def _draw_figure(card: Card, figure: Block, baseline: float, beside: int) -> None:
    """Draw the figure with its feet on ``baseline``, and the unit behind it."""
    colours, left = card.colours, card.m.left
    style = figure.style
    # A large numeral has air at its left: without it the edge looks straight.
    hang = style.size * 0.03
    ink = Ink(colours.accent)
    end = card.canvas.text("figure", figure.text, (left - hang, baseline), style, ink)
    unit = card.value("unit")
    if unit:
        at = (end + style.size * 0.06, baseline)
        card.canvas.text("unit", unit, at, VOICE.at(beside), Ink(colours.ink))
