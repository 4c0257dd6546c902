"""Cut the fonts of the cards from their full variable files, once, into ``campaign/cards/fonts/``.

Run ``pip install -e '.[fonts]'`` and ``python scripts/prepare_fonts.py``. Sources (all SIL Open
Font License 1.1): Fraunces, Inter and Source Serif 4 as packed by ``fontpkg-*``. Nothing of this
is needed to draw a card: the cut files are part of the package, their licences beside them.

What the cut does, and why:

* one weight and optical size per file, overlaps removed: rasterising is five times faster;
* Latin with Extended-A, punctuation, arrows and currency only;
* every glyph also gets a private code point (U+E000 + glyph id), so that FreeType alone can draw
  what HarfBuzz shaped (small caps, tabular figures), with no shaper installed on the machine;
* a ``prep`` program longer than FreeType's "is unhinted" limit keeps its autohinter out;
* new names, as the licence asks of a modified version ("Source" is a reserved name).
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.tables.ttProgram import Program
from fontTools.varLib import instancer

HERE = Path(__file__).resolve().parent.parent / "campaign" / "cards" / "fonts"
PRIVATE = 0xE000
LATIN = [
    *range(0x20, 0x7F),
    *range(0xA0, 0x180),
    *range(0x218, 0x21C),
    *range(0x2010, 0x2028),
    *(0x2009, 0x202F, 0x2030, 0x2032, 0x2033, 0x2039, 0x203A, 0x2044),
    *range(0x20A0, 0x20C0),
    *(0x1E9E, 0x2116, 0x2122, 0x2190, 0x2191, 0x2192, 0x2193, 0x2197),
    *(0x2212, 0x2248, 0x2260, 0x2264, 0x2265, 0x25CF, 0x25B6),
]
FEATURES = ["kern", "mark", "mkmk", "ccmp", "locl", "liga", "calt", "case", "tnum", "smcp", "c2sc"]


@dataclass(frozen=True)
class Cut:
    """One file to make: its source and the place on each design axis."""

    name: str
    package: str
    axes: dict[str, float]
    family: str


CUTS = (
    Cut(
        "quote",
        "fontpkg_fraunces",
        {"opsz": 72, "wght": 560, "SOFT": 30, "WONK": 0},
        "Pregonero Voice",
    ),
    Cut("facts", "fontpkg_inter", {"opsz": 22, "wght": 500}, "Pregonero Facts"),
    Cut("facts-bold", "fontpkg_inter", {"opsz": 28, "wght": 650}, "Pregonero Facts Bold"),
    Cut("kicker", "fontpkg_source_serif_4", {"opsz": 14, "wght": 580}, "Pregonero Kicker"),
)


def main() -> None:
    """Write all files and say how large they are."""
    HERE.mkdir(exist_ok=True)
    for cut in CUTS:
        package = resources.files(cut.package)
        font = TTFont(str(_variable(Path(str(package.joinpath("files"))))))
        _instantiate(_subset(font), cut)
        _open_every_glyph(font)
        _rename(font, cut.family)
        target = HERE / f"{cut.name}.ttf"
        font.save(target, reorderTables=True)
        licence = package.joinpath("LICENSE").read_text(encoding="utf-8")
        target.with_name(f"{cut.name}.OFL.txt").write_text(licence, encoding="utf-8")
        sys.stdout.write(f"{target.name}: {target.stat().st_size / 1024:.0f} KB\n")


def _variable(folder: Path) -> Path:
    return next(path for path in sorted(folder.glob("*.ttf")) if "Italic" not in path.name)


def _subset(font: TTFont) -> TTFont:
    options = subset.Options()
    options.layout_features = FEATURES
    options.hinting = False
    options.notdef_outline = True
    options.glyph_names = False
    options.name_IDs = [0, 1, 2, 4, 6, 13, 14]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=LATIN)
    cutter.subset(font)
    return font


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
    private = {PRIVATE + number: name for number, name in enumerate(font.getGlyphOrder())}
    for table in font["cmap"].tables:
        if table.isUnicode() and table.format in {4, 12}:
            table.cmap.update(private)


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
    main()
