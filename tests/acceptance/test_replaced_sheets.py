"""A sheet that is brought in never costs the team the one that was there."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook

from tests.acceptance.command_line import contents, listed, pregonero

if TYPE_CHECKING:
    from pathlib import Path

NOW = ("--lang", "es", "--now", "2034-08-01T00:00:00+00:00")
FILES = {
    "campaign": "format: 1\nname: faro\ntitle: Faro\nzone: America/Lima\nlanguages: [es]\n"
    "channels: [x, telegram]\n",
    "programme": "panels:\n  - {id: luz, title: La luz del puerto, start: 2034-08-10 17:00}\n",
}
CALENDAR = (
    ("Fecha", "Hora", "Redes", "Qué", "Texto"),
    ("2034-08-02", "10:00", "todas", "Primera", "Vuelven las charlas del puerto."),
    ("2034-08-03", "10:00", "todas", "Segunda", "Traigan preguntas sobre el faro."),
)
BUDGET = (("Gasto", "Monto"), ("Afiches", 120000), ("Café", 45000), ("Total", 165000))
ALL_WAIT = (CALENDAR[0], ("algún día", "10:00", "todas", "Primera", "Vuelven las charlas."))


def written(rows: tuple[tuple[object, ...], ...]) -> bytes:
    book, made = Workbook(), io.BytesIO()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(made)
    return made.getvalue()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a campaign whose calendar is a sheet that is loaded."""
    (tmp_path / "faro" / "posts").mkdir(parents=True)
    for name, text in FILES.items():
        (tmp_path / "faro" / "posts" / f"{name}.yaml").write_text(text)
    (tmp_path / "plan.xlsx").write_bytes(written(CALENDAR))
    loaded = pregonero(*NOW, "load", "../plan.xlsx", "--sandbox", "--yes", at=tmp_path / "faro")
    assert loaded.returncode == 0, loaded.stderr
    return tmp_path / "faro"


def states(folder: Path) -> list[str]:
    rows = listed(*NOW, "status", "--sandbox", at=folder)["deliveries"]
    return sorted(row["state"] for row in rows)


@pytest.mark.parametrize("wrong", [BUDGET, ALL_WAIT, CALENDAR[:1], ()])
@pytest.mark.parametrize("yes", [(), ("--yes",)])
def test_a_sheet_without_a_row_to_load_changes_nothing(
    folder: Path, wrong: tuple[tuple[object, ...], ...], yes: tuple[str, ...]
) -> None:
    (folder.parent / "otra.xlsx").write_bytes(written(wrong))
    before = contents(folder / "posts")
    done = pregonero(*NOW, "load", "../otra.xlsx", "--sandbox", *yes, at=folder)
    assert done.returncode == 1
    assert "no hay ninguna fila que se pueda cargar" in done.stderr
    assert "¿Cargar?" not in done.stdout + done.stderr
    assert contents(folder / "posts") == before
    assert states(folder) == ["planned"] * 4


def test_what_a_sheet_replaces_is_kept_beside_it(folder: Path) -> None:
    other = written((*CALENDAR, ("2034-08-04", "9:00", "todas", "Tercera", "Hasta pronto.")))
    (folder.parent / "otra.xlsx").write_bytes(other)
    before = (folder / "posts/calendar.xlsx").read_bytes()
    for n in range(2):
        done = pregonero(*NOW, "load", "../otra.xlsx", "--sandbox", "--yes", at=folder)
        assert (done.returncode, ".bak" in done.stdout) == (0, n == 0)
    (kept,) = (folder / "posts").glob("*.bak")
    assert kept.read_bytes() == before
    assert kept.name.startswith("calendar.xlsx.2034-0")


def test_a_sheet_in_the_folder_that_lost_its_titles_withdraws_nothing(folder: Path) -> None:
    (folder / "posts/calendar.xlsx").write_bytes(written(BUDGET))
    pregonero(*NOW, "load", "--sandbox", "--yes", at=folder)
    assert states(folder) == ["planned"] * 4


