"""A programme out of a sheet: columns by their titles, cells as people fill them."""

from __future__ import annotations

import io
from datetime import date, datetime, time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from openpyxl import Workbook

from campaign.core.folder import Known
from campaign.languages import Catalogue
from campaign.sources import read
from campaign.sources.imports import import_programme

if TYPE_CHECKING:
    from campaign.core.problems import Problem
    from campaign.core.programme import Panel, Programme

LIMA = ZoneInfo("America/Lima")
CAMPAIGN = "format: 1\nname: p\ntitle: P\nzone: America/Lima\nlanguages: [es]\nchannels: [x]\n"


def brought(name: str, content: bytes | str) -> tuple[Programme, tuple[Problem, ...]]:
    """Import a sheet, and read back what was written as a campaign would."""
    raw = content.encode() if isinstance(content, str) else content
    found = import_programme(name, raw, LIMA, Catalogue("es"))
    files = {
        "posts/campaign.yaml": CAMPAIGN.encode(),
        "posts/programme.yaml": found.yaml_text.encode(),
    }
    folder = read(files, Known({"x": "x"}, languages=("es",)))
    assert [p for p in folder.problems if p.place.file == "posts/programme.yaml"] == []
    return folder.programme, found.problems


def one(name: str, content: bytes | str) -> Panel:
    (panel,) = brought(name, content)[0].panels
    return panel


def workbook(*rows: list[object]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr]
    raw = io.BytesIO()
    book.save(raw)
    return raw.getvalue()


def test_a_sheet_in_spanish_is_read_by_its_titles() -> None:
    panel = one(
        "programa.csv",
        "Programa del ciclo;;;;\n;;;;\nExpositor/a;Hora;Id;Fecha;Título del panel\n"
        "Ana Pérez y Luis Soto;17.30 hrs.;apertura;jueves 24 de febrero de 2028;Datos: «sí»\n"
        "* sujeto a cambios;;;;\n",
    )
    assert (panel.id, panel.title) == ("apertura", "Datos: «sí»")
    assert panel.start == datetime(2028, 2, 24, 17, 30, tzinfo=LIMA)
    assert [speaker.name for speaker in panel.speakers] == ["Ana Pérez", "Luis Soto"]


def test_a_workbook_in_english_is_read_by_its_cells() -> None:
    panel = one(
        "programme.xlsx",
        workbook(
            ["Session", "Date", "Start time", "End time", "Speaker 1", "Speaker 2", "Venue"],
            [
                "Opening",
                date(2028, 3, 2),
                time(9, 15),
                time(10, 45),
                "Ada Obi",
                "TBC",
                "Hall 1",
            ],
        ),
    )
    assert panel.start == datetime(2028, 3, 2, 9, 15, tzinfo=LIMA)
    assert panel.minutes == 90
    assert [speaker.name for speaker in panel.speakers] == ["Ada Obi"]


@pytest.mark.parametrize(
    ("day", "hour", "start", "minutes"),
    [
        ("24/02/2028", "16:00 - 17:15", "16:00", 75),
        ("24/02/2028", "de 16:00 a 17:00", "16:00", 60),
        ("2028-02-24 16:30", "", "16:30", 60),
        ("2028-02-24", "4:30 p.m.", "16:30", 60),
        (date(2028, 2, 24), 0.6875, "16:30", 60),
        (datetime.fromisoformat("2028-02-24T16:30"), None, "16:30", 60),
    ],
)
def test_days_and_times_are_read_as_people_write_them(
    day: object, hour: object, start: str, minutes: int
) -> None:
    panel = one("p.xlsx", workbook(["Título", "Fecha", "Hora"], ["Mesa de cierre", day, hour]))
    assert panel.start is not None
    assert f"{panel.start:%Y-%m-%d %H:%M}" == f"2028-02-24 {start}"
    assert panel.minutes == minutes


def test_what_nobody_can_read_stays_open_and_is_told_with_its_cell() -> None:
    programme, problems = brought(
        "p.csv", "Id,Título,Fecha,Hora\na1,Uno,pronto,17:00\nb2,Dos,2028-02-24,tarde\nc3,Tres,,\n"
    )
    assert [panel.start for panel in programme.panels] == [None, None, None]
    told = [(str(p.code), str(p.place)) for p in problems]
    assert ("import-odd-value", "p.csv:C2") in told
    assert ("import-odd-value", "p.csv:D3") in told
    assert ("import-no-time", "p.csv:B4") in told


def test_a_day_without_a_year_is_near_to_those_that_have_one() -> None:
    programme, _ = brought(
        "p.csv", "Id,Título,Fecha,Hora\na1,Uno,30/12/2027,17:00\nb2,Dos,jueves 6 de enero,17:00\n"
    )
    assert [panel.start and panel.start.year for panel in programme.panels] == [2027, 2028]


def test_an_institution_beside_a_name_is_not_another_speaker() -> None:
    panel = one(
        "p.csv", 'Id;Título;Expositores\na1;Uno;"Ana Pérez, FLACSO\nLuis Soto (U. de Chile)"\n'
    )
    assert [s.name for s in panel.speakers] == ["Ana Pérez, FLACSO", "Luis Soto (U. de Chile)"]


def test_without_an_id_it_is_made_of_the_title_and_told() -> None:
    programme, problems = brought("p.csv", "Título;Fecha\nUno solo;2028-02-24\n")
    assert [panel.id for panel in programme.panels] == ["panel-uno-solo"]
    assert "import-no-id" in {str(p.code) for p in problems}


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("p.csv", b"a;b\n1;2\n", "import-no-header"),
        ("p.xlsx", b"PK\x03\x04rubbish", "file-unreadable"),
        ("p.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "file-unreadable"),
        ("p.csv", "Título;Fecha\n".encode(), "import-nothing"),
    ],
)
def test_what_is_no_programme_is_a_problem(name: str, content: bytes, code: str) -> None:
    found = import_programme(name, content, LIMA, Catalogue("es"))
    assert (found.panels, [str(p.code) for p in found.problems]) == (0, [code])


def test_an_hour_that_the_clocks_skip_is_told_with_its_cell() -> None:
    content = "Título;Fecha;Hora\nNoche;26/03/2028;01:30\nDía;26/03/2028;13:30\n".encode()
    found = import_programme("p.csv", content, ZoneInfo("Europe/Lisbon"), Catalogue("es"))
    told = [(one.code.value, one.place.cell) for one in found.problems]
    assert ("clock-change-gap", "A2") in told
    assert [code for code, _ in told].count("clock-change-gap") == 1
