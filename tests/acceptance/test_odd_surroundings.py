"""Started by cron, by a daemon, with a full disk, on the wrong file: a plain word, no harm."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from command_line import contents, pregonero

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a sound campaign folder."""
    made = tmp_path_factory.mktemp("ciclo ñandú")
    assert pregonero("init", ".", at=made).returncode == 0
    return made


def shell(command: str, at: Path) -> subprocess.CompletedProcess[str]:
    """Run a command line whose ``pregonero`` is ours."""
    ours = f"{shlex.quote(sys.executable)} -m campaign"
    plain = {"PYTHONUNBUFFERED": "", "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        ["/bin/sh", "-c", command.replace("pregonero", ours)],
        cwd=at,
        env={**os.environ, **plain, "XDG_DATA_HOME": str(at / ".data")},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("closed", ["2>&-", "<&- 2>&-", "<&-"])
def test_a_sound_folder_is_sound_whatever_is_closed(folder: Path, closed: str) -> None:
    done = shell(f"pregonero check {closed}", folder)
    assert (done.returncode, "Todo en orden" in done.stdout) == (0, True), done.stdout


def test_a_question_that_nobody_can_answer_is_not_taken_for_a_yes(folder: Path) -> None:
    done = shell("pregonero load --sandbox <&-", folder)
    assert done.returncode == 2
    assert "Algo inesperado" not in done.stderr


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="no full disk to write to")
def test_a_full_disk_is_named(folder: Path) -> None:
    done = shell("pregonero plan > /dev/full", folder)
    assert done.returncode == 3
    assert "no queda espacio en el disco" in done.stderr
    assert "Algo inesperado" not in done.stderr


def test_a_folder_that_is_gone_is_named(folder: Path) -> None:
    done = shell("mkdir gone && cd gone && rmdir ../gone && pregonero check", folder)
    assert done.returncode == 3
    assert "Algo inesperado" not in done.stderr


@pytest.mark.parametrize("name", ["calendario.ods", "hoja.xlsm", "c.txt"])
def test_a_calendar_that_nobody_reads_is_no_all_clear(folder: Path, name: str) -> None:
    sheet = folder.parent / name
    sheet.write_bytes(b"PK\x03\x04 anything")
    done = pregonero("check", sheet, at=folder)
    assert done.returncode == 1
    assert "[calendar-unread]" in done.stdout


def test_a_backup_takes_no_other_files_place(folder: Path) -> None:
    assert pregonero("load", "--sandbox", "--yes", at=folder).returncode == 0
    before = contents(folder / "posts")
    done = pregonero("backup", "--sandbox", "posts/calendar.yaml", at=folder)
    assert (done.returncode, "no se toca" in done.stderr) == (2, True)
    assert contents(folder / "posts") == before
    for force in ((), ("--force",)):  # a copy may take the place of the one before, if told so
        copied = pregonero("backup", "--sandbox", *force, "copia.sqlite", at=folder)
        assert copied.returncode == 0
