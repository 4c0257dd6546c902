"""What is wrong in a sheet is told in its rows, its columns and its own words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.acceptance.command_line import pregonero

if TYPE_CHECKING:
    from pathlib import Path

CAMPAIGN = """\
format: 1
name: muelle
title: Charlas del muelle
zone: America/Santiago
languages: [es]
channels: [{channels}]
"""
PROGRAMME = "panels:\n  - {id: panel-1, title: El muelle, start: 2034-02-24 17:00}\n"
SHEET = """\
Fecha,Hora,Redes,Qué es,Texto,Imagen
19/02/2034,11:00,X,Uno,Vengan todos al muelle.,
19/02/2034,11:00,X,Dos,Traigan a quien quieran.,
20/02/2034,12:00,Tuiter,Tres,Con algo de comer.,
21/02/2034,12:00,X,Cuatro,Segundo,
22/02/2034,12:00,X,Cinco,Con esta foto del muelle.,muelle.jpg
"""
NOW = ("--lang", "es", "--now", "2034-02-01T10:00")


def checked(root: Path, channels: str = "x, telegram", lang: str = "es") -> str:
    posts = root / "posts"
    posts.mkdir(exist_ok=True)
    (posts / "campaign.yaml").write_text(CAMPAIGN.format(channels=channels), encoding="utf-8")
    (posts / "programme.yaml").write_text(PROGRAMME, encoding="utf-8")
    (posts / "calendar.csv").write_text(SHEET, encoding="utf-8")
    return " ".join(pregonero(*NOW, "--lang", lang, "check", at=root).stdout.split())


def test_rows_columns_and_names_of_networks_are_the_sheets(tmp_path: Path) -> None:
    said = checked(tmp_path)
    assert "Las filas 2 y 3 salen en X (Twitter) a la misma hora (dom 19 feb 2034, 11:00)" in said
    assert "¿Quisiste decir X (Twitter)?" in said
    assert "Si es el texto mismo, escríbelo con su puntuación" in said
    assert "Crea posts/texts/Segundo.md" not in said
    assert "¿Quisiste decir X (Twitter)?" not in checked(tmp_path, lang="en")


def test_a_network_that_campaign_yaml_misspells_is_offered(tmp_path: Path) -> None:
    assert "¿Quisiste decir telegram?" in checked(tmp_path, channels="x, telegrm")
    assert "Los canales que hay, del más parecido al menos:" in checked(tmp_path, channels="fax, x")


def test_what_was_left_out_of_a_load_is_told_by_its_rows(tmp_path: Path) -> None:
    checked(tmp_path)
    assert pregonero(*NOW, "load", "--yes", "--sandbox", at=tmp_path).returncode == 1
    status = " ".join(pregonero(*NOW, "status", "--sandbox", at=tmp_path).stdout.split())
    assert "SIN CARGAR por sus errores: las filas 4, 5 y 6 de posts/calendar.csv." in status
