"""Real processes of the real program, forked from one that has everything imported.

Starting Python and importing the libraries takes most of the time of a command; a fork takes
none. Each process has its own folder, environment, streams and exit code, can be killed and
stopped as any other, and ends as the interpreter ends. ``python nursery.py FD`` is the parent of
them all, for all workers of a run of tests; :func:`start` and :func:`run` are what tests use. What
a process does is the ``main`` of a module: the program's, unless another one is named. The
processes that the program starts of itself (``python -m``, see ``OWN``) are forked here as well.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import importlib
import json
import os
import pkgutil
import runpy
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from functools import cache, partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ROOT = Path(__file__).parents[2]
PROGRAM = "campaign.__main__"
OWN = ("campaign.wiring.renderer", "campaign.sandbox")
"""What the program starts as ``python -m`` for itself."""

STREAMS = 3
NUMBER = 12
"""Bytes that a process's number and its exit code are told in."""

MOST_BYTES = 1 << 20
LIBRARIES = (
    "anyio._backends._asyncio",
    "apscheduler.schedulers.asyncio",
    "atproto_client",
    "defusedxml.ElementTree",
    "httpcore",
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

    def __init__(self, told: int) -> None:
        self.pid = int(os.read(told, NUMBER))
        self.returncode: int | None = None
        self._told = told
        self._reading = threading.Lock()

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
            ready, _, _ = select.select([self._told], [], [], timeout)
            if not ready:
                raise subprocess.TimeoutExpired(str(self.pid), timeout or 0)
        with self._reading:
            if self.returncode is None:
                self.returncode = int(os.read(self._told, NUMBER))
                os.close(self._told)
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send it a signal, if it lives."""
        if self.poll() is None:
            with contextlib.suppress(ProcessLookupError):  # it has ended since
                os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it as a power cut does."""
        self.send_signal(signal.SIGKILL)


class Own(Process):
    """A process that the program starts of itself, with pipes to it where it asks for them."""

    def __init__(
        self, line: socket.socket, command: Sequence[str], streams: Mapping[str, Any], **order: Any
    ) -> None:
        pipes, ours, theirs = [], [], []
        for number, name in enumerate(("stdin", "stdout", "stderr")):
            wanted = streams.get(name)
            if wanted == subprocess.PIPE:
                ends = os.pipe()
                pipes.append(os.fdopen(ends[number == 0], "wb" if number == 0 else "rb"))
                ours.append(ends[number != 0])
                theirs.append(ours[-1])
            elif wanted == subprocess.DEVNULL:
                ours.append(os.open(os.devnull, os.O_RDWR))
                theirs.append(ours[-1])
            else:
                theirs.append(number if wanted is None else wanted.fileno())
        module, *arguments = command[2:]
        super().__init__(_ordered(line, theirs, module=module, arguments=arguments, **order))
        for one in ours:
            os.close(one)
        self.stdin, self.stdout = (*pipes, None, None)[:2]

    def communicate(self) -> None:
        """Let go of it, and wait until it has ended."""
        for pipe in (self.stdin, self.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        self.wait()


def _ordered(line: socket.socket, fds: Sequence[int], **order: Any) -> int:
    """Order a process with these streams; return where its number and its exit code are told."""
    told, tells = os.pipe()
    socket.send_fds(line, [json.dumps(order).encode()], [*fds, tells])
    os.close(tells)
    return told


def start(
    arguments: Sequence[str],
    at: Path,
    env: Mapping[str, str],
    streams: tuple[IO[bytes], IO[bytes]],
    module: str = PROGRAM,
    *,
    forks: bool = True,
) -> Process:
    """Start the program in the folder ``at``, with this environment and nothing else.

    ``streams`` are where it writes: output and errors. Unless it ``forks``, what it starts of
    itself is its own child, with the environment that it gives it.
    """
    order = {"module": module, "arguments": list(arguments), "at": str(at), "env": dict(env)}
    with Path(os.devnull).open("rb") as nothing:
        fds = [one.fileno() for one in (nothing, *streams)]
        return Process(_ordered(_nursery(), fds, **order, forks=forks))


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


BEGINS_WITHIN = 60.0
"""So many seconds after it has its name the nursery listens, or whoever began it is gone."""


@cache
def _nursery() -> socket.socket:
    """Return a line to the nursery of this run, which whoever asks first begins."""
    name = f"\0pregonero-nursery-{run_of_tests()}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as door:
        try:
            door.bind(name)
        except OSError:  # another worker has begun it
            pass
        else:
            door.listen()
            _begin(door)
    line = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    atexit.register(line.close)
    until = time.monotonic() + BEGINS_WITHIN
    while failed := line.connect_ex(name):  # it is bound, and not listened at yet
        if time.monotonic() > until:
            raise OSError(failed, os.strerror(failed))
        time.sleep(0.01)
    return line


def run_of_tests() -> str:
    """Return what all workers of this run have in common."""
    return os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))


def _begin(door: socket.socket) -> None:
    command = [sys.executable, __file__, str(door.fileno())]
    env = {**os.environ, "PYTHONUTF8": "1", "PYTHONPATH": str(ROOT)}
    nursery = subprocess.Popen(command, pass_fds=[door.fileno()], env=env)
    atexit.register(nursery.wait)


