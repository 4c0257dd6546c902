"""The size of a text in its box: the largest that fits, unless a slightly smaller breaks better."""

from __future__ import annotations

import sys
from functools import cached_property, lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from campaign.cards import hyphens, pieces, scripts, typeface
from campaign.cards.breaking import Breaks, Paragraph
from campaign.core.card_errors import CannotDraw, CardDoesNotFit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from campaign.cards.breaking import Places
    from campaign.cards.typeface import Style

ASCENT, DESCENT = 0.74, 0.24
"""Ink above the first and below the last baseline, in em; accents of capitals stand higher."""

_ACCENTS = 0.98
"""How high these stand: there is always as much room."""

COMPETE = 0.86
WEAK = 0.72
"""So much smaller a text may become where a line would end on a weak word otherwise."""
_SMALLER = 30.0
_LOOSELY = 1.1
"""Parts of a word may be narrower, by so much at the most, than they are in it."""
_SAFETY = 0.996
_CLEAR = 0.98
"""Lines are as wide as their words and spaces together, but for some kerning at the spaces: what
leaves more room than that needs not be shaped as a whole to know that it fits. Tracking is not
in them between characters that have no space.
"""


class Room(NamedTuple):
    """Where a text may go: width and height in pixels, its sizes from least to most, and how many
    ``lines`` it may have at the most, ``None`` for as many as there is height for.
    """

    width: float
    height: float
    least: int
    most: int
    lead: float = 1.17
    lines: int | None = None


class Block(NamedTuple):
    """A text that fits: its style, its lines as ranges of ``text``, the line distance, how
    many of its lines end on a weak word, and the width of its room in pixels.
    """

    text: str
    style: Style
    lines: tuple[tuple[int, int], ...]
    lead: float
    weak: int = 0
    measure: float = 0.0
    ascent: float = ASCENT
    descent: float = DESCENT

    @property
    def from_right(self) -> bool:
        """Tell whether it begins at the right, as Arabic and Hebrew do."""
        return scripts.is_right_to_left(self.text)

    def inset(self, line: str) -> float:
        """Return how far to the right of the room's left edge a line begins."""
        return self.measure - typeface.width(line, self.style) if self._aligned_right else 0.0

    @property
    def _aligned_right(self) -> bool:
        """A line alone, a name among Latin facts, stands where the others do."""
        return self.from_right and len(self.lines) > 1

    @property
    def height(self) -> float:
        """Return pixels from the top of the first line's capitals to the last descenders."""
        size = self.style.size
        below = self.lead * size * (len(self.lines) - 1) + self.descent * size
        return below + self.ascent * size

    @property
    def width(self) -> float:
        """Return how far it reaches to the right, in pixels: its widest line, or its room."""
        return self.measure if self._aligned_right else self.widest

    @property
    def widest(self) -> float:
        """Return the width of its widest line, in pixels."""
        return max(typeface.width(self.text[a:b], self.style) for a, b in self.lines)


def check(field: str, text: str, style: Style) -> None:
    """Raise :class:`CannotDraw` if a character would become an empty box."""
    lost = typeface.missing(text, style.face)
    if lost:
        raise CannotDraw(field=field, characters=lost)


def fit(
    field: str,
    text: str,
    style: Style,
    room: Room,
    *,
    closing: str = "",
    keep: range = range(0),
) -> Block:
    """Return the text in the room; ``closing`` is a mark that its last line must have space for.

    ``keep`` are characters that should rather stand on one line: an emphasised span.

    Raises:
        CannotDraw: a character is in no font.
        CardDoesNotFit: it does not fit at the smallest size.
    """
    check(field, text + closing, style)
    block = _fit(text, style, room, closing, keep)
    if field in hyphens.FIELDS and (block is None or block.style.size < room.most * hyphens.GOOD):
        block = _broken(text, style, room, closing, keep) or block
    if block is None:
        raise CardDoesNotFit(field=field, text=text)
    return block


