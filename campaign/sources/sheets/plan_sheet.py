"""The plan as a workbook that is pleasant to read and cannot do anything by itself."""

from __future__ import annotations

import io
import re
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

_NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]")
_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_LONGEST_TITLE = 31
_LONGEST_CELL = 32_767
_WIDEST, _NARROWEST = 60, 8
_INK, _PAPER, _BAND = "FF22303C", "FFF6F1E7", "FFFBF8F2"


def plan_workbook(headers: Sequence[str], rows: Sequence[Sequence[object]], title: str) -> bytes:
    """Return a workbook with one sheet: ``headers``, frozen and with a filter, and ``rows``.

    Dates and times become real date cells, aware ones as the wall of their zone shows
    them; sequences become lists. Text is text: nothing in it is ever a formula.
    """
    from openpyxl import Workbook  # noqa: PLC0415 -- heavy, and only for workbooks

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = _NOT_IN_TITLES.sub(" ", title).strip("' ")[:_LONGEST_TITLE].strip() or "plan"
    book.properties.title = _CONTROLS.sub("", title)
    book.properties.creator = "Pregonero"
    for column, header in enumerate(headers, 1):
        _head(write_value(sheet.cell(1, column), header))
    for number, row in enumerate(rows, 2):
        for column, value in enumerate(row, 1):
            _body(write_value(sheet.cell(number, column), value), banded=number % 2 == 1)
    _frame(sheet, len(headers), len(rows))
    return saved(book)


def write_value(cell: Any, value: object) -> Any:
    """Write a value as what it is; text never as a formula."""
    value = _plain_value(value)
    if isinstance(value, str):
        cell.value = value
        cell.data_type = "s"
        cell.quotePrefix = value.startswith(_STARTS_FORMULA)
        return cell
    cell.value = value
    if isinstance(value, datetime):
        cell.number_format = "yyyy-mm-dd hh:mm"
    elif isinstance(value, date):
        cell.number_format = "yyyy-mm-dd"
    elif isinstance(value, time):
        cell.number_format = "hh:mm"
    return cell


def saved(book: Any) -> bytes:
    """Return a workbook's bytes."""
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _plain_value(value: object) -> object:
    if isinstance(value, datetime | time):
        return value.replace(tzinfo=None)
    if value is None or isinstance(value, bool | int | float | date | timedelta):
        return value
    if isinstance(value, list | tuple | set | frozenset):
        value = ", ".join(map(str, value))
    return _CONTROLS.sub("", str(value))[:_LONGEST_CELL]


def _head(cell: Cell) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill  # noqa: PLC0415

    cell.font = Font(bold=True, color=_PAPER)
    cell.fill = PatternFill("solid", fgColor=_INK)
    cell.alignment = Alignment(vertical="center", wrap_text=True)


def _body(cell: Cell, *, banded: bool) -> None:
    from openpyxl.styles import Alignment, PatternFill  # noqa: PLC0415

    cell.alignment = Alignment(vertical="top", wrap_text=isinstance(cell.value, str))
    if banded:
        cell.fill = PatternFill("solid", fgColor=_BAND)


def _frame(sheet: Worksheet, columns: int, rows: int) -> None:
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    sheet.freeze_panes = "A2"
    if not columns:
        return
    last = get_column_letter(columns)
    sheet.auto_filter.ref = f"A1:{last}{rows + 1}"
    sheet.row_dimensions[1].height = 24
    for column in range(1, columns + 1):
        cells = (sheet.cell(row, column) for row in range(1, min(rows, 500) + 2))
        longest = max((_width(cell) for cell in cells), default=0)
        width = min(max(longest + 2, _NARROWEST), _WIDEST)
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True  # type: ignore[union-attr]


def _width(cell: Any) -> int:
    if isinstance(cell.value, datetime):
        return len("2022-02-16 10:00")
    text = "" if cell.value is None else str(cell.value)
    return max(map(len, text.split("\n")), default=0)
