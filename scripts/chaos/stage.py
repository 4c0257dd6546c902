"""Where chaos is played: the networks and their faults, the ledger, and the campaign's clock."""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from campaign.core.ledger_kind import Kind
from campaign.sandbox import credentials
from campaign.sandbox.faults import Faults, Order
from campaign.sandbox.rates import Limits
from campaign.sandbox.records import TELEGRAM
from campaign.sandbox.server import serving
from campaign.sandbox.world import World
from campaign.services.loader import Loader
from campaign.store.opening import open_ledger
from campaign.wiring.clocks import SystemClock
from campaign.wiring.desk import build_desk
from scripts.chaos.blind import ADDRESS, BLIND
from scripts.chaos.folder import NAME, Plan
from scripts.chaos.kinds import PUBLISHER, WHOLE
from scripts.chaos.stores import ChaosFailed, InFile, Keeping, OnServer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from campaign.testing.postgres import PostgresServer

IMPATIENT = {"CONNECT_TIMEOUT": "1", "READ_TIMEOUT": "1"}
NOWHERE = "http://127.0.0.1:9"
WAY = 0.1
"""Seconds to a network and as many back: the emulated ones are nearer than any real one."""
UNDER_WAY = """
SELECT EXISTS (SELECT 1 FROM delivery WHERE state IN ('retry', 'sending', 'unknown', 'paused'))
OR EXISTS (
  SELECT 1 FROM delivery AS one
  WHERE state = 'planned' AND NOT EXISTS (
    SELECT 1 FROM delivery AS before
    WHERE before.campaign_id = one.campaign_id AND before.channel = one.channel
      AND before.post = one.post AND before.part < one.part
      AND before.state NOT IN ('published', 'planned', 'retry', 'sending', 'unknown')))
"""


class CountedFaults(Faults):
    """Faults on order that remember which ones a request met."""

    def __init__(self) -> None:
        super().__init__()
        self.met: Counter[tuple[str, str]] = Counter()

    def take(self, network: str, line: str) -> Order | None:
        """Return and forget the first fault for this request."""
        order = super().take(network, line)
        if order is not None:
            self.met[network, order.fault.value] += 1
        return order


@dataclass(frozen=True, slots=True)
class Place:
    """The network of a channel: the world that it is in, its name there, and its faults."""

    world: World
    network: str
    faults: CountedFaults


@dataclass(slots=True)
class Calendar:
    """The campaign's clock, so many seconds off the real one."""

    offset: float

    def now(self) -> datetime:
        """Return the campaign's now, in UTC."""
        return datetime.now(UTC) + timedelta(seconds=self.offset)