def main() -> None:
    """Fork for every order, and tell how each process ended, until nobody listens any more."""
    door = socket.socket(fileno=int(sys.argv[1]))
    asking, asked = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    _import_everything()
    lines = [door.accept()[0]]
    living: dict[int, tuple[int, int]] = {}
    while lines:
        ready, _, _ = select.select([door, asked, *lines, *living], [], [])
        for ended in living.keys() & set(ready):
            _bury(*living.pop(ended))
            os.close(ended)
        if door in ready:
            lines.append(door.accept()[0])
        for orders in (*lines, asked):
            if orders in ready and not _forked(orders, (door, asked, *lines), living, asking):
                lines.remove(orders)
                orders.close()


def _forked(
    orders: socket.socket,
    lines: Sequence[socket.socket],
    living: dict[int, tuple[int, int]],
    asking: socket.socket,
) -> bool:
    """Fork a process as ordered, and tell its number; ``False`` where nobody orders any more."""
    order, fds, _, _ = socket.recv_fds(orders, MOST_BYTES, STREAMS + 1)
    if not order:
        return False
    child = os.fork()
    if child == 0:
        for one in (*(line.fileno() for line in lines), *living, *(e for _, e in living.values())):
            os.close(one)
        _live_and_leave(json.loads(order), fds, asking)
    for stream in fds[:STREAMS]:
        os.close(stream)
    living[os.pidfd_open(child)] = (child, fds[STREAMS])
    _tell(fds[STREAMS], child)
    return True


def _bury(child: int, end: int) -> None:
    _, status = os.waitpid(child, 0)
    _tell(end, os.waitstatus_to_exitcode(status))
    os.close(end)


def _tell(end: int, number: int) -> None:
    with contextlib.suppress(BrokenPipeError):
        os.write(end, f"{number:<{NUMBER}}".encode())


def _live_and_leave(order: dict[str, Any], fds: list[int], asking: socket.socket) -> None:
    """Live, and end as the interpreter ends, but for taking its modules apart: that writes to every
    page that is shared with the nursery, and took most of the time of a short command. What ends
    in another way than with a number, or cannot write, is left to the interpreter.
    """
    try:
        _live(order, fds, asking)
    except SystemExit as left:
        if isinstance(left.code, int | None):
            _leave(left.code or 0)
        raise


def _leave(code: int) -> None:
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    with contextlib.suppress(OSError):
        for stream in (sys.stdout, sys.stderr):
            if not stream.closed:
                stream.flush()
        os._exit(code)


def _live(order: dict[str, Any], fds: list[int], asking: socket.socket) -> None:
    """Become the program; ends with the exception that ends the interpreter."""
    for number, stream in enumerate(fds[:STREAMS]):
        os.dup2(stream, number)
    for one in fds:
        os.close(one)
    os.chdir(order["at"])
    os.environ.clear()
    os.environ.update(order["env"])
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False, buffering=1)  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8", closefd=False, buffering=1)  # noqa: SIM115
    name = order["module"]
    if order.get("forks"):
        subprocess.Popen = partial(_started, subprocess.Popen, asking)  # type: ignore[assignment,misc]
    if order.get("session"):
        os.setsid()
    if name in OWN:
        sys.argv[1:] = order["arguments"]
        sys.modules.pop(name, None)  # to run what is imported is warned of
        runpy.run_module(name, run_name="__main__", alter_sys=True)
        sys.exit()
    module: Any = importlib.import_module(name)  # imported long ago
    sys.argv = [str(module.__file__), *order["arguments"]]
    sys.exit(module.main())


def _started(real: Any, line: socket.socket, command: Sequence[str], **options: Any) -> Any:
    """Start a process: what the program starts of itself is forked."""
    if list(command[:2]) != [sys.executable, "-m"] or command[2] not in OWN:
        return real(command, **options)
    session = options.get("start_new_session", False)
    env = dict(options["env"])
    return Own(line, command, options, env=env, at=str(Path.cwd()), session=session)


def _import_everything() -> None:
    """Import what commands import, and keep the collector from copying it into every child.

    What is made of the program's own words is made here, too: it is the same in every life.
    """
    import campaign  # noqa: PLC0415

    gc.disable()  # all of this stays
    for found in pkgutil.walk_packages(campaign.__path__, "campaign."):
        if ".migrations." not in found.name:  # those run only where a ledger is migrated
            importlib.import_module(found.name)
    for name in LIBRARIES:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    importlib.import_module("campaign.wiring.tongues").tongues()
    _read_what_is_ours()
    gc.freeze()
    gc.enable()


def _read_what_is_ours() -> None:
    """Read the catalogues and what is known of channels, fonts and forms, and whom to trust on this
    machine: no life changes them.
    """
    from campaign import cards, channels, languages  # noqa: PLC0415
    from campaign.channels.support.trust import trusted  # noqa: PLC0415
    from campaign.sources.starter import placeholders  # noqa: PLC0415

    channels.known_names()
    trusted(surroundings=False)
    placeholders._known()
    for language in languages.available():
        for topic in Path(languages.__file__).with_name(language).glob("*.toml"):
            languages.Catalogue(language).table(topic.stem)
        _ = languages.Catalogue(language).dates
    cards.prepare()


if __name__ == "__main__":
    main()
