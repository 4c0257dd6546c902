"""Cut the fonts of the cards from their full files, once, into ``campaign/cards/fonts/``.

Run ``pip install -e '.[fonts]'``, ``apt-get install fonts-noto-cjk-extra
fonts-noto-color-emoji`` and ``python scripts/prepare_fonts.py`` (names of files to make only
those; ``NOTO=DIR`` where Debian's packages are unpacked elsewhere). Sources, all SIL Open Font
License 1.1: Fraunces, Inter, Source Serif 4, Rubik, Noto Sans Arabic and Devanagari as packed by
``fontpkg-*``; Noto Sans CJK and Noto Color Emoji as packed by Debian 12. Nothing of this is
needed to draw a card: the cut files are part of the package, their licences beside them.

What the cut does, and why:

* one weight and optical size per file, overlaps removed: rasterising is five times faster;
* one file for each writing system with the letters of its living languages, punctuation, arrows
  and currency; of Chinese, Japanese and Korean what their national standards call common;
* every glyph also gets a private code point (U+F0000 + glyph id), so that FreeType alone can draw
  what HarfBuzz shaped (small caps, tabular figures, joined letters), with no shaper installed;
* a ``prep`` program longer than FreeType's "is unhinted" limit keeps its autohinter out;
* new names, as the licence asks of a modified version ("Source" is a reserved name);
* colour emoji are pictures of 72 pixels in one archive (``scripts/prepare_emoji.py``).
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

import prepare_emoji
from fontTools import subset
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.tables._c_m_a_p import CmapSubtable
from fontTools.ttLib.tables.ttProgram import Program
from fontTools.varLib import instancer

if TYPE_CHECKING:
    from collections.abc import Iterable

HERE = Path(__file__).resolve().parent.parent / "campaign" / "cards" / "fonts"
NOTO = Path(os.environ.get("NOTO", "/"))
PRIVATE = 0xF0000
LATIN = [
    *range(0x20, 0x7F),
    *range(0xA0, 0x180),
    *range(0x218, 0x21C),
    *range(0x1E80, 0x1E86),
    *range(0x1EA0, 0x1EFA),
    *range(0x300, 0x30D),
    *(0x323, 0x326, 0x327, 0x328, 0x331),
    *(0x18F, 0x192, 0x1A0, 0x1A1, 0x1AF, 0x1B0, 0x259, 0x2BB, 0x2BC, 0x1E24, 0x1E25, 0x1E9E),
    *range(0x2010, 0x2028),
    *(0x2009, 0x202F, 0x2030, 0x2032, 0x2033, 0x2039, 0x203A, 0x2044),
    *range(0x20A0, 0x20C0),
    *(0x2116, 0x2122, 0x2190, 0x2191, 0x2192, 0x2193, 0x2197),
    *(0x2212, 0x2248, 0x2260, 0x2264, 0x2265, 0x25CF, 0x25B6),
]
GREEK = [*range(0x37A, 0x380), *range(0x384, 0x3D0)]
CYRILLIC = [*range(0x400, 0x460), *range(0x48A, 0x530)]
HEBREW = [*range(0x591, 0x5F5), *range(0xFB1D, 0xFB50), 0x20AA]
ARABIC = [*range(0x600, 0x6E0), *range(0x6EE, 0x700), *range(0x750, 0x780), *range(0xFD3E, 0xFD40)]
DEVANAGARI = [*range(0x900, 0x980), *range(0x1CD0, 0x1D00), *range(0xA8E0, 0xA900), 0x20B9]
JOINERS = [0x20, 0xA0, 0x200C, 0x200D, 0x25CC]
FEATURES = ["kern", "mark", "mkmk", "ccmp", "locl", "liga", "calt", "case", "tnum", "smcp", "c2sc"]
JOINING = [
    *("rlig", "init", "medi", "fina", "isol", "abvm", "blwm", "nukt", "akhn", "rphf", "rkrf"),
    *("blwf", "half", "vatu", "cjct", "pres", "abvs", "blws", "psts", "haln", "pref", "pstf"),
    *("kern", "mark", "mkmk", "ccmp", "liga", "calt", "dist", "curs"),
]


def _rows(codec: str, first: int, last: int, seconds: Iterable[int]) -> set[int]:
    """Return the characters of these rows of a national standard."""
    pairs = (bytes([row, cell]) for row in range(first, last + 1) for cell in seconds)
    return {ord(c) for pair in pairs for c in pair.decode(codec, "ignore")}


def common_cjk() -> list[int]:
    """Return the first levels of GB 2312, JIS X 0208 and Big5, all syllables of KS X 1001, kana."""
    cells = range(0xA1, 0xFF)
    found = _rows("gb2312", 0xB0, 0xD7, cells) | _rows("euc_jp", 0xB0, 0xCF, cells)
    found |= _rows("big5", 0xA4, 0xC6, [*range(0x40, 0x7F), *cells])
    found |= _rows("euc_kr", 0xB0, 0xC8, cells)
    found |= {*range(0x3000, 0x3040), *range(0x3041, 0x3100), *range(0x31F0, 0x3200)}
    found |= {*range(0x3105, 0x3130), *range(0x3131, 0x318F), *range(0xFF01, 0xFFEF)}
    return sorted({0x20, 0xA0} | {c for c in found if c > 0x2E00})  # noqa: PLR2004 - Latin is elsewhere


@dataclass(frozen=True)
class Cut:
    """One file to make: its source and the place on each design axis.

    ``source`` is a package, or a file of Debian's with ``face`` the number in its collection.
    """

    name: str
    source: str
    family: str
    unicodes: tuple[int, ...]
    axes: dict[str, float] = field(default_factory=dict)
    features: tuple[str, ...] = tuple(FEATURES)
    face: int = -1


WESTERN = (*LATIN, *GREEK, *CYRILLIC)
CUTS = (
    Cut(
        "quote",
        "fontpkg_fraunces",
        "Pregonero Voice",
        tuple(LATIN),
        {"opsz": 72, "wght": 560, "SOFT": 30, "WONK": 0},
    ),
    Cut("facts", "fontpkg_inter", "Pregonero Facts", WESTERN, {"opsz": 22, "wght": 500}),
    Cut("facts-bold", "fontpkg_inter", "Pregonero Facts Bold", WESTERN, {"opsz": 28, "wght": 650}),
    Cut("kicker", "fontpkg_source_serif_4", "Pregonero Kicker", WESTERN, {"opsz": 14, "wght": 580}),
    Cut(
        "hebrew",
        "fontpkg_rubik",
        "Pregonero Hebrew",
        (*JOINERS, *HEBREW),
        {"wght": 520},
        tuple(JOINING),
    ),
    Cut(
        "arabic",
        "fontpkg_noto_sans_arabic",
        "Pregonero Arabic",
        (*JOINERS, *ARABIC),
        {"wght": 560, "wdth": 100},
        tuple(JOINING),
    ),
    Cut(
        "devanagari",
        "fontpkg_noto_sans_devanagari",
        "Pregonero Devanagari",
        (*JOINERS, *DEVANAGARI),
        {"wght": 560, "wdth": 100},
        tuple(JOINING),
    ),
    Cut(
        "cjk",
        "usr/share/fonts/opentype/noto/NotoSansCJK-Medium.ttc",
        "Pregonero CJK",
        tuple(common_cjk()),
        features=(),
        face=2,
    ),
)


def main(wanted: list[str]) -> None:
    """Write all files, or those named, and say how large they are."""
    HERE.mkdir(exist_ok=True)
    for cut in CUTS:
        if wanted and cut.name not in wanted:
            continue
        font, licence = _source(cut)
        _subset(font, cut)
        if cut.axes:
            _instantiate(font, cut)
        _open_every_glyph(font)
        _rename(font, cut.family)
        target = HERE / f"{cut.name}.{'ttf' if 'glyf' in font else 'otf'}"
        font.save(target, reorderTables=True)
        target.with_name(f"{cut.name}.OFL.txt").write_text(licence, encoding="utf-8")
        sys.stdout.write(f"{target.name}: {target.stat().st_size / 1024:.0f} KB\n")
    if not wanted or "emoji" in wanted:
        _emoji()


def _source(cut: Cut) -> tuple[TTFont, str]:
    """Return the full font and its licence."""
    if cut.face >= 0:
        font = TTFont(NOTO / cut.source, fontNumber=cut.face)
        return font, _licence(font["name"].getDebugName(0))
    package = resources.files(cut.source)
    font = TTFont(str(_variable(Path(str(package.joinpath("files"))))))
    return font, package.joinpath("LICENSE").read_text(encoding="utf-8")


def _licence(notice: str) -> str:
    """Return the SIL Open Font License for a file that Debian packs without its text."""
    text = resources.files("fontpkg_inter").joinpath("LICENSE").read_text(encoding="utf-8")
    return notice.strip() + "\n" + text.partition("\n")[2]


def _emoji() -> None:
    font = NOTO / "usr/share/fonts/truetype/noto/NotoColorEmoji.ttf"
    prepare_emoji.write(font, HERE / "emoji.zip")
    notice = TTFont(font)["name"].getDebugName(0)
    (HERE / "emoji.OFL.txt").write_text(_licence(notice), encoding="utf-8")


def _variable(folder: Path) -> Path:
    return next(path for path in sorted(folder.glob("*.ttf")) if "Italic" not in path.name)


def _subset(font: TTFont, cut: Cut) -> None:
    options = subset.Options()
    options.layout_features = list(cut.features)
    options.hinting = False
    options.notdef_outline = True
    options.glyph_names = False
    options.drop_tables += ["VORG", "vhea", "vmtx", "BASE"]
    options.name_IDs = [0, 1, 2, 4, 6, 13, 14]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=cut.unicodes)
    cutter.subset(font)


def _instantiate(font: TTFont, cut: Cut) -> None:
    instancer.instantiateVariableFont(
        font,
        cut.axes,
        inplace=True,
        overlap=instancer.OverlapMode.REMOVE,
    )
    for table in ("fpgm", "cvt ", "gasp", "STAT", "DSIG", "MVAR"):
        if table in font:
            del font[table]
    program = Program()
    program.fromBytecode(bytes([0xB8, 0x01, 0xFF, 0x85, 0xB0, 0x04, 0x8D] * 3))
    font["prep"] = newTable("prep")
    font["prep"].program = program


def _open_every_glyph(font: TTFont) -> None:
    known = dict(font.getBestCmap())
    known |= {PRIVATE + number: name for number, name in enumerate(font.getGlyphOrder())}
    table = CmapSubtable.newSubtable(12)
    table.platformID, table.platEncID, table.language = 3, 10, 0
    table.format, table.reserved, table.length, table.nGroups = 12, 0, 0, 0
    table.cmap = known
    kept = [each for each in font["cmap"].tables if each.format == 4]  # noqa: PLR2004
    font["cmap"].tables = [*kept, table]


def _rename(font: TTFont, family: str) -> None:
    names = font["name"]
    values = {1: family, 2: "Regular", 4: family, 6: family.replace(" ", "")}
    for record in list(names.names):
        if record.nameID in values:
            record.string = values[record.nameID]
    # A fixed date: the same sources give the same files.
    font["head"].created = font["head"].modified = 3_700_000_000
    font.recalcTimestamp = False


if __name__ == "__main__":
    main(sys.argv[1:])
