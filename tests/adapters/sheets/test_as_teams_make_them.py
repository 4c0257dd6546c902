"""Sheets as teams make them: totals below, pictures beside titles, ticks, short years, columns."""

from __future__ import annotations

import pytest

from campaign.core.calendar import Status
from campaign.sources.sheets import RowIds, read_sheet
from tests.adapters.sheets.kit import (
    CSV,
    HEADER,
    PATH,
    found,
    read,
    row,
    seminar,
    webinars,
    workbook,
)


def because(*rows: tuple[object, ...]) -> list[tuple[str, str | None]]:
    """Return why and where, of every problem that says so."""
    problems = read(rows).problems
    return [(p.params["because"], p.place.cell) for p in problems if p.params.get("because")]


@pytest.mark.parametrize(
    "last",
    [
        ("TOTAL", 2, None, None, None),
        (None, None, None, "Total publicaciones", "4"),
        ("Total:", "", "4", "", ""),
        (None, None, "Subtotal X", 3, 4),
    ],
)
def test_a_row_of_totals_is_no_post(last: tuple[object, ...]) -> None:
    reading = read([row(), row(date="18/02/2022", text="Otro aviso"), last])
    assert (len(reading.entries), reading.skipped, reading.problems) == (2, 0, ())


def test_a_post_about_totals_is_one() -> None:
    total = row(title="Total de inscritos", text="Total: ya somos mil personas")
    assert len(read([total]).entries) == 1


def test_pictures_beside_titles_do_not_hide_them() -> None:
    header = ("📅 Fecha", "⏰ Hora", "📣 Redes", "➡️ Qué es", "✍️ Texto *", "🖼 Imagen", "Estado ✅")
    reading = read([row(status="borrador")], header=header)
    assert found(reading) == []
    assert reading.entries[0].status is Status.DRAFT


@pytest.mark.parametrize("tick", ["✅", "✔️", "👍🏽", "Listo para publicar", "✅ Listo"])
def test_a_tick_is_no_doubt(tick: str) -> None:
    reading = read([row(status=tick)])
    assert (found(reading), reading.entries[0].status) == ([], Status.READY)


def test_an_unknown_status_says_that_the_row_is_held() -> None:
    assert because(row(status="a medias")) == [("status", "G2")]


@pytest.mark.parametrize(
    ("date", "reason"),
    [
        ("23/02/22", "short-year"),
        ("23-feb-22", "short-year"),
        ("31/02/2022", "no-such-day"),
        ("viernes 24 de febrero", "assumed-year"),
        ("primera semana de marzo", "stretch-launch"),
    ],
)
def test_a_date_that_cannot_stand_says_why(date: str, reason: str) -> None:
    assert because(row(date=date)) == [(reason, "A2")]


def test_a_written_year_is_not_called_assumed() -> None:
    reading = read([row(date="viernes 24/02/2022")])
    assert [(p.code.value, p.params["because"]) for p in reading.problems] == [
        ("weekday-mismatch", "")
    ]


def test_the_launch_is_no_way_out_where_there_is_none() -> None:
    cells = ("first week of January", "10:00", "X", "Launch", "Come along, all of you", None, None)
    header = ("Date", "Time", "Channels", "What", "Text", "Image", "Status")
    [problem] = read([cells], webinars(), header=header).problems
    assert problem.params["because"] == "stretch"
    assert problem.params["reading_a"] == "2031-01-01"


def test_two_times_in_a_row_are_named() -> None:
    assert because(row(date="17/02/2022 11:00", time="10:00")) == [("two-times", "A2")]


def test_the_day_of_a_panel_is_understood() -> None:
    [entry] = read([row(date="día del panel 1", time="8:30")]).entries
    assert (str(entry.when), entry.subject) == ("start 08:30", "panel-1")


def test_a_column_per_network_is_told_what_to_do() -> None:
    content = workbook([("Fecha", "Hora", "X", "Telegram", "Texto"), row()[:5]])
    problems = read_sheet(PATH, content, seminar(), RowIds()).problems
    told = [(p.place.cell, p.params.get("because")) for p in problems]
    assert told == [("C1", "network"), ("D1", "network"), ("A1", "columns")]


def test_no_title_is_proposed_that_nobody_reads() -> None:
    header = (*HEADER, "Numero de orden")
    [problem] = read([(*row(), 7)], header=header).problems
    assert "N°" not in problem.params["known"]


def csv(text: str) -> list[tuple[str, str | None]]:
    return found(read_sheet(CSV, text.encode(), seminar(), RowIds()))


def test_a_text_that_its_own_comma_cut_is_not_published() -> None:
    head = "Fecha,Hora,Redes,Texto\n"
    cut = "16/02/2022,10:00,X,Vengan todos, amigos y amigas\n"
    assert csv(head + cut) == [("sheet-row-too-wide", "E2")]
    assert csv(head + cut.replace("Vengan", '"Vengan').replace("amigas", 'amigas"')) == []


def test_notes_beside_the_table_do_no_harm() -> None:
    assert csv("Fecha;Hora;Redes;Texto;;\n16/02/2022;10:00;X;Vengan todos;;ojo\n") == []
    assert found(read([(*row(), None, "ojo con esta")])) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Este viernes, la mar.", "Este viernes, la mar."),
        (
            "Este viernes, la mar y la ciudad: tres voces para escuchar",
            "Este viernes, la mar y la ciudad: tres…",
        ),
        ("Hoy: {{ panel.title }}, y\nnos vemos luego", "Hoy: …, y nos vemos luego"),
        (
            "Unidos, siempre, por la costa del norte, sin prisa",
            "Unidos, siempre, por la costa del…",
        ),
    ],
)
def test_a_row_without_a_name_is_called_as_it_begins(text: str, name: str) -> None:
    reading = read([row(title=None, text=text)])
    assert [entry.title for entry in reading.entries] == [name]


def test_a_panel_that_there_is_not_is_answered_with_panels() -> None:
    reading = read([row(title="Panel 9: las redes")])
    (problem,) = reading.problems
    assert (problem.params["because"], problem.params["value"]) == ("no-panel", "9")
    known = {one.strip(" …") for one in problem.params["known"].split(",")}
    assert known == {panel.id for panel in seminar().programme.panels}
