"""What the team reads on the command line says what is, in words that it knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.acceptance.command_line import pregonero

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

FILES = {
    "campaign": "format: 1\nname: rueda\ntitle: Rueda\nzone: America/La_Paz\nlanguages: [es]\n"
    "channels: [x]\n",
    "programme": "panels:\n  - id: barro\n    title: El barro\n    start: 2034-08-10 18:00\n",
    "calendar": """\
- {post: cine, when: start + 1d 9:00, for: barro, channels: all, needs: [recording, note],
   text: "Ya está: {{ panel.recording }} y {{ panel.note }}"}
- {post: ven, when: start - 1h, for: barro, channels: all, expires: start, text: "Ven al barro."}
- {post: fin, when: start + 2d 9:00, channels: all, text: "Gracias por venir."}
""",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a loaded campaign."""
    (tmp_path / "posts").mkdir()
    for name, text in FILES.items():
        (tmp_path / "posts" / f"{name}.yaml").write_text(text)
    assert told(tmp_path, "01T10:00", "load", "--yes").returncode == 0
    return tmp_path


def told(folder: Path, moment: str, *words: str) -> subprocess.CompletedProcess[str]:
    now = ("--lang", "es", "--now", f"2034-08-{moment}-04:00")
    sandbox = () if words[0] == "check" else ("--sandbox",)
    return pregonero(*now, *words, *sandbox, at=folder)


def test_a_post_that_got_one_of_two_facts_says_what_it_waits_for(folder: Path) -> None:
    done = told(folder, "02T10:00", "fact", "barro", "grabación=https://vivo.example/1", "--yes")
    assert "con parte de lo que le faltaba, en espera (falta el enlace de la nota" in done.stdout
    done = told(folder, "02T10:00", "fact", "barro", "nota=https://vivo.example/2", "--yes")
    assert "con lo que le faltaba, programada" in done.stdout


def test_a_new_end_is_told_with_its_moment(folder: Path) -> None:
    calendar = folder / "posts" / "calendar.yaml"
    calendar.write_text(FILES["calendar"].replace("expires: start,", "expires: start - 30m,"))
    plan = told(folder, "02T10:00", "plan").stdout
    assert "con otro plazo: jue 10 ago, 17:30" in plan


def test_status_says_when_it_is_and_parts_what_is_over_from_what_is_late(folder: Path) -> None:
    late = told(folder, "10T17:30", "status").stdout
    assert "Horas de La Paz. Ahora: jue 10 ago, 17:30." in late
    assert "Atrasadas" in late
    over = told(folder, "10T18:30", "status").stdout
    assert ("Atrasadas" in over, "Ya no salen: pasó su plazo" in over) == (False, True)


def test_who_did_something_is_told_once(folder: Path) -> None:
    told(folder, "02T10:00", "hold", "fin", "--as", "Inés")
    history = told(folder, "02T10:00", "show", "fin").stdout.partition("Historia")[2]
    assert history.count("Inés") == 1
    assert "retenida por Inés" in history


def test_what_is_not_out_yet_is_not_sent_again(folder: Path) -> None:
    asked = told(folder, "02T10:00", "retry", "ven")
    assert "No hay nada que reenviar de «ven»: todavía no ha salido." in asked.stderr
    assert asked.returncode == 1


def test_what_began_is_told_by_its_title_and_doubted_as_that(folder: Path) -> None:
    done = told(folder, "02T10:00", "fact", "barro", "started", "--yes")
    assert "El barro comenzó: mié 2 ago 2034, 10:00" in " ".join(done.stdout.split())
    assert "«El barro» habría comenzado el" in done.stderr
    assert "terminado" not in done.stderr


def test_a_row_of_a_sheet_is_told_of_its_column(folder: Path) -> None:
    (folder / "posts" / "calendar.csv").write_text(
        "Fecha,Hora,Redes,Qué es,Texto\n"
        "2034-08-03,10:00,todas,Uno,Traigan preguntas\n"
        "2034-08-04,10:00,todas,Dos,Traigan preguntas\n"
    )
    checked = " ".join(told(folder, "02T10:00", "check").stdout.split())
    assert "pon «sí» en su columna «Repetir»" in checked
    assert "repeat: yes" not in checked


@pytest.mark.parametrize(
    ("typed", "meant"), [("stauts", "status"), ("chek", "check"), ("aprove", "approve")]
)
def test_a_mistyped_command_is_offered_the_right_one(folder: Path, typed: str, meant: str) -> None:
    wrong = pregonero("--lang", "es", typed, at=folder)
    assert (wrong.returncode, meant in wrong.stderr.partition(typed)[2]) == (2, True)
