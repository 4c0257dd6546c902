"""What is written lines up in 80 columns, is not said over and over, and warns of the night."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
import pytest
from click.testing import CliRunner

from campaign.cli.output import agreed, flowed
from campaign.languages import Catalogue
from tests.acceptance.command_line import pregonero

if TYPE_CHECKING:
    from pathlib import Path

FILES = {
    "campaign": """\
format: 1
name: noria
title: Charlas de la noria
zone: America/Santiago
languages: [es]
channels: [x, telegram]
quiet_hours: 22:00-08:00
""",
    "programme": "panels:\n  - {id: panel-1, title: La noria, start: 2034-02-24 12:30}\n",
    "calendar": """\
- post: previa
  title: Una previa que tiene un nombre bastante largo para una línea sola
  for: panel-1
  when: start - 2d
  channels: all
  text: Falta poco para la noria.
""",
}


def told(folder: Path, moment: str, *words: str) -> list[str]:
    now = ("--lang", "es", "--now", moment)
    done = pregonero(*now, *words, at=folder, env={"COLUMNS": "80"})
    return [*done.stdout.splitlines(), *done.stderr.splitlines()]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "posts").mkdir()
    for name, text in FILES.items():
        (tmp_path / "posts" / f"{name}.yaml").write_text(text, encoding="utf-8")
    told(tmp_path, "2033-12-20T10:00", "load", "--yes", "--sandbox")
    return tmp_path


def test_what_goes_out_in_another_year_lines_up(folder: Path) -> None:
    lines = told(folder, "2033-12-20T10:00", "status", "--sandbox")
    at = next(n for n, line in enumerate(lines) if "mié 22 feb 2034, 12:30" in line)
    column = lines[at].index("Una previa")
    below = lines[at + 1 : at + 3]
    assert [len(line) - len(line.lstrip()) for line in below] == [column, column]
    assert below[-1].strip() == "[previa/panel-1]"


def test_a_fact_that_moves_a_post_into_the_night_is_warned_of_and_so_does_the_plan(
    folder: Path,
) -> None:
    moved = ("fact", "panel-1", "start=2034-02-24 23:30", "--yes", "--sandbox")
    said = " ".join(" ".join(told(folder, "2034-02-01T10:00", *moved)).split())
    assert "dentro de las horas de silencio (22:00–08:00)" in said
    assert said.count("dentro de las horas de silencio") == 1
    plan = " ".join(" ".join(told(folder, "2034-02-01T10:00", "plan", "--sandbox")).split())
    assert "dentro de las horas de silencio (22:00–08:00)" in plan


def test_a_hint_that_several_problems_have_in_common_stands_once(folder: Path) -> None:
    again = FILES["calendar"].replace("post: previa", "post: otra").replace("poco", "nada")
    (folder / "posts" / "calendar.yaml").write_text(
        (FILES["calendar"] + again).replace("start - 2d", "start - 2d 23:30"), encoding="utf-8"
    )
    lines = told(folder, "2034-02-01T10:00", "check")
    assert lines[-1].startswith("Todo en orden:")
    assert len([line for line in lines if "[quiet-hours]" in line]) == 2
    assert len([line for line in lines if "cambia `quiet_hours`" in line]) == 1


def test_a_folder_without_a_problem_is_told_to_be_in_order(folder: Path) -> None:
    assert told(folder, "2034-02-01T10:00", "check") == [
        "Todo en orden: 1 publicación (2 envíos), 0 avisos."
    ]


@pytest.mark.parametrize(
    ("typed", "yes", "said"), [("sí", True, ""), ("n", False, ""), ("si claro", False, "si claro")]
)
def test_an_answer_that_is_neither_is_told_to_be_taken_for_no(
    typed: str, said: str, *, yes: bool
) -> None:
    found = []

    @click.command()
    def asks() -> None:
        found.append(agreed("¿Cargar?", Catalogue("es")))

    done = CliRunner().invoke(asks, input=f"{typed}\n")
    assert found == [yes]
    assert (f"«{said}» se toma por no" in done.output) == bool(said)


def test_the_name_of_a_network_stays_in_one_line() -> None:
    assert flowed("Sale en X (Twitter) y en otras", 16) == ["Sale en", "X (Twitter) y en", "otras"]
