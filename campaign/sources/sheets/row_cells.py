"""The cells of one row by the names of their columns, and the problems found at them."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING

from campaign.core.problems import Code, Place, Problem, error, warning
from campaign.sources.sheets.cells import Broken, Grid, Row, Value
from campaign.sources.sheets.plain import cleaned, one_line

if TYPE_CHECKING:
    from campaign.sources.sheets.header import Header

SHOWN = 120
"""How much of a cell a message repeats, in characters."""


class RowCells:
    """One row under its header. ``language`` is the one in which columns are named."""

    def __init__(self, grid: Grid, header: Header, row: Row, language: str) -> None:
        self.header = header
        self.row = row
        self.language = language
        self.place = grid.place(row, header.columns.get("when", 0))
        self.places = {name: grid.place(row, col) for name, col in header.columns.items()}
        self.problems: list[Problem] = []
        self._texts: dict[str, str] = {}

    def value(self, name: str) -> Value:
        """Return what the cell holds; ``None`` for nothing, or a formula without value."""
        value = self.row.value(self.header.columns.get(name))
        return None if isinstance(value, Broken) else value

    def text(self, name: str) -> str:
        """Return a cell as the text that a person reads there; empty for nothing."""
        if name not in self._texts:
            self._texts[name] = as_text(self.value(name))
        return self._texts[name]

    def short(self, name: str) -> str:
        """Return a cell's text as a message repeats it."""
        return one_line(self.text(name), SHOWN)

    def is_broken(self, *names: str) -> bool:
        """Tell whether one of the cells has a formula without a value."""
        columns = self.header.columns
        return any(isinstance(self.row.value(columns.get(name)), Broken) for name in names)

    def place_of(self, name: str) -> Place:
        """Return the place of a cell, or of the row where there is no such column."""
        return self.places.get(name, self.place)

    def say(self, code: Code, name: str, **params: object) -> None:
        """Report an error at a cell."""
        self.problems.append(error(code, self.place_of(name), **params))

    def warn(self, code: Code, name: str, **params: object) -> None:
        """Report a warning at a cell."""
        self.problems.append(warning(code, self.place_of(name), **params))

    def missing(self, name: str, column: str) -> None:
        """Report at the cell ``name`` that ``column`` is not filled in."""
        title = self.header.name(column, self.language)
        self.say(Code.SHEET_ROW_INCOMPLETE, name, missing=title)

    def bad_value(self, name: str, expected: str) -> None:
        """Report a value out of form; ``expected`` shows the form."""
        self.say(Code.BAD_VALUE, name, **self.misfit(name, expected))

    def misfit(self, name: str, expected: str) -> dict[str, str]:
        """Return the values that the sentence about a value out of form needs."""
        column = self.header.name(name, self.language)
        return {"value": self.short(name), "field": column, "expected": expected}

    def formulas(self) -> None:
        """Report every formula without a value."""
        for name, column in self.header.columns.items():
            value = self.row.value(column)
            if isinstance(value, Broken):
                self.say(Code.SHEET_FORMULA_WITHOUT_VALUE, name, formula=value.formula[:SHOWN])


def as_text(value: Value) -> str:
    """Return what a person reads in a cell; empty for nothing, or a formula without value."""
    if value is None or isinstance(value, Broken):
        return ""
    if isinstance(value, str):
        return cleaned(value)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, float) and value == int(value):
        return str(int(value))
    return str(value)
