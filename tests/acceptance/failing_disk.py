"""Lives of the program in which one write, flush or cut of its ledger fails, by libfiu's preload.

``failing_disk.py`` reads one order a line and answers each with what that life was like. Each
life is a fork: everything is imported by then. A failure strikes in the C library, below SQLite
and Python alike, and is told apart by the lines of Python that called for it.
"""

from __future__ import annotations

import asyncio
import ctypes
import errno
import gc
import json
import mmap
import os
import pickle
import signal
import sqlite3
import ssl
import struct
import sys
import traceback
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from campaign import channels
from campaign.bot import Bot, Gate, program
from campaign.core.deliveries import OPEN
from campaign.core.errors import EnvironmentFailure
from campaign.core.ledger_kind import Kind
from campaign.services.conversation import LoadedContent
from campaign.services.loader import Loader
from campaign.services.patience import Patience
from campaign.services.publishing import Publisher
from campaign.services.reach import Colleagues, Reach
from campaign.store.opening import Limits, open_ledger
from campaign.wiring.clocks import SystemClock
from campaign.wiring.desk import build_desk
from campaign.wiring.renderer import start_renderer
from campaign.wiring.tongues import tongues

if TYPE_CHECKING:
    from collections.abc import Iterator

NAME = "lluvias"
LEASE = 0.3
PATIENCE = Patience(ask_after=1e9, renew=LEASE / 3)
ROUNDS = 80
OWED = "SELECT count(*) FROM outbox WHERE state IN ('queued', 'taken')"
NO_ROOM, BROKEN = errno.ENOSPC, errno.EIO
FAULTS = {
    "posix/io/rw/write": NO_ROOM,
    "posix/io/rw/pwrite": NO_ROOM,
    "posix/io/rw/pwrite/reduce": NO_ROOM,
    "posix/io/rw/ftruncate": BROKEN,
    "posix/io/sync/fsync": BROKEN,
    "posix/io/sync/fdatasync": BROKEN,
}
"""What may fail, and how. *reduce* takes a part of what is written, and says so."""
OUTSIDE = ("/texts/process.py", "/subprocess.py", "/asyncio/", "/logging/__init__.py")
"""What these write goes to another process, a socket or the screen, to no disk."""


class Hands:
    """A clock whose hands other processes see; to move them is no write."""

    def __init__(self, face: Path) -> None:
        with face.open("r+b") as file:
            self._hands = mmap.mmap(file.fileno(), 8)

    def now(self) -> datetime:
        """Return the time that the hands show."""
        return datetime.fromtimestamp(struct.unpack("d", self._hands[:8])[0], UTC)

    __call__ = now

    def elapsed(self) -> float:
        """Return real elapsed seconds."""
        return SystemClock().elapsed()

    def advance_to(self, moment: datetime) -> None:
        """Set the hands forward; they never go back."""
        later = max(moment.timestamp(), struct.unpack("d", self._hands[:8])[0])
        self._hands[:8] = struct.pack("d", later)


def lines_above(frame: Any) -> Iterator[str]:
    """Yield who called, the nearest first."""
    while frame is not None:
        yield f"{frame.f_code.co_filename}:{frame.f_lineno}"
        frame = frame.f_back


class Disk:
    """Counts what is asked of the disk, by fault and caller, and fails one time."""

    def __init__(self) -> None:
        self.wanted, self.nth = ("", ""), 0
        self.met: Counter[tuple[str, str]] = Counter()
        self.struck = False
        self.phase = "open"

    def prepare(self, fault: str, caller: str, nth: int) -> None:
        """Have every fault of the C library asked for here, and fail the nth of one caller."""
        self.wanted, self.nth = (fault, caller), nth
        kind = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_char_p, *[ctypes.c_void_p] * 3)
        self._ask = kind(lambda name, *_: self._fails(name.decode(), sys._getframe(1)))
        library = ctypes.CDLL("libfiu.so.0")
        library.fiu_init(0)
        for name, number in FAULTS.items():
            enable = library.fiu_enable_external
            assert enable(name.encode(), 1, ctypes.c_void_p(number), 0, self._ask) == 0

    def _fails(self, fault: str, frame: Any) -> int:
        lines = list(lines_above(frame))
        if self.struck or any(part in lines[0] for part in OUTSIDE):
            return 0
        if "/store/" not in "".join(lines):
            return 0
        ours = [Path(line).name for line in lines if "/campaign/" in line]
        site = fault, f"{self.phase}: {' < '.join(ours[:4])}"
        self.met[site] += 1
        self.struck = site == self.wanted and self.met[site] == self.nth
        return int(self.struck)


