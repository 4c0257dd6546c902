"""What will happen: the title large, the date second, who is there, where to find it.

Nobody or one person: their portrait, or the brand's letters, in a large sun. Several: a small
sun, and everybody in a row.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from campaign.cards.parts import Row, belongs, company, guests, tab
from campaign.cards.plans import Plan, Span, choose
from campaign.cards.sheet import DATE, FACT, STRONG
from campaign.cards.typography import clean
from campaign.core import cards

if TYPE_CHECKING:
    from campaign.cards.parts import Tab
    from campaign.cards.sheet import Card

LANDSCAPE = (
    Plan(150, 262, None, 680, 46, 92),
    Plan(96, 172, None, 856, 34, 64),
    Plan(36, 118, 98, 1122, 27, 46, over=True),
)
LANDSCAPE_PEOPLE = (
    Plan(84, 164, 190, 884, 40, 76),
    Plan(36, 118, 98, 1122, 26, 50, over=True),
)
PORTRAIT = (
    Plan(196, 350, 440, 998, 66, 128, over=True),
    Plan(158, 290, 370, 998, 56, 104, over=True),
    Plan(120, 226, 310, 998, 44, 84, over=True),
    Plan(56, 142, 146, 998, 36, 60, over=True),
)
PORTRAIT_PEOPLE = (
    Plan(130, 244, 330, 998, 60, 100, over=True),
    Plan(100, 204, 232, 998, 52, 88, over=True),
    Plan(56, 142, 146, 998, 36, 80, over=True),
)


def landscape(card: Card) -> None:
    """Compose 1200 by 675: people side by side."""
    several = len(guests(card)) > 1
    plans = LANDSCAPE_PEOPLE if several else LANDSCAPE
    _compose(card, plans, columns=len(card.people), mast=600)


def portrait(card: Card) -> None:
    """Compose 1080 by 1350: up to three people under each other, four two by two."""
    several = len(guests(card)) > 1
    columns = 2 if len(card.people) > 3 else 1  # noqa: PLR2004 - see above
    _compose(card, PORTRAIT_PEOPLE if several else PORTRAIT, columns=columns, mast=560)


SIZES = {cards.LANDSCAPE: landscape, cards.PORTRAIT: portrait}


def _compose(card: Card, plans: tuple[Plan, ...], columns: int, mast: float) -> None:
    small = card.m.small
    top = card.masthead(mast) + small * 1.4
    bottom = card.footer() - small * 1.4
    if len(card.people) > 1:
        row = company(card, columns)
        row.draw(card, bottom - row.height)
        bottom -= row.height + small * 1.3
    span = Span(top, bottom, small * 1.7)
    chosen = choose(card, plans, span, card.headline, partial(_facts, card))
    chosen.draw(card)
    sun = chosen.plan.sun(card, span)
    card.portrait(sun, card.people[0] if len(card.people) == 1 else None)
    card.lay(sun)


def _facts(card: Card, width: float) -> Tab:
    m, colours = card.m, card.colours
    rows = [
        Row("subtitle", card.value("subtitle"), FACT, m.medium, colours.ink, 3),
        Row("when", card.date(), DATE, round(m.medium * 1.25), colours.ink),
        Row("where", card.value("where"), FACT, m.plain, colours.muted),
    ]
    if len(card.people) == 1:
        person = card.people[0]
        rows.append(Row("people", clean(person.name), STRONG, m.medium, colours.accent))
        rows.append(Row("people", belongs(person), FACT, m.plain, colours.muted))
    return tab(card, rows, width)
