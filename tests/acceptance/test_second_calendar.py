"""``load FILE`` beside a calendar: what the sheet brings is shown, and what would be said twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.acceptance.command_line import listed, pregonero

if TYPE_CHECKING:
    from pathlib import Path

AT = ("--now", "2034-03-01T12:00:00+00:00", "--lang", "es")
CAMPAIGN = """\
format: 1
name: puerto
title: Charlas del puerto
zone: Europe/Madrid
languages: [es]
channels: [x, telegram]
"""
PROGRAMME = """\
panels:
  - {id: mareas, title: Mareas y horarios, start: 2034-04-20 18:00}
"""
CALENDAR = """\
- post: aviso
  title: Anuncio
  for: panels
  when: start - 7d 10:00
  channels: all
  text: "«{{ panel.title }}»: {{ panel.when }}. Te esperamos."
"""
MANY = "".join(
    f"- {{post: dato-{n}, when: 2034-03-{n % 28 + 2:02} {8 + n // 28:02}:00, channels: all,"
    f" text: Dato número {n} del puerto}}\n"
    for n in range(45)
)
SHEET = """\
Fecha;Hora;Redes;Qué es;Texto
13/04/2034;11:00;todas;Invitación panel 1;Ven a «Mareas y horarios» el jueves 20
18/04/2034;11:00;X;Otra cosa;La biblioteca abre hasta tarde
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a campaign with a calendar, and a sheet outside of it."""
    posts = tmp_path / "puerto" / "posts"
    posts.mkdir(parents=True)
    (posts / "campaign.yaml").write_text(CAMPAIGN)
    (posts / "programme.yaml").write_text(PROGRAMME)
    (posts / "calendar.yaml").write_text(CALENDAR + MANY)
    (tmp_path / "del equipo.csv").write_text(SHEET)
    return tmp_path / "puerto"


def test_what_a_sheet_brings_is_shown_first_and_the_rest_where_it_is(folder: Path) -> None:
    asked = pregonero(*AT, "load", "../del equipo.csv", "--sandbox", at=folder)
    assert asked.returncode == 2
    brought, _, besides = asked.stdout.partition("Además, de lo que ya estaba")
    assert "Lo que trae ../del equipo.csv:" in brought
    assert "Invitación panel 1" in brought
    assert "Otra cosa" in brought
    assert "Dato número" not in brought
    assert "Dato número 1 " in besides
    way = "pregonero plan '../del equipo.csv' --sandbox"
    assert way in besides
    planned = pregonero(*AT, "plan", "../del equipo.csv", "--sandbox", at=folder)
    assert "Dato número 44" in planned.stdout
    assert "Invitación panel 1" in planned.stdout


def test_what_would_be_said_twice_is_asked_with_both(folder: Path) -> None:
    assert pregonero(*AT, "load", "--yes", "--sandbox", at=folder).returncode == 0
    asked = pregonero(*AT, "load", "../del equipo.csv", "--sandbox", at=folder)
    assert asked.returncode == 2
    said = " ".join(asked.stdout.split())
    assert "1 publicación parece decir lo mismo" in said
    assert "X (Twitter), Telegram: jue 13 abr, 11:00 — ../del equipo.csv:A2" in said
    assert "jue 13 abr, 10:00, programada — posts/calendar.yaml:" in said
    assert "[aviso/mareas]" in said
    assert "¿Cargar igual, aunque salgan las dos?" in asked.stdout + asked.stderr
    before = listed(*AT, "plan", "--sandbox", at=folder)["totals"]["deliveries"]
    assert before == 2 * 46


def test_an_explicit_yes_loads_both_and_names_them(folder: Path) -> None:
    loaded = pregonero(*AT, "load", "../del equipo.csv", "--yes", "--sandbox", at=folder)
    assert loaded.returncode == 0, loaded.stderr
    assert "parece decir lo mismo" in " ".join(loaded.stdout.split())
    again = pregonero(*AT, "load", "--yes", "--sandbox", at=folder)
    assert "parece decir lo mismo" not in " ".join(again.stdout.split())
