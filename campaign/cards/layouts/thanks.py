"""Thanks: the word as wide as the card, and under it those to whom they go.

Where nobody is named, the sun sets behind the partners.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from campaign.cards import fitting
from campaign.cards.canvas import Ink
from campaign.cards.company import Seating, has_seats, seat_count, seated
from campaign.cards.fitting import Room
from campaign.cards.ground import Motif
from campaign.cards.parts import DATE, FACT, VOICE, Row, named_together, stack
from campaign.cards.plans import first_that_fits, settle
from campaign.core import cards

if TYPE_CHECKING:
    from collections.abc import Iterator

    from campaign.cards.card import Card
    from campaign.cards.company import Company
    from campaign.cards.parts import Stack


@dataclass(frozen=True, slots=True)
class Place:
    """The sizes of the word and of the title from most to least; the setting sun's centre from
    the left and its radius, ``None`` beside people.
    """

    word: tuple[int, int]
    title: tuple[int, int]
    sun: tuple[int, int] | None = None


LANDSCAPE = (
    Place((230, 150), (60, 46), (940, 170)),
    Place((170, 90), (52, 38), (1000, 120)),
    Place((110, 60), (44, 26), (1060, 74)),
)
LANDSCAPE_PEOPLE = (
    Place((200, 120), (54, 40)),
    Place((130, 80), (46, 32)),
    Place((90, 60), (40, 26)),
)
PORTRAIT = (
    Place((300, 200), (84, 64), (640, 290)),
    Place((260, 150), (72, 48), (720, 220)),
    Place((190, 100), (60, 34), (800, 140)),
)
PORTRAIT_PEOPLE = (
    Place((300, 180), (80, 60)),
    Place((240, 130), (66, 44)),
    Place((160, 90), (56, 34)),
)


def landscape(card: Card) -> None:
    """Compose 1200 by 675: the word above, people side by side."""
    settle(card, partial(_compose, places=LANDSCAPE, with_people=LANDSCAPE_PEOPLE))


def portrait(card: Card) -> None:
    """Compose 1080 by 1350: the word above, people under each other."""
    settle(card, partial(_compose, places=PORTRAIT, with_people=PORTRAIT_PEOPLE))


SIZES = {cards.LANDSCAPE: landscape, cards.PORTRAIT: portrait}


def _compose(card: Card, places: tuple[Place, ...], with_people: tuple[Place, ...]) -> None:
    m = card.m
    top = card.masthead() + m.small * 1.4
    foot = card.footer()
    row = _company(card, foot - top) if has_seats(card) else None
    air = m.small * 1.1
    horizon = round(foot if row is None else foot - row.height - 2 * air)

    def stand(place: Place) -> None:
        sun = _sun(card, place, horizon)
        _words(card, place, (top, horizon), sun, named=row is None)
        if row is not None:
            card.canvas.fill((m.left, horizon, m.right, horizon + 2), card.colours.rule)
            row.draw(card, horizon + air, foot - air)
        card.lay(*([sun] if sun else []))

    first_that_fits(with_people if row else places, stand)


def _sun(card: Card, place: Place, horizon: int) -> Motif | None:
    """Return the sun that sets: nearly all of it is below the horizon."""
    if place.sun is None:
        return None
    x, radius = place.sun
    y = horizon + round(radius * 0.1)
    return Motif(x, y, radius, kind=card.motif, horizon=horizon, bright=True)


def _company(card: Card, height: float) -> Company | None:
    return seated(card, _seatings(card), height * (0.36 if card.m.wide else 0.5))


def _seatings(card: Card) -> Iterator[Seating]:
    """Yield the ways to set people, the one that is read best on a phone first."""
    count = seat_count(card)
    if card.m.wide:
        if count <= 3:  # noqa: PLR2004 - so many stand in one row
            yield from (Seating(max(2, count), r, large) for r, large in ((56, True), (52, False)))
        yield from (Seating(2, 38, large=False), Seating(3, 32, large=False, whole=False))
        yield Seating(3, 0, large=False, whole=False)
    else:
        yield from (Seating(1, r, large=True) for r in (64, 54, 44))
        yield from (Seating(2, 44, large=False), Seating(2, 38, large=False, whole=False))
        yield Seating(2, 0, large=False, whole=False)


def _words(
    card: Card, place: Place, span: tuple[float, float], sun: Motif | None, *, named: bool
) -> None:
    m, colours = card.m, card.colours
    width: float = m.column
    low = span[1] - m.small * 1.2
    if sun is not None and m.wide:
        width = sun.x - sun.radius * sun.reach - m.small - m.left
    elif sun is not None:
        low = sun.y - sun.radius * sun.reach - m.small * 0.4
    facts = _facts(card, width, named=named)
    gap = m.medium * (0.6 if m.wide else 0.9)
    most, least = place.title
    beside = Room(width, least * 3.6, least, most, 1.1)
    keep = card.emphasis(card.headline)
    title = fitting.fit("headline", card.headline, VOICE, beside, keep=keep)
    taken = title.height + gap + (facts.height + gap * 0.8 if facts.rows else 0.0)
    high = low - span[0] - taken
    most, least = place.word
    # A word that is as wide as the card stands above the sun.
    room = Room(m.column if sun is None or m.wide else width, high, least, most, 1.0)
    rooms = (room._replace(lines=1), room)
    word = fitting.fit_first("figure", card.value("figure") or card.headline, VOICE, rooms)[1]
    y = span[0] + max(0.0, high - word.height) * 0.4
    card.canvas.block("figure", word, (m.left - word.style.size * 0.03, y), Ink(colours.accent))
    y += word.height + gap * 0.7
    card.canvas.block("headline", title, (m.left, y), Ink(colours.ink))
    facts.draw(card, m.left, y + title.height + gap * 0.8)


def _facts(card: Card, width: float, *, named: bool) -> Stack:
    m, colours = card.m, card.colours
    rows = [
        Row("subtitle", card.value("subtitle"), FACT, m.small, colours.ink, lines=4),
        Row("when", card.date(), DATE, m.small, colours.ink),
        Row("where", card.value("where"), FACT, m.small, colours.muted),
    ]
    if named:
        rows.append(named_together(card, colours.muted))
    return stack(rows, width)
