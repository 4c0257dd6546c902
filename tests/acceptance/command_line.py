"""The real program, started as people start it."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

from tests.acceptance import nursery

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

SILENT = ("PREGONERO_", "LANG", "LC_", "XDG_DATA_HOME")


def pregonero(
    *arguments: object, at: Path, env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a command in the folder ``at``, with a user's data folder beside it."""
    quiet = {name: value for name, value in os.environ.items() if not name.startswith(SILENT)}
    home = {"XDG_DATA_HOME": str(at / ".data"), "HOME": str(at / ".home"), "PYTHONUTF8": "1"}
    return nursery.run(list(map(str, arguments)), at, {**quiet, **home, **(env or {})}, 120)


def listed(*arguments: object, at: Path, env: dict[str, str] | None = None) -> Any:
    """Return what a command says as JSON; standard output must hold nothing else."""
    return json.loads(pregonero(*arguments, "--format", "json", at=at, env=env).stdout)


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder by its path there."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def bytes_of(file: Path) -> bytes:
    """Return what a file holds, nothing where it has just been removed: its program is alive."""
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return b""
