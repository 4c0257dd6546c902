"""The foot of a card: all partners in their order, logos where there are, names where not.

It is a colophon: one size, regular weight, under a hairline, in columns where all names fit in
them and else in lines of even length. A campaign has the same foot on all its cards, so it is
fitted once for a size and painted once on each ground.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from campaign.cards import fitting, logos, typeface
from campaign.cards.breaking import Paragraph
from campaign.cards.canvas import Ink
from campaign.cards.measures import CAPITALS, FOOT, FOOT_OF_MANY, LEAD
from campaign.cards.pieces import Pieces
from campaign.cards.remembered import remembered
from campaign.cards.scripts import may_be_tall
from campaign.cards.shapes import circle
from campaign.cards.typeface import Style
from campaign.cards.typography import clean
from campaign.core.card_errors import CardDoesNotFit
from campaign.core.files import content_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from PIL import Image

    from campaign.cards.canvas import Canvas
    from campaign.cards.measures import Measures
    from campaign.core.cards import CardPartner
    from campaign.core.colours import Palette
    from campaign.core.files import Content

NAMES = Style("facts", 0)
COLUMNS = 3
_LINES = 5
_MIDDLE = 0.36
"""Half the height of capitals, in em: where the middle of a name is above its baseline."""

_APART = 0.12
"""Between the ink of one row of names and of the next, in sizes, where letters are tall."""

_TIGHTER = ((0.8, 1.5), (0.7, 1.5), (0.7, 1.1), (0.6, 1.1), (0.6, 0.8))
"""What logos are asked for, and the gaps between partners, in sizes of the names."""

_GAPS = tuple((1.0, gap) for gap in (1.5, 1.1, 0.8))
"""The same without logos."""

_AIR, _AIR_OF_TALL = 0.5, 0.95
"""Between the hairline and what is below it, in sizes; more where a card is higher than wide."""


class FootRoom(NamedTuple):
    """Where the foot stands, in pixels; the least sizes of names, if it can be and at all."""

    left: int
    right: int
    height: int
    readable: int
    least: int

    @property
    def width(self) -> int:
        """Return the width of the lines."""
        return self.right - self.left


@dataclass(frozen=True, slots=True, eq=False)
class Emblem:
    """A partner as it is drawn: ``logo`` is a mask, ``None`` where the name stands."""

    name: str
    logo: Image.Image | None
    width: float

    @property
    def height(self) -> int:
        """Return the height of the logo; 0 for a name."""
        return self.logo.height if self.logo else 0


@dataclass(frozen=True, slots=True)
class Place:
    """Where a partner stands: its left edge, and the baseline of its name; ``gap`` is the width of
    the space with a dot before it, 0 for none.
    """

    emblem: Emblem
    x: float
    baseline: float
    gap: float


@dataclass(frozen=True, slots=True, eq=False)
class Footer:
    """The foot of a card, fitted: the hairline is at ``top``. One object for equal partners."""

    top: int
    size: int
    left: int
    right: int
    places: tuple[Place, ...]

    def paint(self, canvas: Canvas, colours: Palette) -> None:
        """Draw it."""
        if not self.places:
            return
        canvas.fill((self.left, self.top, self.right, self.top + 2), colours.rule)
        style, ink = NAMES.at(self.size), Ink(colours.muted)
        dot = max(4, round(self.size * 0.17))
        for place in self.places:
            emblem, middle = place.emblem, place.baseline - self.size * _MIDDLE
            if place.gap:
                at = (place.x - (place.gap + dot) / 2, middle - dot / 2 + 1)
                canvas.stamp(at, circle(dot), colours.muted)
            if emblem.logo is None:
                canvas.text("partners", emblem.name, (place.x, place.baseline), style, ink)
            else:
                at = (place.x, middle - emblem.height / 2)
                canvas.emblem("partners", emblem.name, at, emblem.logo, ink)


def fit(
    partners: Sequence[CardPartner], files: Mapping[str, bytes], m: Measures, size: int
) -> Footer:
    """Return the foot for these partners; ``size`` is the largest of its names in pixels.

    Raises:
        CardDoesNotFit: they do not fit on five lines.
    """
    contents = [
        content_of(files, one.logo) if one.logo is not None and one.logo in files else None
        for one in partners
    ]
    names = [one.name for one in partners]
    room = FootRoom(m.left, m.right, m.height, m.readable, m.least)
    return _fit(tuple(contents), tuple(names), room, size)


@remembered(32)
def _fit(
    contents: tuple[Content | None, ...],
    names: tuple[str, ...],
    room: FootRoom,
    size: int,
) -> Footer:
    if not any(name.strip() for name in names):
        return Footer(round(room.height * 0.93), size, room.left, room.right, ())
    found = list(_tries(names, contents, room, size))
    for share, least in (
        (FOOT, room.readable),
        (FOOT, room.readable - 2),
        (FOOT_OF_MANY, room.readable),
    ):
        for foot in found:
            if foot.size >= least and room.height - foot.top <= room.height * share:
                return foot
    if not found:
        raise CardDoesNotFit(field="partners", text=" · ".join(names))
    return max(found, key=lambda foot: foot.top)


def _tries(
    names: tuple[str, ...],
    contents: tuple[Content | None, ...],
    room: FootRoom,
    largest: int,
) -> Iterator[Footer]:
    """Yield the ways to set them, the one that is read best first."""
    for most, low in (
        *((lines, room.readable) for lines in range(1, _LINES)),
        (_LINES, room.least),
    ):
        for size in range(largest, low - 1, -1):
            for share, gap in _TIGHTER if any(contents) else _GAPS:
                emblems = _emblems(names, contents, size, share)
                columns = _columns(emblems, size, room.width) if most > 1 else []
                rows = columns or _lines(emblems, gap * size, room.width, most)
                if rows:
                    yield _placed(rows, size, 0.0 if columns else gap * size, room)


Row = list[tuple[Emblem, float]]
"""The partners of a row, each with how far from the left edge it begins."""


def _columns(emblems: Sequence[Emblem], size: int, width: float) -> list[Row]:
    """Return up to two rows of three, in columns; none where a name is wider than its column."""
    if any(emblem.logo for emblem in emblems) or not COLUMNS < len(emblems) <= 2 * COLUMNS:
        return []
    pitch = (width + size) / COLUMNS
    if any(emblem.width > pitch - size for emblem in emblems):
        return []
    rows = [emblems[start : start + COLUMNS] for start in range(0, len(emblems), COLUMNS)]
    return [[(emblem, pitch * place) for place, emblem in enumerate(row)] for row in rows]


def _lines(emblems: Sequence[Emblem], gap: float, width: float, most: int) -> list[Row]:
    """Return lines of even length in the order of the partners; none if they do not fit."""
    count = len(emblems)
    gaps = [0.0] + [gap] * (count - 1)
    items = Pieces(
        [*range(count)],
        [*range(1, count + 1)],
        [emblem.width for emblem in emblems],
        gaps,
        [0.0] * count,
    )
    found = Paragraph(items).whole.even(width, most)
    return [_line(emblems[a:b], gap) for a, b in found.lines] if found else []


def _line(emblems: Sequence[Emblem], gap: float) -> Row:
    row: Row = []
    x = 0.0
    for emblem in emblems:
        row.append((emblem, x))
        x += emblem.width + gap
    return row


def _placed(rows: Sequence[Row], size: int, gap: float, room: FootRoom) -> Footer:
    tall = [_reach(row, size) for row in rows]
    tallest = max(emblem.height for row in rows for emblem, _ in row)
    step = max(size * LEAD, tallest + size * 0.5)
    step = max(step, *(a[1] + b[0] + size * _APART for a, b in pairwise(tall)), 0.0)
    rise = max(size * CAPITALS, tallest / 2 + size * _MIDDLE, tall[0][0])
    drop = max(size * 0.24, tallest / 2 - size * _MIDDLE, tall[-1][1])
    last = room.height * 0.95 - drop - 1
    first = last - step * (len(rows) - 1)
    dotted = bool(gap) and not any(emblem.logo for row in rows for emblem, _ in row)
    places = tuple(
        Place(emblem, room.left + x, first + number * step, gap if dotted and x > 0 else 0.0)
        for number, row in enumerate(rows)
        for emblem, x in row
    )
    air = _AIR if room.height < room.right else _AIR_OF_TALL
    return Footer(round(first - rise - size * air), size, room.left, room.right, places)


def _reach(row: Row, size: int) -> tuple[float, float]:
    """Return how far names in letters that may be taller than ours reach above and below their
    baseline, in pixels; 0 where there are none.
    """
    names = [one.name for one, _ in row if one.logo is None and may_be_tall(one.name)]
    reach = [typeface.reach(name, NAMES.at(size)) for name in names]
    return (
        max((up * size for up, _ in reach), default=0.0),
        max((down * size + 1 for _, down in reach), default=0.0),
    )


def _emblems(
    names: tuple[str, ...],
    contents: tuple[Content | None, ...],
    size: int,
    share: float,
) -> list[Emblem]:
    emblems = []
    for name, content in zip(map(clean, names), contents, strict=True):
        shape = None if content is None else logos.mask(content, round(size * share))
        if shape is not None:
            emblems.append(Emblem(name, shape, shape.width))
        elif name.strip():
            fitting.check("partners", name, NAMES)
            emblems.append(Emblem(name, None, typeface.width(name, NAMES.at(size))))
    return emblems
