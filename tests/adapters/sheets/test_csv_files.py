"""CSV as spreadsheet programs save it: any separator and encoding, never wrong letters."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from campaign.core.problems import Code, Place
from campaign.sources.sheets import RowIds, SheetReading, read_sheet
from campaign.sources.sheets.decoding import Undecodable, decode
from tests.adapters.sheets.kit import CSV, HEADER, found, seminar

LINE = (
    "17/02/2022",
    "11:30 hrs.",
    "X, Telegram",
    "Año ñandú",
    "«Ñuñoa» está — en línea…",
    "",
    "ok",
)


def written(sign: str = ";", *lines: tuple[str, ...], end: str = "\r\n") -> str:
    """Return a CSV text, with every cell in quotation marks."""
    rows = (HEADER, *(lines or (LINE,)))
    return (
        end.join(sign.join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows)
        + end
    )


def read(content: bytes) -> SheetReading:
    return read_sheet(CSV, content, seminar(), RowIds())


@pytest.mark.parametrize("sign", [";", ",", "\t", "|"])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
def test_separator_and_encoding_are_found(sign: str, encoding: str) -> None:
    reading = read(written(sign).encode(encoding))
    assert reading.problems == ()
    assert [(e.title, e.text, e.channels) for e in reading.entries] == [
        ("Año ñandú", "«Ñuñoa» está — en línea…", ("x", "telegram")),
    ]


def test_excels_own_first_line_tells_the_separator_and_is_no_row() -> None:
    reading = read(("sep=,\r\n" + written(",", ("31/02/2022", *LINE[1:]))).encode())
    assert found(reading) == [("bad-date", "A2")]


def test_a_line_break_in_a_cell_does_not_move_the_names_of_cells() -> None:
    first = (*LINE[:4], "Primera línea\r\n\r\nTercera «línea»", "", "")
    reading = read(written(";", first, ("31/02/2022", *LINE[1:])).encode("cp1252"))
    assert [entry.text for entry in reading.entries] == ["Primera línea\n\nTercera «línea»"]
    assert found(reading) == [("bad-date", "A3")]
    assert reading.problems[0].place == Place(CSV, cell="A3")


def test_titles_above_and_notes_below_are_no_rows() -> None:
    text = (
        "Calendario;;;;;;\n\n"
        + written(";", end="\n")
        + "\n;;;;* todas = las activas;;\nFin;;;;;;\n"
    )
    reading = read(text.encode())
    assert [entry.place.cell for entry in reading.entries] == ["A4"]
    assert (reading.problems, reading.skipped) == ((), 0)


@example("AAá")
@given(st.text(st.characters(codec="cp1252", exclude_categories=["Cc"]), min_size=1, max_size=300))
def test_windows_1252_text_keeps_its_letters_or_is_refused(text: str) -> None:
    raw = text.encode("cp1252")
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        try:
            read = decode(raw)
        except Undecodable:
            assert any("Â" <= sign <= "ô" for sign in text)
            return
        odd = any(sign > "\x7f" and not (sign.isalpha() and sign.islower()) for sign in text)
        words = re.findall(r"[^\W\d_]+", text)
        odd = odd or any(w != w.upper() and w[1:] != w[1:].lower() for w in words)
        others = (raw.decode("mac_roman"), raw.decode("cp850"))
        assert read == text or (odd and read in others)


@given(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=200),
    st.sampled_from(["utf-8-sig", "utf-16"]),
)
def test_a_marked_file_is_what_it_says(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


def test_utf8_with_a_broken_place_is_an_error_with_its_line() -> None:
    raw = written().encode().replace("línea".encode(), b"l\xc3nea")
    assert [(p.code, p.place) for p in read(raw).problems] == [(Code.BAD_ENCODING, Place(CSV, 2))]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", Code.SHEET_NO_HEADER),
        (b"\x00\x01\x02\x03" * 50, Code.SHEET_NO_HEADER),
        (b"hola\nmundo\n", Code.SHEET_NO_HEADER),
        (written().encode() + b'"abierta; y sin cerrar\n' * 3, Code.FILE_UNREADABLE),
        (written().encode() + b"x" * 200_000, Code.FILE_UNREADABLE),
        (b"x" * (21 * 1024 * 1024), Code.FILE_TOO_LARGE),
        (
            (";".join(HEADER) + "\n").encode() + b"17/02/2022;10;X;a;b c;;\n" * 21_000,
            Code.SHEET_TOO_LONG,
        ),
        (b"\x81\x8d;\xff\n", Code.BAD_ENCODING),
    ],
)
def test_what_is_no_calendar_is_one_clear_problem(content: bytes, code: Code) -> None:
    reading = read(content)
    assert [problem.code for problem in reading.problems] == [code]
    assert reading.entries == ()


def test_very_wide_and_empty_sheets_are_bounded() -> None:
    wide = ";".join(HEADER) + ";x" * 16_000 + "\n" + ";".join(LINE) + ";y" * 16_000 + "\n"
    reading = read(wide.encode())
    assert len(reading.entries) == 1
    assert len(reading.problems) < 300


@given(st.binary(max_size=400))
def test_no_bytes_can_make_reading_fail(content: bytes) -> None:
    assert read(content).entries == ()


@given(st.lists(st.lists(st.text(max_size=30), min_size=7, max_size=7), max_size=4))
def test_no_cells_can_make_reading_fail(rows: list[list[str]]) -> None:
    cells = [tuple(cell.encode("utf-8", "ignore").decode() for cell in row) for row in rows]
    reading = read(written(";", *cells).encode()) if cells else read(b"")
    for problem in reading.problems:
        assert problem.place.file == CSV
