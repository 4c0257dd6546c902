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


WORKER = """
import os, sys
from pathlib import Path
from tests.acceptance import nursery
out, here = sys.stdout.buffer, Path.cwd()
nursery.start([], here, os.environ, (out, out), "tests.acceptance.test_nursery").wait(60)
input()
"""


def main() -> None:
    """Tell who forked this process."""
    sys.stdout.write(f"{os.getppid()}\n")


def test_all_workers_of_a_run_have_one_nursery(tmp_path: Path) -> None:
    """Also once one of them has gone, and one that comes later."""
    env = ENV | {"PYTEST_XDIST_TESTRUNUID": nursery.run_of_tests()}
    command, pipe = [sys.executable, "-c", WORKER], subprocess.PIPE
    out = tmp_path / "told"
    with out.open("wb") as told:
        streams = (told, told)
        nursery.start([], tmp_path, ENV, streams, "tests.acceptance.test_nursery").wait(60)
    found = {out.read_bytes()}
    for _ in range(2):
        with subprocess.Popen(command, env=env, cwd=nursery.ROOT, stdin=pipe, stdout=pipe) as one:
            found.add(one.communicate(b"\n", timeout=60)[0])
    assert len(found) == 1
    assert int(found.pop()) != os.getpid()
    assert nursery.run(["--help"], tmp_path, ENV | {"HOME": str(tmp_path)}, 60).returncode == 0


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
