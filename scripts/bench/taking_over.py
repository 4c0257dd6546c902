"""How soon another worker goes on where one was killed with something in its hands.

Both are the whole program on machines without the folder. Half of the kills are survived by one
that is a version ahead, as its tables are by then.
"""

from __future__ import annotations

import json
import os
import signal
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from campaign.store.leases import elapsed
from campaign.testing import tiny_png
from campaign.testing.newer import bring_to_a_newer_version
from scripts.bench.figures import Figure
from scripts.bench.processes import BenchFailed
from scripts.bench.workers import server_of_the_bench
from scripts.chaos.folder import plan
from scripts.chaos.fuses import NOTES
from scripts.chaos.kinds import WHOLE
from scripts.chaos.lives import LEASE
from scripts.chaos.stage import Stage, load, stage
from scripts.chaos.stores import ChaosFailed

if TYPE_CHECKING:
    from collections.abc import Iterator

KILLS = 20
"""By each of both."""
CHANNEL = "x"
POSTS = 400
APART = 0.3
LOOK = 0.005
HUNG = 120.0
FUSE = {"point": "during_send", "channel": CHANNEL, "nth": 1, "share": 0.5, "deed": "kill"}
_ONE_BY_ONE = f"""
UPDATE delivery SET due = now() + id * interval '{APART} seconds' RETURNING id
"""  # noqa: S608
_HELD = "SELECT id, fence FROM delivery WHERE state = 'sending'"


def taking_over() -> list[Figure]:
    """Kill, look when somebody goes on, and return the figures."""
    try:
        with server_of_the_bench() as server, TemporaryDirectory() as folder:
            played = plan(POSTS, (CHANNEL,), tiny_png(), datetime.now(UTC))
            with stage(played, Path(folder), "bench", server, WHOLE) as chaos:
                load(chaos)
                chaos.ask(_ONE_BY_ONE)
                same = _Killing(chaos).run(ahead=False)
                bring_to_a_newer_version(chaos.keeping.address)
                ahead = _Killing(chaos).run(ahead=True)
    except ChaosFailed as failed:
        raise BenchFailed(str(failed)) from failed
    return [*_figures("takeover", same), *_figures("takeover-ahead", ahead)]


def _figures(name: str, took: list[float]) -> list[Figure]:
    return [
        Figure(f"{name}-p50", median(took), "s", LEASE + 1),
        Figure(f"{name}-p99", sorted(took)[len(took) * 99 // 100], "s", LEASE + 1),
    ]


@dataclass(slots=True)
class _Killing:
    """One worker lives; others die one after the other as soon as they send something."""

    stage: Stage
    _read: int = field(default=0)

    def run(self, *, ahead: bool) -> list[float]:
        """Return after how many seconds the living one went on, for each kill."""
        self._read = len(self._notes())
        with self._living(self.stage.order([], ahead=ahead)):
            return [self._taken() for _ in range(KILLS)]

    def _taken(self) -> float:
        with self._living(self.stage.order([FUSE])):
            killed = self._wait(self._next_note, "a worker sends something")
            held = self.stage.ask(_HELD)
            self._wait(lambda: self.stage.ask(_HELD) != held, "somebody goes on")
            return elapsed() - killed["at"]

    @contextmanager
    def _living(self, order: dict[str, Any]) -> Iterator[None]:
        worker = self.stage.fork(order)
        try:
            self._wait((self.stage.folder / f"at-work-{worker}").exists, "a worker begins")
            yield
        finally:
            with suppress(ProcessLookupError):
                os.kill(worker, signal.SIGKILL)

    def _next_note(self) -> Any:
        notes = self._notes()[self._read :]
        self._read += len(notes[:1])
        return notes[0] if notes else None

    def _notes(self) -> list[Any]:
        path = self.stage.folder / NOTES
        told = path.read_text(encoding="utf-8") if path.exists() else ""
        whole = told[: told.rfind("\n") + 1].splitlines()
        return [note for note in map(json.loads, whole) if note["deed"] == "kill"]

    def _wait(self, found: Any, what: str) -> Any:
        end = time.monotonic() + HUNG
        while not (answer := found()):
            if time.monotonic() > end:
                msg = f"it did not happen within {HUNG:.0f} s: {what}"
                raise BenchFailed(msg)
            time.sleep(LOOK)
        return answer
