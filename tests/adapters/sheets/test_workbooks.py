"""XLSX as teams keep it: titles, merged cells, formulas, other sheets, both day counts."""
# ruff: noqa: FBT001 -- cells have no zone; parameters of a table are positional

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from campaign.core.calendar import ALL_CHANNELS, Status
from campaign.core.problems import Code, Severity
from campaign.core.when import NEVER
from campaign.sources.sheets import RowIds, SheetReading, read_sheet
from campaign.sources.sheets.annotate import annotate
from campaign.sources.sheets.xlsx_markup import Entities, read_markup
from tests.adapters.sheets.kit import (
    HEADER,
    PATH,
    found,
    read,
    row,
    seminar,
    stored,
    webinars,
    workbook,
)

if TYPE_CHECKING:
    from collections.abc import Callable

DAY = date(2022, 2, 17)


def reading_of(content: bytes) -> SheetReading:
    return read_sheet(PATH, content, seminar(), RowIds())


def with_part(content: bytes, name: str, change: tuple[str, str]) -> bytes:
    """Return the workbook with a part changed: pattern and replacement."""
    source, buffer = zipfile.ZipFile(io.BytesIO(content)), io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for info in source.infolist():
            raw = source.read(info)
            if info.filename == name:
                raw = re.sub(*change, raw.decode()).encode()
            target.writestr(info, raw)
    return buffer.getvalue()


@pytest.mark.parametrize("mac", [False, True])
@pytest.mark.parametrize(
    ("when", "at"),
    [
        (DAY, time(11, 30)),
        (datetime.combine(DAY, time(11, 30)), None),
        (DAY, 0.4791666666),
        (DAY, timedelta(hours=11, minutes=30)),
        (DAY, "11:30 hrs."),
    ],
)
def test_dates_and_times_in_cells_in_both_ways_of_counting(
    mac: bool, when: object, at: object
) -> None:
    book = Workbook()
    if mac:
        book.epoch = CALENDAR_MAC_1904
    book.worksheets[0].append(HEADER)
    book.worksheets[0].append(row(when, at))
    reading = reading_of(stored(book))
    assert [str(entry.when) for entry in reading.entries] == ["2022-02-17 11:30"]


def test_the_header_is_found_in_any_row_order_case_and_language() -> None:
    header = ("STATUS", "  texto ", "canales", None, "Publish Date", "hora (Chile)")
    line = ("ok", "Hola a todas", "tg", None, "17/02/2022", "18.00")
    content = workbook([("Calendario", "de", "redes"), (), header, line], titles=4)
    reading = reading_of(content)
    assert [(str(e.when), e.channels, e.place.cell) for e in reading.entries] == [
        ("2022-02-17 18:00", ("telegram",), "E8"),
    ]


def test_an_english_sheet_in_berlin() -> None:
    header = ("Date", "Time", "Channels", "What", "Text", "Image", "Status")
    rows = [
        row(
            "20 December",
            "6 pm",
            "Mastodon and X",
            "Session 1 announcement",
            "Opening night soon",
            "session 1",
            "approved",
        ),
        row(
            "the day before session 2",
            "10:00",
            "all",
            "Reminder",
            "Tomorrow: {{ panel.title }}",
            "cover",
            "to be confirmed",
        ),
        row(
            "half an hour after the opening night of the archive",
            None,
            "fb, x",
            "Thanks",
            "Thank you all",
        ),
        row("03/04/2031", "9:00", "X", "Odd", "Which day is it"),
    ]
    reading = read(rows, webinars(), header=header)
    assert [(str(e.when), e.subject, e.channels, e.card, e.status) for e in reading.entries] == [
        ("2030-12-20 18:00", "opening", ("mastodon", "x"), "announcement", Status.READY),
        ("start - 1d 10:00", "closing", (ALL_CHANNELS,), "cover", Status.DRAFT),
        ("end + 30m", "opening", ("x",), None, Status.READY),
    ]
    assert found(reading) == [("channel-not-set-up", "C4"), ("ambiguous-date", "A5")]


