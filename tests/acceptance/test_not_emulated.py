"""A network of somebody else's package, which the sandbox does not have, is called that."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

from tests.adapters.channels.test_discovery import PLUG_IN
from tests.services.newsroom import CAMPAIGN, PROGRAMME

if TYPE_CHECKING:
    from pathlib import Path

TOLD = "Por Pigeon no sale nada aquí: esa red no tiene simulación."
FILES = {
    "campaign": CAMPAIGN.replace("[x, telegram]", "[x, pigeon]"),
    "programme": PROGRAMME,
    "calendar": "- {post: inicio, when: 2031-05-12 09:00, channels: all, text: Ya viene el río.}\n",
    "rehearsal": "start: 2031-05-11 09:00\nend: 2031-05-13 09:00\nevents: []\n",
}


def test_rehearsal_and_doctor_say_that_a_network_is_not_emulated(tmp_path: Path) -> None:
    elsewhere, folder = tmp_path / "packages", tmp_path / "river"
    (elsewhere / "pigeons-1.dist-info").mkdir(parents=True)
    (elsewhere / "pigeons.py").write_text(PLUG_IN, encoding="utf-8")
    about = {
        "METADATA": "Metadata-Version: 2.1\nName: pigeons\nVersion: 1\n",
        "entry_points.txt": "[campaign.channels]\npigeon = pigeons\n",
    }
    for name, text in about.items():
        (elsewhere / "pigeons-1.dist-info" / name).write_text(text, encoding="utf-8")
    (folder / "posts").mkdir(parents=True)
    for name, text in FILES.items():
        (folder / "posts" / f"{name}.yaml").write_text(text, encoding="utf-8")
    env = {**os.environ, "PYTHONPATH": str(elsewhere), "HOME": str(tmp_path)}

    def said(*words: str) -> str:
        command = [sys.executable, "-m", "campaign", "--lang", "es", *words]
        told = subprocess.run(
            command, cwd=folder, env=env, capture_output=True, text=True, check=False
        )
        return " ".join((told.stdout + told.stderr).split())

    for told in (said("rehearse"), said("doctor", "--sandbox")):
        assert TOLD in told, told
        assert "en el archivo .env" not in told
    said("sandbox", "--stop")
