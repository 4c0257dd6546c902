"""Fonts that a campaign brings, made ready to be drawn like ours.

HarfBuzz says which glyph goes where, FreeType draws it: so every glyph needs a code point of its
own, as ``scripts/prepare_fonts.py`` gives it to ours. Programs in a font that move its points to
whole pixels are left out, since letters stand at quarters of them.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import uharfbuzz as hb

from campaign.core.fonts import NoFont, tables

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_PROGRAMS = frozenset({"cvt ", "DSIG", "fpgm", "gasp", "hdmx", "LTSH", "prep", "VDMX", "cmap"})
_NO_HINTS = bytes.fromhex("b101018e" + "b801ff85b0048d" * 3)
"""A program that turns the others off, and is long enough that FreeType hints nothing itself."""

TRIED = "AMNamno0123"
"""A font without these is one of signs, or its table of letters is none."""

_SCALED = frozenset({"glyf"})


def prepared(content: bytes, private: int) -> bytes:
    """Return a font whose glyph number *n* also has the code point ``private`` + *n*.

    Raises:
        campaign.core.fonts.NoFont: it is none that can be used.
    """
    found = {name: body for name, body in tables(content).items() if name not in _PROGRAMS}
    if _SCALED & set(found):
        found["prep"] = _NO_HINTS
    face = hb.Face(hb.Blob(content))
    font = hb.Font(face)
    known = {code: font.get_nominal_glyph(code) or 0 for code in face.unicodes if code < private}
    glyphs = [known.get(ord(letter), 0) for letter in TRIED]
    if not all(glyphs):
        raise NoFont(reason="no-latin")
    if any(font.get_glyph_h_advance(glyph) <= 0 for glyph in glyphs):
        raise NoFont(reason="blank")
    groups = [(code, code, glyph) for code, glyph in sorted(known.items())]
    last = max(0, min(face.glyph_count - 1, 0x10FFFF - private))
    found["cmap"] = _cmap([*groups, (private, private + last, 0)])
    return _file(content[:4], found)


def _cmap(groups: Iterable[tuple[int, int, int]]) -> bytes:
    body = b"".join(struct.pack(">III", *group) for group in groups)
    head = struct.pack(">HHIII", 12, 0, 16 + len(body), 0, len(body) // 12)
    return struct.pack(">HHHHI", 0, 1, 3, 10, 12) + head + body


def _file(kind: bytes, found: Mapping[str, bytes]) -> bytes:
    count = len(found)
    power = count.bit_length() - 1
    head = kind + struct.pack(">HHHH", count, 16 << power, power, 16 * (count - (1 << power)))
    directory, body = b"", b""
    start = len(head) + 16 * count
    for name in sorted(found):
        content = found[name]
        padded = content + bytes(-len(content) % 4)
        parts = struct.unpack(f">{len(padded) // 4}I", padded)
        at = start + len(body)
        directory += struct.pack(
            ">4sIII", name.encode("latin-1"), sum(parts) & 0xFFFFFFFF, at, len(content)
        )
        body += padded
    return head + directory + body
