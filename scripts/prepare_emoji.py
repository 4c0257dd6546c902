"""Put colour emoji into one archive of small pictures, ``campaign/cards/fonts/emoji.zip``.

Run by ``scripts/prepare_fonts.py``. The source is Noto Color Emoji (SIL Open Font License 1.1);
which sequences there are is asked of the package ``emoji``. Each picture is named after its code
points, without variation selectors, and is 72 pixels high. Left out, because cards draw their
parts or their plain form instead: skin tones, women and men of what has a neutral form, families.
"""

from __future__ import annotations

import io
import sys
import zipfile
from typing import TYPE_CHECKING

import emoji
import uharfbuzz as hb
from fontTools.ttLib import TTFont
from PIL import Image

if TYPE_CHECKING:
    from pathlib import Path

SIDE = 72
_JOINER, _SELECTOR = "\u200d", "\ufe0f"
_TONES = frozenset(map(chr, range(0x1F3FB, 0x1F400)))
_PEOPLE = frozenset("👨👩👦👧🧑👶🧒")
_SEXES = frozenset("♀♂")


def write(font: Path, target: Path) -> None:
    """Write the archive: the same font gives the same bytes."""
    full = TTFont(font)
    pictures = full["CBDT"].strikeData[0]
    order = full.getGlyphOrder()
    shaper = hb.Font(hb.Face(hb.Blob.from_file_path(str(font))))
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for sequence in sorted(set(filter(_is_kept, map(_bare, emoji.EMOJI_DATA)))):
            glyphs = _shaped(shaper, sequence)
            found = pictures.get(order[glyphs[0]]) if len(glyphs) == 1 else None
            if found is not None:
                entry = zipfile.ZipInfo("-".join(f"{ord(c):x}" for c in sequence))
                archive.writestr(entry, _small(found.imageData))
    sys.stdout.write(f"{target.name}: {target.stat().st_size / 1024:.0f} KB\n")


def _bare(sequence: str) -> str:
    return sequence.replace(_SELECTOR, "")


def _is_kept(sequence: str) -> bool:
    parts = sequence.split(_JOINER)
    if len(sequence) > 1 and _TONES & set(sequence):
        return False
    family = sum(part in _PEOPLE for part in parts) > 1
    return not family and not (len(parts) > 1 and _SEXES & set(parts))


def _shaped(shaper: hb.Font, sequence: str) -> list[int]:
    buffer = hb.Buffer()
    buffer.add_str(sequence)
    buffer.guess_segment_properties()
    hb.shape(shaper, buffer)
    return [info.codepoint for info in buffer.glyph_infos if info.codepoint]


def _small(content: bytes) -> bytes:
    with Image.open(io.BytesIO(content)) as picture:
        shown = picture.convert("RGBA")
    wide = round(shown.width * SIDE / shown.height)
    target = io.BytesIO()
    small = shown.resize((wide, SIDE), Image.Resampling.LANCZOS)
    small.save(target, "WEBP", quality=60, alpha_quality=60, method=6)
    return target.getvalue()
