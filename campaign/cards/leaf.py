"""The leaf of a calendar: the day of a date as a large figure, its month below it."""

from __future__ import annotations

import math
import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from campaign.cards import typeface
from campaign.cards.canvas import Ink
from campaign.cards.measures import CAPITALS
from campaign.cards.parts import DATE, STRONG, VOICE

if TYPE_CHECKING:
    from campaign.cards.card import Card
    from campaign.cards.ground import Motif

_DAY = re.compile(
    r"(?P<weekday>[^\W\d]+)\s(?P<day>\d{1,2})\s(?:de\s)?(?P<month>[^\W\d]+)(?:,\s(?P<time>.+))?"
)


class Leaf(NamedTuple):
    """A date in its parts, as *miércoles 23 de febrero, 17:00 h* has them."""

    weekday: str
    day: str
    month: str
    time: str

    @property
    def rest(self) -> str:
        """Return what is said besides the day and the month."""
        told = ", ".join(part for part in (self.weekday, self.time) if part)
        return told[:1].upper() + told[1:]


@lru_cache(64)
def leaf(when: str) -> Leaf | None:
    """Return the parts of one day's date; ``None`` for several days, a year, or words."""
    found = _DAY.fullmatch(when)
    return Leaf(**{name: part or "" for name, part in found.groupdict().items()}) if found else None


class Printed(NamedTuple):
    """A leaf in a disc: the size of its figure, and the baselines of figure and month."""

    leaf: Leaf
    x: int
    size: int
    figure: float
    month: float

    def draw(self, card: Card) -> None:
        """Draw it upon the disc."""
        ink = Ink(card.colours.on_disc)
        card.canvas.middle("when", self.leaf.day, (self.x, self.figure), VOICE.at(self.size), ink)
        style = STRONG.at(card.m.medium)
        card.canvas.middle("when", self.leaf.month, (self.x, self.month), style, ink)


def printed(card: Card, found: Leaf, disc: Motif) -> Printed | None:
    """Return the leaf as large as the visible part of a disc takes it; ``None`` for none."""
    medium = card.m.medium
    low = disc.y + disc.radius if disc.horizon is None else disc.horizon
    low = min(low, disc.y + round(disc.radius * 0.86))
    middle = (disc.y - disc.radius + low) / 2 + disc.radius * 0.03
    for share in (1.06, 0.94, 0.82, 0.7):
        size = round(disc.radius * share)
        gap = max(medium * 0.42, size * 0.14)
        high = size * CAPITALS + gap + medium * CAPITALS
        top = middle - high / 2
        figure, month = top + size * CAPITALS, top + high
        edges = (
            (typeface.width(found.day, VOICE.at(size)), top),
            (typeface.width(found.day, VOICE.at(size)), figure),
            (typeface.width(found.month, DATE.at(medium)), month),
            (typeface.width(found.month, DATE.at(medium)), month - medium * CAPITALS),
        )
        if size > medium and all(_inside(disc, wide, y) for wide, y in edges):
            return Printed(found, disc.x, size, figure, month)
    return None


def _inside(disc: Motif, wide: float, y: float) -> bool:
    """Tell whether so wide a text, in the middle, leaves a rim of the disc free at a height."""
    away = abs(y - disc.y)
    return away < disc.radius and wide / 2 <= math.sqrt(disc.radius**2 - away**2) * 0.9
