"""What ``pregonero cards`` tells of a sheet that is not what it seems."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from PIL import Image

import campaign
from campaign.core.problems import Code
from campaign.languages import Catalogue
from campaign.services.listing import tell_problem
from campaign.sources.card_sheet import read_card_sheet
from campaign.sources.sheets.cells import MAX_ROWS
from tests.acceptance.command_line import listed, pregonero


def draw(folder: Path, sheet: str, *options: str, layout: str = "score") -> Any:
    (folder / "hoja.csv").write_text(sheet, encoding="utf-8")
    asked = ("cards", "hoja.csv", "--layout", layout, "--out", "salida", *options)
    return listed(*asked, at=folder)


def problems(found: Any) -> list[tuple[str, str]]:
    return [(problem["code"], problem["cell"]) for problem in found["problems"]]


def test_letters_read_in_another_encoding_are_told_with_their_cells(tmp_path: Path) -> None:
    sheet = (
        "Comuna;Puntaje;Bajada;Serie\n"
        "PeÃ±alolÃ©n;1;RegiÃ³n Metropolitana;Índice\nÑuñoa;2;São João;Índice\n"
    )
    found = draw(tmp_path, sheet)
    assert problems(found) == [("broken-letters", "A2"), ("broken-letters", "C2")]
    assert found["drawn"] == 2


def test_sheets_of_one_name_have_each_its_own_folder(tmp_path: Path) -> None:
    sheets = [Path("comunas.csv"), Path("otra", "comunas.csv"), Path("otra", "comunas.xlsx")]
    (tmp_path / "otra").mkdir()
    book = Workbook()
    for row in (["Comuna", "Puntaje", "Serie"], ["Lota", 7, "Índice"]):
        book["Sheet"].append(row)
    book.save(tmp_path / sheets[2])
    for number, file in enumerate(sheets[:2]):
        text = f"Comuna;Puntaje;Serie\nLota;{number};Índice\n"
        (tmp_path / file).write_text(text, encoding="utf-8")
    found = [listed("cards", str(file), "--layout", "score", at=tmp_path) for file in sheets]
    assert [one["drawn"] for one in found] == [1, 1, 1]
    home = (tmp_path / "build" / "cards").resolve()
    assert [Path(one["folder"]).resolve().relative_to(home).as_posix() for one in found] == [
        "comunas-score-1200x675",
        "otra/comunas-csv-score-1200x675",
        "otra/comunas-xlsx-score-1200x675",
    ]


@pytest.mark.parametrize("options", [(), ("--layout", "sita")])
def test_all_layouts_there_are_for_sheets_are_named(
    tmp_path: Path, options: tuple[str, ...]
) -> None:
    (tmp_path / "hoja.csv").write_text("Nombre;Serie\nLota;Índice\n", encoding="utf-8")
    refused = pregonero("cards", "hoja.csv", *options, at=tmp_path)
    assert refused.returncode == 2
    said = " ".join(refused.stderr.split())
    assert "…" not in said
    names = ("anuncio", "cita", "expositor", "gracias", "grabación", "nota", "portada", "puntaje")
    assert [name for name in (*names, "en vivo") if name not in said] == []


def read(sheet: str) -> list[tuple[str, str | None, str, str]]:
    problems = read_card_sheet("hoja.csv", sheet.encode(), "es").problems
    phrases = Catalogue("es")
    return [
        (one.code, one.place.cell, *(tell_problem(one, phrases, p) for p in ("message", "hint")))
        for one in problems
    ]


def test_a_heading_that_is_nearly_one_is_told_with_the_word_it_is_like() -> None:
    ((code, cell, _, hint),) = read("Comuna;Rejion\nLota;Biobío\n")
    assert (code, cell) == ("sheet-unknown-column", "B1")
    assert hint.endswith(": Región.")
    ((code, cell, _, hint),) = read("\nComunna\nLota\n")
    assert (code, cell) == ("sheet-no-header", "A2")
    assert hint == "¿Será Comuna?"


def test_two_headings_of_one_meaning_are_both_named() -> None:
    ((code, cell, said, _),) = read("Comuna;Institución\nLota;Municipalidad\n")
    assert (code, cell) == ("duplicate-field", "B1")
    assert "«Institución» y «Comuna», en A1" in said
    ((_, _, said, _),) = read("Comuna;COMUNA\nLota;Tomé\n")
    assert "está en dos columnas" in said


def workbook(**sheets: list[list[str]]) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        made = book.create_sheet(title)
        for row in rows:
            made.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


HEAD, LOTA = ["Comuna", "Puntaje"], ["Lota", "7"]


def test_headings_without_rows_are_an_error() -> None:
    ((code, cell, _, _),) = read("Comuna;Puntaje\n;\n")
    assert (code, cell) == ("sheet-no-rows", "A1")


def test_the_first_sheet_with_rows_is_drawn_and_the_others_are_told() -> None:
    content = workbook(Vacía=[HEAD], Norte=[HEAD, LOTA], Notas=[["Hola"]], Sur=[HEAD, LOTA, LOTA])
    found = read_card_sheet("hoja.xlsx", content, "es")
    assert [row.places["name"].cell for row in found.rows] == ["Norte!A2"]
    ((code, cell, params),) = [(p.code, p.place.cell, p.params) for p in found.problems]
    assert (code, cell, params["sheet"], params["n"]) == ("sheet-not-read", "Sur!A1", "Sur", "2")
    assert not found.problems[0].is_error
    assert read_card_sheet("h.xlsx", workbook(Norte=[HEAD, LOTA]), "es").problems == ()


def test_a_photo_of_few_pixels_is_told_with_its_cell(tmp_path: Path) -> None:
    for name, size in (("small.png", (40, 53)), ("good.png", (300, 400))):
        Image.linear_gradient("L").resize(size).convert("RGB").save(tmp_path / name)
    sheet = "Nombre;Puntaje;Foto;Serie\nLota;1;small.png;Índice\nTomé;2;good.png;Índice\n"
    found = draw(tmp_path, sheet)
    assert problems(found) == [("photo-small", "C2")]
    assert "40×53" in found["problems"][0]["message"]
    assert found["drawn"] == 2


LONG = [HEAD, *[LOTA] * (MAX_ROWS + 99)]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("language", ["es", "en"])
def test_too_many_rows_are_told_in_the_words_of_cards(kind: str, language: str) -> None:
    content = "\n".join(";".join(row) for row in LONG).encode()
    content = workbook(Norte=LONG) if kind == "xlsx" else content
    (problem,) = read_card_sheet(f"hoja.{kind}", content, language).problems
    assert problem.code is Code.SHEET_TOO_LONG
    hint = tell_problem(problem, Catalogue(language), "hint")
    assert "--out" in hint
    assert "calend" not in hint


def test_another_long_table_in_the_same_workbook_is_none_of_its_business() -> None:
    long = [["Comuna", "Año", "Valor"], *[["Lota", "2020", "7"]] * (MAX_ROWS + 99)]
    found = read_card_sheet("h.xlsx", workbook(Datos=long, Norte=[HEAD, LOTA]), "es")
    assert (len(found.rows), found.problems) == (1, ())


def test_a_font_of_no_use_is_told_once_for_all_rows(tmp_path: Path) -> None:
    hebrew = Path(campaign.__file__).parent / "cards" / "fonts" / "hebrew.ttf"
    files = {
        "posts/campaign.yaml": b"format: 1\nname: n\ntitle: Serie\nzone: UTC\nlanguages: [es]\n",
        "assets/brand.yaml": b"type:\n  voices: Own.ttf\n",
        "assets/fonts/Own.ttf": hebrew.read_bytes(),
    }
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    found = draw(tmp_path, "Nombre;Puntaje\nLota;1\nTomé;2\n")
    told = [(one["code"], one["file"], one["line"]) for one in found["problems"]]
    assert told == [("font-unusable", "assets/brand.yaml", 2)]
    assert (found["drawn"], found["failed"]) == (0, 2)