def test_a_formula_is_read_as_its_value_and_is_a_problem_without_one() -> None:
    content = workbook([HEADER, row("=A9", "=B9", text='="Hola "&"a todas"'), row()])
    assert found(reading_of(content)) == [
        ("sheet-formula-without-value", "A2"),
        ("sheet-formula-without-value", "B2"),
        ("sheet-formula-without-value", "E2"),
    ]
    pattern = r'(<c r="A2"[^>]*>)(<f>A9</f>)<v ?/>|(<c r="B2"[^>]*>)(<f>B9</f>)<v ?/>'
    for cell, kind, value in (
        ("A2", "str", "17/02/2022"),
        ("B2", "n", "0.75"),
        ("E2", "str", "Hola a todas"),
    ):
        pattern = rf'<c r="{cell}"[^>]*><f>([^<]*)</f><v ?/?>(?:</v>)?</c>'
        new = rf'<c r="{cell}" t="{kind}"><f>\1</f><v>{value}</v></c>'
        content = with_part(content, "xl/worksheets/sheet1.xml", (pattern, new))
    [entry, _] = reading_of(content).entries
    assert (str(entry.when), entry.text) == ("2022-02-17 18:00", "Hola a todas")


def test_the_error_of_a_formula_never_becomes_a_text() -> None:
    content = workbook([HEADER, row(text="#REF!"), row(title="#N/A", image="#DIV/0!")])
    reading = reading_of(content)
    assert reading.entries == ()
    assert found(reading) == [
        ("sheet-formula-without-value", "E2"),
        ("sheet-formula-without-value", "D3"),
        ("sheet-formula-without-value", "F3"),
    ]


def test_a_merged_cell_holds_for_every_row_it_covers_and_is_named_by_its_first() -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    for line in (
        HEADER,
        row(DAY, "10:00", "X"),
        row(None, "12:00", None, "Otro"),
        row(None, None, None, None, None),
    ):
        sheet.append(line)
    sheet.merge_cells("A2:A4")
    sheet.merge_cells("C2:C3")
    reading = reading_of(stored(book))
    assert [(str(e.when), e.channels, e.place.cell) for e in reading.entries] == [
        ("2022-02-17 10:00", ("x",), "A2"),
        ("2022-02-17 12:00", ("x",), "A2"),
    ]
    assert reading.problems == ()


def test_sheets_of_notes_and_hidden_sheets_are_left_alone() -> None:
    book = Workbook()
    book.worksheets[0].append(("Notas", "del", "equipo"))
    for name, state in (("Calendario", "visible"), ("Viejo", "hidden")):
        sheet = book.create_sheet(name)
        sheet.sheet_state = state
        sheet.append(HEADER)
        sheet.append(row("31/02/2022"))
    assert found(reading_of(stored(book))) == [("bad-date", "Calendario!A2")]


def test_hidden_rows_are_read_and_told() -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    for line in (HEADER, row(title="Uno"), row(title="Dos")):
        sheet.append(line)
    sheet.row_dimensions[3].hidden = True
    reading = reading_of(stored(book))
    assert len(reading.entries) == 2
    [problem] = reading.problems
    assert (problem.code, problem.severity, problem.params["rows"]) == (
        Code.SHEET_HIDDEN_ROWS,
        Severity.WARNING,
        "3",
    )


def test_footnotes_sections_and_repeated_headers_are_no_rows() -> None:
    rows = [
        ("SEMANA 1",),
        row(),
        HEADER,
        (None, None, None, None, None, None, "ok"),
        row(title="Otra"),
        (),
        (None, None, None, None, "* texto sujeto a cambios"),
        (None, None, None, "redes: todas"),
    ]
    reading = read(rows)
    assert [entry.place.cell for entry in reading.entries] == ["A3", "A6"]
    assert (reading.problems, reading.skipped) == ((), 0)


def test_a_text_without_its_date_is_told() -> None:
    reading = read([row(), (None, None, None, None, "Un texto que alguien dejó aquí")])
    assert found(reading) == [("sheet-row-incomplete", "A3"), ("sheet-row-incomplete", "C3")]


