"""A file that somebody sends is taken for what is in it, and a hostile one ends nobody else."""

from __future__ import annotations

import io
import zipfile

import pytest

from campaign.core.problems import Problem
from campaign.sources.sheets.arriving import arrived
from campaign.wiring.sheet_bench import SheetBench
from tests.adapters.sheets.kit import HEADER, row, workbook

CALENDAR = workbook([HEADER, row()])
TABLE = b"Fecha;Hora;Redes;Texto\n16/02/2022;10:00;X;Vengan todos\n"


def parts(names: dict[str, bytes]) -> bytes:
    """Return a ZIP file."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in names.items():
            archive.writestr(name, content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "place"),
    [
        ("mayo.xlsx", CALENDAR, "posts/calendar.xlsx"),
        ("mayo.pdf", CALENDAR, "posts/calendar.xlsx"),
        ("mayo.csv", CALENDAR, "posts/calendar.xlsx"),
        ("mayo.csv", TABLE, "posts/calendar.csv"),
        ("mayo.xlsx", TABLE, "posts/calendar.csv"),
        ("", TABLE, "posts/calendar.csv"),
        ("mayo.txt", TABLE.decode().encode("utf-16"), "posts/calendar.csv"),
    ],
)
def test_a_sheet_is_known_by_what_is_in_it(name: str, content: bytes, place: str) -> None:
    assert arrived(name, content) == (place, content)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("acta.pdf", b"%PDF-1.7 acta"),
        ("afiche.png", b"\x89PNG\r\n\x1a\n\x00"),
        ("acta.docx", parts({"word/document.xml": b"<w/>"})),
        ("acta.doc", b"\xd0\xcf\x11\xe0" + bytes(600)),
        ("nota", b"Comprar pan\nLlamar a la municipalidad\n"),
        ("vacío", b""),
    ],
)
def test_something_else_is_nothing(name: str, content: bytes) -> None:
    assert arrived(name, content) is None


@pytest.mark.parametrize(
    ("name", "content", "because"),
    [
        ("vieja.xls", b"\xd0\xcf\x11\xe0" + bytes(600), "old-excel"),
        ("rota.xlsx", CALENDAR[:900], "damaged"),
        ("macros.xlsm", parts({"xl/workbook.xml": b"", "xl/vbaProject.bin": b"x"}), "macros"),
        ("bomba.xlsx", parts({"xl/workbook.xml": bytes(80 * 2**20)}), ""),
        ("larga.csv", TABLE + b"16/02/2022;10:00;X;Hola\n" * 3000, "sent"),
        ("hoja.ods", parts({"content.xml": b"<x/>"}), "damaged"),
    ],
)
def test_what_cannot_be_loaded_is_told(name: str, content: bytes, because: str) -> None:
    found = arrived(name, content)
    assert isinstance(found, Problem)
    assert found.params.get("because", "") == because
    assert found.place.shown == name


def test_rows_that_are_only_coloured_are_taken_out_the_same_way_every_time() -> None:
    sheet = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(io.BytesIO(CALENDAR)) as real:
        names = {name: real.read(name) for name in real.namelist()}
    empty = b"".join(b'<row r="%d"><c r="A%d" s="0"/></row>' % (n, n) for n in range(3, 40_000))
    names[sheet] = names[sheet].replace(b"</sheetData>", empty + b"</sheetData>")
    coloured = parts(names)
    found = arrived("color.xlsx", coloured)
    assert isinstance(found, tuple)
    assert len(found[1]) < min(len(coloured), 20_000)
    assert arrived("color.xlsx", coloured) == found
    assert arrived("color.xlsx", found[1]) == found


def test_what_takes_too_much_ends_its_own_process_alone() -> None:
    found = SheetBench(memory=2**20).look("mayo.xlsx", CALENDAR)
    assert found.sheet is None
    assert found.problem is not None
    assert found.problem.params["because"] == "too-much"


def test_the_bench_hands_on_what_it_found() -> None:
    bench = SheetBench()
    assert bench.look("acta.pdf", b"%PDF-1.7 acta").problem is None
    looked = bench.look("mayo.csv", TABLE)
    assert looked.sheet is not None
    assert (looked.sheet.place, looked.sheet.content) == ("posts/calendar.csv", TABLE)
