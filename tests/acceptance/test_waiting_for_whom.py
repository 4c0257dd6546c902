"""``approve`` and ``status`` say what waits for an approval in words, and the command for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.acceptance.command_line import pregonero

if TYPE_CHECKING:
    from pathlib import Path

FILES = {
    "campaign": """\
format: 1
name: balsa
title: Charlas de la balsa
zone: America/Santiago
languages: [es]
channels: [x, telegram]
team:
  - {role: communications, name: Carolina Soto}
  - {role: coordination}
approval: {default: anybody, opening: communications, soon: communications, notes: coordination}
""",
    "programme": """\
panels:
  - {id: panel-1, title: De quién es la orilla, start: 2034-02-21 17:00}
""",
    "calendar": """\
- post: opening
  title: Anuncio general
  when: 2034-02-14 10:00
  channels: all
  text: Vuelven las charlas de la balsa.
- post: soon
  title: Recordatorio
  for: panels
  when: start - 1d 10:00
  channels: all
  text: "Mañana, {{ panel.title }}"
- post: notes
  title: Notas
  when: ended + 1h
  for: panels
  channels: [x]
  text: "Lo que se dijo en «{{ panel.title }}»"
""",
}
BEFORE = "2034-02-01T10:00"


def told(folder: Path, moment: str, *words: str, lang: str = "es") -> list[str]:
    now = ("--lang", lang, "--now", moment)
    done = pregonero(*now, *words, "--sandbox", at=folder, env={"COLUMNS": "80"})
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "posts").mkdir()
    for name, text in FILES.items():
        (tmp_path / "posts" / f"{name}.yaml").write_text(text, encoding="utf-8")
    told(tmp_path, BEFORE, "load", "--yes")
    return tmp_path


def test_approve_says_what_waits_for_whom_and_the_command_to_type(folder: Path) -> None:
    lines = told(folder, BEFORE, "approve")
    assert lines[:4] == [
        "2 publicaciones (4 envíos) esperan la aprobación del rol comunicaciones",
        "(Carolina Soto):",
        "  Anuncio general, en X (Twitter) y Telegram, martes 14 de febrero, 10:00",
        "    Vuelven las charlas de la balsa.",
    ]
    whole = " ".join(" ".join(lines).split())
    assert '→ pregonero approve opening --as "Carolina Soto" --sandbox' in whole
    assert "Recordatorio · De quién es la orilla, en X (Twitter) y Telegram, lunes 20 de" in whole
    assert '→ pregonero approve soon/panel-1 --as "Carolina Soto" --sandbox' in whole
    assert "1 publicación espera la aprobación del rol coordinación:" in whole
    assert "Notas · De quién es la orilla, en X (Twitter), todavía sin fecha" in whole
    assert 'approve notes/panel-1 --as "Tu nombre" --role coordinación' in whole
    assert [line for line in lines if len(line) > 80] == []


def test_what_approve_offers_to_type_approves_that(folder: Path) -> None:
    told(folder, BEFORE, "approve", "opening", "--as", "Carolina Soto")
    told(folder, BEFORE, "approve", "notes/panel-1", "--as", "Rita", "--role", "coordinación")
    lines = told(folder, BEFORE, "approve", lang="en")
    assert lines[0].startswith("1 post (2 deliveries) waits for the approval of the role")
    assert not [line for line in lines if "opening" in line or "notes" in line]


def test_what_is_late_and_can_still_be_approved_comes_first_with_its_command(folder: Path) -> None:
    lines = told(folder, "2034-02-14T10:03", "status")
    late = lines.index("Pasó su hora y les falta algo")
    assert "Lo que viene" not in lines[:late]
    assert late < lines.index("En espera")
    whole = " ".join(" ".join(lines[late : late + 6]).split())
    assert "mar 14 feb, 10:00 Anuncio general · X (Twitter), Telegram [opening]" in whole
    assert 'pregonero approve opening --as "Carolina Soto" --sandbox' in whole


def test_what_goes_out_no_more_is_one_line_and_nothing_to_do(folder: Path) -> None:
    lines = told(folder, "2034-02-21T18:00", "status")
    lapsed = lines.index("Ya no salen: pasó su plazo")
    assert lines[lapsed + 1].startswith("  1 publicación (2 envíos): `pregonero plan --sandbox`")
    assert not [line for line in lines if "soon/panel-1" in line or "Recordatorio" in line]


def test_loading_planning_and_status_count_posts_in_the_same_way(folder: Path) -> None:
    much = "3 publicaciones (5 envíos)"
    assert [line for line in told(folder, BEFORE, "plan") if line.startswith(f"{much}: 3 sin")]
    assert [line for line in told(folder, BEFORE, "status") if line == f"{much}: 3 en espera."]
    assert told(folder, BEFORE, "load", "--yes")[-1].startswith(f"Cargado: {much}: 3 en espera.")


def test_what_a_fact_changes_is_counted_as_it_is_listed(folder: Path) -> None:
    lines = told(folder, BEFORE, "fact", "panel-1", "title=La orilla de todos", "--yes")
    assert len([line for line in lines if " · " in line]) == 2
    assert "Anotado. Cambiaron 2 publicaciones (3 envíos)." in lines
