"""``pregonero cards``: a card for each row of a sheet, hundreds in one go."""

from __future__ import annotations

import csv
import io
import os
import signal
import time
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import Workbook
from PIL import Image

from tests.acceptance import nursery
from tests.acceptance.command_line import contents, listed, pregonero

if TYPE_CHECKING:
    from collections.abc import Sequence

COMUNAS = Path(__file__).with_name("comunas.csv")
HEAD = "Nombre;Puntaje;Bajada;Foto;Serie\n"


def draw(folder: Path, sheet: str | bytes, *options: str, layout: str = "score") -> Any:
    content = sheet.encode() if isinstance(sheet, str) else sheet
    (folder / "hoja.csv").write_bytes(content)
    asked = ("cards", "hoja.csv", "--layout", layout, "--out", "salida", *options)
    return listed(*asked, at=folder)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "salida").glob("*.jpg"))


def problems(found: Any) -> list[tuple[str, str]]:
    return [(problem["code"], problem["cell"]) for problem in found["problems"]]


def photo(size: tuple[int, int] = (300, 400), kind: str = "JPEG") -> bytes:
    target = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(target, kind)
    return target.getvalue()


def with_series(sheet: Path) -> str:
    """Return a sheet of ours with a column for what the cards are of."""
    rows = list(csv.reader(sheet.read_text(encoding="utf-8").splitlines()))
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow([*rows[0], "Serie"])
    writer.writerows([*row, "Índice de Datos Abiertos"] for row in rows[1:])
    return target.getvalue()


def test_every_municipality_of_chile_gets_its_card(tmp_path: Path) -> None:
    found = draw(tmp_path, with_series(COMUNAS))
    assert (found["drawn"], found["failed"], found["problems"]) == (346, 0, [])
    assert len(names(tmp_path)) == 346
    with Image.open(tmp_path / "salida" / "nunoa.jpg") as picture:
        assert picture.size == (1200, 675)
    said = (tmp_path / "salida" / "nunoa.alt.txt").read_text(encoding="utf-8")
    assert "Ñuñoa" in said
    assert "Índice de Datos Abiertos" in said


def test_what_is_there_and_unchanged_is_not_drawn_again(tmp_path: Path) -> None:
    first = f"{HEAD}Lota;71,4;;;Índice\nTomé;80;;;Índice\n"
    draw(tmp_path, first)
    before = contents(tmp_path / "salida")
    stamps = {path: path.stat().st_mtime_ns for path in (tmp_path / "salida").glob("*.jpg")}
    again = draw(tmp_path, first)
    assert (again["drawn"], again["kept"]) == (0, 2)
    assert contents(tmp_path / "salida") == before
    changed = draw(tmp_path, first.replace("71,4", "71,5"))
    assert (changed["drawn"], changed["kept"]) == (1, 1)
    assert {path for path, at in stamps.items() if path.stat().st_mtime_ns != at} == {
        tmp_path / "salida" / "lota.jpg"
    }


@pytest.mark.parametrize("harm", ["cut", "other", "gone", "alt"])
def test_a_card_that_somebody_harmed_is_drawn_again(tmp_path: Path, harm: str) -> None:
    sheet = f"{HEAD}Lota;71,4;;;Índice\nTomé;80;;;Índice\n"
    draw(tmp_path, sheet)
    card = tmp_path / "salida" / "lota.jpg"
    whole = card.read_bytes()
    if harm == "cut":
        card.write_bytes(whole[:1000])
    elif harm == "other":
        card.write_bytes(photo())
    elif harm == "gone":
        card.unlink()
    else:
        card.with_name("lota.alt.txt").write_text("otra cosa", encoding="utf-8")
    again = draw(tmp_path, sheet)
    assert (again["drawn"], again["kept"]) == (1, 1)
    assert card.read_bytes() == whole


def test_another_photograph_under_the_same_name_is_another_card(tmp_path: Path) -> None:
    (tmp_path / "ana.jpg").write_bytes(photo())
    sheet = f"{HEAD}Lota;71,4;;ana.jpg;Índice\n"
    draw(tmp_path, sheet)
    before = (tmp_path / "salida" / "lota.jpg").read_bytes()
    (tmp_path / "ana.jpg").write_bytes(photo((120, 90)))
    assert draw(tmp_path, sheet)["drawn"] == 1
    assert (tmp_path / "salida" / "lota.jpg").read_bytes() != before


