"""Peers that are Python programs, each in an environment of its own: they need nothing of ours.

What each needs stands in ``peers/NAME.txt``, and is installed once for each state of that file.
"""

from __future__ import annotations

import subprocess
import sys
import venv
from pathlib import Path

from scripts.bench.processes import ROOT

PEERS = Path(__file__).with_name("peers")
PATIENCE = 300.0


def peer_python(name: str) -> str | None:
    """Return the Python that runs a peer; ``None``, and why, where it cannot be installed."""
    home = ROOT / "build" / f"bench-{name}"
    wanted, done = PEERS / f"{name}.txt", home / "installed.txt"
    python = home / "venv" / "bin" / "python"
    try:
        if not done.is_file() or done.read_bytes() != wanted.read_bytes():
            venv.create(home / "venv", with_pip=True, clear=True)
            pip = [str(python), "-m", "pip", "install", "--quiet", "-r", str(wanted)]
            subprocess.run(pip, check=True, capture_output=True, timeout=PATIENCE)  # noqa: S603
            done.write_bytes(wanted.read_bytes())
    except (OSError, subprocess.SubprocessError) as wrong:
        sys.stderr.write(f"without {name}: it could not be installed ({type(wrong).__name__})\n")
        return None
    return str(python)
