"""What is forked is the program that people start: the same words, code and end."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.acceptance import nursery

if TYPE_CHECKING:
    from pathlib import Path

ENV = {"PATH": os.environ["PATH"], "PYTHONPATH": str(nursery.ROOT), "PYTHONUTF8": "1"}


@pytest.mark.parametrize("arguments", [("--help",), ("chek",), ("check", "--format", "json")])
@pytest.mark.parametrize("language", ["es_CL.UTF-8", "en_GB.UTF-8"])
def test_a_forked_command_says_what_a_started_one_says(
    tmp_path: Path, arguments: tuple[str, ...], language: str
) -> None:
    env = ENV | {"HOME": str(tmp_path), "LANG": language}
    command = [sys.executable, "-m", "campaign", *arguments]
    started = subprocess.run(
        command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False, timeout=60
    )
    forked = nursery.run(arguments, tmp_path, env, 60)
    assert started.returncode == forked.returncode
    assert (started.stdout, started.stderr) == (forked.stdout, forked.stderr)


def test_what_a_forked_command_starts_of_itself_is_forked_and_does_the_same(tmp_path: Path) -> None:
    env = ENV | {"HOME": str(tmp_path), "LANG": "es_CL.UTF-8"}
    forked = nursery.run(["init", "dentro"], tmp_path, env, 60)
    assert forked.returncode == 0, forked.stderr
    for asked in ("check", "plan"):
        command = [sys.executable, "-m", "campaign", asked, "--format", "json"]
        at = tmp_path / "dentro"
        started = subprocess.run(
            command, cwd=at, env=env, capture_output=True, text=True, check=False, timeout=60
        )
        forked = nursery.run([asked, "--format", "json"], at, env, 60)
        assert (started.stdout, started.stderr) == (forked.stdout, forked.stderr)
        assert json.loads(forked.stdout)


def test_a_forked_command_is_a_process_that_signals_end(tmp_path: Path) -> None:
    env = ENV | {"HOME": str(tmp_path), "LANG": "es_CL.UTF-8"}
    with (tmp_path / "said").open("wb") as out:
        first = nursery.start(["preview", "--help"], tmp_path, env, (out, out))
        assert first.wait(60) == 0
        frozen = nursery.start(["--help"], tmp_path, env, (out, out))
        frozen.send_signal(signal.SIGSTOP)
        frozen.kill()
        assert frozen.wait(60) in {0, -signal.SIGKILL}
    assert frozen.poll() == frozen.returncode
