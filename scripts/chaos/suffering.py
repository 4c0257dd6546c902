"""Lives that end by a kill, are stopped for longer than their lease, or lose their ledger."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scripts.chaos.cells import ANY, ANYWHERE, BEFORE_BYTES
from scripts.chaos.fuses import NOTES, STARVED
from scripts.chaos.kinds import NAIVE
from scripts.chaos.lives import LEASE
from scripts.chaos.mending import mend
from scripts.chaos.restoring import Copies
from scripts.chaos.stores import ChaosFailed

if TYPE_CHECKING:
    from scripts.chaos.aiming import Aim
    from scripts.chaos.stage import Stage

AT_ONCE = 4
FAULT_EACH = 3
"""Every so many lives a network fails, too."""
LIVES = (6.0, 14.0)
"""Seconds of work after which a worker is killed whose fuse did not burn."""
PAUSES = (1.3 * LEASE, 6.0 * LEASE)
LONGER = 4
"""So many times as long where the ledger is read back: trust comes at the end of that."""
STOPS_A_LIFE = 4
DOUBTFUL = 24
"""So many lives begin with fuses while a ledger that was put back is read back: then it is let."""
TELL_EACH = 15.0
TAKEN_OVER = "SELECT key FROM event WHERE reason LIKE '%lease-lost%'"
LOOK_EACH = 0.25
"""Seconds between two looks at whether all has come to rest."""
HUNG = 300.0
"""Seconds without any change after which chaos gives up: no machine is as slow as that."""


@dataclass(slots=True)
class Life:
    """One worker: its fuses, when it is killed if they do not burn, and when it is woken up."""

    fuses: list[dict[str, Any]]
    born: float
    span: float
    end: float | None = None
    wakes: float | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """How much is to be suffered."""

    kills: int
    stops: int = 0
    restores: int = 0
    at_once: int = AT_ONCE


@dataclass(slots=True)
class Suffering:
    """Brings workers forth, strikes them and buries them."""

    stage: Stage
    aim: Aim
    wanted: Wanted
    paused: dict[str, set[str]] = field(default_factory=dict)
    """By channel the texts whose sender was paused after its last look at its lease."""
    taken_over: set[str] = field(default_factory=set)
    """The keys that somebody took over from a sender, as told by ledgers that were replaced."""
    kills: int = 0
    stops: int = 0
    restored: int = 0
    _alive: dict[int, Life] = field(default_factory=dict)
    _read: int = 0
    _doubtful: int = 0
    _told: float = field(default_factory=time.monotonic)
    _mended: float = 0.0

    def run(self) -> None:
        """Go on until enough was suffered, or nothing is left to do."""
        copies = Copies(self.stage, self.wanted.restores)
        while not self._is_enough():
            copies.made(self._share())
            if copies.is_time(self._share()):
                self._put_back(copies)
            if not self._bring_forth():
                break
            self._look_after()
            self._mend_now_and_then()
            self._tell_now_and_then()
            time.sleep(0.01)
        self._kill_all()
        if copies.is_time(1.0):  # it ended before its time
            self._put_back(copies)

    def _put_back(self, copies: Copies) -> None:
        self._kill_all()
        self.taken_over |= taken_over(self.stage)
        copies.put_back()
        self.restored += 1
        self._doubtful = DOUBTFUL

    def _mend_now_and_then(self) -> None:
        if self.stage.worker != NAIVE and (now := time.monotonic()) >= self._mended + LOOK_EACH:
            self._mended = now
            mend(self.stage)

    def _tell_now_and_then(self) -> None:
        """Say how far it is: long runs are not to be silent."""
        if (now := time.monotonic()) >= self._told + TELL_EACH:
            self._told = now
            left = "" if self.stage.worker == NAIVE else f", {self.stage.in_state('planned')} to go"
            doubt = ", the ledger is read back" if self.aim.is_doubted() else ""
            sys.stderr.write(f"         {self.kills} kills, {self.stops} stops{left}{doubt}\n")

    def _share(self) -> float:
        """Return how much of what is wanted was suffered, from 0 to 1."""
        return (self.kills + self.stops) / max(1, self.wanted.kills + self.wanted.stops)

    def _is_enough(self) -> bool:
        return self.kills >= self.wanted.kills and self.stops >= self.wanted.stops

    def _bring_forth(self) -> bool:
        """Have enough workers alive; ``False`` where there is nothing left for them to do."""
        while len(self._alive) < self.wanted.at_once:
            if self.stage.worker != NAIVE and not self.stage.is_at_work():
                return False
            if self.stage.chance.randrange(FAULT_EACH) == 0:
                self.aim.order_fault()
            fuses = self._fuses()
            order = self.stage.order([one for one in fuses if one["point"] != ANYWHERE])
            span = self.stage.chance.uniform(*LIVES) * (LONGER if self.aim.is_doubted() else 1)
            self._alive[self.stage.fork(order)] = Life(fuses, time.monotonic(), span)
        return True

    def _fuses(self) -> list[dict[str, Any]]:
        """Return fuses for a new life; after many lives in doubt none, so that doubt ends."""
        if self.aim.is_doubted():
            self._doubtful -= 1
            if self._doubtful < 0:
                return []
        lit = [fuse["deed"] for life in self._alive.values() for fuse in life.fuses]
        stops = min(STOPS_A_LIFE, self.wanted.stops - self.stops - lit.count("stop"))
        fuses = [self.aim.fuse("stop") for _ in range(stops)]
        if self.kills + lit.count("kill") < self.wanted.kills:
            fuses.append(self.aim.fuse("kill"))
            fuses += self.aim.fuse_of_trust() if self.aim.is_doubted() else []
        return [fuse for fuse in fuses if fuse["deed"] == "kill" or fuse["point"] != ANYWHERE]

    def _look_after(self) -> None:
        """See who was struck, wake who was stopped for long enough, bury the dead."""
        dead = [worker for worker in self._alive if not _lives(worker)]
        self._read_notes()
        for worker in dead:
            if worker in self._alive:
                msg = f"a worker ended by itself: {self.stage.log.read_text(encoding='utf-8')}"
                raise ChaosFailed(msg)
        now = time.monotonic()
        for worker, life in list(self._alive.items()):
            if life.wakes is not None:
                self._wake(worker, life, now)
            elif life.end is None:
                self._begin(worker, life, now)
            elif now > life.end and (life.fuses or not self.aim.is_doubted()):
                self._kill(worker)

    def _begin(self, worker: int, life: Life, now: float) -> None:
        if (self.stage.folder / f"at-work-{worker}").exists():
            life.end = now + life.span
        elif now > life.born + HUNG:
            msg = f"a worker does not begin: {self.stage.log.read_text(encoding='utf-8')}"
            raise ChaosFailed(msg)

    def _wake(self, worker: int, life: Life, now: float) -> None:
        if life.wakes is not None and now >= life.wakes and _is_stopped(worker):
            os.kill(worker, signal.SIGCONT)
            life.wakes, life.end = None, now + life.span

    def _read_notes(self) -> None:
        notes = self.stage.folder / NOTES
        if not notes.exists():
            return
        with notes.open("rb") as file:
            file.seek(self._read)
            lines = [line for line in file if line.endswith(b"\n")]
        self._read += sum(len(line) for line in lines)
        for line in lines:
            self._take_note(json.loads(line))

    def _take_note(self, note: dict[str, Any]) -> None:
        life = self._alive.get(note["worker"])
        if life is None:
            return  # it was killed by us in the same instant
        deed, cell = note["deed"], (note["point"], note["channel"])
        if deed == STARVED:
            self.paused.setdefault(cell[1], set()).add(note["text"])
            return
        self.aim.struck[deed, cell] += 1
        if deed == "kill":
            self.kills += 1
            self._bury(note["worker"], struck=True)
            return
        self.stops += 1
        life.wakes = time.monotonic() + self.stage.chance.uniform(*PAUSES)
        burnt = [f for f in life.fuses if f["deed"] == "stop" and f["point"] == cell[0]]
        for fuse in burnt[:1]:
            life.fuses.remove(fuse)
            self.aim.disarm(fuse, burnt=True)
        if cell[0] in BEFORE_BYTES:
            self.paused.setdefault(cell[1], set()).add(note["text"])

    def _bury(self, worker: int, *, struck: bool = False) -> None:
        for fuse in self._alive.pop(worker).fuses:
            self.aim.disarm(fuse, burnt=struck and fuse["deed"] == "kill")
        with contextlib.suppress(ProcessLookupError):
            os.kill(worker, signal.SIGKILL)  # it is about to do so itself

    def _kill(self, worker: int) -> None:
        """Kill a worker wherever it is."""
        self._bury(worker)
        self.aim.struck["kill", (ANYWHERE, ANY)] += 1
        self.kills += 1

    def _kill_all(self) -> None:
        self._read_notes()
        dying = list(self._alive)
        for worker in dying:
            if self._alive[worker].end is None:
                self._bury(worker)  # it has not begun: that is no kill at work
            else:
                self._kill(worker)
        end = time.monotonic() + HUNG
        while any(_lives(worker) for worker in dying):
            if time.monotonic() > end:
                msg = "a killed worker lives on"
                raise ChaosFailed(msg)
            time.sleep(0.01)


def taken_over(stage: Stage) -> set[str]:
    """Return the keys that somebody took over from a sender, as the ledger tells."""
    return {key for (key,) in stage.ask(TAKEN_OVER)}


def _lives(worker: int) -> bool:
    try:
        os.kill(worker, 0)
    except ProcessLookupError:
        return False
    return True


def _is_stopped(worker: int) -> bool:
    try:
        stat = Path(f"/proc/{worker}/stat").read_text(encoding="ascii")
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] == "T"


def settle(stage: Stage) -> None:
    """Let a worker live in peace until nothing is under way any more."""
    for place in stage.places.values():
        place.faults.clear()
    worker = stage.fork(stage.order([], way=0))
    seen, end = stage.states(), time.monotonic() + HUNG
    try:
        while stage.is_at_work():
            mend(stage)
            states = stage.states()
            if states != seen:
                seen, end = states, time.monotonic() + HUNG
            if time.monotonic() > end or not _lives(worker):
                msg = f"it does not come to rest: {dict(states)}"
                raise ChaosFailed(msg)
            time.sleep(LOOK_EACH)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.kill(worker, signal.SIGKILL)


def settle_naively(stage: Stage) -> None:
    """Let the naive sender end in peace."""
    for place in stage.places.values():
        place.faults.clear()
    worker = stage.fork(stage.order([], way=0))
    wanted = len(stage.plan.expected) * len(stage.plan.channels)
    notes, seen, end = stage.folder / "naive.txt", 0, time.monotonic() + HUNG
    try:
        while seen < wanted:
            noted = notes.read_text(encoding="utf-8").splitlines() if notes.exists() else ()
            now = len(set(noted))
            if now != seen:
                seen, end = now, time.monotonic() + HUNG
            if time.monotonic() > end or not _lives(worker):
                msg = "the naive sender does not come to an end"
                raise ChaosFailed(msg)
            time.sleep(LOOK_EACH)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.kill(worker, signal.SIGKILL)
