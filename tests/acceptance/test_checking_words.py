"""``check`` as somebody without programming reads it: the cause first, and nothing invented."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.acceptance.command_line import listed, pregonero
from tests.services.newsroom import CALENDAR, CAMPAIGN, PROGRAMME

if TYPE_CHECKING:
    from pathlib import Path

FILES = {
    "campaign": CAMPAIGN + "approval: {aviso: prensa, default: anybody}\n",
    "programme": PROGRAMME,
    "calendar": CALENDAR,
}


@pytest.fixture
def posts(tmp_path: Path) -> Path:
    """Return the folder ``posts`` of a campaign in which nothing is wrong."""
    folder = tmp_path / "posts"
    folder.mkdir()
    for name, text in FILES.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


def test_a_missing_programme_is_the_cause_and_the_rest_is_counted(posts: Path) -> None:
    (posts / "programme.yaml").unlink()
    (only,) = listed("check", at=posts.parent)
    assert (only["severity"], only["code"]) == ("error", "file-missing")
    assert only["file"] == "posts/programme.yaml"
    shown = pregonero("check", at=posts.parent)
    assert shown.returncode == 1
    assert shown.stdout.startswith("Error posts/programme.yaml")
    assert "Otro problema no se muestra" in shown.stdout


def test_without_a_calendar_no_rule_is_told_of_entries_there_are_not(posts: Path) -> None:
    (posts / "calendar.yaml").write_text("- post: aviso\n\twhen: start\n", encoding="utf-8")
    (only,) = listed("check", at=posts.parent)
    assert (only["code"], only["line"]) == ("bad-yaml", 2)


def test_a_programme_that_nothing_needs_may_be_missing(posts: Path) -> None:
    (posts / "programme.yaml").unlink()
    dated = "- {post: aviso, when: 2031-05-12 10:00, channels: all, text: Hola a todos}\n"
    (posts / "calendar.yaml").write_text(dated, encoding="utf-8")
    (only,) = listed("check", at=posts.parent)
    assert (only["severity"], only["code"]) == ("warning", "file-missing")


def test_no_name_is_invented_where_there_is_none(posts: Path) -> None:
    (posts / "calendar.yaml").write_text(
        '- {post: otra, when: 2031-05-12 10:00, channels: all, text: "Hola a todos"}\n'
        "- {post: texto, when: 2031-05-13 10:00, channels: all, text: nada}\n",
        encoding="utf-8",
    )
    hints = [problem["hint"] for problem in listed("check", at=posts.parent)]
    assert not [hint for hint in hints if "—" in hint or "default" in hint]
    assert any("todavía ninguno" in hint for hint in hints)


def test_a_hint_says_what_would_do(posts: Path) -> None:
    (posts / "programme.yaml").write_text(
        PROGRAMME.replace("2031-05-20 18:00", "2031-02-29 18:00\n    speakers: [Ana Ríos]"),
        encoding="utf-8",
    )
    (posts / "calendar.yaml").write_text(
        "- {post: Apertura Índice, when: 2031-05-12 10:00, channels: all, text: Hola a todos}\n"
        "- {post: texto, when: 2031-02-30 10:00, channels: all, text: Hola otra vez}\n",
        encoding="utf-8",
    )
    told = {
        (one["file"].removeprefix("posts/"), one["line"]): (one["message"], one["hint"])
        for one in listed("check", at=posts.parent)
    }
    assert told["calendar.yaml", 1][1].endswith("con guiones entre las palabras: apertura-indice")
    assert "ese día no existe" in told["calendar.yaml", 2][0]
    assert "«2031-02-29 18:00»: ese día no existe" in told["programme.yaml", 4][0]
    assert told["programme.yaml", 5][0] == "Aquí van campos, y dice «Ana Ríos»."
    assert "name: …" in told["programme.yaml", 5][1]


def test_one_mistake_of_many_entries_is_told_once_with_its_places(posts: Path) -> None:
    everywhere = CALENDAR.replace("channels: all", "channels: [x, instagram]")
    (posts / "calendar.yaml").write_text(everywhere, encoding="utf-8")
    told = pregonero("check", at=posts.parent, env={"COLUMNS": "100"}).stdout
    assert told.count("instagram» todavía no tiene cuenta") == 1
    assert "posts/calendar.yaml:4, 10  [channel-not-set-up]" in told
    assert "fila" not in told
    assert "celda" not in told
    assert len(listed("check", at=posts.parent)) == 2


SHEET = """\
Fecha,Hora,Redes,Título,Texto,Imagen
20/05/2031,10:00,X,Uno,Hola a todas y todos,rio.png
2 días antes del panel 9,10:00,X,Dos,Hola otra vez a todos,
viernes 23 de mayo,10:00,X,Tres,Hola por tercera vez hoy,
primera semana de junio,10:00,X,Cuatro,Hola por última vez hoy,
"""


@pytest.mark.parametrize("dated", [True, False])
def test_a_sheet_reads_the_same_before_the_programme_has_days(posts: Path, *, dated: bool) -> None:
    (posts / "calendar.yaml").unlink()
    (posts / "campaign.yaml").write_text(CAMPAIGN, encoding="utf-8")
    (posts / "calendar.csv").write_text(SHEET, encoding="utf-8")
    (posts.parent / "assets").mkdir()
    if not dated:
        undated = re.sub(r"    start: .*\n", "", PROGRAMME)
        (posts / "programme.yaml").write_text(undated, encoding="utf-8")
    errors = {
        (one["cell"], one["code"]): one["message"]
        for one in listed("check", at=posts.parent)
        if one["severity"] == "error" and one["cell"]
    }
    assert set(errors) == {
        ("F2", "asset-missing"),
        ("F2", "alt-missing"),
        ("A3", "unknown-subject"),
        ("A5", "ambiguous-date"),
    }
    assert errors["A3", "unknown-subject"] == "No hay panel 9."


def test_a_day_without_any_year_says_so(posts: Path) -> None:
    (posts / "calendar.yaml").unlink()
    (posts / "campaign.yaml").write_text(CAMPAIGN, encoding="utf-8")
    (posts / "programme.yaml").write_text(re.sub(r"    start: .*\n", "", PROGRAMME))
    (posts / "calendar.csv").write_text(
        "Fecha,Hora,Redes,Texto\n23 de mayo,10:00,X,Hola a todas\n", encoding="utf-8"
    )
    (only,) = (one for one in listed("check", at=posts.parent) if one["severity"] == "error")
    assert (only["code"], "no dice el año" in only["message"]) == ("bad-date", True)


def test_what_a_library_says_of_a_file_is_said_in_words(posts: Path) -> None:
    (posts / "calendar.xlsx").write_bytes(b"PK\x03\x04 cut off")
    (posts.parent / "x.sqlite").write_text("nada")
    told = pregonero("check", at=posts.parent).stdout
    assert "está dañado o a medias" in told
    assert "BadZipFile" not in told
    restored = pregonero("restore", "x.sqlite", at=posts.parent).stderr
    assert "(no es una base de datos)" in restored


def test_a_load_without_the_calendar_says_why_it_loads_nothing(posts: Path) -> None:
    (posts / "campaign.yaml").write_text(CAMPAIGN, encoding="utf-8")
    words = ("--now", "2031-05-10T09:00", "load", "--yes", "--sandbox")
    assert pregonero(*words, at=posts.parent).returncode == 0
    (posts / "calendar.yaml").unlink()
    told = pregonero(*words, at=posts.parent)
    said = " ".join((told.stdout + told.stderr).split())
    assert told.returncode == 1
    assert "Falta el calendario (posts/calendar.yaml), y de lo cargado quedan 8" in said
    assert '`pregonero cancel "*" --sandbox`' in said
    assert "No se cargó nada" in said


@pytest.mark.parametrize("content", [None, "[]\n"])
def test_a_folder_without_posts_is_never_called_fine(posts: Path, content: str | None) -> None:
    (posts / "campaign.yaml").write_text(CAMPAIGN, encoding="utf-8")
    (posts / "calendar.yaml").unlink()
    if content is not None:
        (posts / "calendar.yaml").write_text(content, encoding="utf-8")
    told = pregonero("check", at=posts.parent)
    assert told.returncode == 0
    assert "Todo en orden" not in told.stdout
    assert "no tiene ninguna publicación" in told.stdout
