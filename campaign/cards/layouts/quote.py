"""A voice: the sentence in the voices' type, its marks hung in the margin, who says it below."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from campaign.cards import fitting, typeface
from campaign.cards.canvas import Ink
from campaign.cards.parts import Row, belongs, tab
from campaign.cards.plans import Plan, Span, choose
from campaign.cards.sheet import FACT, STRONG
from campaign.cards.typography import clean, quotation
from campaign.core import cards

if TYPE_CHECKING:
    from campaign.cards.parts import Tab
    from campaign.cards.plans import Chosen
    from campaign.cards.sheet import Card

LANDSCAPE = (
    Plan(150, 262, None, 600, 42, 72),
    Plan(104, 186, None, 740, 34, 48),
    Plan(44, 128, 122, 1030, 27, 46),
)
PORTRAIT = (
    Plan(176, 318, 418, 900, 56, 96, over=True),
    Plan(112, 216, 300, 900, 46, 64, over=True),
    Plan(56, 142, 168, 900, 36, 60),
)


def landscape(card: Card) -> None:
    """Compose 1200 by 675: words at the left, sun at the right."""
    _compose(card, LANDSCAPE, mast=600)


def portrait(card: Card) -> None:
    """Compose 1080 by 1350: sun above, words below."""
    _compose(card, PORTRAIT, mast=760)


SIZES = {cards.LANDSCAPE: landscape, cards.PORTRAIT: portrait}


def _compose(card: Card, plans: tuple[Plan, ...], mast: float) -> None:
    small = card.m.small
    top = card.masthead(mast) + small * 1.3
    facts = " · ".join(part for part in (card.value("when"), card.value("where")) if part)
    bottom = card.footer(facts) - small * 1.2
    opening, words, closing = quotation(card.spec.headline, card.spec.language)
    span = Span(top, bottom, small * 1.6)
    chosen = choose(plans, span, words, partial(_credit, card), lead=1.17, closing=closing)
    _hang(card, chosen, chosen.draw(card), opening, closing)
    sun = chosen.plan.sun(card, bottom)
    card.portrait(sun, card.people[0] if card.people else None)
    card.lay(sun)


def _credit(card: Card, width: float) -> Tab:
    """Return who says it: a person, or else the source, whose first part is the name."""
    if card.people:
        field = "people"
        name, detail = clean(card.people[0].name), belongs(card.people[0])
    else:
        field = "source"
        name, _, detail = card.value("source").partition(", ")
    rows = [
        Row(field, name, STRONG, card.m.medium, card.colours.ink),
        Row(field, detail, FACT, card.m.small, card.colours.muted),
    ]
    return tab(card, rows, width)


def _hang(card: Card, chosen: Chosen, last: float, opening: str, closing: str) -> None:
    """Draw the quotation marks: the opening one stands in the margin."""
    block, left = chosen.block, card.m.left
    style = block.style
    ink = Ink(card.colours.accent)
    space = style.size * 0.03
    first = chosen.y + fitting.ASCENT * style.size
    hang = typeface.width(opening, style) + space
    card.canvas.text("mark", opening, (left - hang, first), style, ink)
    start, end = block.lines[-1]
    right = left + typeface.width(block.text[start:end], style) + space
    card.canvas.text("mark", closing, (right, last), style, ink)
