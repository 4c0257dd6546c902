"""A publication: a book that stands on the horizon, its title on its cover.

``kicker`` says what it is, ``subtitle`` what is in it. A title that is too long for a cover stands
beside the book.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from campaign.cards import fitting, ground, objects
from campaign.cards.canvas import Ink
from campaign.cards.fitting import Room
from campaign.cards.objects import Spot
from campaign.cards.parts import DATE, FACT, VOICE, Row, named_together, stack
from campaign.cards.plans import first_that_fits, settle
from campaign.core import cards
from campaign.core.card_errors import CardDoesNotFit

if TYPE_CHECKING:
    from campaign.cards.card import Card
    from campaign.cards.fitting import Block
    from campaign.cards.parts import Stack


@dataclass(frozen=True, slots=True)
class Place:
    """The book's left edge, width and height; the sizes of the title on it, from most to least;
    the right edge of the texts beside it and the sizes of the large one.
    """

    x: int
    width: int
    height: int
    title: tuple[int, int]
    edge: int
    beside: tuple[int, int]


SMALLER = (1.0, 0.8, 0.64)
"""Shares of its largest size in which a title on the cover may end its lines better."""

LANDSCAPE = (
    Place(730, 360, 470, (72, 34), 680, (72, 40)),
    Place(860, 240, 330, (0, 0), 810, (64, 30)),
)
PORTRAIT = (
    Place(400, 540, 690, (108, 48), 1014, (96, 60)),
    Place(620, 360, 470, (0, 0), 1014, (84, 38)),
)


def landscape(card: Card) -> None:
    """Compose 1200 by 675: the words at the left, the book at the right."""
    settle(card, partial(_compose, places=LANDSCAPE))


def portrait(card: Card) -> None:
    """Compose 1080 by 1350: the words above, the book below."""
    settle(card, partial(_compose, places=PORTRAIT))


SIZES = {cards.LANDSCAPE: landscape, cards.PORTRAIT: portrait}


def _compose(card: Card, places: tuple[Place, ...]) -> None:
    first_that_fits(places, partial(_stand, card))


def _stand(card: Card, place: Place) -> None:
    m = card.m
    card.begin(m)
    on_cover = place.title[0] > 0
    words = card.value("kicker") if on_cover else card.headline
    horizon = round(card.footer())
    high = min(place.height, round(horizon - m.top)) if m.wide else place.height
    top = card.masthead(kicker=not on_cover)
    if m.wide and top > horizon - high:
        # It would run into the book.
        card.begin(m)
        horizon = round(card.footer())
        top = card.masthead(place.edge - m.left, kicker=not on_cover)
    top += m.small * 1.5
    box = Spot(place.x, horizon - high, place.width, high, horizon)
    low = horizon - m.small * 1.2 if m.wide else horizon - high - m.small * 1.2
    field = "kicker" if on_cover else "headline"
    if words or _facts(card, place.edge - m.left).rows:
        _beside(card, place, (top, low), (field, words))
    objects.book(card, box)
    _cover(card, box, _title(card, place, box) if on_cover else None)
    card.lay()


def _beside(card: Card, place: Place, span: tuple[float, float], said: tuple[str, str]) -> None:
    """Draw the words beside the book: what it is, or its title, and what is in it."""
    m = card.m
    field, words = said
    facts = _facts(card, place.edge - m.left)
    if not words:
        facts.draw(card, m.left, span[0] + (span[1] - span[0] - facts.height) * 0.36)
        return
    most, least = place.beside
    gap = m.medium * 0.95 if facts.rows else 0.0
    height = span[1] - span[0] - facts.height - gap
    block = fitting.fit(
        field, words, VOICE, Room(place.edge - m.left, height, min(least, most), most, 1.1)
    )
    y = span[0] + max(0.0, height - block.height) * (0.36 if m.wide else 0.25)
    ink = Ink(card.colours.accent if field == "kicker" else card.colours.ink)
    card.canvas.block(field, block, (m.left, y), ink)
    facts.draw(card, m.left, y + block.height + gap)


def _title(card: Card, place: Place, box: Spot) -> Block:
    """Fit the title on the cover, smaller where its lines end better so.

    Raises:
        CardDoesNotFit: it does not fit, or breaks badly: beside the book it has a wider column.
    """
    most, least = place.title
    keep = card.emphasis(card.headline)
    for share in SMALLER:
        largest = max(least, round(most * share))
        room = Room(_column(box), box.height * 0.56, least, largest, 1.1)
        title = fitting.fit("headline", card.headline, VOICE, room, keep=keep)
        if not title.weak:
            return title
    raise CardDoesNotFit(field="headline", text=card.headline)


def _column(box: Spot) -> float:
    return box.width * 0.78


def _cover(card: Card, box: Spot, title: Block | None) -> None:
    """Draw what is printed on the cover: the title above, the motif below."""
    colours = card.colours
    left = box.left + box.width * 0.14
    if title is not None:
        at = (left, box.top + box.width * 0.12)
        card.canvas.block("headline", title, at, Ink(colours.on_disc))
    side = round(box.width * (0.34 if title is not None else 0.5))
    sign = ground.sign(card.motif, side, card.spec.series)
    at = (left - side * 0.06, box.top + box.height - side - box.width * 0.1)
    card.canvas.stamp(at, sign, colours.second)


def _facts(card: Card, width: float) -> Stack:
    m, colours = card.m, card.colours
    rows = [
        Row("subtitle", card.value("subtitle"), FACT, m.medium, colours.ink, lines=5),
        Row("when", card.date(), DATE, m.medium, colours.accent),
        Row("where", card.value("where"), FACT, m.small, colours.muted),
        named_together(card, colours.muted),
    ]
    return stack(rows, width)
