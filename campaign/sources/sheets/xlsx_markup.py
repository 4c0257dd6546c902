"""What the markup of a worksheet tells and its values do not: hidden rows, merged cells,
and formulas that were saved without their value.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import IO
from xml.parsers import expat

from campaign.sources.sheets.cells import MAX_ROWS, TITLE_ROWS

_CHUNK = 1 << 16
_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})")
_MOST_MERGES = 10_000


class TooManyRows(ValueError):
    """More rows with something in them than a calendar can have."""


class Entities(ValueError):
    """The markup defines entities, which no spreadsheet program does."""


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged range: columns from 0, rows from 1, both ends included."""

    left: int
    top: int
    right: int
    bottom: int


@dataclass(slots=True)
class Markup:
    """What was found: ``formulas`` leads from a cell's name to a formula without value."""

    hidden: set[int] = field(default_factory=set)
    merges: list[Merge] = field(default_factory=list)
    formulas: dict[str, str] = field(default_factory=dict)


def read_markup(stream: IO[bytes], most_rows: int = MAX_ROWS + TITLE_ROWS) -> Markup:
    """Scan a worksheet's XML once.

    Raises:
        TooManyRows: as soon as more than ``most_rows`` rows have something in them.
        Entities: for markup that defines entities.
        expat.ExpatError: for markup that is broken.
    """
    scan = _Scan(most_rows)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = scan.start
    parser.EndElementHandler = scan.end
    parser.CharacterDataHandler = scan.text
    parser.EntityDeclHandler = _refuse
    while chunk := stream.read(_CHUNK):
        parser.Parse(chunk, False)  # noqa: FBT003 -- expat takes no keyword
    parser.Parse(b"", True)  # noqa: FBT003
    return scan.markup


def column_number(name: str) -> int:
    """Return the number of a column from 0: ``A`` is 0, ``AA`` is 26."""
    number = 0
    for letter in name:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _refuse(*_: object) -> None:
    raise Entities


class _Scan:
    """Keeps where in the markup we are."""

    def __init__(self, most_rows: int) -> None:
        self.markup = Markup()
        self.rows_left = most_rows
        self.row_has_value = False
        self.cell = ""
        self.formula: list[str] | None = None
        self.has_value = False
        self.inside = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(" ")[2]
        if name == "c":
            self.cell, self.formula, self.has_value = attributes.get("r", ""), None, False
        elif name == "f":
            self.formula = []
        elif name == "row" and attributes.get("hidden") in {"1", "true"}:
            self._hide(attributes.get("r", ""))
        elif name == "mergeCell":
            self._merge(attributes.get("ref", ""))
        self.inside = name

    def text(self, data: str) -> None:
        if self.inside == "f" and self.formula is not None:
            self.formula.append(data)
        elif self.inside in {"v", "t"} and data.strip():
            self.has_value = True

    def end(self, name: str) -> None:
        self.inside = ""
        if name.endswith(" c"):
            self._end_cell()
        elif name.endswith(" row") and self.row_has_value:
            self.row_has_value = False
            self.rows_left -= 1
            if self.rows_left < 0:
                raise TooManyRows

    def _end_cell(self) -> None:
        if self.has_value or self.formula is not None:
            self.row_has_value = True
        if self.formula is not None and not self.has_value:
            self.markup.formulas[self.cell] = "=" + "".join(self.formula)

    def _hide(self, row: str) -> None:
        if row.isdigit():
            self.markup.hidden.add(int(row))

    def _merge(self, ref: str) -> None:
        found = _RANGE.fullmatch(ref)
        if found is None or len(self.markup.merges) >= _MOST_MERGES:
            return
        left, top, right, bottom = found.groups()
        merge = Merge(column_number(left), int(top), column_number(right), int(bottom))
        self.markup.merges.append(merge)
