"""What will happen: the title large, the date second, who is there, where to find it.

Nobody or one person: their portrait, or the brand's letters, in a large sun. Several, be all of
them known or not: a small sun, and everybody in a row; where it has no seat for all, their names.
"""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from campaign.cards.company import companies, is_company
from campaign.cards.parts import Row, belongs, is_crowd, named_together, tab
from campaign.cards.plans import Plan, Span, choose
from campaign.cards.sheet import DATE, FACT, STRONG
from campaign.cards.typography import clean
from campaign.core import cards
from campaign.core.card_errors import CardDoesNotFit

if TYPE_CHECKING:
    from campaign.cards.company import Company
    from campaign.cards.parts import Tab
    from campaign.cards.plans import Chosen
    from campaign.cards.sheet import Card

FEW = 3
"""So many people stand in one row, or in one column."""

TITLE_OVER_NAMES = (1.2, 1.0, 0.0)
"""How much larger than the names the title is; the less only where nothing else fits."""

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
    """Compose 1200 by 675: people side by side, four two by two if there is room."""
    mast = 780 if is_company(card) else 600
    _compose(card, LANDSCAPE, LANDSCAPE_PEOPLE, mast=mast, columns=_side_by_side(card))


def portrait(card: Card) -> None:
    """Compose 1080 by 1350: up to three people under each other, four two by two."""
    columns = (1, 2) if _seats(card) <= FEW else (2, 1)
    _compose(card, PORTRAIT, PORTRAIT_PEOPLE, mast=560, columns=columns)


SIZES = {cards.LANDSCAPE: landscape, cards.PORTRAIT: portrait}


def _seats(card: Card) -> int:
    return len(card.people) + bool(card.value("others"))


def _side_by_side(card: Card) -> tuple[int, ...]:
    seats = _seats(card)
    return (seats,) if seats <= FEW else (2, seats)


def _compose(
    card: Card,
    plans: tuple[Plan, ...],
    among_people: tuple[Plan, ...],
    mast: float,
    columns: tuple[int, ...],
) -> None:
    small = card.m.small
    top = card.masthead(mast) + small * 1.4
    span = Span(top, card.footer() - small * 1.4, small * 1.7)
    several = is_company(card)
    seated = _with_company(card, among_people, span, columns) if several else None
    if seated:
        row, span, chosen = seated
        row.draw(card, span.bottom + small * 1.3)
    else:
        facts = partial(_facts, card, together=several or is_crowd(card))
        chosen = choose(card, among_people if several else plans, span, card.headline, facts)
    chosen.draw(card)
    sun = chosen.plan.sun(card, span)
    card.portrait(sun, card.people[0] if len(card.people) == 1 and not several else None)
    card.lay(sun)


def _with_company(
    card: Card, plans: tuple[Plan, ...], span: Span, columns: tuple[int, ...]
) -> tuple[Company, Span, Chosen] | None:
    """Return everybody as large as the title, which stays the largest, leaves room for.

    ``None`` where it leaves none: they are named in a text then.
    """
    for largest in TITLE_OVER_NAMES:
        for row in companies(card, columns):
            if largest and row.smallest < card.m.readable:
                break
            above = span.bottom - row.height - card.m.small * 1.3
            left = Span(span.top, above, span.gap)
            with suppress(CardDoesNotFit):
                chosen = choose(card, plans, left, card.headline, partial(_facts, card))
                if chosen.block.style.size >= largest * row.seating.name[0]:
                    return row, left, chosen
    return None


def _facts(card: Card, width: float, *, together: bool = False) -> Tab:
    m, colours = card.m, card.colours
    rows = [
        Row("subtitle", card.value("subtitle"), FACT, m.medium, colours.ink, 3),
        Row("when", card.date(), DATE, round(m.medium * 1.25), colours.ink),
        Row("where", card.value("where"), FACT, m.plain, colours.muted),
    ]
    if together:
        rows.append(named_together(card, colours.ink))
    elif len(card.people) == 1 and not is_company(card):
        person = card.people[0]
        rows.append(
            Row("people", clean(person.name), STRONG, round(m.medium * 1.1), colours.accent)
        )
        rows.append(Row("people", belongs(person), FACT, m.plain, colours.muted))
    return tab(card, rows, width)
