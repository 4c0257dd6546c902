"""What will happen: the sun carries the day.

A sun rises over the horizon, which is the line above the partners, or the line above the people
where somebody takes part. Its disc holds the day as a large figure; weekday, hour and place stand
under the title. A date that is not one day (two days, a week) is a line of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from campaign.cards.company import Seating, has_seats, seat_count, seated
from campaign.cards.ground import Motif
from campaign.cards.leaf import leaf, printed
from campaign.cards.parts import DATE, FACT, Row, Stack, named_together, stack
from campaign.cards.plans import Chosen, Plan, choose, first_that_reads_well, settle
from campaign.core import cards

if TYPE_CHECKING:
    from collections.abc import Iterator

    from campaign.cards.card import Card
    from campaign.cards.company import Company
    from campaign.cards.leaf import Printed

FEW, ROW = 3, 2
"""So many people stand in one row, with faces; if they are more, or names long, in rows of two."""

UNEVEN = {
    2: ((0.57, 0.43), (0.43, 0.57), (0.64, 0.36), (0.36, 0.64)),
    3: ((0.4, 0.3, 0.3), (0.3, 0.4, 0.3), (0.3, 0.3, 0.4)),
}
"""Shares of the width for columns of which one has longer names than the others."""

SHARE = 0.455
"""The most of the height between masthead and foot that people take."""

ONE_LINE = 1.5
"""The height of a masthead of one line, in sizes."""

STEP = 8
"""Horizons above people are whole multiples of this: cards then share their grounds."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sun may stand: its centre from the left, its radius, how far its centre is above
    the horizon; the right edge of the title, and its sizes from most to least. ``aside`` tells
    that the facts stand at the left of the sun, and not under the title.
    """

    x: int
    radius: int
    up: int
    edge: int
    most: int
    least: int
    aside: bool = False

    def motif(self, card: Card, horizon: int) -> Motif:
        """Return the sun over this horizon."""
        return Motif(self.x, horizon - self.up, self.radius, kind=card.motif, horizon=horizon)


LANDSCAPE = (
    Place(912, 215, 152, 590, 104, 58),
    Place(970, 166, 112, 704, 84, 44),
    Place(1026, 120, 80, 828, 58, 30),
)
LANDSCAPE_PEOPLE = (
    Place(1004, 136, 62, 776, 78, 46),
    Place(1040, 100, 48, 872, 62, 30),
)
PORTRAIT = (
    Place(640, 300, 190, 1014, 140, 92),
    Place(730, 220, 140, 1014, 116, 64),
    Place(800, 160, 100, 1014, 92, 40),
)
PORTRAIT_PEOPLE = (
    Place(640, 280, 150, 1014, 140, 110),
    Place(700, 240, 120, 1014, 130, 104),
    Place(740, 204, 96, 1014, 124, 96),
    Place(790, 200, 96, 1014, 120, 76, aside=True),
    Place(846, 150, 72, 1014, 100, 56, aside=True),
    Place(880, 112, 54, 1014, 76, 38, aside=True),
)
"""The first three leave no hole between few words and few people."""


def landscape(card: Card) -> None:
    """Compose 1200 by 675: title beside the sun, people side by side below both."""
    settle(card, partial(_compose, places=LANDSCAPE, with_people=LANDSCAPE_PEOPLE))


def portrait(card: Card) -> None:
    """Compose 1080 by 1350: title above the sun, people under each other below both."""
    settle(card, partial(_compose, places=PORTRAIT, with_people=PORTRAIT_PEOPLE))


SIZES = {cards.LANDSCAPE: landscape, cards.PORTRAIT: portrait}


def _compose(card: Card, places: tuple[Place, ...], with_people: tuple[Place, ...]) -> None:
    m = card.m
    top = card.masthead()
    if m.wide and top > m.top + m.small * ONE_LINE:
        # Too long for one line above the sun: beside it, then.
        card.begin(m)
        top = card.masthead(places[0].edge - m.left)
    top += m.small * (1.5 if m.wide else 2.0)
    foot = card.footer()
    row = _company(card, foot - top) if has_seats(card) else None
    if row is None:
        _scene(card, places, (top, foot), beside=m.wide)
        return
    air = m.small * 1.1
    horizon = int((foot - row.height - 2 * air) // STEP) * STEP
    card.canvas.fill((m.left, horizon, m.right, horizon + 2), card.colours.rule)
    row.draw(card, horizon + air, foot - air)
    _scene(card, with_people, (top, horizon), beside=m.wide, together=False)


def _company(card: Card, height: float) -> Company | None:
    """Return everybody, in at most so much of the height that the title stays the largest."""
    return seated(card, _seatings(card), height * SHARE)


def _seatings(card: Card) -> Iterator[Seating]:
    """Yield the ways to set people, the one that is read best on a phone first."""
    count = seat_count(card)
    if card.m.wide:
        if count == 1:
            yield Seating(1, 64, large=True)
        if count <= FEW:
            yield Seating(max(2, count), 58, large=True)
        if count <= 2 * ROW:
            yield Seating(ROW, 40, large=True)
        if count <= FEW:
            yield from (Seating(max(2, count), radius, large=False) for radius in (54, 42))
        yield from _closer(count, photos=any(person.photo for person in card.people))
    else:
        if count <= 4:  # noqa: PLR2004 - so many stand under each other
            yield from (Seating(1, r, large=True) for r in (66, 56, 46))
            yield Seating(1, 40, large=False)
        yield from (Seating(2, 44, large=False), Seating(2, 40, large=False, whole=False))
    yield Seating(3 if card.m.wide else 2, 0, large=False, whole=False)


def _closer(count: int, *, photos: bool) -> Iterator[Seating]:
    """Yield the ways for long names and words on a wide card: a column may be wider than the
    others, and where they have photos, faces are worth more than what people are.
    """
    if count <= 2 * ROW:
        yield Seating(ROW, 37, large=False)
    if count <= FEW:
        for radius, columns in ((58, max(2, count)), (44, max(2, count)), (44, ROW)):
            for shares in UNEVEN[columns]:
                yield Seating(columns, radius, large=False, shares=shares)
    bare = Seating(3, 32, large=False, whole=False)
    if photos:
        yield bare
    if count <= 2 * ROW:
        yield Seating(count, 0, large=False)
    yield bare


def _scene(
    card: Card,
    places: tuple[Place, ...],
    span: tuple[float, float],
    *,
    beside: bool,
    together: bool = True,
) -> None:
    """Draw the title, the facts and the sun between the masthead and the horizon."""
    low = span[1] - card.m.small * 1.2

    def stand(place: Place) -> tuple[Chosen, Motif, Printed | None, Stack]:
        sun = place.motif(card, round(span[1]))
        day = _day(card, sun)
        facts = _facts(card, day, together=together)
        ceiling = sun.y - sun.radius * sun.reach
        bottom = low if beside else ceiling - card.m.small * 0.2
        plan = Plan(sun, place.edge, place.most, place.least, round(bottom))
        below = stack(
            facts, (sun.x - sun.radius * 1.42 if place.aside else place.edge) - card.m.left
        )
        taken = Stack(()) if place.aside else below
        rise = 0.42 if beside else 0.0
        chosen = choose(card, [plan], (span[0], low), card.headline, lambda _: taken, rise=rise)
        return chosen, sun, day, below if place.aside else Stack(())

    chosen, sun, day, facts = first_that_reads_well(places, stand, lambda one: one[0].block)
    chosen.draw(card)
    facts.draw(card, card.m.left, low - facts.height)
    if day is not None:
        day.draw(card)
    card.lay(sun._replace(bright=day is None))


def _day(card: Card, sun: Motif) -> Printed | None:
    found = leaf(card.value("when"))
    return printed(card, found, sun) if found else None


def _facts(card: Card, day: Printed | None, *, together: bool) -> list[Row]:
    m, colours = card.m, card.colours
    when = card.date() if day is None else day.leaf.rest
    rows = [
        Row("subtitle", card.value("subtitle"), FACT, m.medium, colours.ink, lines=4),
        Row("when", when, DATE, m.medium, colours.accent),
        Row("where", card.value("where"), FACT, m.small, colours.muted),
    ]
    if together and card.people:
        rows.append(named_together(card, colours.ink, apart=True))
    return rows
