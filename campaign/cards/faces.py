"""The fonts of the cards, and which of them has what.

Nothing here depends on what is installed on the machine: every glyph of our fonts has a
private code point (see ``scripts/prepare_fonts.py``), so the basic layout of Pillow draws it.
"""

from __future__ import annotations

import io
from functools import cache, lru_cache
from pathlib import Path

import uharfbuzz as hb
from PIL import ImageFont

FONTS = Path(__file__).with_name("fonts")
PRIVATE = 0xF0000
_PRIVATE_USE = (range(0xE000, 0xF900), range(0xF0000, 0x110000))
_ELSEWHERE = ("hebrew", "arabic", "devanagari", "cjk")
# Where a font lacks a character, the next one of its row lends it.
_CHAIN = {
    "quote": ("quote", "kicker", "facts-bold", *_ELSEWHERE),
    "kicker": ("kicker", "facts-bold", *_ELSEWHERE),
    "facts": ("facts", "kicker", *_ELSEWHERE),
    "facts-bold": ("facts-bold", "kicker", *_ELSEWHERE),
}
chosen = {name: name for name in _CHAIN}
"""The font that is asked first, by what a style calls its face: see ``families``."""

brought: dict[str, bytes] = {}
"""Fonts that the campaign brings, made ready: those alone that it is set in now."""

SCALE = {"arabic": 0.95, "devanagari": 0.92, "cjk": 0.95}
"""How much smaller than Latin a script is set, so that its letters look as large."""
JOINED = frozenset({"arabic", "devanagari"})
"""Scripts whose letters join: they take no tracking."""


@lru_cache(4096)
def face_for(face: str, cluster: str) -> str | None:
    """Return the font that lends a cluster of characters to ``face``, or ``None``."""
    codes = [ord(character) for character in cluster if not is_unseen(character)]
    if any(code in private for code in codes for private in _PRIVATE_USE):
        return None
    chain = (chosen[face], *_CHAIN[face])
    return next((name for name in chain if all(map(_has(name), codes))), None)


@cache
def letters(name: str) -> frozenset[str]:
    """Return the characters that a font has, but for those of private use."""
    codes = shaper(name)[0].face.unicodes
    return frozenset(chr(c) for c in codes if not any(c in private for private in _PRIVATE_USE))


def is_unseen(character: str) -> bool:
    """Tell whether a character only says how others look: joiners and variation selectors."""
    return character in "\u200c\u200d\ufe0e\ufe0f"


@cache
def _has(name: str) -> hb.Font.get_nominal_glyph:
    return shaper(name)[0].get_nominal_glyph


@cache
def shaper(name: str) -> tuple[hb.Font, float]:
    """Return a font to shape with, and its units in an em as it is scaled."""
    face = hb.Face(hb.Blob(_content(name)))
    return hb.Font(face), face.upem / SCALE.get(name, 1.0)


@lru_cache(128)
def drawer(name: str, size: int) -> ImageFont.FreeTypeFont:
    """Return a font to draw with in letters of ``size`` pixels, before it is scaled."""
    source = io.BytesIO(_content(name))
    scaled = max(1, round(size * SCALE.get(name, 1.0)))
    return ImageFont.truetype(source, scaled, layout_engine=ImageFont.Layout.BASIC)


@cache
def _content(name: str) -> bytes:
    if name in brought:
        return brought[name]
    return (FONTS / f"{name}.{'otf' if name == 'cjk' else 'ttf'}").read_bytes()
