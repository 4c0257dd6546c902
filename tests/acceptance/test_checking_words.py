"""``check`` as somebody without programming reads it: the cause first, and nothing invented."""

from __future__ import annotations

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
