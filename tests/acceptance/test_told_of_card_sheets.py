"""What ``pregonero cards`` tells of a sheet that is not what it seems."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

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
