"""What ``pregonero cards`` tells of a sheet that is not what it seems."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.acceptance.command_line import listed

if TYPE_CHECKING:
    from pathlib import Path


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