def fit_first(field: str, text: str, style: Style, rooms: Iterable[Room]) -> tuple[int, Block]:
    """Return the first room that takes the text, and the text in it.

    Raises what :func:`fit` does.
    """
    check(field, text, style)
    for number, room in enumerate(rooms):
        block = _fit(text, style, room)
        if block is not None:
            return number, block
    raise CardDoesNotFit(field=field, text=text)


class Length:
    """How long a text is, before its lines are looked for.

    Raises:
        CannotDraw: a character is in no font.
    """

    def __init__(self, field: str, text: str, style: Style) -> None:
        check(field, text, style)
        self._text, self._style = text, style.at(0)
        self._alone = pieces.length(text, typeface.measure_of(self._style))

    def lines(self, width: float, size: int) -> float:
        """Return how few lines it takes at a width and size in pixels: infinite where none do.

        The lines that are found may be more.
        """
        limit = width * _SAFETY / size
        return 1 if self._alone <= limit else self._places.lines(limit)

    @cached_property
    def _places(self) -> Places:
        loose = pieces.has_address(self._text)
        return _measured(self._text, self._style, "", range(0), loose=loose).whole


def _broken(text: str, style: Style, room: Room, closing: str, keep: range) -> Block | None:
    """Return the text with a long word broken, where that word keeps it from being larger."""
    known = _fit(text, style, room, closing, keep)
    wanted = room.least if known is None else known.style.size * hyphens.LARGER
    word = hyphens.longest(text)
    if typeface.width(word, style.at(round(wanted))) <= room.width:
        return None
    if typeface.width(word, style.at(room.least)) > room.width * hyphens.PARTS * _LOOSELY:
        return None  # however it is broken

    def fits(spelling: str, moved: Callable[[int], int]) -> Block | None:
        return _fit(spelling, style, room, closing, range(moved(keep.start), moved(keep.stop)))

    return hyphens.larger(text, known, fits)


@lru_cache(4096)
def _fit(
    text: str, style: Style, room: Room, closing: str = "", keep: range = range(0)
) -> Block | None:
    """Return the text in the room, an address of the web in it broken if nothing else helps."""
    block = _set(text, style, room, closing, keep, loose=False)
    if block is None and pieces.has_address(text):
        block = _set(text, style, room, closing, keep, loose=True)
    return block


def _set(
    text: str, style: Style, room: Room, closing: str, keep: range, *, loose: bool
) -> Block | None:
    ascent, descent = _extent(text, style)
    if room.lead < ascent + descent:
        room = room._replace(lead=ascent + descent)
    column = _Column(room, ascent + descent)
    if column.lines <= 1:
        found = column.alone(text, pieces.length(text + closing, typeface.measure_of(style.at(0))))
    else:
        found = column.rivals(_measured(text, style.at(0), closing, keep, loose=loose))
    rivals = [(breaks.cost - _SMALLER * size / room.most, -size, breaks) for size, breaks in found]
    for _, at_most, breaks in sorted(rivals, key=itemgetter(0, 1)):
        for size in range(-at_most, room.least - 1, -1):
            at = style.at(size)
            if _kept(text, at, breaks, room.width):
                lines, weak = breaks.lines, breaks.weak
                return Block(text, at, lines, room.lead, weak, room.width, ascent, descent)
    return None


def _kept(text: str, style: Style, breaks: Breaks, width: float) -> bool:
    """Tell whether no line is wider than this: only what is nearly as wide has to be shaped."""
    clear = 0.0 if style.tracking else width * _CLEAR / style.size
    for (start, end), wide in zip(breaks.lines, breaks.widths, strict=True):
        if wide > clear and typeface.width(text[start:end], style) > width:
            return False
    return True


