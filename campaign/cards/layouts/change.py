"""Another time: the old one struck through, the new one large; the sun has moved along.

Where only the hour is another one, the day stands once and the hours are large.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from campaign.cards import fitting, objects
from campaign.cards.canvas import Ink
from campaign.cards.fitting import Room
from campaign.cards.ground import Motif
from campaign.cards.parts import FACT, STRONG, VOICE, Row, named_together, set_in, stack
from campaign.cards.plans import first_that_fits, settle
from campaign.cards.typography import NO_BREAK
from campaign.core import cards
from campaign.core.card_errors import CardDoesNotFit
from campaign.core.colours import mix

if TYPE_CHECKING:
    from campaign.cards.card import Card
    from campaign.cards.fitting import Block
    from campaign.cards.parts import Stack


NARROWER = (0.93, 0.86, 0.79)
"""Shares of a column in which a title may end its lines better."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the sun was and where it is now, from the left; its radius; the right edge of the
    texts; the sizes of the new time from most to least.
    """

    was: int
    now: int
    radius: int
    edge: int
    most: int
    least: int


LANDSCAPE = (
    Place(804, 1008, 112, 668, 150, 60),
    Place(900, 1048, 84, 782, 120, 48),
    Place(990, 1084, 52, 914, 84, 30),
)
PORTRAIT = (
    Place(380, 736, 184, 1014, 230, 84),
    Place(480, 780, 144, 1014, 170, 70),
    Place(640, 850, 96, 1014, 120, 40),
)


@dataclass(frozen=True, slots=True)
class Times:
    """The words of a change: what both times share, the old one and the new one."""

    shared: str
    before: str
    now: str


def landscape(card: Card) -> None:
    """Compose 1200 by 675: the times at the left, both suns at the right."""
    settle(card, partial(_compose, places=LANDSCAPE))


def portrait(card: Card) -> None:
    """Compose 1080 by 1350: the times above, both suns below."""
    settle(card, partial(_compose, places=PORTRAIT))


SIZES = {cards.LANDSCAPE: landscape, cards.PORTRAIT: portrait}


def times(card: Card) -> Times:
    """Return the times, parted where both are of one day: *martes 4 de junio* and the hours."""
    before, now = card.value("before"), card.date()
    day, comma, hour = now.rpartition(", ")
    old_day, _, old = before.rpartition(", ")
    if comma and before and old_day.casefold() == day.casefold():
        return Times(day, old, hour)
    return Times("", before[:1].upper() + before[1:], now)


def _compose(card: Card, places: tuple[Place, ...]) -> None:
    m = card.m
    top = card.masthead() + m.small * 1.3
    horizon = round(card.footer())

    def stand(place: Place) -> None:
        y = horizon - round(place.radius * 0.35)
        sun = Motif(place.now, y, place.radius, kind=card.motif, horizon=horizon, bright=True)
        low = horizon - m.small * 1.2 if m.wide else y - place.radius * 1.5 - m.small * 0.4
        _words(card, place, (top, low))
        if card.value("before"):
            _ghost(card, place, y, horizon)
        card.lay(*([sun] if _is_moment(card) else []))

    first_that_fits(places, stand)


def _is_moment(card: Card) -> bool:
    """Tell whether there is a new time: what is off or open has no sun any more."""
    return any(letter.isdigit() for letter in card.value("when"))


def _ghost(card: Card, place: Place, y: int, horizon: int) -> None:
    """Draw the ring of the sun where it was."""
    radius = place.radius
    ring = objects.ring(2 * radius, max(3, radius // 28))
    ring = ring.crop((0, 0, ring.width, horizon - (y - radius)))
    faint = mix(card.colours.paper, card.colours.muted, 0.6)
    card.canvas.stamp((place.was - radius, y - radius), ring, faint)


def _words(card: Card, place: Place, span: tuple[float, float]) -> None:
    m, colours = card.m, card.colours
    width = place.edge - m.left
    said = times(card)
    title = _title(card, width)
    shared = stack([Row("when", said.shared, FACT, m.medium, colours.ink)], width)
    below = stack(
        [
            Row("where", card.value("where"), FACT, m.small, colours.muted),
            named_together(card, colours.muted),
        ],
        width,
    )
    before = _before(card, said.before, place, width)
    gap = m.medium * 0.8
    taken = title.height + gap * 1.4 + (gap * 0.7 + below.height if below.rows else 0.0)
    taken += shared.height + gap * 0.5 if shared.rows else 0.0
    taken += before.height + gap * 0.5 if before else 0.0
    now = _now(said.now, Room(width, span[1] - span[0] - taken, place.least, place.most, 1.08))
    spare = span[1] - span[0] - taken - now.height
    y = span[0] + spare * (0.42 if m.wide else 0.3)
    y = title.draw(card, m.left, y) + gap * 1.4
    _draw_times(card, (shared, before, now, below), y, gap)


def _draw_times(
    card: Card, parts: tuple[Stack, Block | None, Block, Stack], y: float, gap: float
) -> None:
    shared, before, now, below = parts
    m, colours = card.m, card.colours
    if shared.rows:
        y = shared.draw(card, m.left, y) + gap * 0.5
    if before is not None:
        card.canvas.block("before", before, (m.left, y), Ink(colours.muted))
        _strike(card, before, y)
        y += before.height + gap * 0.5
    card.canvas.block("when", now, (m.left, y), Ink(colours.accent))
    below.draw(card, m.left, y + now.height + gap * 0.7)


def _title(card: Card, width: float) -> Stack:
    """Fit the title, in a narrower column where its lines end better there."""
    m, colours = card.m, card.colours
    rows = [
        Row("headline", card.headline, STRONG, m.medium, colours.ink, lines=4),
        Row("subtitle", card.value("subtitle"), FACT, m.small, colours.muted),
    ]
    wide = stack(rows, width)
    for share in NARROWER:
        if not (wide.rows and wide.rows[0][1].weak):
            break
        try:
            narrow = stack(rows, width * share)
        except CardDoesNotFit:
            break
        if not narrow.rows[0][1].weak:
            return narrow
    return wide


def _before(card: Card, words: str, place: Place, width: float) -> Block | None:
    """Fit the old time: an hour in half the size of the new one, a date on a line if it can be."""
    if not words:
        return None
    most = max(card.m.medium, place.most // 2)
    room = Room(width, most * 1.1, min(card.m.medium, place.least), most, 1.1)
    small = Row("before", words, FACT, card.m.medium, card.colours.muted)
    try:
        return fitting.fit("before", words, VOICE, room)
    except CardDoesNotFit:
        return set_in(small, width)


def _now(words: str, room: Room) -> Block:
    """Fit the new time: the day on a line, the hour on the next, where that is not too small."""
    parts = ", ".join(part.replace(" ", NO_BREAK) for part in words.split(", "))
    return first_that_fits((parts, words), lambda when: fitting.fit("when", when, VOICE, room))


def _strike(card: Card, block: Block, y: float) -> None:
    """Draw a line through every line of a text."""
    size = block.style.size
    thick = max(3, round(size * 0.065))
    for number, (start, end) in enumerate(block.lines):
        base = y + (block.ascent + number * block.lead) * size
        middle = base - size * 0.27
        line = fitting.Block(block.text[start:end], block.style, ((0, end - start),), block.lead)
        box = (card.m.left - 4, middle, card.m.left + line.width + 4, middle + thick)
        card.canvas.fill(box, card.colours.accent)
