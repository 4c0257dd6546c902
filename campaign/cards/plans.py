"""How a card is shared between its sun, its large text and the facts below it.

A layout names several plans, the best first. The longer the text, the smaller the sun: the
first plan that takes the words at a size that suits it is used, and nothing is ever cut.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from campaign.cards import fitting
from campaign.cards.canvas import Ink
from campaign.cards.fitting import Room
from campaign.cards.ground import Sun
from campaign.cards.sheet import VOICE
from campaign.core.card_errors import CardDoesNotFit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from campaign.cards.fitting import Block
    from campaign.cards.parts import Tab
    from campaign.cards.sheet import Card


@dataclass(frozen=True, slots=True)
class Plan:
    """The sun's disc (radius; centre from the right edge and the top, ``None``: the middle),
    the width of the large text and its sizes in pixels; ``over`` puts the sun above the text.
    """

    radius: int
    from_right: int
    down: int | None
    width: float
    least: int
    most: int
    over: bool = False

    def top(self, top: float) -> float:
        """Return where the large text may begin."""
        if not self.over or self.down is None:
            return top
        return max(top, self.down + self.radius * 1.58 + 24)

    def sun(self, card: Card, bottom: float) -> Sun:
        """Return the sun of this plan; ``bottom`` is where the space for it ends."""
        middle = round((card.m.margin + bottom) / 2)
        return Sun(card.m.width - self.from_right, self.down or middle, self.radius)


@dataclass(frozen=True, slots=True)
class Span:
    """The free height of a card, in pixels from the top, and the gap above the facts."""

    top: float
    bottom: float
    gap: float


@dataclass(frozen=True, slots=True)
class Chosen:
    """A plan with its texts fitted: ``y`` is the top of the large one."""

    plan: Plan
    block: Block
    facts: Tab
    y: float
    facts_y: float

    def draw(self, card: Card) -> float:
        """Draw the large text and the facts; return the last baseline of the large text."""
        colours = card.colours
        ink = Ink(colours.ink, colours.accent, card.emphasis(self.block.text))
        last = card.canvas.block("headline", self.block, (card.m.left, self.y), ink)
        self.facts.draw(card, self.facts_y)
        return last


def choose(
    plans: Iterable[Plan],
    span: Span,
    words: str,
    facts: Callable[[float], Tab],
    *,
    lead: float = 1.12,
    closing: str = "",
) -> Chosen:
    """Return the first plan in which the words fit; ``facts`` fits the rest to a width.

    Raises:
        CardDoesNotFit: no plan takes them.
    """
    for plan in plans:
        below = facts(plan.width)
        gap = span.gap if below.rows else 0.0
        start = plan.top(span.top)
        height = span.bottom - start - below.height - gap
        room = Room(plan.width, height, plan.least, plan.most, lead)
        try:
            block = fitting.fit("headline", words, VOICE, room, closing=closing)
        except CardDoesNotFit:
            continue
        y = start + max(0.0, height - block.height) / 2
        return Chosen(plan, block, below, y, y + block.height + gap)
    raise CardDoesNotFit(field="headline", text=words)
