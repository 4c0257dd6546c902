"""How a card is shared between its sun, its large text and the facts below it.

A layout names several plans, the best first. The longer the text, the smaller the sun: the
first plan that takes the words at a size that suits it is used, and nothing is ever cut.
"""

from __future__ import annotations

import math
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
class Span:
    """The free height of a card, in pixels from the top, and the gap above the facts."""

    top: float
    bottom: float
    gap: float


@dataclass(frozen=True, slots=True)
class Plan:
    """The sun's disc (radius; centre from the right edge and the top, ``None``: the middle),
    the right edge of the text, the sizes of the large one; ``over`` puts the sun above it.
    """

    radius: int
    from_right: int
    down: int | None
    edge: int
    least: int
    most: int
    over: bool = False

    def top(self, card: Card, top: float) -> float:
        """Return where the large text may begin; the masthead ends above ``top``."""
        if not self.over:
            return top
        return max(top, self._middle(card, 0) + self.radius * 1.58 + card.m.small)

    def sun(self, card: Card, span: Span) -> Sun:
        """Return the sun of this plan."""
        down = self._middle(card, span.bottom)
        return Sun(card.m.width - self.from_right, round(down), self.radius)

    def _middle(self, card: Card, bottom: float) -> float:
        """Return the height of the sun's centre: clear of everything in the masthead."""
        if self.down is None:
            return (card.m.top + bottom) / 2
        clear = self.radius * 1.5 + card.m.small * 0.5
        centre = card.m.width - self.from_right
        lowest: float = self.down
        for right, low in card.mast:
            aside = max(0, centre - right)
            if aside < clear:
                lowest = max(lowest, low + math.sqrt(clear**2 - aside**2))
        return lowest


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


def choose(  # noqa: PLR0913 - what a plan is chosen by
    card: Card,
    plans: Iterable[Plan],
    span: Span,
    words: str,
    facts: Callable[[float], Tab],
    *,
    lead: float = 1.12,
    closing: str = "",
) -> Chosen:
    """Return the first plan in which the words fit; ``facts`` fits the rest to a width.

    A later one where only there no line ends on a weak word, and little smaller.

    Raises:
        CardDoesNotFit: no plan takes them.
    """
    best: Chosen | None = None
    keep = card.emphasis(words)
    for plan in plans:
        width = plan.edge - card.m.left
        below = facts(width)
        gap = span.gap if below.rows else 0.0
        start = plan.top(card, span.top)
        height = span.bottom - start - below.height - gap
        room = Room(width, height, plan.least, plan.most, lead)
        try:
            block = fitting.fit("headline", words, VOICE, room, closing=closing, keep=keep)
        except CardDoesNotFit:
            continue
        y = start + max(0.0, height - block.height) / 2
        if best is None or _ends_better(block, best.block):
            best = Chosen(plan, block, below, y, y + block.height + gap)
        if not best.block.weak:
            return best
    if best is not None:
        return best
    raise CardDoesNotFit(field="headline", text=words)


def _ends_better(block: Block, best: Block) -> bool:
    large_enough = block.style.size >= best.style.size * fitting.COMPETE
    return large_enough and not block.weak and bool(best.weak)