def test_rich_text_odd_spaces_and_invisible_signs() -> None:
    rich = CellRichText("Hola ", TextBlock(InlineFont(b=True), "a todas"), " 👩‍💻\u200b")
    book = Workbook()
    book.worksheets[0].append(
        ("Fecha\u00a0", "\u200bHora", "Redes", "Qué\u00a0es", "Texto", "Imagen", "Estado")
    )
    book.worksheets[0].append(
        (
            "17/02/2022\u00a0",
            "\u00a018:00\u00a0h",
            "X,\u00a0Telegram",
            "Uno",
            rich,
            "\u00a0",
            "\u200bok",
        )
    )
    [entry] = reading_of(stored(book)).entries
    assert (entry.text, entry.channels, entry.card) == (
        "Hola a todas 👩‍💻",
        ("x", "telegram"),
        None,
    )


def test_unknown_double_and_missing_columns() -> None:
    header = ("Fecha", "Hora", "Redes", "Texto", "Presupuesto", "Responsable")
    line = ("17/02/2022", "10:00", "X", "Hola a todas", "3", "Ana")
    assert found(read([line], header=header)) == [("sheet-unknown-column", "E1")]
    double = read([(*line[:4], "Otro texto")], header=("Fecha", "Hora", "Redes", "Texto", "Copy"))
    assert (found(double), double.entries, double.skipped) == ([("duplicate-field", "E1")], (), 1)
    missing = read([("17/02/2022", "10:00", "Hola a todas")], header=("Fecha", "Hora", "Texto"))
    assert (found(missing), missing.skipped) == ([("sheet-row-incomplete", "A1")], 1)


@pytest.mark.parametrize(
    ("cells", "channels", "problems"),
    [
        ("Twitter; tg", ("x", "telegram"), []),
        ("X y Telegram", ("x", "telegram"), []),
        ("x/X/twitter", ("x",), []),
        ("Todas", (ALL_CHANNELS,), []),
        ("X, Facebook", ("x",), [("channel-not-set-up", "C2")]),
        ("Bluesky", None, [("channel-not-set-up", "C2")]),
        ("X, Telegrm", None, [("unknown-channel", "C2")]),
        (None, None, [("sheet-row-incomplete", "C2")]),
    ],
)
def test_channels_by_their_usual_names(cells: object, channels: object, problems: object) -> None:
    reading = read([row(channels=cells)])
    assert [entry.channels for entry in reading.entries] == ([channels] if channels else [])
    assert found(reading) == problems


@pytest.mark.parametrize(
    ("said", "known"),
    [
        ("Telegrm", "telegram"),
        ("Twiter", "x"),
        ("instagran", "instagram"),
        ("Tuiter", "x, telegram, todas"),
        ("paloma", "telegram, todas, x"),
    ],
)
def test_an_unknown_channel_names_the_nearest_first(said: str, known: str) -> None:
    """What is but a slip names that alone."""
    [problem] = read([row(channels=said)]).problems
    assert problem.params["known"] == known


@pytest.mark.parametrize(
    ("title", "image", "subject", "card"),
    [
        ("Panel 1 anuncio", None, "panel-1", None),
        ("2º panel", "en vivo", "panel-2", "live"),
        ("Anuncio", "panel 3", "panel-3", "announcement"),
        ("Anuncio", "cita panel 3", "panel-3", "quote"),
        ("Lanzamiento", "portada", "publication", "cover"),
        ("Paneles 2 y 3", "panel 3", "panel-3", "announcement"),
        ("Paneles 2 y 3", None, None, None),
        ("4 diálogos en línea", "-", None, None),
        ("Lanzamiento de la campaña", "sin imagen", None, None),
        ("Hubs, transferencia tecnológica e innovación", None, "panel-3", None),
    ],
)
def test_subjects_and_cards(
    title: str, image: str | None, subject: str | None, card: str | None
) -> None:
    reading = read([row(title=title, image=image)])
    assert reading.problems == ()
    assert [(entry.subject, entry.card) for entry in reading.entries] == [(subject, card)]


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ({"title": "Panel 1", "image": "panel 2"}, ("sheet-unclear-subject", "D2")),
        ({"title": "Panel 1", "date": "1 día antes del panel 2"}, ("sheet-unclear-subject", "D2")),
        ({"date": "1 día antes de los paneles 1 y 2"}, ("sheet-unclear-subject", "D2")),
        ({"title": "Panel 9"}, ("unknown-subject", "D2")),
        ({"image": "panel 9"}, ("unknown-subject", "F2")),
        ({"image": "acuarela"}, ("unknown-layout", "F2")),
        ({"image": "gracias"}, ("unknown-layout", "F2")),
        ({"image": "https://drive.example/x"}, ("bad-value", "F2")),
        ({"text": "anunsio"}, ("unknown-text", "E2")),
        ({"text": "¡Anunsio!"}, ("unknown-text", "E2")),
        ({"text": "Vamos"}, ("unknown-text", "E2")),
    ],
)
def test_what_a_row_names_wrongly_is_told_at_its_cell(
    cells: dict[str, str], problem: tuple[str, str]
) -> None:
    reading = read([row(**cells)])
    assert found(reading) == [problem]
    assert reading.skipped == 1


