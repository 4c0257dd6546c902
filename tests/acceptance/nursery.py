"""Real processes of the real program, forked from one that has everything imported.

Starting Python and importing the libraries takes most of the time of a command; a fork takes
none. Each process has its own folder, environment, streams and exit code, can be killed and
stopped as any other, and ends as the interpreter ends. ``python nursery.py FD`` is the parent of
them all; :func:`start` and :func:`run` are what tests use. What a process does is the ``main`` of
a module: the program's, unless another one is named.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import importlib
import json
import os
import pkgutil
import select
import signal
import socket
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ROOT = Path(__file__).parents[2]
PROGRAM = "campaign.__main__"
STREAMS = 3
MOST_BYTES = 1 << 20
LIBRARIES = (
    "apscheduler.schedulers.asyncio",
    "atproto_client",
    "defusedxml.ElementTree",
    "icalendar",
    "jinja2.sandbox",
    "mastodon",
    "openpyxl",
    "PIL.Image",
    "rapidfuzz",
    "rich.console",
    "sqlalchemy.dialects.sqlite",
    "sqlmodel",
    "telegram",
    "tweepy",
    "uharfbuzz",
    "yaml",
)
"""What commands import where they need it. One that is not there is imported by the command."""


class Process:
    """A process of the program; used like :class:`subprocess.Popen`."""

    def __init__(self, pid: int, ended: int) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._ended = ended

    def poll(self) -> int | None:
        """Return its exit code, minus the signal that ended it, ``None`` while it lives."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.wait(0)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Return its exit code once it has ended.

        Raises:
            TimeoutExpired: after so many seconds.
        """
        if self.returncode is None:
            ready, _, _ = select.select([self._ended], [], [], timeout)
            if not ready:
                raise subprocess.TimeoutExpired(str(self.pid), timeout or 0)
            self.returncode = int(os.read(self._ended, 99))
            os.close(self._ended)
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send it a signal, if it lives."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it as a power cut does."""
        self.send_signal(signal.SIGKILL)


def start(
    arguments: Sequence[str],
    at: Path,
    env: Mapping[str, str],
    streams: tuple[IO[bytes], IO[bytes]],
    module: str = PROGRAM,
) -> Process:
    """Start the program in the folder ``at``, with this environment and nothing else.

    ``streams`` are where it writes: output and errors.
    """
    line = _nursery()
    told = {"module": module, "arguments": list(arguments), "at": str(at), "env": dict(env)}
    order = json.dumps(told).encode()
    out, err = streams
    ended, end = os.pipe()
    with Path(os.devnull).open("rb") as nothing:
        fds = [nothing.fileno(), out.fileno(), err.fileno(), end]
        socket.send_fds(line, [order], fds)
    os.close(end)
    return Process(int(line.recv(99)), ended)


def run(
    arguments: Sequence[str], at: Path, env: Mapping[str, str], timeout: float
) -> subprocess.CompletedProcess[str]:
    """Run the program to its end."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        process = start(arguments, at, env, (out, err))
        try:
            code = process.wait(timeout)
        finally:
            process.kill()
        said = [_text(out), _text(err)]
    return subprocess.CompletedProcess(list(arguments), code, *said)


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode()


@cache
def _nursery() -> socket.socket:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    command = [sys.executable, __file__, str(theirs.fileno())]
    env = {**os.environ, "PYTHONUTF8": "1", "PYTHONPATH": str(ROOT)}
    nursery = subprocess.Popen(command, pass_fds=[theirs.fileno()], env=env)
    theirs.close()
    atexit.register(nursery.wait)
    atexit.register(ours.close)
    return ours


def main() -> None:
    """Fork for every order, and tell how each process ended, until nobody listens any more."""
    line = socket.socket(fileno=int(sys.argv[1]))
    _import_everything()
    living: dict[int, tuple[int, int]] = {}
    while True:
        ready, _, _ = select.select([line, *living], [], [])
        for ended in ready:
            if ended is not line:
                _bury(*living.pop(ended))
                os.close(ended)
        if line not in ready:
            continue
        order, fds, _, _ = socket.recv_fds(line, MOST_BYTES, STREAMS + 1)
        if not order:
            return
        child = os.fork()
        if child == 0:
            _live(
                json.loads(order), fds, [line.fileno(), *living, *(f for _, f in living.values())]
            )
        for stream in fds[:STREAMS]:
            os.close(stream)
        living[os.pidfd_open(child)] = (child, fds[STREAMS])
        line.send(str(child).encode())


def _bury(child: int, end: int) -> None:
    _, status = os.waitpid(child, 0)
    with contextlib.suppress(BrokenPipeError):
        os.write(end, str(os.waitstatus_to_exitcode(status)).encode())
    os.close(end)


def _live(order: dict[str, object], fds: list[int], others: list[int]) -> None:
    """Become the program; ends with the exception that ends the interpreter."""
    for number, stream in enumerate(fds[:STREAMS]):
        os.dup2(stream, number)
    for one in (*fds, *others):
        os.close(one)
    os.chdir(str(order["at"]))
    os.environ.clear()
    os.environ.update(order["env"])  # type: ignore[call-overload]
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False, buffering=1)  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8", closefd=False, buffering=1)  # noqa: SIM115
    arguments = [str(one) for one in order["arguments"]]  # type: ignore[attr-defined]
    module: Any = importlib.import_module(str(order["module"]))  # imported long ago
    sys.argv = [str(module.__file__), *arguments]
    sys.exit(module.main())


def _import_everything() -> None:
    """Import what commands import, and keep the collector from copying it into every child.

    What is made of the program's own words is made here, too: it is the same in every life.
    """
    import campaign  # noqa: PLC0415

    for found in pkgutil.walk_packages(campaign.__path__, "campaign."):
        if ".migrations." not in found.name:  # those run only where a ledger is migrated
            importlib.import_module(found.name)
    for name in LIBRARIES:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    importlib.import_module("campaign.wiring.tongues").tongues()
    gc.freeze()


if __name__ == "__main__":
    main()
