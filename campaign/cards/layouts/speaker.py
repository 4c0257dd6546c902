"""Who speaks: the face or the initials large, the name in the voices' type, then what and when.

The first of ``people`` is the speaker; ``headline`` is what they speak about.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from campaign.cards.parts import Row, belongs, tab
from campaign.cards.plans import Plan, Span, choose
from campaign.cards.sheet import DATE, FACT, STRONG
from campaign.cards.typography import clean
from campaign.core import cards
from campaign.core.card_errors import CardDoesNotFit

if TYPE_CHECKING:
    from campaign.cards.parts import Tab
    from campaign.cards.sheet import Card

LANDSCAPE = (Plan(168, 282, None, 652, 44, 76), Plan(110, 196, None, 822, 30, 56))
PORTRAIT = (
    Plan(220, 392, 470, 998, 64, 108, over=True),
    Plan(184, 330, 410, 998, 60, 104, over=True),
    Plan(150, 270, 350, 998, 44, 84, over=True),
)


def landscape(card: Card) -> None:
    """Compose 1200 by 675."""
    _compose(card, LANDSCAPE, mast=560)


def portrait(card: Card) -> None:
    """Compose 1080 by 1350."""
    _compose(card, PORTRAIT, mast=560)


SIZES = {cards.LANDSCAPE: landscape, cards.PORTRAIT: portrait}


def _compose(card: Card, plans: tuple[Plan, ...], mast: float) -> None:
    if not card.people:
        raise CardDoesNotFit(field="people", text="")
    small = card.m.small
    top = card.masthead(mast) + small * 1.4
    bottom = card.footer() - small * 1.4
    name = clean(card.people[0].name)
    span = Span(top, bottom, small * 0.9)
    chosen = choose(card, plans, span, name, partial(_facts, card), lead=1.06)
    chosen.draw(card)
    sun = replace(chosen.plan.sun(card, span), reach=1.5)
    card.portrait(sun, card.people[0])
    card.lay(sun)


def _facts(card: Card, width: float) -> Tab:
    m, colours = card.m, card.colours
    rows = [
        Row("people", belongs(card.people[0]), FACT, m.plain, colours.muted, 3),
        Row("headline", card.headline, STRONG, m.medium, colours.accent, 4),
        Row("others", card.value("others"), FACT, m.plain, colours.ink, 3),
        Row("when", card.date(), DATE, round(m.medium * 0.9), colours.ink),
        Row("where", card.value("where"), FACT, m.plain, colours.muted),
    ]
    return tab(card, rows, width, bare=1)
