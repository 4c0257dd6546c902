"""The header row of a sheet: found by its words, in any order, case, accents and language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from campaign.core.problems import Code, Problem, error, warning
from campaign.likeness import nearest
from campaign.sources.sheets.plain import plain
from campaign.sources.sheets.vocabulary import words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from campaign.sources.sheets.cells import Grid, Row, Value

IGNORED = "ignored"
MIXED = ("when", "text", "channels")
"""Without these columns nothing can be published."""

_LOOKED_AT = 60
_ENOUGH = 3
_LONGEST = 200
_EDGES = re.compile(r"^[^\w#]+|[^\w#]+$")
_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]")


@dataclass(frozen=True, slots=True)
class Header:
    """Where the columns are: field to column (from 0), and each field as it is written."""

    row: int
    columns: Mapping[str, int]
    written: Mapping[str, str]

    def name(self, field: str, language: str) -> str:
        """Return the column's title as the team writes it, or else as we write it."""
        return self.written.get(field) or words().write(language, "headers", field)

    @property
    def in_english(self) -> bool:
        """Tell whether the date column has a title that only English has."""
        title = self.written.get("when", "")
        return words().spoken.get(("headers", title_of(title)), frozenset()) == {"en"}


def find_header(rows: Sequence[Row]) -> Header | None:
    """Return the row that has most of the known titles, if it has enough of them."""
    best, most = None, 0
    for row in rows[:_LOOKED_AT]:
        columns, written = _columns(row.values)
        if len(columns) > most:
            best, most = Header(row.number, columns, written), len(columns)
    if best is None or (most < _ENOUGH and not {"when", "text"} <= best.columns.keys()):
        return None
    return best


def titles_in(values: Sequence[Value]) -> int:
    """Count the known titles in a row."""
    return len(_columns(values)[0])


def header_problems(grid: Grid, header: Header, language: str) -> tuple[Problem, ...]:
    """Return titles that nobody reads, titles written twice, and columns that are missing."""
    row = next(row for row in grid.rows if row.number == header.row)
    found: list[Problem] = []
    known = [
        words().write(language, "headers", field)
        for field in words().tables["headers"].values()
        if field != IGNORED
    ]
    for column, value in enumerate(row.values):
        if not isinstance(value, str) or not title_of(value):
            continue
        field = words().tables["headers"].get(title_of(value))
        place = grid.place(header.row, column)
        if field is None:
            is_network = title_of(value) in words().tables["channels"]
            params = {
                "column": value.strip()[:80],
                "known": nearest(value, known),
                "because": "network" if is_network else "",
            }
            found.append(warning(Code.SHEET_UNKNOWN_COLUMN, place, **params))
        elif field != IGNORED and header.columns[field] != column:
            first = grid.place(header.row, header.columns[field]).cell
            params = {"field": value.strip(), "first": str(first), "because": "column"}
            found.append(error(Code.DUPLICATE_FIELD, place, **params))
    missing = [words().write(language, "headers", f) for f in MIXED if f not in header.columns]
    if missing:
        place = grid.place(header.row, 0)
        params = {"missing": ", ".join(missing), "because": "columns"}
        found.append(error(Code.SHEET_ROW_INCOMPLETE, place, **params))
    return tuple(found)


def _columns(values: Sequence[Value]) -> tuple[dict[str, int], dict[str, str]]:
    columns: dict[str, int] = {}
    written: dict[str, str] = {}
    for column, value in enumerate(values):
        if not isinstance(value, str):
            continue
        field = words().tables["headers"].get(title_of(value))
        if field is not None and field != IGNORED and field not in columns:
            columns[field] = column
            written[field] = " ".join(value.split())
    return columns, written


def title_of(text: str) -> str:
    """Return a heading for comparing; empty where it is none."""
    if len(text) >= _LONGEST:
        return ""
    said = plain(_ASIDE.sub(" ", text))
    # Teams put small pictures beside their titles; a title of signs alone stays what it is.
    return _EDGES.sub("", said) or said
