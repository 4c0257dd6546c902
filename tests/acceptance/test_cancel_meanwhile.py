"""What happens between what ``cancel`` shows and what it does, and between that and ``--undo``."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

from tests.acceptance.command_line import pregonero
from tests.services.newsroom import CALENDAR, CAMPAIGN, PROGRAMME

if TYPE_CHECKING:
    from pathlib import Path

NOW = "2031-05-10T09:30"
LATER = "2031-05-14T09:30"


def loaded(folder: Path) -> None:
    """Make a campaign and load it into its sandbox."""
    (folder / "posts").mkdir()
    for name, text in {"campaign": CAMPAIGN, "programme": PROGRAMME, "calendar": CALENDAR}.items():
        (folder / "posts" / f"{name}.yaml").write_text(text, encoding="utf-8")
    assert call(folder, "load", "-y").returncode == 0


def call(folder: Path, *words: str, now: str = NOW) -> subprocess.CompletedProcess[str]:
    return pregonero("--lang", "es", "--now", now, *words, "--sandbox", at=folder)


def test_what_changes_while_it_asks_does_not_keep_the_rest(tmp_path: Path) -> None:
    loaded(tmp_path)
    words = ["--lang", "es", "--now", NOW, "cancel", "aviso/orillas", "--sandbox"]
    home = {"XDG_DATA_HOME": str(tmp_path / ".data"), "HOME": str(tmp_path / ".home")}
    with subprocess.Popen(
        [sys.executable, "-m", "campaign", *words],
        cwd=tmp_path,
        env={**os.environ, **home, "PYTHONUTF8": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as asking:
        assert asking.stdout is not None
        shown = b""
        while "¿Cancelar".encode() not in shown and (sign := asking.stdout.read(1)):
            shown += sign
        assert call(tmp_path, "cancel", "aviso/orillas/x/1", "--yes").returncode == 0
        out, err = asking.communicate(b"s\n", timeout=120)
    assert asking.returncode == 1
    assert "Cancelada: aviso/orillas/telegram/1" in out.decode()
    assert "No se canceló aviso/orillas/x/1" in err.decode()


def test_a_postponed_panel_comes_back_and_one_that_is_over_is_named(tmp_path: Path) -> None:
    loaded(tmp_path)
    assert call(tmp_path, "cancel", "aviso", "--yes").returncode == 0
    over = call(tmp_path, "cancel", "--undo", "aviso/aguas", now=LATER)
    assert over.returncode == 1
    assert "su hora ya pasó" in over.stderr
    programme = tmp_path / "posts" / "programme.yaml"
    programme.write_text(PROGRAMME.replace("2031-05-27", "2031-08-27"), encoding="utf-8")
    assert call(tmp_path, "load", "-y", now=LATER).returncode == 0
    back = call(tmp_path, "cancel", "--undo", "aviso", now="2031-05-21T09:30")
    assert back.returncode == 0, back.stderr
    assert "Ya no está cancelada: aviso/orillas/x/1" in back.stdout
    assert "«aviso/aguas/x/1» está cancelada y su hora ya pasó" in back.stderr
    assert "20 ago" in call(tmp_path, "status", now="2031-05-21T09:30").stdout


def test_no_way_back_is_promised_where_there_is_none(tmp_path: Path) -> None:
    loaded(tmp_path)
    done = call(tmp_path, "cancel", "aviso/aguas", "--yes", now="2031-05-21T09:30")
    assert "Cancelada: aviso/aguas/x/1" in done.stdout
    assert "--undo" not in done.stdout