class Life:
    """One life: the campaign is loaded, a visitor answered, and what is due published."""

    def __init__(self, order: dict[str, Any], desk: Any) -> None:
        self.order, self.desk = order, desk
        self.clock = Hands(Path(order["face"]))
        self.due = datetime.fromisoformat(order["due"])
        self.files = {name: text.encode() for name, text in order["files"].items()}
        self.told: list[str] = []

    async def live(self) -> None:
        """Live; what fails is told, and ends the life where the order says so."""
        try:
            await self._live()
        except EnvironmentFailure as failed:
            self._hear(failed)

    async def _live(self) -> None:
        limits = Limits(LEASE)
        store = open_ledger(self.order["ledger"], NAME, Kind.SANDBOX, limits, trusted=True)
        try:
            DISK.phase = "load"
            if (await store.snapshot()).revision is None:
                await Loader(self.desk, store, store, self.clock).load(self.files, "Inés")
            DISK.phase = "talk"
            await self._talk(store)
            DISK.phase = "publish"
            self.clock.advance_to(self.due)
            await self._publish(store)
        finally:
            DISK.phase = "close"
            await store.close()

    def _hear(self, failed: Exception) -> None:
        self.told.append(f"{type(failed).__name__} {failed}")
        if self.order["dies"]:
            end(self)

    async def _talk(self, store: Any) -> None:
        settings = self.order["settings"]
        bot = Bot(
            token=settings["TELEGRAM_TOKEN"],
            api_url=settings["TELEGRAM_API_URL"],
            people=store,
            content=LoadedContent(store, self.desk.read),
            clock=self.clock,
            gate=Gate.open_wide(self.clock.elapsed),
        )
        for _ in range(ROUNDS):
            try:
                if not await bot.step():
                    if not self._owes_a_reply():
                        break
                    await asyncio.sleep(LEASE / 6)
            except EnvironmentFailure as failed:
                self._hear(failed)
        await bot.close()

    def _owes_a_reply(self) -> bool:
        """Tell whether a reply is not out: one that a dead sender had waits for its lease."""
        path = self.order["ledger"].removeprefix("sqlite:///")
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as beside:
            (owed,) = beside.execute(OWED).fetchone()
        return bool(owed)

    async def _publish(self, store: Any) -> None:
        settings = self.order["settings"]
        connected = {n: channels.connect(n, settings, self.clock.now) for n in ("x", "bluesky")}
        replan = partial(Loader(self.desk, store, store, self.clock).replan, "Inés")
        reach = Reach(store, connected, self.clock, "obrera", Colleagues(replan=replan), PATIENCE)
        publisher = Publisher(reach)
        for _ in range(ROUNDS):
            try:
                done = await publisher.work()
                rows = (await store.snapshot()).deliveries
                if not any(row.state in OPEN for row in rows):
                    break
                if not done:
                    await asyncio.sleep(LEASE / 6)
                    self.clock.advance_to(self.clock.now() + timedelta(seconds=20))
            except EnvironmentFailure as failed:
                self._hear(failed)
        for channel in connected.values():
            await channel.close()


class Remembering:
    """A renderer that renders nothing twice: every life has the same texts, and a fork no child."""

    def __init__(self, renderer: Any) -> None:
        self._renderer = renderer
        self._known: dict[bytes, list[Any]] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._renderer, name)

    def render(self, *asked: Any) -> Iterator[Any]:
        """Yield what the renderer does."""
        key = pickle.dumps(asked)
        if key not in self._known:
            self._known[key] = list(self._renderer.render(*asked))
        yield from self._known[key]


DISK = Disk()


def end(life: Life, crashed: str = "") -> None:
    """End this process at once, as when the power fails, and say what its life was like."""
    report(life, crashed)
    os._exit(0)


def report(life: Life, crashed: str = "") -> None:
    """Say what a life was like."""
    struck, DISK.struck = DISK.struck, True
    met = [[fault, caller, times] for (fault, caller), times in DISK.met.items()]
    said = {"told": life.told, "crashed": crashed, "struck": struck, "met": met}
    Path(life.order["report"]).write_text(json.dumps(said), encoding="utf-8")


def live(order: dict[str, Any], desk: Any) -> None:
    """Live one life in this process."""
    life = Life(order, desk)
    signal.alarm(60)
    DISK.phase, DISK.struck = "open", False
    DISK.prepare(*order["strike"])
    try:
        asyncio.run(life.live())
    except BaseException:  # noqa: BLE001 -- of whatever kind, somebody is to read it
        end(life, traceback.format_exc())
    end(life)


def say_so() -> None:
    """Say that a life is over."""
    sys.stdout.write("lived\n")
    sys.stdout.flush()


def main() -> None:
    """Live a first life here, so that everything is imported, and fork one for every other."""
    os.environ.pop("LD_PRELOAD")
    program.tongues = cache(tongues)  # what is the same in every life is made once
    ssl.create_default_context = cache(ssl.create_default_context)
    desk = build_desk(Remembering(start_renderer()))
    first = Life(json.loads(sys.stdin.readline()), desk)
    asyncio.run(first.live())
    gc.freeze()
    report(first)
    say_so()
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            live(json.loads(line), desk)
        os.waitpid(child, 0)
        say_so()
    desk.drafting.renderer.close()


if __name__ == "__main__":
    main()
