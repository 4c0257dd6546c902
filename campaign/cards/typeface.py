"""Fonts, shaping and glyph masks: HarfBuzz says which glyph goes where, FreeType draws it once.

Nothing here depends on what is installed on the machine: every glyph of our fonts has a
private code point (see ``scripts/prepare_fonts.py``), so the basic layout of Pillow draws it.
"""

from __future__ import annotations

import io
import math
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import uharfbuzz as hb
from PIL import Image, ImageDraw, ImageFont

PRIVATE = 0xE000
PRIVATE_END = 0xF8FF
QUARTERS = 4
# Where a font lacks a character, the next one of its row lends it.
_CHAIN = {
    "quote": ("quote", "kicker", "facts-bold"),
    "kicker": ("kicker", "facts-bold"),
    "facts": ("facts", "kicker"),
    "facts-bold": ("facts-bold", "kicker"),
}


@dataclass(frozen=True, slots=True)
class Style:
    """How a text is set: a font of ours, its size in pixels, tracking in em, features."""

    face: str
    size: int
    tracking: float = 0.0
    features: tuple[str, ...] = ()

    def at(self, size: int) -> Style:
        """Return the same style in another size."""
        return Style(self.face, size, self.tracking, self.features)


@dataclass(frozen=True, slots=True)
class Glyph:
    """A glyph of a line: its font and code point, place in em, and the character it is for."""

    face: str
    code: int
    x: float
    y: float
    index: int


@dataclass(frozen=True, slots=True)
class Line:
    """A shaped text; ``advance`` is its width in em."""

    glyphs: tuple[Glyph, ...]
    advance: float


@lru_cache(4096)
def missing(text: str, face: str) -> str:
    """Return the characters that no font can draw, each once, in order."""
    return "".join(dict.fromkeys(c for c in text if _face_for(face, c) is None))


def width(text: str, style: Style) -> float:
    """Return the width of a text in pixels."""
    return shape(text, style).advance * style.size


def shape(text: str, style: Style) -> Line:
    """Return the glyphs of a text, independent of size."""
    return _shape(text, style.face, style.tracking, style.features)


@lru_cache(8192)
def _shape(text: str, face: str, tracking: float, features: tuple[str, ...]) -> Line:
    glyphs: list[Glyph] = []
    x = 0.0
    start = 0
    for name, part in _runs(text, face):
        buffer = hb.Buffer()
        buffer.add_str(part)
        buffer.guess_segment_properties()
        font, em = _shaper(name)
        hb.shape(font, buffer, dict.fromkeys(features, True))
        for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
            code = PRIVATE + info.codepoint
            at = (x + place.x_offset / em, place.y_offset / em)
            glyphs.append(Glyph(name, code, *at, start + info.cluster))
            x += place.x_advance / em + tracking
        start += len(part)
    return Line(tuple(glyphs), max(0.0, x - tracking))


def _runs(text: str, face: str) -> list[tuple[str, str]]:
    runs: list[tuple[str, str]] = []
    for character in text:
        name = _face_for(face, character) or face
        if runs and runs[-1][0] == name:
            runs[-1] = (name, runs[-1][1] + character)
        else:
            runs.append((name, character))
    return runs


@lru_cache(4096)
def _face_for(face: str, character: str) -> str | None:
    code = ord(character)
    if PRIVATE <= code <= PRIVATE_END:
        return None
    chain = _CHAIN[face]
    return next((name for name in chain if _shaper(name)[0].get_nominal_glyph(code)), None)


@cache
def _shaper(name: str) -> tuple[hb.Font, int]:
    face = hb.Face(hb.Blob(_content(name)))
    return hb.Font(face), int(face.upem)


@cache
def _content(name: str) -> bytes:
    return Path(__file__).with_name("fonts").joinpath(f"{name}.ttf").read_bytes()


@lru_cache(128)
def _drawer(name: str, size: int) -> ImageFont.FreeTypeFont:
    source = io.BytesIO(_content(name))
    return ImageFont.truetype(source, size, layout_engine=ImageFont.Layout.BASIC)


@dataclass(frozen=True, slots=True)
class Mask:
    """The drawn glyph, and where its corner lies from the pen (pixels, y down)."""

    image: Image.Image
    left: int
    top: int


@lru_cache(4096)
def mask(face: str, code: int, size: int, quarter: int) -> Mask | None:
    """Return a glyph at a quarter of a pixel, or ``None`` where it has no ink."""
    font = _drawer(face, size)
    left, top, right, bottom = font.getbbox(chr(code), anchor="ls")
    box = (math.floor(left) - 1, math.floor(top) - 1, math.ceil(right) + 2, math.ceil(bottom) + 1)
    if right <= left or bottom <= top:
        return None
    image = Image.new("L", (box[2] - box[0], box[3] - box[1]))
    pen = (-box[0] + quarter / QUARTERS, -box[1])
    ImageDraw.Draw(image).text(pen, chr(code), fill=255, font=font, anchor="ls")
    ink = image.getbbox()
    if ink is None:
        return None
    return Mask(image.crop(ink), box[0] + ink[0], box[1] + ink[1])