def test_a_text_can_be_a_file_of_the_campaign() -> None:
    entries = read([row(text="Anuncio"), row("18/02/2022", text="announcement")]).entries
    assert [(entry.text, entry.literal) for entry in entries] == [("announcement", False)] * 2


@pytest.mark.parametrize("text", ["Vamos!", "¡Mañana!", "#GovTech", "https://example.org", "🎉"])
def test_a_word_that_no_file_can_be_called_is_the_text_itself(text: str) -> None:
    [entry] = read([row(text=text)]).entries
    assert (entry.text, entry.literal) == (text, True)


def test_pictures_from_the_folder_with_their_alternative_texts() -> None:
    header = ("Fecha", "Hora", "Redes", "Texto", "Imagen", "Alt")
    line = ("17/02/2022", "10", "X", "Hola a todas", "assets/a.jpg; assets\\b.PNG", "Una\nDos")
    [entry] = read([line], header=header).entries
    assert (entry.images, entry.alt, entry.card) == (
        ("assets/a.jpg", "assets/b.PNG"),
        ("Una", "Dos"),
        None,
    )


@pytest.mark.parametrize(
    ("word", "status", "told"),
    [
        (None, Status.READY, False),
        ("aprobado", Status.READY, False),
        ("✅ OK", Status.READY, False),
        ("revisar", Status.DRAFT, False),
        ("Por confirmar", Status.DRAFT, False),
        ("NO PUBLICAR", Status.DRAFT, False),
        ("cancelado", Status.DRAFT, False),
        ("publicado", Status.DRAFT, False),
        ("don’t publish", Status.DRAFT, False),
        ("lo ve Ana", Status.DRAFT, True),
    ],
)
def test_a_state_can_hold_back_and_an_unknown_one_does(
    word: object, status: Status, told: bool
) -> None:
    reading = read([row(status=word)])
    assert [entry.status for entry in reading.entries] == [status]
    assert found(reading) == ([("bad-value", "G2")] if told else [])
    assert all(not problem.is_error for problem in reading.problems)


def test_the_fields_of_an_entry_have_columns_too() -> None:
    header = (
        "post",
        "Para",
        "Cuándo",
        "Redes",
        "Texto",
        "Tarjeta",
        "Vence",
        "Necesita",
        "Separación",
        "Repetir",
    )
    line = (
        "todos",
        "cada panel",
        "start - 7d 10:00",
        "todas",
        "announcement",
        "anuncio",
        "start",
        "transmisión",
        "90m",
        "sí",
    )
    [entry] = read([line], header=header).entries
    assert (entry.id, entry.subject, str(entry.when), str(entry.expires)) == (
        "todos",
        "panels",
        "start - 7d 10:00",
        "start",
    )
    assert (entry.needs, entry.spread, entry.repeat, entry.card) == (
        ("stream",),
        timedelta(minutes=90),
        True,
        "announcement",
    )


def test_every_problem_of_a_row_is_told_at_once() -> None:
    reading = read([row("31/02/2022", "10", "Telegrm", "Panel 9", "anunsio", "acuarela", "quizás")])
    assert found(reading) == [
        ("bad-date", "A2"),
        ("unknown-channel", "C2"),
        ("unknown-text", "E2"),
        ("unknown-layout", "F2"),
        ("bad-value", "G2"),
        ("unknown-subject", "D2"),
    ]


