"""It is on now: the night colours of the brand, the word in a signal, a play sign in the sun.

``kicker`` is the word ("En vivo"); ``where`` says where to watch.
"""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from campaign.cards import fitting, ground, typeface
from campaign.cards.canvas import Ink
from campaign.cards.colour import night, signal
from campaign.cards.fitting import Room
from campaign.cards.parts import Row, is_crowd, named_together, tab
from campaign.cards.plans import Plan, Span, choose
from campaign.cards.sheet import FACT, FIGURES, STRONG
from campaign.cards.typeface import Style
from campaign.cards.typography import clean
from campaign.core import cards
from campaign.core.card_errors import CardDoesNotFit

if TYPE_CHECKING:
    from campaign.cards.colour import Rgb
    from campaign.cards.parts import Tab
    from campaign.cards.plans import Chosen
    from campaign.cards.sheet import Card
    from campaign.core.cards import CardPerson

SIGNAL = Style("facts-bold", 0, 0.05)


TITLE_OVER_FACTS = 1.5
"""How much larger than the facts the title stays where people take a line each."""

LANDSCAPE = (
    Plan(150, 262, None, 680, 44, 80),
    Plan(92, 172, 176, 866, 32, 60),
    Plan(36, 118, 98, 1122, 22, 46, over=True),
)
PORTRAIT = (
    Plan(190, 340, 440, 998, 62, 108, over=True),
    Plan(146, 272, 360, 998, 56, 100, over=True),
    Plan(100, 206, 250, 998, 42, 80, over=True),
)


def landscape(card: Card) -> None:
    """Compose 1200 by 675."""
    _compose(card, LANDSCAPE, mast=600)


def portrait(card: Card) -> None:
    """Compose 1080 by 1350."""
    _compose(card, PORTRAIT, mast=560)


SIZES = {cards.LANDSCAPE: landscape, cards.PORTRAIT: portrait}


def _compose(card: Card, plans: tuple[Plan, ...], mast: float) -> None:
    m = card.m
    brand = card.colours
    card.colours = night(brand)
    top = card.masthead(mast, kicker=False) + m.small
    top = _signal(card, top, mast, signal(card.colours, brand)) + m.small * 1.7
    bottom = card.footer() - m.small * 1.4
    span = Span(top, bottom, m.small * 1.7)
    chosen = _chosen(card, plans, span)
    chosen.draw(card)
    sun = chosen.plan.sun(card, span)
    side = round(sun.radius * 0.92)
    at = (sun.x - side // 2, sun.y - side // 2)
    card.canvas.stamp(at, ground.triangle(side), card.colours.on_disc)
    card.lay(sun)


def _chosen(card: Card, plans: tuple[Plan, ...], span: Span) -> Chosen:
    """Return the first plan that takes the words, each person on a line if there is room."""
    if not is_crowd(card):
        with suppress(CardDoesNotFit):
            found = choose(card, plans, span, card.headline, partial(_facts, card))
            if not card.people or found.block.style.size >= card.m.medium * TITLE_OVER_FACTS:
                return found
    return choose(card, plans, span, card.headline, partial(_brief_facts, card))


def _signal(card: Card, y: float, width: float, colours: tuple[Rgb, Rgb]) -> float:
    """Draw the word in a coloured signal with a dot; return its lower end."""
    word = card.value("kicker").upper()
    if not word:
        return y
    m = card.m
    fill, ink = colours
    most = round(m.medium * 1.36)
    pad = round(most * 0.5)
    dot = round(most * 0.5)
    inner = width - 3 * pad - dot
    block = fitting.fit("kicker", word, SIGNAL, Room(inner, most * 1.2, m.least, most))
    size = block.style.size
    high = round(size * 1.62)
    wide = round(typeface.width(word, block.style)) + 3 * pad + dot - pad // 2
    card.canvas.stamp((m.left, y), ground.pill(wide, high, high // 2), fill)
    at = (m.left + pad, y + (high - dot) / 2)
    card.canvas.stamp(at, ground.circle(dot), ink)
    baseline = y + high / 2 + size * 0.364
    x = m.left + pad + dot + pad * 0.6
    card.canvas.text("kicker", word, (x, baseline), block.style, Ink(ink))
    card.mast.append((m.left + wide, y + high))
    return y + high


def _facts(card: Card, width: float) -> Tab:
    size, colour = card.m.plain, card.colours.muted
    people = [Row("people", _named(person), FACT, size, colour) for person in card.people]
    others = Row("others", card.value("others") if people else "", FACT, size, colour)
    return tab(card, [*_place(card), *people, others], width)


def _brief_facts(card: Card, width: float) -> Tab:
    """Fit everybody into one text, by name alone."""
    return tab(card, [*_place(card), named_together(card, card.colours.muted)], width)


def _place(card: Card) -> list[Row]:
    m, colours = card.m, card.colours
    return [
        Row("subtitle", card.value("subtitle"), FACT, m.medium, colours.ink, 2),
        Row("where", card.value("where"), STRONG, m.medium, colours.ink),
        Row("when", card.date(), FIGURES, m.plain, colours.muted),
    ]


def _named(person: CardPerson) -> str:
    return clean(", ".join(part for part in (person.name, person.organisation) if part))