@dataclass(slots=True)
class Stage:
    """The places and processes of one run."""

    plan: Plan
    folder: Path
    chance: random.Random
    calendar: Calendar
    keeping: Keeping
    worker: str = PUBLISHER
    """Of which kind its workers are."""
    places: dict[str, Place] = field(default_factory=dict)
    settings: dict[str, str] = field(default_factory=dict)
    _nursery: subprocess.Popen[str] | None = None

    @property
    def kind(self) -> Kind:
        """Return of which kind the ledger is: the whole program works with a real one alone."""
        return Kind.REAL if self.worker == WHOLE else Kind.SANDBOX

    def order(
        self, fuses: list[dict[str, Any]], way: float = WAY, *, ahead: bool = False
    ) -> dict[str, Any]:
        """Return what a worker has to know; ``ahead`` is a program of the next version."""
        return {
            "kind": self.worker,
            "fuses": fuses,
            "way": way,
            "ahead": ahead,
            "ledger": self.keeping.address,
            "settings": self.settings | IMPATIENT,
            "channels": list(self.plan.channels),
            "offset": self.calendar.offset,
            "folder": str(self.folder),
            "posts": [
                [c, part] for post in self.plan.texts for part in post for c in self.plan.channels
            ],
        }

    def fork(self, order: dict[str, Any]) -> int:
        """Let the nursery fork a worker; return its process id."""
        if self._nursery is None:
            nowhere = credentials.settings(NOWHERE) | {ADDRESS: NOWHERE} | IMPATIENT
            command = [sys.executable, "-m", "scripts.chaos.nursery"]
            self._nursery = subprocess.Popen(  # noqa: S603 -- our own command
                [*command, json.dumps(self.plan.channels), json.dumps(nowhere)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self.log.open("w", encoding="utf-8"),
                text=True,
                bufsize=1,
            )
        pipe_in, pipe_out = self._nursery.stdin, self._nursery.stdout
        if pipe_in is None or pipe_out is None:
            raise ChaosFailed
        pipe_in.write(json.dumps(order) + "\n")
        answer = pipe_out.readline()
        if not answer:
            raise ChaosFailed(self.log.read_text(encoding="utf-8"))
        return int(answer)

    @property
    def log(self) -> Path:
        """Return the file with what the workers say."""
        return self.folder / "workers.log"

    def end(self) -> None:
        """End the nursery."""
        if self._nursery is not None:
            self._nursery.kill()
            self._nursery.wait()

    def states(self) -> Counter[tuple[str, str]]:
        """Return how many deliveries are in each state, by channel and state."""
        rows = self.ask("SELECT channel, state, count(*) FROM delivery GROUP BY channel, state")
        return Counter({(str(name), str(state)): int(number) for name, state, number in rows})

    def in_state(self, wanted: str) -> int:
        """Return how many deliveries are in one state."""
        return sum(number for (_, state), number in self.states().items() if state == wanted)

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        """Read the ledger beside its processes."""
        return list(self.keeping.ask(query))

    def is_at_work(self) -> bool:
        """Tell whether anything is to be sent or found out, and not behind a person's answer."""
        return bool(self.ask(UNDER_WAY)[0][0])


@contextlib.contextmanager
def stage(
    plan: Plan,
    folder: Path,
    seed: str,
    server: PostgresServer | None = None,
    worker: str = PUBLISHER,
) -> Iterator[Stage]:
    """Serve emulated networks without rate limits; the blind channel has one of its own."""
    offset = 0.0 if worker == WHOLE else (plan.begin - datetime.now(UTC)).total_seconds()
    calendar, chance = Calendar(offset), random.Random(seed)  # noqa: S311
    keeping: Keeping = InFile(folder) if server is None else OnServer(server)
    played = Stage(plan, folder, chance, calendar, keeping, worker)
    limits = Limits(x=False, telegram=False, bluesky=False, mastodon=False)
    ours, theirs = (World(calendar.now, limits=limits) for _ in range(2))
    faults, others = CountedFaults(), CountedFaults()
    with serving(ours, faults) as url, serving(theirs, others) as elsewhere:
        played.settings = credentials.settings(url) | {ADDRESS: f"{elsewhere}/telegram"}
        played.places = {name: Place(ours, name, faults) for name in plan.channels}
        if BLIND in plan.channels:
            played.places[BLIND] = Place(theirs, TELEGRAM, others)
        try:
            yield played
        finally:
            played.end()


def load(chaos: Stage) -> None:
    """Load the campaign an hour before everything is due; its ledger is as new as its networks."""

    async def work() -> None:
        address, kept = chaos.keeping.address, chaos.folder
        store = open_ledger(address, NAME, chaos.kind, trusted=True, kept=kept)
        desk = build_desk(settings=chaos.settings)
        try:
            clock = SystemClock(chaos.plan.begin - timedelta(hours=1))
            await Loader(desk, store, store, clock).load(chaos.plan.files, "chaos")
        finally:
            desk.drafting.renderer.close()
            await store.close()

    asyncio.run(work())
    planned = chaos.in_state("planned")
    wanted = len(chaos.plan.expected) * len(chaos.plan.channels)
    if planned != wanted:
        msg = f"{planned} deliveries are planned, and not {wanted}"
        raise ChaosFailed(msg)
