"""The bot after an outage, and at thirty messages a second: aiogram and python-telegram-bot as it
is shipped in the same run, each in a process of its own, against one Bot API.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from campaign.sandbox.credentials import BOT_TOKEN
from scripts.bench.figures import Figure
from scripts.bench.peer_programs import PEERS, peer_python
from scripts.bench.processes import ROOT, BenchFailed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

BACKLOG, WARM, ROUNDS = 1_500, 200, 3
PACED, PER_SECOND = 200, 30
PATIENCE = 120.0
GOALS = {"aiogram": 1.0}
LABELS = {"aiogram": "aiogram", "ptb": "python-telegram-bot as shipped"}
OURS = (sys.executable, "-m", "scripts.bench.own_bot")
SHIPPED = (sys.executable, str(PEERS / "ptb_bot.py"))


@dataclass(frozen=True, slots=True)
class Api:
    """The Bot API of the bench, in a process of its own."""

    process: subprocess.Popen[str]
    url: str

    def order(self, line: str) -> Any:
        """Order something; return what it answers."""
        if self.process.stdin is None or self.process.stdout is None:  # pragma: no cover
            raise BenchFailed(line)
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())


@dataclass(frozen=True, slots=True)
class Speed:
    """How fast a bot is: answers a second, the slowest but one per cent in ms, MB at most."""

    rate: float
    p99: float
    megabytes: float


def talking() -> list[Figure]:
    """Measure in turns; return the figures."""
    with _serving() as api:
        stored = median(_stored(api) for _ in range(ROUNDS))
        others = {name: command for name, command in _peers().items() if command}
        runs: dict[str, list[Speed]] = {name: [] for name in ("ours", *others)}
        for _ in range(ROUNDS):
            for name, found in runs.items():
                found.append(_speed(api, others.get(name, OURS)))
    speeds = {name: _middle(found) for name, found in runs.items()}
    ours = speeds.pop("ours")
    return [
        Figure("bot-inbox", stored, "updates/s", 1_000, at_least=True),
        Figure("bot-handled", ours.rate, "updates/s"),
        Figure("bot-p99", ours.p99, "ms", 20),
        Figure("bot-memory", ours.megabytes, "MB"),
        *(figure for name, peer in speeds.items() for figure in _beside(ours, name, peer)),
    ]


def _beside(ours: Speed, name: str, peer: Speed) -> list[Figure]:
    """Return the figures of a peer: what an update takes, the slowest answers, memory."""
    takes, theirs = 1_000 / ours.rate, 1_000 / peer.rate
    return [
        Figure(f"bot-update-{name}", takes, "ms", GOALS.get(name), LABELS[name], theirs),
        Figure(f"bot-p99-{name}", ours.p99, "ms", None, LABELS[name], peer.p99),
        Figure(f"bot-memory-{name}", ours.megabytes, "MB", None, LABELS[name], peer.megabytes),
    ]


def _peers() -> dict[str, Sequence[str]]:
    return {"aiogram": _aiogram(), "ptb": SHIPPED}


def _aiogram() -> Sequence[str]:
    """Return the command of the bot on aiogram; none where it cannot be installed."""
    python = peer_python("aiogram")
    return (python, str(PEERS / "aiogram_bot.py")) if python else ()


def _middle(found: Sequence[Speed]) -> Speed:
    return Speed(
        median(one.rate for one in found),
        median(one.p99 for one in found),
        max(one.megabytes for one in found),
    )


@contextmanager
def _serving() -> Iterator[Api]:
    command = [sys.executable, "-m", "scripts.bench.bot_api"]
    with process_of(command, stdin=subprocess.PIPE) as process:
        line = process.stdout.readline() if process.stdout else ""
        yield Api(process, f"http://127.0.0.1:{line.strip()}")


@contextmanager
def process_of(
    command: Sequence[str], stdin: int = subprocess.DEVNULL
) -> Iterator[subprocess.Popen[str]]:
    """Let a process live as long as the block runs, and kill it then."""
    process = subprocess.Popen(  # noqa: S603 -- our own commands
        command, cwd=ROOT, stdin=stdin, stdout=subprocess.PIPE, text=True
    )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGKILL)
        process.communicate()


def _stored(api: Api) -> float:
    """Return how many updates a second are stored, each before it is confirmed."""
    with process_of([*OURS, api.url, BOT_TOKEN, "inbox"]) as process:
        api.order(f"load {WARM}")
        _until(process, WARM)
        begin = time.perf_counter()
        api.order(f"load {BACKLOG}")
        _until(process, WARM + BACKLOG)
        seconds = time.perf_counter() - begin
        api.order("wait 0")
    return BACKLOG / seconds


def _until(process: subprocess.Popen[str], number: int) -> None:
    while process.stdout and (line := process.stdout.readline()):
        if int(line) >= number:
            return
    msg = f"fewer than {number} updates were stored"
    raise BenchFailed(msg)


def _speed(api: Api, command: Sequence[str]) -> Speed:
    with process_of([*command, api.url, BOT_TOKEN]) as process:
        api.order(f"load {WARM}")
        _answered(api)
        api.order(f"load {BACKLOG}")
        told = _answered(api)
        rate = len(told) / (max(at for _, at in told) - min(wrote for wrote, _ in told))
        api.order(f"pace {PACED} {PER_SECOND}")
        late = sorted(at - wrote for wrote, at in _answered(api))
        megabytes = _peak(process.pid)
        time.sleep(0.5)
    return Speed(rate, late[len(late) * 99 // 100] * 1000, megabytes)


def _answered(api: Api) -> list[tuple[float, float]]:
    told: list[tuple[float, float]] = api.order(f"wait {PATIENCE}")
    if any(at is None for _, at in told):
        msg = "not everybody was answered"
        raise BenchFailed(msg)
    return told


def _peak(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024
