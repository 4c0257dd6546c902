"""One run of chaos: lives that end by a kill, networks that fail, and peace at the end."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from campaign.core.ledger_kind import Kind
from campaign.sandbox import credentials
from campaign.sandbox.faults import Fault, Faults, Order
from campaign.sandbox.rates import Limits
from campaign.sandbox.server import serving
from campaign.sandbox.world import World
from campaign.services.loader import Loader
from campaign.store.opening import open_ledger
from campaign.wiring.clocks import SystemClock
from campaign.wiring.desk import build_desk
from scripts.chaos.crashing import OF_CHANNELS, POINTS
from scripts.chaos.folder import BEGIN, NAME, Plan

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PUBLISHING = {
    "x": "POST /x/2/tweets",
    "telegram": "/send",
    "mastodon": "POST /mastodon/api/v1/statuses",
    "bluesky": "putRecord",
}
FAULTS = (
    Fault.CLOSE,
    Fault.CLOSE_AFTER,
    Fault.ERROR,
    Fault.ERROR_AFTER,
    Fault.HANG_AFTER,
    Fault.GARBLED_AFTER,
    Fault.TRUNCATED_AFTER,
    Fault.TOO_MANY,
)
FAULT_EACH = 3
"""Every so many lives a network fails, too."""
LIVES = (0.2, 3.0)
"""Seconds of work after which a worker is killed whose fuse did not burn."""
BIRTH = 60.0
AT_ONCE = 2
PEACE = 240.0
IMPATIENT = {"CONNECT_TIMEOUT": "1", "READ_TIMEOUT": "1"}
UNDER_WAY = """
SELECT count(*) FROM delivery AS one
WHERE state IN ('retry', 'sending', 'unknown') OR state = 'planned' AND NOT EXISTS (
  SELECT 1 FROM delivery AS before
  WHERE before.post = one.post AND before.channel = one.channel AND before.part < one.part
    AND before.state NOT IN ('published', 'planned', 'retry', 'sending', 'unknown'))