def test_a_run_that_was_killed_goes_on(tmp_path: Path) -> None:
    """No card is half written, whatever the moment, and what was drawn stays."""
    (tmp_path / "hoja.csv").write_text(with_series(COMUNAS), encoding="utf-8")
    asked = ["cards", "hoja.csv", "--layout", "score", "--out", "salida"]
    env = {**os.environ, "HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path / ".data")}
    with (tmp_path / "said").open("w+") as said:
        process = nursery.start(asked, tmp_path, env, (said, said))
        limit = time.monotonic() + 60
        while len(list((tmp_path / "salida").glob("*.jpg"))) < 40:
            assert time.monotonic() < limit
            time.sleep(0.02)
        os.kill(process.pid, signal.SIGKILL)
        process.wait(30)
    there = names(tmp_path)
    assert 40 <= len(there) < 346
    for name in there:
        with Image.open(tmp_path / "salida" / name) as picture:
            picture.load()
    found = listed(*asked, at=tmp_path)
    assert found["failed"] == 0
    assert found["drawn"] + found["kept"] == 346
    assert found["kept"] >= len(there) - 2  # those at hand when it died
    assert len(names(tmp_path)) == 346
    assert not list((tmp_path / "salida").rglob("*.tmp"))
    assert not (tmp_path / "salida" / ".unfinished").exists()


def test_two_runs_do_not_draw_into_one_folder(tmp_path: Path) -> None:
    import fcntl  # noqa: PLC0415 -- only here

    draw(tmp_path, f"{HEAD}Lota;71,4;;;Índice\n")
    handle = os.open(tmp_path / "salida", os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    try:
        asked = ("cards", "hoja.csv", "--layout", "score", "--out", "salida")
        refused = pregonero(*asked, at=tmp_path)
    finally:
        os.close(handle)
    assert refused.returncode == 3
    assert "salida" in refused.stderr


def test_bad_rows_are_told_by_cell_and_the_others_come_out(tmp_path: Path) -> None:
    sheet = (
        f"{HEAD}"
        "Lota;71,4;;;Índice\n"
        ";;;;\n"
        "=HYPERLINK(A1);80;;;Índice\n"
        "Tomé;;;;Índice\n"
        ";55;;;Índice\n"
        "Penco;55;;;Índice;de más\n"
        "Laja;55;;no-esta.jpg;Índice\n"
        "Yumbel;55;;;\n"
        f"{'Antidisestablishmentarianism' * 20};55;;;Índice\n"
        "Arauco;60;;;Índice\n"
    )
    found = draw(tmp_path, sheet)
    assert problems(found) == [
        ("sheet-formula-without-value", "A4"),
        ("sheet-row-incomplete", "B5"),
        ("sheet-row-incomplete", "A6"),
        ("sheet-row-too-wide", "F7"),
        ("asset-missing", "D8"),
        ("sheet-row-incomplete", "E9"),
        ("card-does-not-fit", "A10"),
    ]
    assert {problem["line"] for problem in found["problems"]} == {4, 5, 6, 7, 8, 9, 10}
    assert names(tmp_path) == ["arauco.jpg", "lota.jpg"]
    assert (found["drawn"], found["failed"]) == (2, 7)
    asked = ("cards", "hoja.csv", "--layout", "score", "--out", "salida")
    assert pregonero(*asked, at=tmp_path).returncode == 1


def test_a_cell_with_line_breaks_does_not_shift_the_lines_that_are_told(tmp_path: Path) -> None:
    sheet = f'{HEAD}"San\nRosendo";55;;;Índice\nLaja;;;;Índice\n'
    found = draw(tmp_path, sheet)
    assert [(p["cell"], p["line"]) for p in found["problems"]] == [("B3", 4)]
    assert names(tmp_path) == ["san-rosendo.jpg"]


PATHS = (
    "../secreto.jpg",
    "/etc/passwd",
    "fotos/../../secreto.jpg",
    "..\\secreto.jpg",
    "C:\\fotos\\a.jpg",
    "~/a.jpg",
    "enlace.jpg",
)


@pytest.mark.parametrize("path", PATHS)
def test_no_photograph_comes_from_outside(tmp_path: Path, path: str) -> None:
    home = tmp_path / "aqui"
    home.mkdir()
    (tmp_path / "secreto.jpg").write_bytes(photo())
    (home / "enlace.jpg").symlink_to(tmp_path / "secreto.jpg")
    found = draw(home, f"{HEAD}Lota;71,4;;{path};Índice\n")
    assert problems(found) == [("outside-folder", "D2")]
    assert names(home) == []


@pytest.mark.parametrize("name", ["../../fuera", "/fuera", "..", "a\\b", "CON", "\x00"])
def test_no_card_is_written_outside(tmp_path: Path, name: str) -> None:
    home = tmp_path / "aqui"
    home.mkdir()
    draw(home, f"Nombre;Puntaje;Serie;Archivo\nLota;1;Índice;{name}\n{name};1;Índice;\n")
    written = [path for path in tmp_path.rglob("*.jpg") if path.parent != home / "salida"]
    assert written == []
    assert all(not path.name.startswith((".", "con.")) for path in tmp_path.rglob("*.jpg"))
    assert names(home)


def test_equal_names_get_a_number(tmp_path: Path) -> None:
    sheet = f"{HEAD}Santa Cruz;1;;;Í\nSANTA CRUZ;2;;;Í\nSanta-Cruz-2;3;;;Í\n日本;4;;;Í\n"
    assert draw(tmp_path, sheet.replace("日本", "—"))["failed"] == 0
    assert names(tmp_path) == [
        "fila-5.jpg",
        "santa-cruz-2-2.jpg",
        "santa-cruz-2.jpg",
        "santa-cruz.jpg",
    ]


TEXT = "Comuna;Puntaje;Región;Estudio\nÑuñoa;71,4;Región del Biobío;Índice «Más»\n"
FILES = {
    "utf-8 with mark": b"\xef\xbb\xbf" + TEXT.encode(),
    "latin": TEXT.encode("cp1252"),
    "utf-16": TEXT.encode("utf-16"),
    "commas": TEXT.replace("71,4", '"71,4"').replace(";", ",").encode(),
    "tabs": TEXT.replace(";", "\t").encode(),
    "told": f"sep=;\r\n{TEXT}".encode(),
    "english": TEXT.replace("Comuna;Puntaje;Región;Estudio", "name;score;SUBTITLE;Study").encode(),
    "another order": b"Estudio;Puntaje;Comuna\n\xc3\x8dndice \xc2\xabM\xc3\xa1s\xc2\xbb;71,4;"
    b"\xc3\x91u\xc3\xb1oa\n",
}


@pytest.mark.parametrize("kind", FILES)
def test_a_sheet_is_read_as_programs_write_it(tmp_path: Path, kind: str) -> None:
    found = draw(tmp_path, FILES[kind])
    assert found["problems"] == []
    said = (tmp_path / "salida" / "nunoa.alt.txt").read_text(encoding="utf-8")
    assert "Puntaje, Índice «Más»." in said
    assert "Puntaje: 71,4." in said


def test_a_sheet_without_headings_says_what_they_are(tmp_path: Path) -> None:
    (tmp_path / "hoja.csv").write_text("Lota;71\nTomé;80\n", encoding="utf-8")
    refused = pregonero("cards", "hoja.csv", "--layout", "score", at=tmp_path)
    assert refused.returncode == 1
    assert "Nombre" in refused.stdout


def test_the_layout_may_be_called_as_teams_call_it(tmp_path: Path) -> None:
    sheet = "Frase;Nombre;Cargo;Serie\nLos datos son de todos;Ana Soto;Alcaldesa;Foro\n"
    assert draw(tmp_path, sheet, layout="cita")["problems"] == []
    said = (tmp_path / "salida" / "ana-soto.alt.txt").read_text(encoding="utf-8")
    assert "«Los datos son de todos»" in said
    assert "Ana Soto" in said
    unknown = pregonero("cards", "hoja.csv", "--layout", "sita", at=tmp_path)
    assert unknown.returncode == 2
    assert "cita" in unknown.stderr


HOSTILE = {
    "truncated": photo((400, 400), "PNG")[:300],
    "page": b"<html><script>1</script>",
    "drawing": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "long": photo((1, 10_000), "PNG"),
    "nothing": b"",
}


def test_hostile_photographs_are_told_and_the_others_come_out(tmp_path: Path) -> None:
    rows = []
    for name, content in HOSTILE.items():
        (tmp_path / f"{name}.png").write_bytes(content)
        rows.append(f"{name};1;;{name}.png;Índice\n")
    (tmp_path / "good.jpg").write_bytes(photo())
    found = draw(tmp_path, HEAD + "".join(rows) + "good;1;;good.jpg;Índice\n")
    cells = [f"D{number}" for number in range(2, 2 + len(HOSTILE))]
    assert problems(found) == [("photo-unusable", cell) for cell in cells]
    assert "truncated" in found["problems"][0]["message"]
    assert names(tmp_path) == ["good.jpg"]


def said_of(columns: Sequence[str], folder: Path) -> str:
    (folder / "hoja.csv").write_text(f"{';'.join(columns)}\nLota;1;Índice\n", encoding="utf-8")
    return pregonero("cards", "hoja.csv", "--layout", "score", "--out", "o", at=folder).stdout


def test_a_column_that_nobody_reads_is_told(tmp_path: Path) -> None:
    assert "Puntage" in said_of(["Nombre", "Puntage", "Serie"], tmp_path)
    assert "A1" not in said_of(["Nombre", "Puntaje", "Serie"], tmp_path)


def test_a_missing_column_is_called_by_its_name(tmp_path: Path) -> None:
    found = draw(tmp_path, "Nombre;Serie\nLota;Índice\n")
    assert [problem["message"] for problem in found["problems"]] == [
        "A esta fila le falta: Puntaje."
    ]


@pytest.mark.parametrize("layout", ["overview", "change", "countdown"])
def test_layouts_of_a_programme_are_for_no_sheet(tmp_path: Path, layout: str) -> None:
    (tmp_path / "hoja.csv").write_text("Nombre;Serie\nLota;Índice\n", encoding="utf-8")
    assert pregonero("cards", "hoja.csv", "--layout", layout, at=tmp_path).returncode == 2


def test_numbers_and_days_of_a_workbook_are_said_as_people_write_them(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Comuna", "Puntaje", "Fecha", "Estudio"])
    sheet.append(["Ñuñoa", 71.4, datetime(2022, 3, 1), "Índice"])  # noqa: DTZ001 -- as in a cell
    sheet.append(["Lota", 80, datetime(2022, 3, 1, 17, 30), "Índice"])  # noqa: DTZ001
    sheet.append(["Tomé", "=1+1", None, "Índice"])
    book.save(tmp_path / "hoja.xlsx")
    found = listed("cards", "hoja.xlsx", "--layout", "score", "--out", "salida", at=tmp_path)
    assert problems(found) == [("sheet-formula-without-value", "B4")]
    said = {
        name: (tmp_path / "salida" / f"{name}.alt.txt").read_text(encoding="utf-8").strip()
        for name in ("nunoa", "lota")
    }
    assert said["nunoa"].endswith("Puntaje: 71,4. Cuándo: martes 1 de marzo.")
    assert said["lota"].replace("\u00a0", " ").endswith("80. Cuándo: martes 1 de marzo, 17:30 h.")


def test_numbers_of_a_workbook_are_said_as_their_cells_show_them(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Comuna", "Puntaje", "Serie"])
    shown = [(0.589, "0.0%"), (8, "0.0"), (2500, '"$"#,##0'), (71.4, "General"), (3.5, "# ?/?")]
    for number, (value, code) in enumerate([*shown, (4.5, "# ?/?")], 1):
        sheet.append([f"Comuna {number}", value, "Índice"])
        sheet.cell(number + 1, 2).number_format = code
    book.save(tmp_path / "hoja.xlsx")
    found = listed("cards", "hoja.xlsx", "--layout", "score", "--out", "salida", at=tmp_path)
    assert problems(found) == [("sheet-number-format", "B6")]
    assert "«3,5»" in found["problems"][0]["message"]
    said = [
        (tmp_path / "salida" / f"comuna-{number}.alt.txt").read_text(encoding="utf-8").strip()
        for number in range(1, 7)
    ]
    assert [one.rpartition("Puntaje: ")[2] for one in said] == [
        "58,9%.",
        "8,0.",
        "$2.500.",
        "71,4.",
        "3,5.",
        "4,5.",
    ]


def test_letters_that_no_card_shows_draw_none_again(tmp_path: Path) -> None:
    home = {"posts/campaign.yaml": "title: Foro de Ríos\n", "assets/brand.yaml": "motif: rings\n"}
    for name, content in home.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(content, encoding="utf-8")
    sheet = f"{HEAD}Lota;71,4;;;Índice\nTomé;80;;;Índice\n"
    assert draw(tmp_path, sheet)["drawn"] == 2
    (tmp_path / "assets" / "brand.yaml").write_text("motif: rings\nmonogram: ORI\n", "utf-8")
    assert draw(tmp_path, sheet)["kept"] == 2
    (tmp_path / "posts" / "campaign.yaml").write_text("title: Mesa de Ríos\n", encoding="utf-8")
    (tmp_path / "assets" / "brand.yaml").write_text("motif: grid\n", encoding="utf-8")
    assert draw(tmp_path, sheet)["drawn"] == 2


def test_cards_of_rows_that_go_wrong_are_told_as_from_before(tmp_path: Path) -> None:
    before = HEAD + "Ñuñoa;51;;;Índice\nPutre;64;;;Índice\nRengo;70;;;Índice\nLota;12;;;Índice\n"
    assert draw(tmp_path, before)["stale"] == []
    after = HEAD + "Ñuñoa;;;;Índice\nPutre;64;;no-hay.jpg;Índice\n;70;;;Índice\nLota;12;;;Índice\n"
    found = draw(tmp_path, after)
    assert (found["kept"], found["failed"]) == (1, 3)
    assert found["stale"] == ["nunoa.jpg", "putre.jpg", "rengo.jpg"]
    command = ("cards", "hoja.csv", "--layout", "score", "--out", "salida")
    said = pregonero(*command, at=tmp_path).stdout
    assert "quedaron de antes" in said
    assert "nunoa.jpg, putre.jpg, rengo.jpg" in said
    assert draw(tmp_path, before)["stale"] == []


@pytest.mark.parametrize("layout", ["cuenta regresiva", "programa", "cambio", "overview"])
def test_a_layout_that_needs_a_programme_says_so(tmp_path: Path, layout: str) -> None:
    (tmp_path / "hoja.csv").write_text(f"{HEAD}Lota;71,4;;;Índice\n", encoding="utf-8")
    done = pregonero("cards", "hoja.csv", "--layout", layout, at=tmp_path)
    assert done.returncode == 2
    assert f"«{layout}» muestra lo que está en el programa" in " ".join(done.stderr.split())


def test_the_layouts_there_are_have_the_names_of_the_team(tmp_path: Path) -> None:
    (tmp_path / "hoja.csv").write_text(f"{HEAD}Lota;71,4;;;Índice\n", encoding="utf-8")
    done = pregonero("cards", "hoja.csv", "--layout", "puntajee", at=tmp_path)
    assert "Puntaje" in done.stderr or "puntaje" in done.stderr
    assert "score" not in done.stderr
    assert "countdown" not in done.stderr


def test_what_is_emphasised_and_not_there_is_told_with_its_cell(tmp_path: Path) -> None:
    sheet = "Nombre;Puntaje;Serie;Destacado\nVitacura;71;Índice;Vita\nLa Reina;70;Índice;reina\n"
    found = draw(tmp_path, sheet)
    assert problems(found) == [("emphasis-not-found", "D2")]
    assert (found["drawn"], found["failed"]) == (2, 0)