def long_calendar() -> bytes:
    """Return a calendar of more rows than are read."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Calendario")
    for line in (HEADER, *([row()] * 20_100)):
        sheet.append(line)
    return stored(book)


def bomb(part: str = "sheet1.xml") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target:
        target.writestr(f"xl/worksheets/{part}", b" " * (80 * 1024 * 1024))
    return buffer.getvalue()


ENTITIES = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><worksheet>'


NO_CALENDARS: dict[str, tuple[Callable[[], bytes], Code]] = {
    "no archive": (lambda: b"PK\x03\x04 but no archive", Code.FILE_UNREADABLE),
    "xls": (lambda: b"\xd0\xcf\x11\xe0 an old workbook", Code.FILE_UNREADABLE),
    "html": (lambda: b"<html>not a workbook</html>", Code.FILE_UNREADABLE),
    "empty": (lambda: b"", Code.FILE_UNREADABLE),
    "truncated": (lambda: workbook([HEADER, row()])[:3000], Code.FILE_UNREADABLE),
    "bomb": (bomb, Code.FILE_TOO_LARGE),
    "disguised": (lambda: bomb("sheet1.bin"), Code.FILE_TOO_LARGE),
    "entities": (
        lambda: with_part(
            workbook([HEADER, row()]),
            "xl/worksheets/sheet1.xml",
            (r"<worksheet[^>]*>", ENTITIES),
        ),
        Code.FILE_UNREADABLE,
    ),
    "notes": (lambda: workbook([("Notas",), ("del equipo",)]), Code.SHEET_NO_HEADER),
    "long": (long_calendar, Code.SHEET_TOO_LONG),
}
"""What is no calendar: how its bytes are made, and what is told of it."""


@pytest.mark.parametrize(("make", "code"), NO_CALENDARS.values(), ids=NO_CALENDARS)
def test_what_is_no_calendar_is_one_clear_problem(make: Callable[[], bytes], code: Code) -> None:
    reading = reading_of(make())
    assert [problem.code for problem in reading.problems] == [code]
    assert reading.entries == ()


def test_a_merge_over_the_whole_sheet_is_bounded() -> None:
    content = workbook([HEADER, row(), row(title="Otra")])
    merge = r'</sheetData><mergeCells count="1"><mergeCell ref="A2:XFD1048576"/></mergeCells>'
    reading = reading_of(with_part(content, "xl/worksheets/sheet1.xml", ("</sheetData>", merge)))
    assert len(reading.entries) == 2


def test_markup_that_defines_entities_is_refused_before_they_grow() -> None:
    markup = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><x><c r="A1"><v>&b;</v></c></x>'
    with pytest.raises(Entities):
        read_markup(io.BytesIO(markup))


def test_a_long_sheet_of_something_else_does_not_matter() -> None:
    book = Workbook(write_only=True)
    calendar, numbers = book.create_sheet("Calendario"), book.create_sheet("Cifras")
    for line in (HEADER, row()):
        calendar.append(line)
    for number in range(20_200):
        numbers.append((number,))
    assert len(reading_of(stored(book)).entries) == 1


def test_a_cell_in_the_last_corner_costs_nothing() -> None:
    book = Workbook()
    for line in (HEADER, row("31/02/2022")):
        book.worksheets[0].append(line)
    book.worksheets[0]["XFD1048576"] = "fin"
    content = stored(book)
    reading = reading_of(content)
    assert found(reading) == [("bad-date", "A2")]
    assert found(reading_of(annotate(PATH, content, []))) == found(reading)


@pytest.mark.parametrize("said", ["nunca", "No vence", "NEVER", "no"])
def test_a_sheet_can_say_that_a_post_never_expires(said: str) -> None:
    header = (*HEADER, "Vence")
    line = ("16/02/2022", "10:00", "Telegram", "Panel 1", "Un anuncio", None, "listo", said)
    [entry] = read([line], header=header).entries
    assert (entry.subject, entry.expires) == ("panel-1", NEVER)


@pytest.mark.parametrize(
    ("said", "nearest"), [("cuñass", "cita"), ("difusionn", "anuncio"), ("transmisionn", "en vivo")]
)
def test_layouts_are_named_as_the_team_calls_them_the_meant_one_first(
    said: str, nearest: str
) -> None:
    (problem,) = read([row(image=said)]).problems
    known = problem.params["known"].split(", ")
    assert known[0] == nearest
    assert len(known) == len(set(known))
    assert not problem.params["known"].endswith("…")
    assert "quote" not in known