def _extent(text: str, style: Style) -> tuple[float, float]:
    """Return what a text takes above its first baseline and below its last one, in em."""
    if not scripts.may_be_tall(text):
        return ASCENT, DESCENT
    top, bottom = typeface.reach(text, style.at(0))
    return ASCENT + max(0.0, top - _ACCENTS), max(DESCENT, bottom)


@lru_cache(512)
def _measured(text: str, style: Style, closing: str, keep: range, *, loose: bool) -> Paragraph:
    items = pieces.cut(text, typeface.measure_of(style), keep, loose=loose)
    if closing and items.widths:
        items.widths[-1] += typeface.shape(closing, style).advance
    return Paragraph(items)


class _Column:
    """The sizes of texts in a room; ``extent`` is the height of a line alone, in em."""

    __slots__ = ("_extent", "_height", "_lead", "_least", "_lines", "_most", "_width")

    def __init__(self, room: Room, extent: float) -> None:
        width, self._height, self._least, self._most, self._lead, lines = room
        self._width = width * _SAFETY
        self._lines = sys.maxsize if lines is None else lines
        self._extent = extent

    @property
    def lines(self) -> int:
        """Return how many lines it takes at the most."""
        return self._takes(self._least)

    def alone(self, text: str, length: float) -> Iterator[tuple[int, Breaks]]:
        """Yield the text on one line of this length (em), where it fits, in its largest size."""
        size = min(self._most, int(self._width / length + 1e-9)) if length else self._most
        while size >= self._least and self._takes(size) < 1:
            size -= 1
        if text and size >= self._least:
            yield size, Breaks(((0, len(text)),), 0.0, length, 0, (length,))

    def rivals(self, paragraph: Paragraph) -> Iterator[tuple[int, Breaks]]:
        """Yield good breaks with the largest size at which they fit: no less than 86 % of what
        fits at all, or 72 % where no line would end on a weak word otherwise.
        """
        whole, least = paragraph.whole, self._least
        largest = self._largest(whole, least, self._most)
        if largest is None:
            return
        lowest = max(least, int(largest * WEAK))
        free = paragraph.free
        top = self._largest(free, lowest, largest)
        if top is None:
            yield from self._each(whole, largest, lowest)
            return
        if top < int(largest * COMPETE):
            yield from self._each(whole, largest, largest)
        least = min(top, max(least, int(largest * COMPETE)))
        found = 0
        for breaks in free.rivals(self._width / top, self._width / least, self._takes(least)):
            size = min(top, self._size(breaks))
            if size >= least:
                found = max(found, size)
                yield size, breaks
        if found < top:
            yield from self._each(free, top, top)

    def _each(self, places: Places, top: int, least: int) -> Iterator[tuple[int, Breaks]]:
        """Yield each of these sizes with the best breaks of its own."""
        for size in range(top, least - 1, -1):
            breaks = places.within(self._width / size, self._takes(size))
            if breaks is not None:
                yield size, breaks

    def _largest(self, places: Places, low: int, high: int) -> int | None:
        """Return the largest of these sizes at which a text fits that is broken there alone."""
        if low <= high and self._holds(places, high):
            return high
        if low >= high or not self._holds(places, low):
            return None
        while high - low > 1:
            middle = (low + high) // 2
            if self._holds(places, middle):
                low = middle
            else:
                high = middle
        return low

    def _holds(self, places: Places, size: int) -> bool:
        """Tell whether a text fits in a size that is broken there alone."""
        return places.hold(self._width / size, self._takes(size))

    def _takes(self, size: int) -> int:
        """Return how many lines of a size the room takes."""
        high = int((self._height / size - self._extent) / self._lead + 1 + 1e-6)
        return min(high, self._lines)

    def _size(self, breaks: Breaks) -> int:
        """Return the largest size at which these lines fit; 0 where the room takes fewer lines."""
        lines, _, widest, _, _ = breaks
        if len(lines) > self._lines:
            return 0
        high = self._height / ((len(lines) - 1) * self._lead + self._extent)
        return int(min(high, self._width / widest) + 1e-6)
