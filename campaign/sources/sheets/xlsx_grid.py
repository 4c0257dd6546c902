"""A workbook as grids of cells: values as the team sees them, never formulas."""

from __future__ import annotations

import io
import zipfile
from bisect import bisect
from collections import defaultdict
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from campaign.core.problems import Code, Place, Problem, error
from campaign.sources.sheets.cells import (
    MAX_COLUMNS,
    MAX_ROWS,
    TITLE_ROWS,
    Broken,
    Grid,
    Row,
    Value,
    letters,
    unreadable,
)
from campaign.sources.sheets.header import find_header
from campaign.sources.sheets.number_formats import AS_THEY_ARE, GENERAL
from campaign.sources.sheets.plain import without_escapes
from campaign.sources.sheets.xlsx_empty import without_empty_rows
from campaign.sources.sheets.xlsx_markup import Markup, TooManyRows, read_markup

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

MAX_UNPACKED = 64 * 1024 * 1024
"""Bytes that the XML of a workbook may have when unpacked."""

MAX_PARTS = 5_000
_MOST_SHEETS = 50
_MOST_BORROWED = 1_000_000
_OLD_FORMAT = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MEGABYTE = 1024 * 1024


class Unreadable(ValueError):
    """Content that is no workbook, with the problem to report."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(problem)


_NEVER_READ = ("xl/media/", "xl/embeddings/", "xl/printerSettings/", "xl/vbaProject.bin")
"""Parts that nobody here unpacks; any other may be named as a sheet, whatever it is called."""


def read_xlsx(
    where: Place, content: bytes, known: Callable[[Sequence[Value]], int] | None = None
) -> tuple[tuple[Grid, ...], tuple[Problem, ...]]:
    """Return the visible sheets of a workbook; what cannot be read is a problem. ``known`` counts
    the headings in a row, where it is no calendar that is looked for.
    """
    try:
        check_archive(where, content)
        return tuple(_grids(where, content, known)), ()
    except Unreadable as bad:
        return (), (bad.problem,)
    except MemoryError:
        raise
    except Exception as bad:  # noqa: BLE001 -- openpyxl fails in many ways on broken files
        return (), (unreadable(where, "damaged", _named(bad)),)


def check_archive(where: Place, content: bytes, most: int = MAX_UNPACKED) -> None:
    """Refuse what is no workbook or would unpack to too much; raises :class:`Unreadable`."""
    if content.startswith(_OLD_FORMAT):
        locked = _ENCRYPTED in content
        raise Unreadable(unreadable(where, "password" if locked else "old-excel", "OLE2"))
    if not content.strip():
        raise Unreadable(unreadable(where, "empty", "0"))
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, OSError) as bad:
        because = "damaged" if content.startswith(b"PK") else "no-workbook"
        raise Unreadable(unreadable(where, because, _named(bad))) from None
    parts = archive.infolist()
    markup = sum(p.file_size for p in parts if not p.filename.startswith(_NEVER_READ))
    if markup > most or len(parts) > MAX_PARTS:
        size, limit = max(markup // _MEGABYTE, 1), most // _MEGABYTE
        problem = error(Code.FILE_TOO_LARGE, where, file=where.shown, size=size, limit=limit)
        raise Unreadable(problem)


def _grids(
    where: Place, content: bytes, known: Callable[[Sequence[Value]], int] | None
) -> Iterator[Grid]:
    from openpyxl import load_workbook  # noqa: PLC0415 -- heavy, and only for workbooks

    slim = without_empty_rows(content)
    book = load_workbook(io.BytesIO(slim), read_only=True, data_only=True, keep_links=False)
    too_long = found = False
    try:
        for number, sheet in enumerate(_sheets(book)):
            if sheet.sheet_state != "visible":
                continue
            try:
                with sheet._get_source() as source:  # noqa: SLF001 -- the only way to the markup
                    markup = read_markup(source)
            except TooManyRows:
                if known is None:
                    _refuse_calendar(where, sheet)
                else:
                    too_long = too_long or _is_known(list(_first(sheet)), known)
                continue
            rows = _with_merges(where, list(_rows(sheet, markup)), markup)
            found = found or (known is not None and _is_known(rows[:TITLE_ROWS], known))
            prefix = f"{sheet.title}!" if number else ""
            yield Grid(where, sheet.title, tuple(rows), prefix)
    finally:
        book.close()
    if too_long and not found:
        raise _too_long(where)


def _sheets(book: Any) -> list[Any]:
    """Return the worksheets as openpyxl reads them one row at a time."""
    return list(book.worksheets[:_MOST_SHEETS])


def _refuse_calendar(where: Place, sheet: Any) -> None:
    """Raise if a sheet of too many rows is a calendar; another one is none of our business."""
    if find_header(list(_first(sheet))) is not None:
        raise _too_long(where)


def _first(sheet: Any) -> Iterator[Row]:
    return islice(_rows(sheet, Markup()), TITLE_ROWS)


def _is_known(rows: Sequence[Row], known: Callable[[Sequence[Value]], int]) -> bool:
    return any(known(row.values) for row in rows)


def _too_long(where: Place) -> Unreadable:
    return Unreadable(error(Code.SHEET_TOO_LONG, where, file=where.shown, limit=MAX_ROWS))


def _rows(sheet: Any, markup: Markup) -> Iterator[Row]:
    """Return the rows that have something, however far below each other they are.

    openpyxl's own rows come with all those in between: a million, for one at the very end.
    """
    from openpyxl.worksheet._reader import WorkSheetParser  # noqa: PLC0415

    book = sheet.parent
    codes = _codes(book)
    with sheet._get_source() as source:  # noqa: SLF001 -- the only way to the markup
        parser = WorkSheetParser(
            source,
            sheet._shared_strings,  # noqa: SLF001
            data_only=True,
            epoch=book.epoch,
            date_formats=book._date_formats,  # noqa: SLF001
            timedelta_formats=book._timedelta_formats,  # noqa: SLF001
        )
        for number, cells in parser.parse():
            if not markup.formulas and all(cell["value"] is None for cell in cells):
                continue
            values = _with_formulas(_values(cells), number, markup)
            if any(value is not None for value in values):
                yield Row(number, values, number in markup.hidden, formats=_formats(cells, codes))


def _codes(book: Any) -> list[str]:
    """Return the number formats of a workbook's styles, in the order of these."""
    from openpyxl.styles.numbers import (  # noqa: PLC0415
        BUILTIN_FORMATS,
        BUILTIN_FORMATS_MAX_SIZE,
    )

    own = dict(enumerate(book._number_formats, BUILTIN_FORMATS_MAX_SIZE))  # noqa: SLF001
    known = {**BUILTIN_FORMATS, **own}
    return [known.get(style.numFmtId, GENERAL) for style in book._cell_styles]  # noqa: SLF001


