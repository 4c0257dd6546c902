"""``fact`` as people type it: days in any form, panels by their names, moves that are asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.acceptance.command_line import listed, pregonero

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

CAMPAIGN = """\
format: 1
name: feria
title: Feria del agua
zone: America/Lima
languages: [es]
channels: [x]
"""
PROGRAMME = """\
panels:
  - id: cuencas
    title: Cuencas que conversan
    start: 2034-08-10 19:00
    speakers: [{id: rosa, name: Rosa Huamán}]
  - id: riego
    title: El riego de mañana
    start: 2034-08-17 19:00
    speakers: 1
"""
CALENDAR = """\
- post: aviso
  for: panels
  when: start - 3d 10:00
  channels: all
  text: "{{ panel.title }}, {{ panel.when }}."
"""
AT = ("--now", "2034-08-01T12:00:00+00:00", "--lang", "es")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a loaded campaign in a zone of its own."""
    posts = tmp_path / "posts"
    posts.mkdir()
    for name, text in (("campaign", CAMPAIGN), ("programme", PROGRAMME), ("calendar", CALENDAR)):
        (posts / f"{name}.yaml").write_text(text)
    loaded = pregonero(*AT, "load", "--yes", "--sandbox", at=tmp_path)
    assert loaded.returncode == 0, loaded.stderr
    return tmp_path


def fact(folder: Path, *values: str, at: tuple[str, ...] = AT) -> subprocess.CompletedProcess[str]:
    return pregonero(*at, "fact", *values, "--sandbox", at=folder)


@pytest.mark.parametrize(
    "day",
    [
        "11/08/2034 20:15",
        "11-8-2034 20.15 hrs.",
        "11.08.2034, 8:15 pm",
        "viernes 11 de agosto de 2034 a las 20:15",
        "viernes 11 de agosto 20:15",
        "11 ago 2034 20:15",
        "2034/08/11 20:15",
    ],
)
def test_a_day_is_read_as_in_a_sheet(folder: Path, day: str) -> None:
    moved = fact(folder, "cuencas", f"start={day}")
    assert moved.returncode == 0, moved.stderr
    assert "vie 11 ago 2034, 20:15" in moved.stdout


@pytest.mark.parametrize(
    ("day", "told", "instead"),
    [
        ("11/08/34 20:15", "dos cifras", "AAAA-MM-DD HH:MM"),
        ("11/08 20:15", "un día sin año", "2034-08-11 20:15"),
        ("11 de agosto 20:15", "un día sin año", "2034-08-11 20:15"),
        ("jueves 11 de agosto de 2034 20:15", "jueves, pero ese día cae", "AAAA-MM-DD HH:MM"),
        ("31/09/2034 20:15", "31/09/2034", "AAAA-MM-DD HH:MM"),
        ("2034-13-11 20:15", "2034-13-11", "AAAA-MM-DD HH:MM"),
        ("11/08/2034", "sin la hora", "AAAA-MM-DD HH:MM"),
    ],
)
def test_a_day_that_leaves_a_doubt_is_not_guessed(
    folder: Path, day: str, told: str, instead: str
) -> None:
    """What is shown to copy is what was said, or a form: never the moment that is on record."""
    wrong = fact(folder, "cuencas", f"start={day}", "--yes")
    assert wrong.returncode == 2
    assert told in wrong.stderr
    assert f'pregonero fact cuencas start="{instead}"' in wrong.stderr


def test_in_an_english_campaign_two_readings_are_told(folder: Path) -> None:
    campaign = folder / "posts" / "campaign.yaml"
    campaign.write_text(CAMPAIGN.replace("[es]", "[en]"))
    assert pregonero(*AT, "load", "--yes", "--sandbox", at=folder).returncode == 0
    wrong = fact(folder, "cuencas", "start=08/11/2034 20:15", "--yes")
    assert wrong.returncode == 2
    assert "2034-08-11" in wrong.stderr
    assert "2034-11-08" in wrong.stderr


@pytest.mark.parametrize("name", ["Panel 1", "Cuencas que conversan", "primer panel", "CUENCAS"])
def test_a_panel_is_known_by_its_names(folder: Path, name: str) -> None:
    entered = fact(folder, name, "stream=https://agua.example/1")
    assert entered.returncode == 0, entered.stderr
    assert entered.stdout.startswith("Cuencas que conversan, ")


def test_a_name_that_means_nothing_is_answered_with_what_there_is(folder: Path) -> None:
    wrong = fact(folder, "conversan", "stream=https://agua.example/1")
    assert wrong.returncode == 2
    assert "Lo más parecido: cuencas (Cuencas que conversan)" in wrong.stderr
    assert "riego (El riego de mañana)" in fact(folder, "Panel 9", "stream=x").stderr


def test_a_slip_in_the_month_is_asked_with_both_days(folder: Path) -> None:
    asked = fact(folder, "cuencas", "start=2034-09-10 19:00")
    assert asked.returncode == 2
    assert "del jue 10 ago 2034, 19:00 al dom 10 sep 2034, 19:00: son 31 días" in asked.stderr
    assert fact(folder, "cuencas", "start=2034-08-12 19:00").returncode == 0


def test_a_typed_day_that_was_the_panels_is_told_with_its_place(folder: Path) -> None:
    typed = "- post: cita\n  when: 2034-08-06 10:00\n  text: Nos vemos el 10 de agosto.\n"
    (folder / "posts" / "calendar.yaml").write_text(f"{CALENDAR}{typed}  channels: [x]\n")
    assert pregonero(*AT, "load", "--yes", "--sandbox", at=folder).returncode == 0
    told = fact(folder, "cuencas", "start=2034-08-12 19:00", "--yes").stderr
    assert "posts/calendar.yaml:8" in told
    assert "cita dice «10 de agosto»" in " ".join(told.split())
    assert "cita" not in fact(folder, "riego", "start=2034-08-18 19:00", "--yes").stderr


def test_what_would_go_out_no_more_is_asked_and_said(folder: Path) -> None:
    later = ("--now", "2034-08-06T12:00:00+00:00", "--lang", "es")
    asked = fact(folder, "cuencas", "start=2034-08-08 19:00", at=later)
    assert asked.returncode == 2
    assert "1 publicación no saldrá, porque su hora queda en el pasado" in asked.stderr
    assert "lun 7 ago, 10:00 → sáb 5 ago, 10:00" in asked.stderr
    moved = fact(folder, "cuencas", "start=2034-08-08 19:00", "--yes", at=later)
    assert moved.returncode == 0
    assert [line for line in asked.stderr.splitlines() if line.startswith("  aviso")]
    assert moved.stderr.splitlines() == asked.stderr.splitlines()[: len(moved.stderr.splitlines())]
    assert "1 publicación no saldrá" in moved.stderr
    assert "No sale: su hora quedó en el pasado (sáb 5 ago, 10:00)" in moved.stdout
    assert "dale una hora por venir" in moved.stdout
    rows = listed(*later, "plan", "--sandbox", at=folder)["deliveries"]
    assert {row["post"]: row["state"] for row in rows}["aviso/cuencas"] == "expired"


def test_a_delay_taken_back_asks_before_it_moves_a_panel_into_the_past(folder: Path) -> None:
    assert fact(folder, "cuencas", "delay=300h", "--yes").returncode == 0
    later = ("--now", "2034-08-12T12:00:00+00:00", "--lang", "es")
    asked = fact(folder, "cuencas", "delay=", at=later)
    assert asked.returncode == 2
    assert "«Cuencas que conversan» queda el jue 10 ago 2034, 19:00, que ya pasó" in asked.stderr
