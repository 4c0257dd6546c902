"""A CSV file as spreadsheet programs write it, as a grid of cells."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from campaign.core.problems import Code, Place, Problem, error
from campaign.sources.sheets.cells import MAX_COLUMNS, MAX_ROWS, TITLE_ROWS, Grid, Row, unreadable
from campaign.sources.sheets.decoding import Undecodable, decode
from campaign.sources.sheets.header import titles_in

if TYPE_CHECKING:
    import _csv
    from collections.abc import Callable, Iterator, Sequence

    from campaign.sources.sheets.cells import Value

_DELIMITERS = (";", ",", "\t", "|")
_SNIFFED = 200_000
_SNIFFED_ROWS = 60
_LONGEST_CELL = 131_072


def read_csv(where: Place, content: bytes) -> tuple[tuple[Grid, ...], tuple[Problem, ...]]:
    """Return a calendar as one grid; see :func:`read_table`."""
    return read_table(where, content, titles_in)


def read_table(
    where: Place, content: bytes, known: Callable[[Sequence[Value]], int]
) -> tuple[tuple[Grid, ...], tuple[Problem, ...]]:
    """Return the file as one grid; cells are named as a spreadsheet would name them.

    A record is a row, also where a cell has line breaks. What cannot be read is a problem.
    ``known`` counts the headings of a row, by which the sign between the cells is found.
    """
    try:
        text = decode(content)
    except Undecodable as broken:
        return (), (error(Code.BAD_ENCODING, replace(where, line=broken.line), file=where.shown),)
    text, told = _told_delimiter(text)
    reader = _records(text, told or _delimiter(text, known))
    try:
        rows = tuple(_rows(reader))
    except _BrokenRow as broken:
        place = replace(where, line=broken.line)
        return (), (unreadable(place, broken.because, broken.detail),)
    if len(rows) > MAX_ROWS + TITLE_ROWS:
        return (), (error(Code.SHEET_TOO_LONG, where, file=where.shown, limit=MAX_ROWS),)
    return (Grid(where, where.shown.replace("\\", "/").rpartition("/")[2], rows),), ()


def _rows(reader: _csv.Reader) -> Iterator[Row]:
    """Return the rows that are not empty, at most one more than allowed."""
    found = 0
    for number, (line, record) in enumerate(_whole(reader), 1):
        if any(cell.strip() for cell in record):
            yield Row(number, tuple(cell or None for cell in record[:MAX_COLUMNS]), line=line)
            found += 1
            if found > MAX_ROWS + TITLE_ROWS:
                return


class _BrokenRow(Exception):
    """A row that is not CSV: the line where it begins, and why."""

    def __init__(self, line: int, detail: str) -> None:
        self.line = line
        self.detail = detail
        self.because = "long-cell" if "limit" in detail else "quotes"
        super().__init__(line, detail)


def _whole(reader: _csv.Reader) -> Iterator[tuple[int, list[str]]]:
    """Return the records, each with the line where it begins.

    An unclosed quotation mark is told there, too.
    """
    while True:
        begins = reader.line_num + 1
        try:
            yield begins, next(reader)
        except StopIteration:
            return
        except csv.Error as broken:
            raise _BrokenRow(begins, str(broken)) from None


def _told_delimiter(text: str) -> tuple[str, str | None]:
    """Read Excel's own first line ``sep=;``, which is not a row."""
    first, _, rest = text[:10].partition("\n")
    first = first.strip('\r"')
    if first.casefold().startswith("sep=") and len(first) == 5:  # noqa: PLR2004
        return text[text.index("\n") + 1 :] if rest or "\n" in text[:10] else "", first[4]
    return text, None


def _delimiter(text: str, known: Callable[[Sequence[Value]], int]) -> str:
    """Return the sign under which a header is found; the first one where none is."""
    return max(_DELIMITERS, key=lambda sign: _score(text[:_SNIFFED], sign, known))


def _score(sample: str, delimiter: str, known: Callable[[Sequence[Value]], int]) -> tuple[int, int]:
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
    titles = width = 0
    try:
        for record in islice(reader, _SNIFFED_ROWS):
            titles = max(titles, known(record[:MAX_COLUMNS]))
            width = max(width, len(record))
    except csv.Error:
        pass
    return titles, width


def _records(text: str, delimiter: str) -> _csv.Reader:
    csv.field_size_limit(_LONGEST_CELL)
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
