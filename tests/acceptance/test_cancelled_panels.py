"""Posts of a panel that will not take place: every command counts the same ones without them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.acceptance.command_line import listed, pregonero
from tests.services.newsroom import CAMPAIGN, PROGRAMME

if TYPE_CHECKING:
    from pathlib import Path

NOW = ("--now", "2031-05-01T09:30")
CALENDAR = """\
- {post: aviso, for: panels, when: start - 7d 09:00, channels: [x], text: "Ven a {{panel.title}}."}
- {post: cerca, when: 2031-05-13 09:03, channels: [x], text: "Ven al río."}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    posts = tmp_path / "posts"
    posts.mkdir()
    off = PROGRAMME.replace("Aguas abajo\n", "Aguas abajo\n    cancelled: yes\n")
    files = {"campaign": CAMPAIGN, "programme": off, "calendar": CALENDAR}
    for name, text in files.items():
        (posts / f"{name}.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def test_check_counts_and_warns_of_what_goes_out(folder: Path) -> None:
    assert listed(*NOW, "check", at=folder) == []
    said = pregonero(*NOW, "check", at=folder).stdout
    assert "2 publicaciones" in said
    assert "1 publicación más no sale: su panel está cancelado." in said


def test_a_preview_has_what_goes_out(folder: Path) -> None:
    done = pregonero(*NOW, "preview", "--files", "salida", at=folder)
    assert done.returncode == 0, done.stderr
    page = (folder / "build" / "preview" / "index.html").read_text(encoding="utf-8")
    assert "Ven a Las dos orillas" in page
    assert "Ven a Aguas abajo" not in page
    assert not [path for path in (folder / "salida").rglob("*") if "aguas" in str(path)]


def test_a_preview_of_what_is_off_says_so(folder: Path) -> None:
    done = pregonero(*NOW, "preview", "aviso/aguas", at=folder)
    assert done.returncode == 2
    assert "«aviso/aguas» no sale: su panel está cancelado." in done.stderr
