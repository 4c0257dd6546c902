"""Whole processes, measured from outside as a person waits for them."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ROOT = Path(__file__).resolve().parents[2]
PREGONERO = str(Path(sys.executable).parent / "pregonero")
BARE = (sys.executable, "-c", "pass")


class BenchFailed(Exception):
    """What was to be measured did not work: the command and the last of what it said."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a process: wall seconds, peak memory in MB, standard output."""

    seconds: float
    megabytes: float
    output: str


def run(command: Sequence[str], extra: Mapping[str, str] | None = None) -> Run:
    """Run ``command`` in the project's folder; raises :class:`BenchFailed` unless it ends in 0."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        begin = time.perf_counter()
        child = subprocess.Popen(  # noqa: S603 -- our own commands
            command,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            cwd=ROOT,
            env={**_as_installed(), **(extra or {})},
        )
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - begin
        child.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        output = out.read().decode(errors="replace")
        if child.returncode != 0:
            err.seek(0)
            said = (err.read().decode(errors="replace") or output).strip()[-600:]
            msg = f"{' '.join(command)}: exit code {child.returncode}\n{said}"
            raise BenchFailed(msg)
    return Run(seconds, usage.ru_maxrss / 1024, output)


def peak() -> float:
    """Return how many MB this process has had at most, since it began to run its program.

    What the kernel tells whoever started it counts also what that one had when it did.
    """
    status = Path("/proc/self/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024


def _as_installed() -> dict[str, str]:
    """Return the environment without what forbids compiled modules: pip compiles them."""
    return {name: v for name, v in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def beside(ours: Sequence[str], peer: Sequence[str], rounds: int) -> tuple[float, float]:
    """Return the median seconds of two commands, run in turns after one round to warm up."""
    run(ours), run(peer)
    pairs = [(run(ours).seconds, run(peer).seconds) for _ in range(rounds)]
    return median(pair[0] for pair in pairs), median(pair[1] for pair in pairs)
