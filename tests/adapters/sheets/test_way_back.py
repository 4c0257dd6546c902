"""The annotated sheet and the plan as a workbook."""
# ruff: noqa: DTZ001 -- cells have no zone; parameters of a table are positional

from __future__ import annotations

import io
from datetime import date, datetime
from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill

from campaign.core.problems import Code, Place, Problem, error, warning
from campaign.languages import Catalogue
from campaign.sources.sheets import RowIds, read_sheet
from campaign.sources.sheets.annotate import COLOURS, annotate
from campaign.sources.sheets.cached_values import with_cached_values
from campaign.sources.sheets.plan_sheet import plan_workbook
from tests.adapters.sheets.kit import (
    CSV,
    HEADER,
    PATH,
    SANTIAGO,
    found,
    row,
    seminar,
    stored,
    workbook,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from campaign.sources.sheets.annotate import Finding


def said(problems: Sequence[Problem], language: str = "es") -> list[Finding]:
    words = Catalogue(language)
    return [
        (
            p,
            words.text(f"problems.{p.code}.message", **p.params),
            words.text(f"problems.{p.code}.hint", **p.params),
        )
        for p in problems
    ]


def team_book() -> Workbook:
    """Return a workbook with formatting, a second sheet, a formula and a comment."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(HEADER)
    sheet.append(row("31/02/2022", channels="X, Mastodon", status="ok"))
    sheet.append(row("=A9"))
    sheet["D2"].font = Font(bold=True, color="FF00AA00")
    sheet["A2"].comment = Comment("¿seguro?", "Ana")
    sheet.column_dimensions["E"].width = 55
    sheet.merge_cells("H1:J1")
    book.create_sheet("Notas")["A1"] = "Pedir logos"
    return book


def test_problems_come_back_at_their_cells_in_colour_and_in_words() -> None:
    content = stored(team_book())
    reading = read_sheet(PATH, content, seminar(), RowIds())
    sheet = load_workbook(io.BytesIO(annotate(PATH, content, said(reading.problems)))).worksheets[0]
    marked = {c.coordinate: c for line in sheet.iter_rows() for c in line if c.comment}
    assert set(marked) == {"A2", "C2", "A3"} == {p.place.cell for p in reading.problems}
    colours = {name: cell.fill.fgColor.rgb for name, cell in marked.items()}
    red, amber = (COLOURS[severity] for severity in COLOURS)
    assert colours == {"A2": red, "C2": amber, "A3": red}
    assert marked["A2"].comment.text.startswith("ERROR: «31/02/2022» no es una fecha.")
    assert "¿seguro?" in marked["A2"].comment.text
    assert marked["C2"].comment.text.startswith("AVISO: ")


def test_the_teams_workbook_is_otherwise_as_it_was() -> None:
    content = stored(team_book())
    back = load_workbook(
        io.BytesIO(
            annotate(PATH, content, said([error(Code.BAD_DATE, Place(PATH, cell="A2"), value="x")]))
        )
    )
    sheet = back.worksheets[0]
    assert back.sheetnames == ["Sheet", "Notas"]
    assert back["Notas"]["A1"].value == "Pedir logos"
    assert (sheet["D2"].font.bold, sheet["D2"].font.color.rgb) == (True, "FF00AA00")
    assert (sheet["A3"].value, sheet.column_dimensions["E"].width) == ("=A9", 55)
    assert [str(merged) for merged in sheet.merged_cells.ranges] == ["H1:J1"]


def test_an_annotated_workbook_reads_as_before_formulas_included() -> None:
    content = with_cached_values(stored(team_book()), {0: {"A3": "17/02/2022"}})
    reading = read_sheet(PATH, content, seminar(), RowIds())
    assert found(reading) == [("bad-date", "A2"), ("channel-not-set-up", "C2")]
    assert [str(entry.when) for entry in reading.entries] == ["2022-02-17 10:00"]
    again = read_sheet(PATH, annotate(PATH, content, said(reading.problems)), seminar(), RowIds())
    assert again == reading


@pytest.mark.parametrize("value", ["a & <b>", 3, 2.5, True, False, "#N/A", "12"])
def test_the_value_of_a_formula_survives_as_what_it_is(value: object) -> None:
    book = Workbook()
    book.worksheets[0]["A1"] = "=B1"
    filled = with_cached_values(stored(book), {0: {"A1": value}})
    back = annotate(PATH, filled, [])
    cell = load_workbook(io.BytesIO(back), data_only=True).worksheets[0]["A1"]
    assert (cell.value, type(cell.value)) == (value, type(value))
    assert load_workbook(io.BytesIO(back)).worksheets[0]["A1"].value == "=B1"


def test_marks_of_an_earlier_run_are_replaced() -> None:
    content = workbook([HEADER, row("31/02/2022")])
    marked = annotate(
        PATH, content, said([error(Code.BAD_DATE, Place(PATH, cell="A2"), value="x")])
    )
    clean = load_workbook(io.BytesIO(annotate(PATH, marked, []))).worksheets[0]
    assert clean["A2"].comment is None
    assert clean["A2"].fill.fill_type is None


def test_two_problems_of_a_cell_share_a_comment_in_the_worse_colour() -> None:
    place = Place(PATH, cell="B2")
    findings = said(
        [
            warning(Code.BAD_VALUE, place, value="1", field="f", expected="e"),
            error(Code.BAD_WHEN, place, value="2"),
        ],
        "en",
    )
    cell = load_workbook(io.BytesIO(annotate(PATH, workbook([HEADER]), findings, "en"))).worksheets[
        0
    ]["B2"]
    assert (cell.comment.text.count("WARNING: "), cell.comment.text.count("ERROR: ")) == (1, 1)
    assert cell.fill.fgColor.rgb == "FFF4B6AE"


def test_places_of_merged_cells_other_sheets_and_whole_files() -> None:
    findings = [
        (error(Code.BAD_DATE, Place(PATH, cell=cell)), "m", "")
        for cell in ("I1", "Notas!B3", "Nada!B3", None, "ZZZZ99", "A0")
    ]
    findings.append((error(Code.BAD_DATE, Place("posts/other.yaml", 3)), "other", ""))
    book = load_workbook(io.BytesIO(annotate(PATH, stored(team_book()), findings)))
    names = [
        (sheet.title, cell.coordinate)
        for sheet in book.worksheets
        for line in sheet.iter_rows()
        for cell in line
        if cell.comment and cell.comment.author == "Pregonero"
    ]
    assert names == [("Sheet", "A1"), ("Sheet", "H1"), ("Notas", "B3")]
    assert "other" not in book.worksheets[0]["A1"].comment.text


def test_a_csv_comes_back_as_a_workbook_that_reads_the_same() -> None:
    lines = [HEADER, row("31/02/2022", text="=HYPERLINK(1) hola"), row(text="+56 9 llama ya")]
    raw = "\n".join(";".join(cell or "" for cell in line) for line in lines).encode("cp1252")  # type: ignore[misc]
    reading = read_sheet(CSV, raw, seminar(), RowIds())
    back = annotate(CSV, raw, said(reading.problems))
    again = read_sheet(PATH, back, seminar(), RowIds())
    assert found(again) == found(reading) == [("bad-date", "A2")]
    assert [entry.text for entry in again.entries] == ["+56 9 llama ya"]
    cell = load_workbook(io.BytesIO(back)).worksheets[0]["E2"]
    assert (cell.data_type, cell.value) == ("s", "=HYPERLINK(1) hola")


@pytest.mark.parametrize("content", [b"", b"PK no archive", b"\xff\xfe\x00", b"\x81\x8d"])
def test_a_file_that_cannot_be_opened_still_says_its_problem(content: bytes) -> None:
    finding = (error(Code.FILE_UNREADABLE, Place(PATH)), "No se puede leer", "Ábrelo")
    back = load_workbook(io.BytesIO(annotate(PATH, content, [finding])))
    assert back.worksheets[0]["A1"].comment.text == "ERROR: No se puede leer\n→ Ábrelo"


def test_a_plan_has_a_frozen_header_a_filter_widths_and_real_dates() -> None:
    moment = datetime(2022, 2, 16, 10, 30, tzinfo=SANTIAGO)
    raw = plan_workbook(
        ["Publicación", "Hora local", "Día", "Canales", "Costo"],
        [["anuncio", moment, date(2022, 2, 16), ("x", "telegram"), 0.2]],
        "Plan: verano/2022",
    )
    sheet = load_workbook(io.BytesIO(raw)).worksheets[0]
    assert (sheet.title, sheet.freeze_panes, sheet.auto_filter.ref) == (
        "Plan  verano 2022",
        "A2",
        "A1:E2",
    )
    values = [cell.value for cell in sheet[2]]
    assert values == [
        "anuncio",
        datetime(2022, 2, 16, 10, 30),
        datetime(2022, 2, 16),
        "x, telegram",
        0.2,
    ]
    assert sheet["B2"].number_format == "yyyy-mm-dd hh:mm"
    assert sheet["A1"].font.bold
    assert sheet.column_dimensions["B"].width >= 16


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-x", "@sum", "\t=1", "=cmd|'/c calc'!A1", "a\x00b\x1f", "x" * 40_000]
)
def test_nothing_in_a_plan_is_a_formula(text: str) -> None:
    cell = load_workbook(io.BytesIO(plan_workbook([text], [[text]], text))).worksheets[0]["A2"]
    assert cell.data_type == "s"
    assert cell.quotePrefix == text.startswith(("=", "+", "-", "@", "\t"))


def test_an_empty_plan_is_a_workbook_too() -> None:
    assert load_workbook(io.BytesIO(plan_workbook([], [], ""))).sheetnames == ["plan"]


def test_colours_of_the_team_stay() -> None:
    book = team_book()
    book.worksheets[0]["B2"].fill = PatternFill("solid", fgColor="FF00FF00")
    sheet = load_workbook(io.BytesIO(annotate(PATH, stored(book), []))).worksheets[0]
    assert sheet["B2"].fill.fgColor.rgb == "FF00FF00"
    assert sheet["A2"].comment.text == "¿seguro?"
