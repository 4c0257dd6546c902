"""A sheet as rows of values, wherever it comes from."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from campaign.core.problems import Code, error

if TYPE_CHECKING:
    from collections.abc import Mapping

    from campaign.core.problems import Place, Problem

MAX_ROWS = 20_000
"""Rows that a calendar may have; more is no calendar but a mistake, or an attack."""

TITLE_ROWS = 60
"""Rows above the header that come on top of these."""

MAX_COLUMNS = 256
"""Columns that are looked at; workbooks can have 16,384."""


@dataclass(frozen=True, slots=True)
class Broken:
    """A formula without a usable value: its text, or the error that it shows."""

    formula: str


Value = str | int | float | bool | datetime | date | time | timedelta | Broken | None


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number in the sheet (from 1) and its values from column A on.

    ``borrowed`` leads from a column (from 0) that a merged cell covers to that cell's name.
    ``line`` is where the row begins in a file of lines. ``formats`` leads from a column to how
    a workbook shows the number in it, where that is not as it is.
    """

    number: int
    values: tuple[Value, ...]
    hidden: bool = False
    borrowed: Mapping[int, str] = field(default_factory=dict)
    line: int | None = None
    formats: Mapping[int, str] = field(default_factory=dict)

    def value(self, column: int | None) -> Value:
        """Return the value of a column, ``None`` where there is nothing."""
        if column is None or column >= len(self.values):
            return None
        return self.values[column]


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet. ``prefix`` comes before the names of its cells: ``Hoja2!``, or nothing."""

    where: Place
    name: str
    rows: tuple[Row, ...]
    prefix: str = ""

    def place(self, row: Row | int, column: int) -> Place:
        """Return the place of a cell; for a covered one, of the merged cell's first."""
        if isinstance(row, Row):
            name = row.borrowed.get(column) or f"{letters(column)}{row.number}"
        else:
            name = f"{letters(column)}{row}"
        return replace(self.where, cell=self.prefix + name)


@lru_cache(maxsize=MAX_COLUMNS)
def letters(column: int) -> str:
    """Return the name of a column counted from 0: ``A``, ``Z``, ``AA``."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def unreadable(where: Place, because: str, detail: str) -> Problem:
    """Return that a file cannot be read; ``because`` names the sentence that says why."""
    return error(Code.FILE_UNREADABLE, where, file=where.shown, reason=detail, because=because)
