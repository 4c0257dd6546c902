"""Shaping and glyph masks: HarfBuzz says which glyph goes where, FreeType draws it once."""

from __future__ import annotations

from functools import lru_cache, partial
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

import uharfbuzz as hb

from campaign.cards import pictographs, scripts
from campaign.cards.faces import (
    JOINED,
    PRIVATE,
    chosen,
    drawer,
    face_for,
    is_unseen,
    letters,
    shaper,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

QUARTERS = 4
_MASKS = 512
"""So many glyphs of a font in a size are kept at the most."""


class Style(NamedTuple):
    """How a text is set: a font of ours, its size in pixels, tracking in em, features."""

    face: str
    size: int
    tracking: float = 0.0
    features: tuple[str, ...] = ()

    def at(self, size: int) -> Style:
        """Return the same style in another size."""
        if size == self.size:
            return self
        return Style(self.face, size, self.tracking, self.features)


class Glyph(NamedTuple):
    """A glyph of a line: its font and code point, place in em, and the character it is for."""

    face: str
    code: int
    x: float
    y: float
    character: int


Placed = tuple[str, int, float, float, int]
"""What a :class:`Glyph` says; bare tuples are made and taken apart in a third of the time."""


class Line(NamedTuple):
    """A shaped text: its glyphs from left to right; ``advance`` is its width in em."""

    placed: tuple[Placed, ...]
    advance: float

    @property
    def glyphs(self) -> tuple[Glyph, ...]:
        """Return its glyphs by the names of what they say."""
        return tuple(Glyph(*one) for one in self.placed)


class _Run(NamedTuple):
    """Characters that are shaped at once: where they begin, and their direction's level.

    ``pictures`` are those of an emoji.
    """

    face: str
    text: str
    start: int
    level: int = 0
    pictures: tuple[int, ...] = ()


@lru_cache(4096)
def missing(text: str, face: str) -> str:
    """Return the characters that no font can draw, each once, in order."""
    if letters(chosen[face]).issuperset(text):
        return ""
    if scripts.is_plain(text):
        return "".join(c for c in dict.fromkeys(text) if face_for(face, c) is None)
    lost = [c for c in scripts.clusters(text) if not _drawn_by(face, c)[0]]
    return "".join(dict.fromkeys(c for cluster in lost for c in cluster if not is_unseen(c)))


def width(text: str, style: Style) -> float:
    """Return the width of a text in pixels."""
    return shape(text, style).advance * style.size


@lru_cache(2048)
def reach(text: str, style: Style) -> tuple[float, float]:
    """Return how far the ink of a line is above and below its baseline, in em."""
    tops, bottoms = [0.0], [0.0]
    for glyph in shape(text, style).glyphs:
        top, bottom = _ink(glyph.face, glyph.code)
        tops.append(glyph.y + top)
        bottoms.append(-glyph.y - bottom)
    return max(tops), max(bottoms)


@lru_cache(8192)
def _ink(face: str, code: int) -> tuple[float, float]:
    """Return the upper and lower end of a glyph, in em and upwards."""
    if face == pictographs.FACE:
        return pictographs.HIGH, 0.0
    font, em = shaper(face)
    ink = font.get_glyph_extents(code - PRIVATE)
    return (ink.y_bearing / em, (ink.y_bearing + ink.height) / em) if ink else (0.0, 0.0)


def advance(text: str, style: Style) -> float:
    """Return the width of a word in em: as its :func:`shape`, for a third of the work."""
    return measure_of(style)(text)


@lru_cache(16)
def measure_of(style: Style) -> Callable[[str], float]:
    """Return what gives the width of words in em, and remembers them."""
    return lru_cache(4096)(partial(_advance, style))


def _advance(style: Style, text: str) -> float:
    if not scripts.is_plain(text):
        return shape(text, style).advance
    total = 0.0
    count = 0
    for run in _plain_runs(text, style.face):
        buffer, em = _shaped(run, style.features)
        places = buffer.glyph_positions
        total += sum([place.x_advance for place in places]) / em
        count += len(places)
    return max(0.0, total + style.tracking * (count - 1))


def shape(text: str, style: Style, *, from_right: bool | None = None) -> Line:
    """Return the glyphs of a line, independent of size.

    ``from_right`` is the direction of its paragraph; ``None`` where the line is all of it.
    """
    if from_right is None:
        from_right = scripts.is_right_to_left(text)
    face, _, tracking, features = style
    return _shape(text, face, tracking, features, from_right)


@lru_cache(8192)
def _shape(
    text: str,
    face: str,
    tracking: float,
    features: tuple[str, ...],
    from_right: bool,  # noqa: FBT001 - a cache finds what has no name more quickly
) -> Line:
    placed: list[Placed] = []
    x = 0.0
    after = 0.0
    for run in _runs(text, face, from_right=from_right):
        after = 0.0 if run.face in JOINED else tracking
        if run.pictures:
            for number in run.pictures:
                left = x + pictographs.AROUND
                placed.append((run.face, number, left, -pictographs.BELOW, run.start))
                x += pictographs.advance(number) + after
            continue
        name, start = run.face, run.start
        buffer, em = _shaped(run, features)
        for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
            aside, above, wide, _ = place.position
            code, at = PRIVATE + info.codepoint, start + info.cluster
            placed.append((name, code, x + aside / em, above / em, at))
            x += wide / em + after
    return Line(tuple(placed), max(0.0, x - after))


def _shaped(run: _Run, features: tuple[str, ...]) -> tuple[hb.Buffer, float]:
    buffer = hb.Buffer()
    buffer.add_str(run.text)
    buffer.guess_segment_properties()
    buffer.direction = "rtl" if run.level % 2 else "ltr"
    font, em = shaper(run.face)
    hb.shape(font, buffer, dict.fromkeys(features, True))
    return buffer, em


def _runs(text: str, face: str, *, from_right: bool) -> list[_Run]:
    """Return what is shaped at once, from left to right as it is seen."""
    if scripts.is_plain(text) and not from_right:
        return _plain_runs(text, face)
    levels = scripts.levels(text, from_right=from_right)
    found: list[_Run] = []
    at = 0
    for cluster in scripts.clusters(text):
        name, pictures = _drawn_by(face, cluster)
        found.append(_Run(name or face, cluster, at, levels[at], pictures))
        at += len(cluster)
    runs = _joined(found)
    return scripts.in_order_of_sight(runs, [run.level for run in runs])


def _plain_runs(text: str, face: str) -> list[_Run]:
    """Return the runs of a text whose characters stand for themselves."""
    if text and letters(chosen[face]).issuperset(text):
        return [_Run(chosen[face], text, 0)]
    runs = []
    at = 0
    for name, group in groupby(text, lambda character: face_for(face, character) or face):
        part = "".join(group)
        runs.append(_Run(name, part, at))
        at += len(part)
    return runs


def _joined(parts: Iterable[_Run]) -> list[_Run]:
    runs: list[_Run] = []
    for part in parts:
        last = runs[-1] if runs else None
        alike = last and not part.pictures and (last.face, last.level) == (part.face, part.level)
        if last and alike:
            runs[-1] = last._replace(text=last.text + part.text)
        else:
            runs.append(part)
    return runs


@lru_cache(4096)
def _drawn_by(face: str, cluster: str) -> tuple[str, tuple[int, ...]]:
    """Return the font of a cluster, or that of emoji and its pictures; or nothing."""
    name = face_for(face, cluster)
    pictures = pictographs.pictures_of(cluster, drawn=name is not None)
    return (pictographs.FACE, pictures) if pictures else (name or "", ())


Mask = tuple[Any, int, int, int, int, int]
"""The drawn glyph as Pillow's core holds it, how far its corner lies from the pen to the right and
down, width and height, and both in one (:func:`area_of`). All in pixels.
"""


def area_of(width: int, height: int) -> int:
    """Return both sides of a mask in one number: memories find it sooner than two."""
    return width << 16 | height


class Masks(dict[int, Mask | None]):
    """The glyphs of a font in a size, drawn when they are asked for; ``None``: there is no ink.

    By code point and quarter of a pixel: ``code * QUARTERS + quarter``.
    """

    def __init__(self, face: str, size: int) -> None:
        super().__init__()
        self._face = face
        self._size = size

    def __missing__(self, key: int) -> Mask | None:
        if len(self) >= _MASKS:
            self.clear()
        found = self[key] = _mask(self._face, key // QUARTERS, self._size, key % QUARTERS)
        return found


masks = lru_cache(64)(Masks)
"""The drawn glyphs of a font in a size: asked once for a line, not for each of its letters."""


def _mask(face: str, code: int, size: int, quarter: int) -> Mask | None:
    start = (quarter / QUARTERS, 0)
    drawn, corner = drawer(face, size).getmask2(chr(code), mode="L", anchor="ls", start=start)
    ink = drawn.getbbox(True) if all(drawn.size) else None  # noqa: FBT003 -- Pillow's own, of the alpha alone
    if ink is None:
        return None
    left, top, right, bottom = ink
    width, height = right - left, bottom - top
    at = (corner[0] + left, corner[1] + top)
    return (drawn.crop(ink), *at, width, height, area_of(width, height))
