"""The size of a text in its box: the largest that fits, unless a slightly smaller breaks better."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from campaign.cards import breaking, typeface
from campaign.core.card_errors import CannotDraw, CardDoesNotFit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from campaign.cards.breaking import Breaks, Piece
    from campaign.cards.typeface import Style

ASCENT, DESCENT = 0.74, 0.24
"""Ink above the first and below the last baseline, in em; accents of capitals stand higher."""

_COMPETE = 0.86
_SMALLER = 30.0
_SAFETY = 0.996


@dataclass(frozen=True, slots=True)
class Room:
    """Where a text may go: width and height in pixels, and its sizes from least to most."""

    width: float
    height: float
    least: int
    most: int
    lead: float = 1.17


@dataclass(frozen=True, slots=True)
class Block:
    """A text that fits: its style, its lines as ranges of ``text``, and the line distance."""

    text: str
    style: Style
    lines: tuple[tuple[int, int], ...]
    lead: float

    @property
    def height(self) -> float:
        """Return pixels from the top of the first line's capitals to the last descenders."""
        return self.below + ASCENT * self.style.size

    @property
    def below(self) -> float:
        """Return pixels from the first baseline to the last descenders."""
        step = self.lead * self.style.size
        return step * (len(self.lines) - 1) + DESCENT * self.style.size

    @property
    def width(self) -> float:
        """Return the width of its widest line, in pixels."""
        return max(typeface.width(self.text[a:b], self.style) for a, b in self.lines)


def check(field: str, text: str, style: Style) -> None:
    """Raise :class:`CannotDraw` if a character would become an empty box."""
    lost = typeface.missing(text, style.face)
    if lost:
        raise CannotDraw(field=field, characters=lost)


def fit(field: str, text: str, style: Style, room: Room, *, closing: str = "") -> Block:
    """Return the text in the room; ``closing`` is a mark that its last line must have space for.

    Raises:
        CannotDraw: a character is in no font.
        CardDoesNotFit: it does not fit at the smallest size.
    """
    check(field, text + closing, style)
    items = _measured(text, style, closing)
    rivals = [(b.cost - _SMALLER * size / room.most, -size, b) for size, b in _rivals(items, room)]
    if not rivals:
        raise CardDoesNotFit(field=field, text=text)
    _, size, breaks = min(rivals, key=lambda rival: rival[:2])
    return Block(text, style.at(-size), breaks.lines, room.lead)


def fit_first(field: str, text: str, style: Style, rooms: Iterable[Room]) -> tuple[int, Block]:
    """Return the first room that takes the text, and the text in it."""
    for number, room in enumerate(rooms):
        try:
            return number, fit(field, text, style, room)
        except CardDoesNotFit:
            continue
    raise CardDoesNotFit(field=field, text=text)


def _measured(text: str, style: Style, closing: str) -> tuple[Piece, ...]:
    items = breaking.pieces(text, lambda part: typeface.shape(part, style).advance)
    if not closing or not items:
        return items
    last = items[-1]
    extra = typeface.shape(closing, style).advance
    wider = breaking.Piece(last.start, last.end, last.width + extra, last.gap, last.ends)
    return (*items[:-1], wider)


def _rivals(items: tuple[Piece, ...], room: Room) -> Iterable[tuple[int, Breaks]]:
    """Yield every size from the largest that fits down to 86 % of it, with its best breaks."""
    largest = _largest(items, room)
    if largest is None or not items:
        return
    floor = max(room.least, int(largest * _COMPETE))
    for size in range(largest, floor - 1, -1):
        breaks = _at(items, room, size)
        if breaks is not None:
            yield size, breaks


def _largest(items: tuple[Piece, ...], room: Room) -> int | None:
    low, high, found = room.least, room.most, None
    while low <= high:
        middle = (low + high) // 2
        if _at(items, room, middle) is not None:
            found, low = middle, middle + 1
        else:
            high = middle - 1
    return found


def _at(items: tuple[Piece, ...], room: Room, size: int) -> Breaks | None:
    most = int((room.height / size - ASCENT - DESCENT) / room.lead + 1 + 1e-6)
    return breaking.balance(items, room.width * _SAFETY / size, most) if most > 0 else None
