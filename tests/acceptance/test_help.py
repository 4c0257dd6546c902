"""Help and complaints speak the reader's language, click's own words too."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from campaign.cli.helping import CLICK_SAYS
from campaign.cli.program import COMMANDS
from campaign.languages import Catalogue, available
from tests.acceptance.command_line import pregonero

ENGLISH = re.compile(
    r"\b(Usage|Options|Commands|Show|Exit|Try|No such|Missing|Invalid|FILE|DIRECTORY|TEXT"
    r"|INTEGER|PATH|OPTIONS|ARGS|Positional|and exit|Did you mean)\b"
)


@pytest.mark.parametrize("command", [None, *COMMANDS])
def test_help_in_spanish_is_spanish(tmp_path: Path, command: str | None) -> None:
    words = [command] if command else []
    told = pregonero("--lang", "es", *words, "--help", at=tmp_path)
    assert (told.returncode, told.stderr) == (0, "")
    assert ENGLISH.findall(told.stdout) == []
    assert told.stdout.startswith("Uso: pregonero")
    assert "Muestra esta ayuda." in told.stdout


@pytest.mark.parametrize("setting", [{"LANG": "en_GB.UTF-8"}, {"LC_ALL": "en_US", "LANG": "es_CL"}])
def test_the_environment_says_the_language(tmp_path: Path, setting: dict[str, str]) -> None:
    told = pregonero("load", "--help", at=tmp_path, env=setting)
    assert told.stdout.startswith("Usage: pregonero load [OPTIONS] [FILE]")
    assert "Show this help." in told.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nope"], "No existe la orden «nope»."),
        (["estado"], "No existe la orden «estado». ¿Querías decir status?"),
        (["Pausa"], '¿Querías decir hold --all "motivo"?'),
        (["aprobar", "aviso"], "¿Querías decir approve?"),
        (["cargar"], "¿Querías decir load?"),
        (["revisar"], "¿Querías decir check?"),
        (["everything"], "No existe la orden «everything».\n"),
        (["load", "--revsion", "1"], "No existe la opción «--revsion». ¿Querías decir --revision?"),
        (["plan", "--format", "pdf"], "--format: «pdf» no vale; puede ser text, json, xlsx."),
        (["load", "--revision", "dos"], "--revision: «dos» no es un número entero."),
        (["check", "falta.xlsx"], "ARCHIVO: no existe «falta.xlsx»."),
        (["backup", "."], "ARCHIVO: «.» es una carpeta, y aquí va un archivo."),
        (["--campaign", "archivo", "check"], "--campaign: «archivo» es un archivo, y aquí va una"),
        (["fact"], "Falta TEMA."),
        (["show", "a", "b", "c"], "Sobran «b c»."),
        (["doctor", "más"], "Sobra «más»."),
        (["load", "--as"], "Falta el valor de la opción «--as»."),
        (["load", "--yes=1"], "La opción «--yes» no lleva valor."),
        (["--now", "ayer", "status"], "--now: «ayer» no es un momento"),
    ],
)
def test_a_wrong_command_line_is_explained(tmp_path: Path, arguments: list[str], said: str) -> None:
    (tmp_path / "archivo").touch()
    told = pregonero("--lang", "es", *arguments, at=tmp_path)
    assert told.returncode == 2
    assert told.stdout == ""
    assert said in told.stderr
    assert ENGLISH.findall(told.stderr) == []


@pytest.mark.parametrize("answer", ["sí", "S", "si", "no", "", "quizás"])
def test_yes_is_yes_in_spanish_and_anything_else_is_no(answer: str) -> None:
    from click.testing import CliRunner  # noqa: PLC0415 -- types into the terminal for us

    from campaign.cli.output import agreed  # noqa: PLC0415

    asked = click.Command("ask", callback=lambda: click.echo(agreed("¿Va?", Catalogue("es"))))
    told = CliRunner().invoke(asked, input=f"{answer}\n").output
    assert told.startswith("¿Va? [s/N]")
    assert told.endswith("True\n" if answer.casefold() in {"sí", "s", "si"} else "False\n")


def test_what_click_says_is_what_it_says_still() -> None:
    """An upgrade of click that words something differently is noticed here."""
    source = "".join(path.read_text("utf-8") for path in Path(click.__file__).parent.glob("*.py"))
    assert {name for name, said in CLICK_SAYS.items() if f'"{said}"' not in source} == set()


@pytest.mark.parametrize("language", available())
def test_each_complaint_has_its_sentence(language: str) -> None:
    phrases = Catalogue(language)
    assert [name for name in CLICK_SAYS if not phrases.has(f"cli.wrong.{name}")] == []


def test_global_options_are_taken_behind_the_command_too(tmp_path: Path) -> None:
    made = pregonero("init", "serie", "--lang", "en", "--now", "2031-03-04T12:00", at=tmp_path)
    assert made.returncode == 0, made.stderr
    told = pregonero("plan", "--campaign", "serie", "--lang", "en", "--format", "json", at=tmp_path)
    assert '"2031-' in told.stdout
    asked = pregonero("status", "--now", "ayer", at=tmp_path)
    assert asked.returncode == 2
    assert "--now: «ayer» no es un momento" in asked.stderr
    assert "--now" not in pregonero("status", "--help", at=tmp_path).stdout


def test_a_word_that_is_typed_as_it_is_stands_so_in_the_help(tmp_path: Path) -> None:
    told = pregonero("--lang", "es", "store", "--help", at=tmp_path).stdout
    assert "Uso: pregonero store [OPCIONES] copy DIRECCIÓN" in told
    assert "None" not in told
