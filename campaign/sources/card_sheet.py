"""A sheet with one card in each row: names, scores, photographs; headings in Spanish or English."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, time
from typing import TYPE_CHECKING

from campaign.core.card_rows import NAMING, CardRow
from campaign.core.problems import Code, Place, Problem, error, warning
from campaign.sources.card_headings import (
    at,
    heading_row,
    known_headings,
    no_headings,
    read_headings,
)
from campaign.sources.sheets import MAX_BYTES, grids_of
from campaign.sources.sheets.cells import Broken
from campaign.sources.sheets.number_formats import shown
from campaign.sources.sheets.plain import one_line
from campaign.sources.sheets.row_cells import as_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from campaign.sources.sheets.cells import Grid, Row, Value

Tell = Callable[[float | date | time], str]
MARKS = (",", ".")
"""The marks of decimals and of thousands."""

_LONGEST = 2000


@dataclass(frozen=True, slots=True)
class CardSheet:
    """The rows of a sheet, those that cannot be used left out, and what is wrong with it.

    ``titles`` are the headings as they are written, ``left_out`` counts the bad rows.
    """

    rows: tuple[CardRow, ...] = ()
    problems: tuple[Problem, ...] = ()
    titles: Mapping[str, str] | None = None
    left_out: int = 0


def read_card_sheet(
    name: str, content: bytes, language: str, tell: Tell = str, marks: tuple[str, str] = MARKS
) -> CardSheet:
    """Read a ``.csv`` or ``.xlsx``; never raises for what is in the file.

    ``tell`` writes the numbers and moments of a workbook as people of that language do;
    ``marks`` are those of decimals and of thousands in numbers that their cells show otherwise.
    """
    where = Place(name)
    if len(content) > MAX_BYTES:
        million = 1024 * 1024
        params = {"file": name, "size": len(content) // million, "limit": MAX_BYTES // million}
        return CardSheet(problems=(error(Code.FILE_TOO_LARGE, where, **params),))
    grids, problems = grids_of(where, content, known_headings)
    if problems:
        return CardSheet(problems=tuple(map(_of_cards, problems)))
    found = [(grid, head) for grid in grids if (head := heading_row(grid)) is not None]
    if not found:
        return CardSheet(problems=(no_headings(where, grids, language),))
    speech = _Speech(tell, marks)
    filled = [one for one in found if _count(*one)]
    grid, head = (filled or found)[0]
    read = _read(grid, head, language, speech)
    return replace(read, problems=(*read.problems, *_unread(filled or found)))


def _of_cards(problem: Problem) -> Problem:
    """Say of a sheet that is too long what helps where its rows are cards, no calendar."""
    if problem.code is not Code.SHEET_TOO_LONG:
        return problem
    return replace(problem, params={**problem.params, "because": "cards"})


def _count(grid: Grid, head: Row) -> int:
    """Return how many rows with words are below the headings."""
    return sum(any(map(_says_something, row.values)) for row in _below(grid, head))


def _says_something(value: Value) -> bool:
    return isinstance(value, Broken) or bool(as_text(value))


def _unread(found: Sequence[tuple[Grid, Row]]) -> Iterator[Problem]:
    """Tell that the first sheet has no rows, or else of those after it: they are not drawn."""
    grid, head = found[0]
    if not _count(grid, head):
        yield error(Code.SHEET_NO_ROWS, at(grid, head, 0))
        return
    for other, row in found[1:]:
        params = {"sheet": other.name, "drawn": grid.name, "n": _count(other, row)}
        yield warning(Code.SHEET_NOT_READ, at(other, row, 0), **params)


def _read(grid: Grid, head: Row, language: str, speech: _Speech) -> CardSheet:
    columns, titles, problems = read_headings(grid, head, language)
    if any(problem.is_error for problem in problems):
        return CardSheet(problems=tuple(problems), titles=titles)
    said = [_Said(grid, row, columns, speech) for row in _below(grid, head)]
    rows, wrong, left_out = _rows(grid, head, said, titles)
    return CardSheet(rows, (*problems, *wrong, *_not_understood(said)), titles, left_out)


@dataclass(frozen=True, slots=True)
class _Speech:
    """How what is no text in a workbook is said."""

    tell: Tell
    marks: tuple[str, str]

    def text(self, value: Value, code: str) -> str:
        """Return a cell as its reader sees it; ``code`` is how it shows its number."""
        if code and isinstance(value, int | float):
            said = shown(value, code, self.marks)
            if said is not None:
                return one_line(said, _LONGEST)
        if isinstance(value, float | date | time):
            return one_line(self.tell(value), _LONGEST)
        return one_line(as_text(value), _LONGEST)


class _Said:
    """What one row says in the columns that are read."""

    def __init__(self, grid: Grid, row: Row, columns: Mapping[str, int], speech: _Speech) -> None:
        self.row = row
        self.formats = {field: row.formats.get(column, "") for field, column in columns.items()}
        self.values = {field: row.value(column) for field, column in columns.items()}
        places = {field: at(grid, row, column) for field, column in columns.items()}
        texts = {
            field: speech.text(value, self.formats[field]) for field, value in self.values.items()
        }
        self.card = CardRow(row.number, {f: text for f, text in texts.items() if text}, places)

    @property
    def is_empty(self) -> bool:
        broken = any(isinstance(value, Broken) for value in self.values.values())
        return not self.card.values and not broken


def _below(grid: Grid, head: Row) -> Iterator[Row]:
    """Return the rows below the headings, without these where they stand again."""
    for row in grid.rows:
        if row.number > head.number and row.values != head.values:
            yield row


def _rows(
    grid: Grid, head: Row, said: Sequence[_Said], titles: Mapping[str, str]
) -> tuple[tuple[CardRow, ...], tuple[Problem, ...], int]:
    good: list[CardRow] = []
    problems: list[Problem] = []
    left_out = 0
    for one in said:
        if one.is_empty:
            continue
        found = [
            *_formulas(one.values, one.card.places),
            *_incomplete(one.card, titles),
            *_too_wide(grid, head, one.row),
        ]
        problems += found
        if found:
            left_out += 1
        else:
            good.append(one.card)
    return tuple(good), tuple(problems), left_out


def _not_understood(said: Sequence[_Said]) -> Iterator[Problem]:
    """Tell of each format that is not understood, at the first cell of a column that has it."""
    told: set[tuple[str, str]] = set()
    for one in said:
        for field, code in one.formats.items():
            value = one.values[field]
            if not code or (field, code) in told or not isinstance(value, int | float):
                continue
            if shown(value, code, MARKS) is None:
                told.add((field, code))
                params = {"value": one.card.values.get(field, ""), "format": one_line(code, 60)}
                yield warning(Code.SHEET_NUMBER_FORMAT, one.card.places[field], **params)


def _formulas(said: Mapping[str, Value], places: Mapping[str, Place]) -> Iterator[Problem]:
    """A formula is no text to be shown: neither one that was not worked out nor one in a CSV."""
    for field, value in said.items():
        formula = value.formula if isinstance(value, Broken) else value
        if isinstance(formula, str) and (
            isinstance(value, Broken) or formula.lstrip().startswith("=")
        ):
            shown = one_line(formula, 60)
            yield error(Code.SHEET_FORMULA_WITHOUT_VALUE, places[field], formula=shown)


def _incomplete(row: CardRow, titles: Mapping[str, str]) -> Iterator[Problem]:
    if not any(row.get(field) for field in NAMING):
        missing = next(titles[field] for field in NAMING if field in titles)
        params = {"missing": missing, "because": "card"}
        yield error(Code.SHEET_ROW_INCOMPLETE, row.place(*NAMING), **params)


def _too_wide(grid: Grid, head: Row, row: Row) -> Iterator[Problem]:
    for column in range(len(head.values), len(row.values)):
        if as_text(row.values[column]):
            value = one_line(as_text(row.values[column]), 60)
            yield error(Code.SHEET_ROW_TOO_WIDE, at(grid, row, column), value=value)
            return