def test_what_was_kept_beside_is_loaded_as_the_program_says(folder: Path) -> None:
    other = written((CALENDAR[0], ("2034-08-04", "9:00", "todas", "Tercera", "Hasta pronto.")))
    (folder.parent / "otra.xlsx").write_bytes(other)
    before = (folder / "posts/calendar.xlsx").read_bytes()
    done = pregonero(*NOW, "load", "../otra.xlsx", "--sandbox", "--yes", at=folder)
    (kept,) = (folder / "posts").glob("*.bak")
    assert f"pregonero load posts/{kept.name} --sandbox" in " ".join(done.stdout.split())
    back = pregonero(*NOW, "load", f"posts/{kept.name}", "--sandbox", "--yes", at=folder)
    assert back.returncode == 0, back.stderr
    assert (folder / "posts/calendar.xlsx").read_bytes() == before
    assert other in [copy.read_bytes() for copy in (folder / "posts").glob("*.bak")]
    assert [state for state in states(folder) if state != "cancelled"] == ["planned"] * 4


@pytest.mark.parametrize("name", ["programme.yaml.2034-08-01.bak", "notas.csv.bak"])
def test_a_copy_of_something_else_is_no_calendar(folder: Path, name: str) -> None:
    (folder / "posts" / name).write_bytes(b"panels: []\n")
    done = pregonero(*NOW, "load", f"posts/{name}", "--sandbox", "--yes", at=folder)
    assert done.returncode == 2
    assert "no es un calendario" in " ".join(done.stderr.split())
    assert states(folder) == ["planned"] * 4


CSV = "\n".join(";".join(map(str, row)) for row in CALENDAR) + "\n"


def test_a_calendar_that_counts_beside_is_named_with_the_way_to_put_it_aside(
    folder: Path,
) -> None:
    other = "Fecha;Hora;Redes;Qué;Texto\n2034-08-05;9:00;todas;Tercera;Hasta pronto.\n"
    (folder.parent / "equipo.csv").write_text(other)
    done = pregonero(*NOW, "load", "../equipo.csv", "--sandbox", "--yes", at=folder)
    said = " ".join(done.stdout.split())
    assert "posts/calendar.xlsx sigue valiendo también" in said
    assert "pregonero load posts/calendar.csv --instead --sandbox" in said


def test_a_sheet_of_another_format_takes_the_place_of_the_calendar(folder: Path) -> None:
    before = (folder / "posts/calendar.xlsx").read_bytes()
    (folder.parent / "equipo.csv").write_text(CSV.replace("10:00", "12:00"))
    for sheet in ("../equipo.csv", "posts/calendar.csv"):
        done = pregonero(*NOW, "load", sheet, "--instead", "--sandbox", "--yes", at=folder)
        assert done.returncode == 0, done.stderr
        assert "sigue valiendo" not in done.stdout
        assert not (folder / "posts/calendar.xlsx").exists()
        (kept,) = (folder / "posts").glob("*.bak")
        assert (kept.name.startswith("calendar.xlsx."), kept.read_bytes()) == (True, before)
        assert states(folder) == ["planned"] * 4
    assert pregonero(*NOW, "check", at=folder).returncode == 0


def test_a_sheet_with_the_rows_of_another_calendar_is_told_the_way(folder: Path) -> None:
    before = contents(folder / "posts")
    (folder.parent / "del equipo.csv").write_text(CSV)
    done = pregonero(*NOW, "load", "../del equipo.csv", "--sandbox", "--yes", at=folder)
    assert done.returncode == 1
    said = " ".join(done.stderr.split())
    assert "pregonero load '../del equipo.csv' --instead --sandbox" in said
    assert contents(folder / "posts") == before


def test_instead_wants_to_know_of_what(folder: Path) -> None:
    before = contents(folder / "posts")
    done = pregonero(*NOW, "load", "--instead", "--sandbox", "--yes", at=folder)
    assert done.returncode == 2
    assert "pregonero load ARCHIVO --instead" in " ".join(done.stderr.split())
    assert contents(folder / "posts") == before
