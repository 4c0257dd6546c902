"""Rows far below the others are read all the same, and empty ones in between cost little."""

from __future__ import annotations

import io
import zipfile

import pytest

from campaign.sources.sheets import RowIds, SheetReading, read_sheet
from campaign.sources.sheets.xlsx_empty import without_empty_rows
from tests.adapters.sheets.kit import HEADER, PATH, found, row, seminar, workbook

SHEET = "xl/worksheets/sheet1.xml"


def reading(content: bytes) -> SheetReading:
    return read_sheet(PATH, content, seminar(), RowIds())


def with_last_row_after(filling: str, number: int) -> bytes:
    """Return a sheet whose third row comes after ``filling``, as row ``number``."""
    content = workbook([HEADER, row(), row("31/02/2022", title="Otra")])
    source, made = zipfile.ZipFile(io.BytesIO(content)), io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.infolist():
            raw = source.read(part)
            if part.filename == SHEET:
                before, last = raw.decode().split('<row r="3"', 1)
                own = f' r="{number}"' if filling.startswith("<row r") else ""
                for column in "ABCDEFG":
                    last = last.replace(f'r="{column}3"', f'r="{column}{number}"')
                raw = (before + filling + f"<row{own}" + last).encode()
            target.writestr(part, raw)
    return made.getvalue()


@pytest.mark.parametrize("number", [4_000, 5_100, 300_000, 1_048_576])
def test_a_row_below_a_long_stretch_of_nothing_is_read(number: int) -> None:
    content = with_last_row_after('<row r="3"/>', number)
    assert found(reading(content)) == [("bad-date", f"A{number}")]


FORMATTED = {
    "numbered": '<row r="{n}" s="4"><c r="A{n}" s="4"/><c r="B{n}" s="4"></c></row>',
    "by their order": '<row s="4" customFormat="1"><c s="4"/></row>',
    "closed at once": "<row r='{n}'/>\n",
}


@pytest.mark.parametrize("form", FORMATTED)
def test_rows_with_nothing_but_their_look_keep_the_numbers_of_the_others(form: str) -> None:
    filling = "".join(FORMATTED[form].format(n=n) for n in range(3, 70_000))
    content = with_last_row_after(filling, 70_000)
    assert found(reading(content)) == [("bad-date", "A70000")]
    with zipfile.ZipFile(io.BytesIO(without_empty_rows(content))) as archive:
        assert archive.getinfo(SHEET).file_size < 5_000


def test_a_value_among_a_hundred_thousand_empty_rows_stays() -> None:
    rows = [f'<row r="{n}" s="4"/>' for n in range(3, 100_000)]
    cells = {"A": "31/02/2022", "C": "X", "D": "Sola", "E": "Aquí abajo"}
    inline = '<c r="{}50003" t="inlineStr"><is><t>{}</t></is></c>'
    full = "".join(inline.format(*cell) for cell in cells.items())
    rows[50_000] = f'<row r="50003">{full}</row>'
    content = with_last_row_after("".join(rows), 100_000)
    assert {cell for _, cell in found(reading(content))} == {"A50003", "A100000"}


def test_a_merged_cell_is_lent_to_rows_however_far_below() -> None:
    lines = [HEADER, row(), *([None] * 7 for _ in range(5_500)), row(date=None, title="Otra")]
    content = workbook(lines)
    source, made = zipfile.ZipFile(io.BytesIO(content)), io.BytesIO()
    with zipfile.ZipFile(made, "w") as target:
        for part in source.infolist():
            raw = source.read(part)
            if part.filename == SHEET:
                merge = b'<mergeCells count="1"><mergeCell ref="A2:A5503"/></mergeCells>'
                raw = raw.replace(b"</sheetData>", b"</sheetData>" + merge)
            target.writestr(part, raw)
    assert len(reading(made.getvalue()).entries) == 2
