"""A voice: the sentence as large as the card takes it, its marks hung in the margin.

No motif stands beside it. Who says it stands below, with a face if there is one.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from campaign.cards import fitting, typeface
from campaign.cards.canvas import Ink
from campaign.cards.company import beside
from campaign.cards.fitting import Room
from campaign.cards.parts import FACT, FIGURES, STRONG, VOICE, Row, belongs, stack
from campaign.cards.plans import settle
from campaign.cards.typography import clean, quotation
from campaign.core import cards
from campaign.core.card_errors import CardDoesNotFit

if TYPE_CHECKING:
    from campaign.cards.card import Card
    from campaign.cards.fitting import Block
    from campaign.cards.parts import Stack

SPACE = 0.04
"""Between a mark and its word, in em."""

SAFE = 0.05
"""What is kept free at the edges, as a share of the width: some programs cut it off."""

LEAD = 1.14

GAP = 1.3
"""Between the sentence and who says it, in sizes of small text."""

VOICE_TO_NAME = 1.7
"""So much larger than the name a sentence is, or else the name is small."""


@dataclass(frozen=True, slots=True)
class Voice:
    """How far the left edge is moved in for the opening mark; the sizes of the sentence from
    most to least; the share of what is left over that goes above it.
    """

    indent: int
    most: int
    least: int
    rise: float


LANDSCAPE = Voice(50, 108, 34, 0.4)
PORTRAIT = Voice(64, 136, 44, 0.34)


def landscape(card: Card) -> None:
    """Compose 1200 by 675."""
    settle(card, partial(_compose, voice=LANDSCAPE))


def portrait(card: Card) -> None:
    """Compose 1080 by 1350."""
    settle(card, partial(_compose, voice=PORTRAIT))


SIZES = {cards.LANDSCAPE: landscape, cards.PORTRAIT: portrait}


def _compose(card: Card, voice: Voice) -> None:
    card.begin(card.m._replace(indent=voice.indent))
    small = card.m.small
    top = card.masthead() + small * 1.6
    foot = card.footer()
    opening, words, closing = quotation(card.spec.headline, card.spec.language)
    marks = (opening, closing)
    credit = _credit(card, small)
    block, y = _sentence(card, voice, (top, foot), (words, marks), credit)
    least = card.m.medium * VOICE_TO_NAME
    if block.style.size >= least:
        with suppress(CardDoesNotFit):
            named = _credit(card, card.m.medium)
            found = _sentence(card, voice, (top, foot), (words, marks), named)
            if found[0].style.size >= least:
                credit, (block, y) = named, found
    _draw(card, block, y, marks)
    _draw_credit(card, credit, y + block.height + small * GAP)
    card.lay()


def _sentence(
    card: Card,
    voice: Voice,
    span: tuple[float, float],
    said: tuple[str, tuple[str, str]],
    credit: Stack,
) -> tuple[Block, float]:
    """Fit the sentence between masthead and foot, and return it with its top."""
    (top, foot), (words, (opening, closing)) = span, said
    small = card.m.small
    gap = small * GAP
    high = foot - small * 1.2 - top - max(credit.height, _face(card)) - gap
    # The margin has to hold the opening mark, which some families have wider than others.
    margin = card.m.left - card.m.width * SAFE
    most = min(voice.most, int(margin / (typeface.shape(opening, VOICE).advance + SPACE)))
    room = Room(card.m.column, high, min(voice.least, card.m.medium), most, LEAD)
    keep = card.emphasis(words)
    block = fitting.fit("headline", words, VOICE, room, closing=closing, keep=keep)
    return block, top + (high - block.height) * voice.rise


def _draw(card: Card, block: Block, y: float, marks: tuple[str, str]) -> None:
    """Draw the sentence and its quotation marks: the opening one stands in the margin."""
    style, left = block.style, card.m.left
    colours = card.colours
    ink = Ink(colours.ink, colours.accent, card.emphasis(block.text))
    last = card.canvas.block("headline", block, (left, y), ink)
    first = y + block.ascent * style.size
    hang = typeface.width(marks[0], style) + style.size * SPACE
    card.canvas.text("mark", marks[0], (left - hang, first), style, Ink(colours.accent))
    start, end = block.lines[-1]
    right = left + typeface.width(block.text[start:end], style) + style.size * SPACE
    card.canvas.text("mark", marks[1], (right, last), style, Ink(colours.accent))


def _credit(card: Card, size: int) -> Stack:
    """Return who says it: a person, or else the source, whose first part is the name."""
    if card.people:
        field = "people"
        name, detail = clean(card.people[0].name), belongs(card.people[0])
    else:
        field = "source"
        name, _, detail = card.value("source").partition(", ")
    small, colours = card.m.small, card.colours
    time_and_place = " · ".join(part for part in (card.date(), card.value("where")) if part)
    rows = [
        Row(field, name, STRONG, size, colours.ink),
        Row(field, detail, FACT, small, colours.muted),
        Row("when", time_and_place, FIGURES, small, colours.muted),
    ]
    return stack(rows, card.m.column - beside(_face(card) // 2))


def _face(card: Card) -> int:
    """Return the diameter of the face beside the name; 0 for none."""
    return round(card.m.small * 3.6) if card.people else 0


def _draw_credit(card: Card, credit: Stack, y: float) -> None:
    """Draw who says it, beside a face, or after a short rule."""
    m, diameter = card.m, _face(card)
    if diameter:
        high = max(diameter, credit.height)
        card.face((m.left, y + (high - diameter) / 2), diameter, card.people[0])
        credit.draw(card, m.left + beside(diameter // 2), y + (high - credit.height) / 2)
        return
    credit.draw(card, m.left, y)
