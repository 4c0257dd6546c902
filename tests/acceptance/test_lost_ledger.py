"""A ledger that is gone stops every command that would begin it anew, and says what to do."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

from tests.acceptance.command_line import pregonero

if TYPE_CHECKING:
    from pathlib import Path

FILES = {
    "campaign": """\
format: 1
name: molinos
title: Molinos de noche
zone: America/Montevideo
languages: [es]
channels: [x]
""",
    "programme": "panels:\n  - {id: aspas, title: Las aspas, start: 2034-04-20 18:00}\n",
    "calendar": """\
- {post: aviso, for: panels, when: start - 7d 10:00, channels: all, text: "{{ panel.title }}"}
""",
}


def answered_no(folder: Path) -> int:
    """Begin anew, change one's mind at the question, and return the exit code."""
    home = {"XDG_DATA_HOME": str(folder / ".data"), "HOME": str(folder / ".home")}
    return subprocess.run(
        [sys.executable, "-m", "campaign", "--lang", "es", "load", "--anew"],
        cwd=folder,
        env={**os.environ, **home},
        input="n\n",
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    ).returncode


def test_nothing_begins_anew_by_itself(tmp_path: Path) -> None:
    posts = tmp_path / "posts"
    posts.mkdir()
    for name, text in FILES.items():
        (posts / f"{name}.yaml").write_text(text)

    def run(*arguments: str) -> tuple[int, str]:
        done = pregonero("--lang", "es", *arguments, at=tmp_path)
        return done.returncode, " ".join((done.stdout + done.stderr).split())

    assert run("load", "--yes")[0] == 0
    code, said = run("load", "--anew", "--yes")
    assert (code, "aquí no falta" in said) == (2, True)
    (ledger,) = (tmp_path / ".data").rglob("*.sqlite")
    ledger.write_bytes(b"")
    for command in (("load", "--yes"), ("status",), ("plan",), ("hold", "aviso")):
        code, said = run(*command)
        assert (code, command) == (3, command)
        assert "Aquí había un registro" in said
        assert "pregonero restore ARCHIVO" in said
        assert "pregonero load --anew" in said
    ledger.unlink()
    assert run("status")[0] == 3
    assert run("load", "--anew")[0] == 2  # nobody answers
    assert answered_no(tmp_path) == 1
    assert run("load", "--anew", "--revision", "1", "--yes")[0] == 2
    assert run("status")[0] == 3
    (posts / "campaign.yaml").rename(posts / "apart")
    assert run("load", "--anew", "--yes")[0] == 1
    (posts / "apart").rename(posts / "campaign.yaml")
    assert run("status")[0] == 3
    code, said = run("load", "--anew", "--yes")
    assert code == 0, said
    assert run("status")[0] == 0
