"""``assets/brand.yaml``: how the cards of this campaign look."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from campaign.core.cards import FAMILIES, Brand
from campaign.core.colours import as_hex, clashes
from campaign.core.fonts import NoFont, tables
from campaign.core.problems import Code
from campaign.sources.assets import locate

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from campaign.sources.reader import Reader

FILE: Final = "assets/brand.yaml"

_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
_COMMENT = re.compile(r":\s+(#[0-9A-Fa-f]{3,8})\b")
_LONGEST_MONOGRAM = 3
FONTS = (".ttf", ".otf")


def read_brand(reader: Reader, tree: Mapping[str, bytes]) -> Brand:
    """Return the brand; what is out of form is left out. ``tree`` are the files of the folder."""
    usual, faces = Brand(), reader.group("type")
    colours = reader.group("colours")
    lines = tree.get(FILE, b"").decode("utf-8", "replace").split("\n")
    return Brand(
        colours=_colours(colours, lines) if colours else {},
        monogram=_monogram(reader),
        voices=_family(faces, "voices", tree) or usual.voices,
        facts=_family(faces, "facts", tree) or usual.facts,
        motif=reader.one_of("motif") or usual.motif,
        corners=reader.one_of("corners") or usual.corners,
        logo=_file(reader, "logo", tree),
    )


def _colours(reader: Reader, lines: Sequence[str]) -> dict[str, str]:
    """Return the colours that are well written; which of them cannot be read is told.

    ``lines`` are those of the file.
    """
    colours: dict[str, str] = {}
    for field in reader.shape.fields:
        colour = reader.text(field.name)
        if colour is None:
            _unquoted(reader, field.name, lines)
            continue
        if _COLOUR.fullmatch(colour):
            colours[field.name] = colour.lower()
        else:
            reader.misfit(field.name, colour)
    found = clashes(colours)
    # A colour that nobody chose follows from the others, and so does what is wrong with it.
    for clash in [one for one in found if one.first in colours] or found:
        written = [role for role in (clash.first, *clash.second.split("/")) if role in colours]
        reader.wrong(
            Code.BRAND_UNREADABLE,
            reader.line_of(written[0]),
            first=clash.first,
            second=clash.second,
            contrast=f"{clash.ratio:.1f}",
            better=as_hex(clash.better),
        )
    return colours


def _unquoted(reader: Reader, field: str, lines: Sequence[str]) -> None:
    """Tell of a colour without quotes: to YAML it is a comment."""
    line = reader.line_of(field)
    lost = _COMMENT.search(lines[line - 1]) if reader.node(field) and line <= len(lines) else None
    if lost is not None:
        params = {"field": field, "value": lost[1], "expected": f'{field}: "{lost[1]}"'}
        reader.wrong(Code.BAD_VALUE, line, **params, because="unquoted")


def _family(reader: Reader | None, field: str, tree: Mapping[str, bytes]) -> str | None:
    """Return a family that comes with the program, or the path of a font in the folder."""
    name = reader.text(field) if reader else None
    if reader is None or name is None:
        return None
    if name.lower() in FAMILIES:
        return name.lower()
    if not name.lower().endswith(FONTS):
        reader.misfit(field, name)
        return None
    path = _file(reader, field, tree)
    if path is not None:
        try:
            tables(tree[path])
        except NoFont as wrong:
            line = reader.line_of(field)
            reader.wrong(Code.FONT_UNUSABLE, line, value=name, reason=wrong.reason)
            return None
    return path


def _file(reader: Reader, field: str, tree: Mapping[str, bytes]) -> str | None:
    name = reader.text(field)
    if name is None:
        return None
    kind = "logo" if field == "logo" else "font"
    path, problem = locate(name, tree, reader.place_of(field), kind)
    if problem is not None:
        reader.wrong(problem.code, reader.line_of(field), **problem.params)
    return path


def _monogram(reader: Reader) -> str | None:
    text = reader.text("monogram")
    if text is not None and len(text) > _LONGEST_MONOGRAM:
        near = text[:_LONGEST_MONOGRAM]
        reader.misfit("monogram", text, because="monogram", near=near)
        return None
    return text
