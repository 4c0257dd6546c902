"""A team's own sheet back, with what is wrong marked at its cell: colour, and a comment."""

from __future__ import annotations

import io
import re
from datetime import date, time, timedelta
from typing import TYPE_CHECKING, Any

from campaign.core.problems import Place, Severity
from campaign.sources.sheets.cached_values import with_cached_values
from campaign.sources.sheets.csv_grid import read_csv
from campaign.sources.sheets.plan_sheet import saved, write_value
from campaign.sources.sheets.vocabulary import words
from campaign.sources.sheets.xlsx_grid import Unreadable, check_archive

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from campaign.core.problems import Problem

Finding = tuple["Problem", str, str]
"""A problem with its message and its hint, in the reader's language."""

AUTHOR = "Pregonero"
COLOURS = {Severity.ERROR: "FFF4B6AE", Severity.WARNING: "FFFFE08A"}
_CELL = re.compile(r"[A-Z]{1,3}[1-9]\d{0,6}")
_LARGEST_MARKUP = 24 * 1024 * 1024
_LONGEST_COMMENT = 8_000
_WIDTH, _LINE, _PER_LINE = 340, 17, 48


def annotate(path: str, content: bytes, problems: Sequence[Finding], language: str = "es") -> bytes:
    """Return the sheet as a workbook with its problems at their cells.

    A workbook keeps its formatting, its other sheets, its formulas and their values;
    a CSV file becomes a workbook. Every comment begins with a word for its severity, so
    that the colour is not the only sign. What has no cell stands at the first one.
    Problems of other files are left out. Marks of an earlier run are replaced.
    A file that cannot be opened comes back as a sheet with the problems alone.
    """
    book, cached = _opened(path, content)
    _without_former_marks(book)
    cells: dict[tuple[str, str], list[Finding]] = {}
    for finding in problems:
        place = finding[0].place
        if place.file == path:
            cells.setdefault(_where(book, place), []).append(finding)
    for (sheet, name), findings in cells.items():
        _mark(book[sheet], name, findings, language)
    raw = saved(book)
    return with_cached_values(raw, cached) if cached else raw


def _opened(path: str, content: bytes) -> tuple[Any, Mapping[int, Mapping[str, object]]]:
    """Return the workbook to write into, and the values of its formulas by sheet and cell."""
    if not content.startswith(b"PK"):
        return _from_csv(path, content), {}
    from openpyxl import load_workbook  # noqa: PLC0415 -- heavy, and only for workbooks

    try:
        check_archive(Place(path), content, _LARGEST_MARKUP)
        book = load_workbook(io.BytesIO(content), rich_text=True)
        formulas = _formulas(book)
        if not formulas:
            return book, {}
        return book, _values(load_workbook(io.BytesIO(content), data_only=True), formulas)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 -- openpyxl fails in many ways on broken files
        return _empty(path), {}


def _formulas(book: Any) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for number, sheet in enumerate(book.worksheets):
        names = [cell.coordinate for cell in _cells(sheet) if cell.data_type == "f"]
        found[number] = names
    return {number: names for number, names in found.items() if names}


def _values(book: Any, formulas: dict[int, list[str]]) -> dict[int, dict[str, object]]:
    sheets = book.worksheets
    return {
        number: {name: _counted(sheets[number][name].value, book.epoch) for name in names}
        for number, names in formulas.items()
    }


def _counted(value: object, epoch: datetime) -> object:
    """Return dates and times as the numbers that a workbook keeps."""
    from openpyxl.utils import datetime as counting  # noqa: PLC0415

    to_excel: Any = counting.to_excel
    is_date = isinstance(value, date | time | timedelta)
    return to_excel(value, epoch) if is_date else value


def _from_csv(path: str, content: bytes) -> Any:
    try:
        grids, _ = read_csv(Place(path), content)
    except Unreadable:
        grids = ()
    book = _empty(path)
    sheet = book.worksheets[0]
    for row in grids[0].rows if grids else ():
        for column, value in enumerate(row.values, 1):
            if value is not None:
                write_value(sheet.cell(row.number, column), value)
    for column in range(1, sheet.max_column + 1):
        sheet.column_dimensions[sheet.cell(1, column).column_letter].width = 24
    return book


def _empty(path: str) -> Any:
    from openpyxl import Workbook  # noqa: PLC0415

    book = Workbook()
    name = re.sub(r"[\[\]:*?/\\']", " ", path.rpartition("/")[2].rpartition(".")[0])
    book.worksheets[0].title = name[:31].strip() or "calendar"
    return book


def _where(book: Any, place: Place) -> tuple[str, str]:
    """Return sheet and cell of a place; of a merged cell its first, of no cell the first."""
    sheet, _, name = (place.cell or "").rpartition("!")
    titles = [worksheet.title for worksheet in book.worksheets]
    title = sheet if sheet in titles else titles[0]
    if not _CELL.fullmatch(name) or (sheet and sheet not in titles):
        return titles[0], f"A{place.line}" if place.line else "A1"
    for merged in book[title].merged_cells.ranges:
        if name in merged:
            return title, merged.coord.partition(":")[0]
    return title, name


def _mark(sheet: Any, name: str, findings: Sequence[Finding], language: str) -> None:
    from openpyxl.comments import Comment  # noqa: PLC0415
    from openpyxl.styles import PatternFill  # noqa: PLC0415

    cell = sheet[name]
    worst = Severity.ERROR if any(p.is_error for p, _, _ in findings) else Severity.WARNING
    cell.fill = PatternFill("solid", fgColor=COLOURS[worst])
    text = "\n\n".join(_said(finding, language) for finding in findings)
    if cell.comment is not None:
        text = f"{text}\n\n{cell.comment.text}"
    lines = sum(len(line) // _PER_LINE + 1 for line in text.split("\n"))
    cell.comment = Comment(
        text[:_LONGEST_COMMENT], AUTHOR, height=min(lines + 1, 30) * _LINE, width=_WIDTH
    )


def _said(finding: Finding, language: str) -> str:
    problem, message, hint = finding
    label = words().write(language, "labels", problem.severity.value)
    return f"{label}: {message}\n→ {hint}" if hint else f"{label}: {message}"


def _without_former_marks(book: Any) -> None:
    """Take our own comments and colours of an earlier run away; the team's stay."""
    from openpyxl.styles import PatternFill  # noqa: PLC0415

    ours = set(COLOURS.values())
    for sheet in book.worksheets:
        for cell in _cells(sheet):
            if cell.comment is None or cell.comment.author != AUTHOR:
                continue
            cell.comment = None
            if cell.fill.fgColor.rgb in ours:
                cell.fill = PatternFill()


def _cells(sheet: Any) -> list[Any]:
    """Return the cells that a sheet has; its own iteration makes all up to the last corner."""
    return list(sheet._cells.values())  # noqa: SLF001 -- there is no other way to only these
