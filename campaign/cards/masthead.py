"""The top of a card: the brand's sign, the series in small capitals, and the kicker after it."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from campaign.cards import fitting, ground, logos, typeface
from campaign.cards.canvas import Ink
from campaign.cards.fitting import Room
from campaign.cards.parts import FACT, SMALL_CAPS
from campaign.cards.typography import clean

if TYPE_CHECKING:
    from campaign.cards.card import Card
    from campaign.cards.fitting import Block

_SIGN = 1.24
"""The side of the small motif before the series, in sizes of the letters beside it."""

_LOGO = 0.6
"""What a logo in its place is asked for, in the same sizes."""

_BELOW = 0.3
"""What is kept free below the last baseline, in the same sizes."""


def draw(card: Card, width: float, *, kicker: bool) -> float:
    """Draw it at the top left, on one line where that fits into the width; return its lower end.

    Raises:
        CardDoesNotFit: the series or the kicker is too long.
    """
    m, colours = card.m, card.colours
    wide, foot = _draw_sign(card)
    indent = wide + m.small * 0.4
    series = _series(clean(card.spec.series).lower(), width - indent, m.small, m.readable, m.least)
    at = (m.left + indent, m.top)
    last = card.canvas.block("series", series, at, Ink(colours.ink))
    words = card.value("kicker") if kicker else ""
    if not words:
        return last + m.small * _BELOW
    fitting.check("kicker", words, FACT)
    style, ink = FACT.at(m.small), Ink(colours.accent)
    x = at[0] + series.width + m.small * 0.9
    if len(series.lines) == 1 and x + typeface.width(words, style) <= m.left + width:
        card.canvas.text("kicker", words, (x, last), style, ink)
        return last + m.small * _BELOW
    room = Room(width, m.small * 2.6, m.small, m.small, 1.25)
    block = fitting.fit("kicker", words, FACT, room)
    top = max(last + m.small * 0.68, foot + m.small * 0.5)
    y = card.canvas.block("kicker", block, (m.left, top), ink)
    return y + m.small * _BELOW


def _draw_sign(card: Card) -> tuple[int, float]:
    """Draw the brand's logo, or else its motif as small as a letter; return its width, and how
    far down a logo reaches.
    """
    m = card.m
    middle = m.top + m.small * (fitting.ASCENT - 0.25)
    logo = logos.logo(card.spec.brand.logo, card.files, round(m.small * _LOGO))
    sign = logo or ground.sign(card.motif, round(m.small * _SIGN), card.spec.series)
    colour = card.colours.accent if logo is None else card.colours.ink
    card.canvas.stamp((m.left, middle - sign.height / 2), sign, colour)
    return sign.width, 0.0 if logo is None else middle + sign.height / 2


@lru_cache(64)
def _series(words: str, width: float, small: int, readable: int, least: int) -> Block:
    """Fit the series: it is the same on all cards of a campaign."""
    lines = ((1, small), (2, small), (3, small), (4, readable), (5, least))
    rooms = [Room(width, size * 1.15 * count, size, size, 1.12) for count, size in lines]
    return fitting.fit_first("series", words, SMALL_CAPS, rooms)[1]
