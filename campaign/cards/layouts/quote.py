"""A voice: the sentence in the voices' type, its marks hung in the margin, who says it below."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING

from campaign.cards import fitting, typeface
from campaign.cards.canvas import Ink
from campaign.cards.parts import Row, belongs, tab
from campaign.cards.plans import Plan, Span, choose
from campaign.cards.sheet import FACT, FIGURES, STRONG
from campaign.cards.typography import clean, quotation
from campaign.core import cards

if TYPE_CHECKING:
    from campaign.cards.parts import Tab
    from campaign.cards.plans import Chosen
    from campaign.cards.sheet import Card

SAFE = 0.05
"""Nothing is written nearer to an edge than this share of the width."""

SPACE = 0.03
"""Between a mark and its word, in em."""

LANDSCAPE = (
    Plan(150, 262, None, 684, 42, 96),
    Plan(104, 186, None, 828, 34, 48),
    Plan(36, 118, 98, 1122, 27, 46, over=True),
)
PORTRAIT = (
    Plan(176, 318, 418, 998, 56, 132, over=True),
    Plan(144, 266, 350, 998, 50, 80, over=True),
    Plan(112, 216, 290, 998, 46, 64, over=True),
    Plan(56, 142, 146, 998, 36, 60, over=True),
)


def landscape(card: Card) -> None:
    """Compose 1200 by 675: words at the left, sun at the right."""
    _compose(card, LANDSCAPE, mast=600)


def portrait(card: Card) -> None:
    """Compose 1080 by 1350: sun above, words below."""
    _compose(card, PORTRAIT, mast=560)


SIZES = {cards.LANDSCAPE: landscape, cards.PORTRAIT: portrait}


def _compose(card: Card, plans: tuple[Plan, ...], mast: float) -> None:
    small = card.m.small
    top = card.masthead(mast) + small * 1.3
    bottom = card.footer() - small * 1.2
    opening, words, closing = quotation(card.spec.headline, card.spec.language)
    span = Span(top, bottom, small * 1.6)
    credit = partial(_credit, card)
    chosen = choose(card, plans, span, words, credit, lead=1.17, closing=closing)
    indent = math.ceil(card.m.width * SAFE - card.m.margin + _hang(chosen, opening))
    if indent > card.m.indent:
        # A large mark needs a wider margin: everything moves with it, so that edges stay true.
        card.start_again(indent)
        _compose(card, plans, mast)
        return
    _draw_marks(card, chosen, chosen.draw(card), opening, closing)
    sun = chosen.plan.sun(card, span)
    card.portrait(sun, card.people[0] if card.people else None)
    card.lay(sun)


def _hang(chosen: Chosen, opening: str) -> float:
    return typeface.width(opening, chosen.block.style) + chosen.block.style.size * SPACE


def _credit(card: Card, width: float) -> Tab:
    """Return who says it: a person, or else the source, whose first part is the name."""
    if card.people:
        field = "people"
        name, detail = clean(card.people[0].name), belongs(card.people[0])
    else:
        field = "source"
        name, _, detail = card.value("source").partition(", ")
    time_and_place = " · ".join(part for part in (card.date(), card.value("where")) if part)
    rows = [
        Row(field, name, STRONG, round(card.m.medium * 1.1), card.colours.ink),
        Row(field, detail, FACT, card.m.plain, card.colours.muted),
        Row("when", time_and_place, FIGURES, card.m.plain, card.colours.ink),
    ]
    return tab(card, rows, width)


def _draw_marks(card: Card, chosen: Chosen, last: float, opening: str, closing: str) -> None:
    """Draw the quotation marks: the opening one stands in the margin."""
    block, left = chosen.block, card.m.left
    style = block.style
    ink = Ink(card.colours.accent)
    first = chosen.y + fitting.ASCENT * style.size
    card.canvas.text("mark", opening, (left - _hang(chosen, opening), first), style, ink)
    start, end = block.lines[-1]
    right = left + typeface.width(block.text[start:end], style) + style.size * SPACE
    card.canvas.text("mark", closing, (right, last), style, ink)
