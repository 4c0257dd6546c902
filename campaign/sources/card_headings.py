"""The headings of a sheet of cards: which column says what, and what was meant by the others."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from campaign.core.card_rows import NAMING
from campaign.core.problems import Code, Place, Problem, error, warning
from campaign.likeness import by_likeness, is_like_any
from campaign.sources.sheets.header import title_of
from campaign.sources.sheets.plain import one_line
from campaign.sources.sheets.vocabulary import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from campaign.sources.sheets.cells import Grid, Row, Value

TABLE = "card_columns"
_LOOKED_AT = 60
_LONGEST = 80
_NAMED = 6
"""How many headings a hint names."""


def known_headings(values: Sequence[Value]) -> int:
    """Return how many of these cells are headings of columns that cards have."""
    return len({field for field in map(_field, values) if field is not None})


def _field(value: Value) -> str | None:
    return words().tables[TABLE].get(title_of(value)) if isinstance(value, str) else None


def heading_row(grid: Grid) -> Row | None:
    """Return the row with most of the known headings: it names the cards, or says something."""
    best = max(grid.rows[:_LOOKED_AT], key=lambda row: known_headings(row.values), default=None)
    if best is None or not {*map(_field, best.values)} & {*NAMING}:
        return None
    return best


def read_headings(
    grid: Grid, head: Row, language: str
) -> tuple[dict[str, int], dict[str, str], list[Problem]]:
    """Return the columns (from 0) and their headings by what they say, and what is wrong."""
    columns: dict[str, int] = {}
    titles: dict[str, str] = {}
    problems: list[Problem] = []
    for column, value in enumerate(head.values):
        if not isinstance(value, str) or not title_of(value):
            continue
        field, place, title = _field(value), at(grid, head, column), one_line(value, _LONGEST)
        if field is None:
            params = {"column": title, "known": _like(value, language)}
            problems.append(warning(Code.SHEET_UNKNOWN_COLUMN, place, **params))
        elif field in columns:
            first = str(at(grid, head, columns[field]).cell)
            same = title_of(value) == title_of(titles[field])
            params = {"field": title, "first": first, "other": titles[field]}
            params["because"] = "column" if same else "same-column"
            problems.append(error(Code.DUPLICATE_FIELD, place, **params))
        else:
            columns[field], titles[field] = column, title
    return columns, titles, problems


def no_headings(where: Place, grids: Sequence[Grid], language: str) -> Problem:
    """Return that no row has the headings; where one nearly has, at its cell, and what it is."""
    naming = [word for word, field in words().tables[TABLE].items() if field in NAMING]
    for grid in grids:
        for row in grid.rows[:_LOOKED_AT]:
            for column, value in enumerate(row.values):
                if isinstance(value, str) and is_like_any(value, naming):
                    params = {"value": one_line(value, _LONGEST), "known": _like(value, language)}
                    place = at(grid, row, column)
                    return error(Code.SHEET_NO_HEADER, place, **params, because="near-cards")
    params = {"sheet": grids[0].name if grids else where.shown, "because": "cards"}
    return error(Code.SHEET_NO_HEADER, where, **params)


def _like(value: str, language: str) -> str:
    """Return headings that may be meant, the most similar first: of what is like several, the one
    that is written nearly so, and then what the others are called.
    """
    called = words()
    if is_like_any(value, called.tables[TABLE]):
        nearest = by_likeness(value, {word: word for word in called.tables[TABLE]})[0]
        spelt = called.spelling(language, TABLE, nearest)
        return spelt[:1].upper() + spelt[1:]
    fields = by_likeness(value, dict(called.tables[TABLE]))
    shown = ", ".join(called.write(language, TABLE, field) for field in fields[:_NAMED])
    return f"{shown}…" if len(fields) > _NAMED else shown


def at(grid: Grid, row: Row, column: int) -> Place:
    """Return the place of a cell, with its line where the sheet is a file of lines."""
    return replace(grid.place(row, column), line=row.line)