"""


class ChaosFailed(Exception):
    """Chaos itself did not work, which says nothing of the program."""


@dataclass(slots=True)
class Chaos:
    """The places and processes of one run."""

    plan: Plan
    folder: Path
    chance: random.Random
    world: World
    faults: Faults
    url: str = ""
    offset: float = 0.0
    kills: Counter[str] = field(default_factory=Counter)
    _nursery: subprocess.Popen[str] | None = None

    @property
    def ledger(self) -> Path:
        """Return the ledger's file."""
        return self.folder / "ledger.sqlite"

    def order(self, kind: str, **fuse: Any) -> dict[str, Any]:
        """Return what a worker has to know."""
        return {
            "kind": kind,
            "fuse": fuse,
            "ledger": f"sqlite:///{self.ledger}",
            "settings": credentials.settings(self.url) | IMPATIENT,
            "channels": list(self.plan.channels),
            "offset": self.offset,
            "folder": str(self.folder),
            "posts": [
                [c, part] for post in self.plan.texts for part in post for c in self.plan.channels
            ],
        }

    def fork(self, order: dict[str, Any]) -> int:
        """Let the nursery fork a worker; return its process id."""
        if self._nursery is None:
            nowhere = credentials.settings("http://127.0.0.1:9")
            command = [sys.executable, "-m", "scripts.chaos.nursery"]
            self._nursery = subprocess.Popen(  # noqa: S603 -- our own command
                [*command, json.dumps(self.plan.channels), json.dumps(nowhere)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=(self.folder / "workers.log").open("w", encoding="utf-8"),
                text=True,
                bufsize=1,
            )
        pipe_in, pipe_out = self._nursery.stdin, self._nursery.stdout
        if pipe_in is None or pipe_out is None:
            raise ChaosFailed
        pipe_in.write(json.dumps(order) + "\n")
        answer = pipe_out.readline()
        if not answer:
            raise ChaosFailed((self.folder / "workers.log").read_text(encoding="utf-8"))
        return int(answer)

    def end(self) -> None:
        """End the nursery."""
        if self._nursery is not None:
            self._nursery.kill()
            self._nursery.wait()

    def states(self) -> Counter[str]:
        """Return how many deliveries are in each state, whatever process has the ledger."""
        rows = self.ask("SELECT state, count(*) FROM delivery GROUP BY state")
        return Counter({str(state): int(number) for state, number in rows})

    def is_at_work(self) -> bool:
        """Tell whether anything is to be sent or found out, and not behind a person's answer."""
        return self.ask(UNDER_WAY) != [(0,)]

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        """Read the ledger beside its processes."""
        path = f"file:{self.ledger}?mode=ro"
        with contextlib.closing(sqlite3.connect(path, timeout=20, uri=True)) as connection:
            return connection.execute(query).fetchall()


@contextlib.contextmanager
def stage(plan: Plan, folder: Path, seed: int) -> Iterator[Chaos]:
    """Serve emulated networks without rate limits, on a clock that stands just before the hour."""
    offset = (BEGIN - datetime.now(UTC)).total_seconds() - 2
    clock = SystemClock(BEGIN).offset
    faults = Faults()
    limits = Limits(x=False, telegram=False, bluesky=False, mastodon=False)
    world = World(lambda: datetime.now(UTC) + clock, limits=limits)
    chaos = Chaos(plan, folder, random.Random(seed), world, faults, offset=offset)  # noqa: S311
    with serving(world, faults) as url:
        chaos.url = url
        try:
            yield chaos
        finally:
            chaos.end()


def load(chaos: Chaos) -> None:
    """Load the campaign an hour before everything is due; its ledger is as new as its networks."""

    async def work() -> None:
        store = open_ledger(f"sqlite:///{chaos.ledger}", NAME, Kind.SANDBOX, trusted=True)
        desk = build_desk(settings=credentials.settings(chaos.url))
        try:
            clock = SystemClock(datetime.fromtimestamp(BEGIN.timestamp() - 3600, UTC))
            await Loader(desk, store, clock).load(chaos.plan.files, "chaos")
        finally:
            desk.drafting.renderer.close()
            await store.close()

    asyncio.run(work())
    planned = chaos.states()["planned"]
    wanted = chaos.plan.expected.total() * len(chaos.plan.channels)
    if planned != wanted:
        msg = f"{planned} deliveries are planned, and not {wanted}"
        raise ChaosFailed(msg)


def suffer(chaos: Chaos, kind: str, kills: int) -> int:
    """Let workers live and die until so many were killed, or nothing is left to do."""
    fuses = _fuses(chaos, kills)
    killed = 0
    while killed < kills:
        if kind == "publisher" and not any(
            chaos.states()[s] for s in ("planned", "retry", "sending", "unknown")
        ):
            break
        lives = [next(fuses) for _ in range(min(AT_ONCE, kills - killed))]
        if chaos.chance.randrange(FAULT_EACH) == 0:
            _order_fault(chaos)
        born = {chaos.fork(chaos.order(kind, **fuse)): fuse for fuse in lives}
        killed += _bury(chaos, born)
    return killed


def _fuses(chaos: Chaos, kills: int) -> Iterator[dict[str, Any]]:
    """Yield where workers die: every point on every channel first, then by chance."""
    every = [(point, channel) for point in POINTS for channel in _where(chaos, point)]
    chaos.chance.shuffle(every)
    for number in range(10 * kills):
        point, channel = every[number % len(every)]
        seconds = chaos.chance.uniform(0, 0.03)
        nth = chaos.chance.choice((1, 1, 1, 2, 3))
        yield {"point": point, "channel": channel, "nth": nth, "seconds": seconds}


def _where(chaos: Chaos, point: str) -> tuple[str, ...]:
    return chaos.plan.channels if point in OF_CHANNELS else ("",)


def _order_fault(chaos: Chaos) -> None:
    channel = chaos.chance.choice(chaos.plan.channels)
    fault = chaos.chance.choice(FAULTS)
    chaos.faults.add(Order(channel, fault, PUBLISHING.get(channel, ""), seconds=1))


def _bury(chaos: Chaos, born: dict[int, dict[str, Any]]) -> int:
    """Wait until every worker is dead; those that outlive their fuse are killed by chance."""
    alive = dict(born)
    end, lives = time.monotonic() + BIRTH, chaos.chance.uniform(*LIVES)
    while alive:
        if all((chaos.folder / f"at-work-{worker}").exists() for worker in alive):
            end = min(end, time.monotonic() + lives)
        for worker in [one for one in alive if not _lives(one)]:
            fuse = alive.pop(worker)
            chaos.kills[f"{fuse['point']}/{fuse['channel'] or 'any'}"] += 1
        if time.monotonic() > end:
            for worker in alive:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(worker, signal.SIGKILL)
                chaos.kills["anywhere"] += 1
            return len(born)
        time.sleep(0.01)
    return len(born)


def _lives(worker: int) -> bool:
    try:
        os.kill(worker, 0)
    except ProcessLookupError:
        return False
    return True


def settle(chaos: Chaos) -> None:
    """Let a worker live in peace until nothing is under way any more."""
    chaos.faults.clear()
    worker = chaos.fork(chaos.order("publisher"))
    end = time.monotonic() + PEACE
    try:
        while chaos.is_at_work():
            if time.monotonic() > end or not _lives(worker):
                msg = f"it does not come to rest: {dict(chaos.states())}"
                raise ChaosFailed(msg)
            time.sleep(0.05)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.kill(worker, signal.SIGKILL)


def settle_naively(chaos: Chaos) -> None:
    """Let the naive sender end in peace."""
    chaos.faults.clear()
    worker = chaos.fork(chaos.order("naive"))
    wanted = chaos.plan.expected.total() * len(chaos.plan.channels)
    notes, end = chaos.folder / "naive.txt", time.monotonic() + PEACE
    try:
        while not notes.exists() or len(notes.read_text(encoding="utf-8").splitlines()) < wanted:
            if time.monotonic() > end:
                msg = "the naive sender does not come to an end"
                raise ChaosFailed(msg)
            time.sleep(0.05)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.kill(worker, signal.SIGKILL)
