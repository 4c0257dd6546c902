"""Who speaks: a person, as large as the card allows, then the name, and what and when.

The photo, or a bust with the initials, bleeds off the top right corner. The first of ``people``
is the speaker; ``headline`` is what they speak about.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.cards import fitting
from campaign.cards.canvas import Ink
from campaign.cards.fitting import Room
from campaign.cards.parts import DATE, FACT, STRONG, VOICE, Row, belongs, stack
from campaign.cards.plans import first_that_fits, settle
from campaign.cards.typography import clean
from campaign.core import cards
from campaign.core.card_errors import CardDoesNotFit

if TYPE_CHECKING:
    from campaign.cards.card import Card
    from campaign.cards.parts import Stack

LANDSCAPE = (772, 844, 916)
"""The left edge of the person: the more there is to say, the narrower they stand."""

PORTRAIT = (770, 630, 490)
"""The lower edge of the person."""

BESIDE = 540
"""In portrait, the left edge of the person: the masthead stands beside."""


def landscape(card: Card) -> None:
    """Compose 1200 by 675: the words at the left, the person down to the foot at the right."""
    settle(card, _landscape)


def portrait(card: Card) -> None:
    """Compose 1080 by 1350: the person above, the masthead beside them, the words below."""
    settle(card, _portrait)


SIZES = {cards.LANDSCAPE: landscape, cards.PORTRAIT: portrait}


def _landscape(card: Card) -> None:
    m = card.m
    foot = round(card.footer())

    def stand(edge: int) -> None:
        card.begin(m)
        top = card.masthead(edge - m.left - m.small) + m.small * 1.3
        width = edge - m.left - m.small * 1.6
        _words(card, width, (top, foot - m.small * 1.2), (88, 48))
        # Without partners there is nothing to stand on: it runs off the card.
        bottom = foot if card.foot and card.foot.places else m.height
        _finish(card, (edge, 0, m.width, bottom))

    first_that_fits(LANDSCAPE, stand)


def _portrait(card: Card) -> None:
    m = card.m
    foot = card.footer()
    low = card.masthead(BESIDE - m.left - m.small)

    def stand(edge: int) -> None:
        top = max(edge, low) + m.small * 1.8
        _words(card, m.column, (top, foot - m.small * 1.3), (124, 66))
        _finish(card, (BESIDE, 0, m.width, edge))

    first_that_fits(PORTRAIT, stand)


def _finish(card: Card, box: tuple[int, int, int, int]) -> None:
    card.tile(box, card.people[0])
    card.lay()


def _words(card: Card, width: float, span: tuple[float, float], sizes: tuple[int, int]) -> None:
    """Draw the name and the facts.

    Raises:
        CardDoesNotFit: they do not fit, or there is nobody.
    """
    if not card.people:
        raise CardDoesNotFit(field="people", text="")
    m = card.m
    most, least = sizes
    facts = _facts(card, width)
    gap = m.small * 0.7
    room = Room(width, span[1] - span[0] - facts.height - gap, least, most, 1.04)
    name = fitting.fit("people", clean(card.people[0].name), VOICE, room)
    spare = span[1] - span[0] - name.height - gap - facts.height
    y = span[0] + spare * (0.4 if m.wide else 0.3)
    card.canvas.block("people", name, (m.left, y), Ink(card.colours.ink))
    facts.draw(card, m.left, y + name.height + gap)


def _facts(card: Card, width: float) -> Stack:
    m, colours = card.m, card.colours
    rows = [
        Row("people", belongs(card.people[0]), FACT, m.small, colours.muted),
        Row("headline", card.headline, STRONG, m.medium, colours.ink, apart=True, lines=4),
        Row("subtitle", card.value("subtitle"), FACT, m.small, colours.ink),
        Row("others", card.value("others"), FACT, m.small, colours.muted),
        Row("when", card.date(), DATE, m.medium, colours.accent, apart=True),
        Row("where", card.value("where"), FACT, m.small, colours.muted),
    ]
    return stack(rows, width)