def _formats(cells: list[dict[str, Any]], codes: list[str]) -> dict[int, str]:
    """Return how the numbers of a row are shown, by column, where that is not as they are."""
    found = {}
    for cell in cells:
        if cell["data_type"] == "n" and cell["value"] is not None and cell["style_id"]:
            code = codes[cell["style_id"]]
            if code not in AS_THEY_ARE:
                found[cell["column"] - 1] = code
    return found


def _values(cells: list[dict[str, Any]]) -> tuple[Value, ...]:
    values: list[Value] = [None] * MAX_COLUMNS
    for cell in cells:
        if cell["column"] <= MAX_COLUMNS:
            values[cell["column"] - 1] = _value(cell)
    return tuple(values)


def _value(cell: dict[str, Any]) -> Value:
    value = cell["value"]
    if value is None:
        return None
    if cell["data_type"] == "e":
        return Broken(str(value))
    if isinstance(value, str):
        return without_escapes(value) or None
    return value  # type: ignore[no-any-return]


def _with_formulas(values: tuple[Value, ...], number: int, markup: Markup) -> tuple[Value, ...]:
    """Put formulas without a value where openpyxl sees nothing."""
    if not markup.formulas:
        return values
    known = list(values) + [None] * (MAX_COLUMNS - len(values))
    for column in range(MAX_COLUMNS):
        formula = markup.formulas.get(f"{letters(column)}{number}")
        if formula is not None and known[column] is None:
            known[column] = Broken(formula)
    while known and known[-1] is None:
        known.pop()
    return tuple(known)


def _with_merges(where: Place, rows: list[Row], markup: Markup) -> list[Row]:
    """Let the rows that a merged cell covers have its value, as the team sees it."""
    table = {row.number: row for row in rows}
    numbers = sorted(table)
    lent: dict[int, dict[int, tuple[Value, str]]] = defaultdict(dict)
    formats: dict[int, dict[int, str]] = defaultdict(dict)
    count = 0
    for merge in markup.merges:
        top = table.get(merge.top)
        value = top.value(merge.left) if top else None
        if value is None or merge.left >= MAX_COLUMNS:
            continue
        covered = numbers[bisect(numbers, merge.top) : bisect(numbers, merge.bottom)]
        count += len(covered)
        if count > _MOST_BORROWED:  # no program makes such a sheet: its merges lie on each other
            raise Unreadable(unreadable(where, "damaged", f"merges > {_MOST_BORROWED}"))
        for number in covered:
            lent[number][merge.left] = value, f"{letters(merge.left)}{merge.top}"
            if merge.left in table[merge.top].formats:
                formats[number][merge.left] = table[merge.top].formats[merge.left]
    return [
        _borrowing(row, lent[row.number], formats[row.number]) if row.number in lent else row
        for row in rows
    ]


def _borrowing(row: Row, lent: dict[int, tuple[Value, str]], formats: dict[int, str]) -> Row:
    values = list(row.values) + [None] * (max(lent) + 1 - len(row.values))
    for column, (value, _) in lent.items():
        values[column] = value
    names = {column: name for column, (_, name) in lent.items()}
    borrowed, formats = {**row.borrowed, **names}, {**row.formats, **formats}
    return replace(row, values=tuple(values), borrowed=borrowed, formats=formats)


def _named(bad: BaseException) -> str:
    return type(bad).__name__
