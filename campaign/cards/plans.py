"""How a card is shared between its motif, its large text and the facts that go with it.

A layout names several plans, the best first. The longer the text, the smaller the motif: the
first plan that takes the words is used, and nothing is ever cut. Where no plan does,
:func:`settle` tries again with tighter measures. Whatever else a layout tries in turn (places,
tables, books) goes through :func:`first_that_fits`.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from campaign.cards import fitting, hyphens
from campaign.cards.canvas import Ink
from campaign.cards.fitting import Room
from campaign.cards.parts import VOICE
from campaign.core.card_errors import CardDoesNotFit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from campaign.cards.card import Card
    from campaign.cards.fitting import Block
    from campaign.cards.ground import Motif
    from campaign.cards.measures import Measures
    from campaign.cards.parts import Stack

Way = TypeVar("Way")
Result = TypeVar("Result")


class Plan(NamedTuple):
    """A motif (``None``: there is none), the box of the texts beside it, and the sizes of the
    large one from most to least. ``bottom`` is ``None`` where the texts may go down to the foot.
    """

    motif: Motif | None
    edge: int
    most: int
    least: int
    bottom: int | None = None


class Chosen(NamedTuple):
    """A plan with its texts fitted: the large one has its top at ``y``, the facts at theirs."""

    plan: Plan
    block: Block
    facts: Stack
    y: float
    facts_y: float

    def draw(self, card: Card) -> float:
        """Draw the large text and the facts; return the last baseline of the large text."""
        colours = card.colours
        ink = Ink(colours.ink, colours.accent, card.emphasis(self.block.text))
        last = card.canvas.block("headline", self.block, (card.m.left, self.y), ink)
        self.facts.draw(card, card.m.left, self.facts_y)
        return last


def first_that_fits(ways: Iterable[Way], attempt: Callable[[Way], Result]) -> Result:
    """Return what came of the first way in which the words fit; the later ones are not tried.

    Raises:
        CardDoesNotFit: they fit in none; what the last one said.
        ValueError: there is no way at all.
    """
    refused: CardDoesNotFit | None = None
    for way in ways:
        try:
            return attempt(way)
        except CardDoesNotFit as wrong:
            refused = wrong.with_traceback(None)  # which holds this frame, and all that is drawn
    if refused is None:
        raise ValueError(ways)
    raise refused


def first_that_reads_well(
    ways: Iterable[Way], attempt: Callable[[Way], Result], block: Callable[[Result], Block]
) -> Result:
    """Return the same; a later one where only there no line of its large text ends on a weak
    word, and little smaller.
    """
    left = iter(ways)
    best = first_that_fits(left, attempt)
    for way in left if _flaws(block(best)) else ():
        with suppress(CardDoesNotFit):
            other = attempt(way)
            if _ends_better(block(other), block(best)):
                return other
    return best


def settle(card: Card, compose: Callable[[Card], None]) -> None:
    """Compose the card with its measures, or with tighter ones where its words do not fit.

    Raises:
        CardDoesNotFit: they do not fit with the tightest either.
    """

    def compose_with(measures: Measures) -> None:
        card.begin(measures)
        compose(card)

    first_that_fits(card.m.steps(), compose_with)


def choose(  # noqa: PLR0913 - what a plan is chosen by
    card: Card,
    plans: Iterable[Plan],
    span: tuple[float, float],
    words: str,
    facts: Callable[[Plan], Stack],
    *,
    rise: float = 0.5,
    lead: float = 1.1,
) -> Chosen:
    """Return the first plan in which the words fit between ``span`` (top and bottom).

    A later one where only there no line ends on a weak word, and little smaller. ``facts`` fits
    the rest for a plan. ``rise`` is the share of what is left over that goes above the texts.

    Raises:
        CardDoesNotFit: no plan takes them.
    """
    refused: CardDoesNotFit | None = None
    best: Chosen | None = None
    keep = card.emphasis(words)
    for plan in plans:
        bottom = span[1] if plan.bottom is None else min(span[1], plan.bottom)
        try:
            below = facts(plan)
            gap = card.m.medium * 0.95 if below.rows else 0.0
            height = bottom - span[0] - below.height - gap
            room = Room(plan.edge - card.m.left, height, plan.least, plan.most, lead)
            block = fitting.fit("headline", words, VOICE, room, keep=keep)
        except CardDoesNotFit as wrong:
            refused = wrong.with_traceback(None)
            continue
        y = span[0] + max(0.0, height - block.height) * rise
        if best is None or _ends_better(block, best.block):
            best = Chosen(plan, block, below, y, y + block.height + gap)
        if not _flaws(best.block):
            return best
    if best is not None:
        return best
    raise refused or CardDoesNotFit(field="headline", text=words)


def _ends_better(block: Block, best: Block) -> bool:
    share = hyphens.WHOLE if best.weak >= hyphens.BROKEN else fitting.WEAK
    large_enough = block.style.size >= best.style.size * share
    return large_enough and _flaws(block) < _flaws(best)


def _flaws(block: Block) -> int:
    """Return how many lines end on a weak word, or have the two halves of a title in them."""
    lines = [block.text[start:end] for start, end in block.lines]
    return block.weak + (len(lines) > 1) * sum(": " in line for line in lines)
