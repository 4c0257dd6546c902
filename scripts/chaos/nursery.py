"""A process that has everything imported, and forks workers: starting anew takes seconds.

``python -m scripts.chaos.nursery`` reads one order a line from standard input and answers each
with a process id. An order says what the worker is and where it dies.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import json
import os
import signal
import ssl
import sys
import tempfile
import traceback
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from campaign import channels
from campaign.core.deliveries import Payload, State
from campaign.core.errors import EnvironmentFailure
from campaign.core.ledger_kind import Kind
from campaign.core.life import Move
from campaign.core.outcomes import Blocked, Published
from campaign.ports.ledger import LedgerChange, Stale, Step
from campaign.services import remembering
from campaign.services.patience import Backoff, Patience
from campaign.services.publishing import Publisher
from campaign.services.reach import Reach
from campaign.store.opening import Limits, open_ledger
from campaign.wiring.clocks import SystemClock
from scripts.chaos.blind import offer
from scripts.chaos.crashing import CrashingChannel, CrashingLedger, Scene
from scripts.chaos.folder import NAME
from scripts.chaos.fuses import Fuses

if TYPE_CHECKING:
    from campaign.ports.channels import Channel
    from campaign.ports.ledger import Ledger
    from campaign.store.store import Store

LEASE = 1.0
SETTLING = 0.5
IDLE = 0.25
YEARS = 1e9
"""Nobody is asked about what is late here: there is nobody."""
PATIENCE = Patience(ask_after=YEARS, renew=LEASE / 3, turn=LEASE / 3, backoff=Backoff(0.2, 1.0))
TRIES = 30
"""A delivery may be tried so often: a kill after each try must not leave it to a person."""
MOST = 100_000
"""So many posts may leave by one channel within an hour: all of them."""
LOOKED_FOR = 1
"""So many overdue posts of a channel are looked for at each start: there are very many starts."""
NAIVE_TRIES = 5


def connect(order: dict[str, Any], fuses: Fuses, scene: Scene) -> dict[str, Channel]:
    """Return the channels of an order, each with its fuses, settling in half a second."""
    clock = clock_of(order)
    connected: dict[str, Channel] = {}
    for name in order["channels"]:
        channel = channels.connect(name, order["settings"], clock.now)
        crashing = CrashingChannel(channel, fuses, scene, SETTLING)
        crashing.way = order["way"]
        connected[name] = cast("Channel", crashing)
    return connected


def clock_of(order: dict[str, Any]) -> SystemClock:
    """Return the campaign's clock, so many seconds off the real one."""
    return SystemClock(datetime.now(UTC) + timedelta(seconds=order["offset"]))


async def publish(order: dict[str, Any]) -> None:
    """Publish what the ledger says is due, until killed."""
    fuses, scene = Fuses.of(order), Scene()
    limits, kept = Limits(LEASE, TRIES, MOST), Path(order["folder"])
    store = open_ledger(order["ledger"], NAME, Kind.SANDBOX, limits, kept=kept)
    ledger = cast("Ledger", CrashingLedger(store, fuses, scene, LEASE))
    owner, accounts = f"worker-{os.getpid()}", connect(order, fuses, scene)
    reach = Reach(ledger, accounts, clock_of(order), owner, patience=PATIENCE)
    publisher = Publisher(reach)
    _at_work(order)
    parent = os.getppid()
    while os.getppid() == parent:  # who outlives the nursery works for nobody
        try:
            done = await publisher.work()
            await let_go(store, reach.clock.now())
        except EnvironmentFailure:
            done = 0
        if not done:
            await asyncio.sleep(IDLE)


async def let_go(store: Store, now: datetime) -> None:
    """Be the person who mends the keys of what a network has stopped, and lets it go on.

    What is paused on a channel that is not stopped is nobody's to see, and stays so.
    """
    near = await store.near(now, now)
    for name, state in near.channels.items():
        if state.stopped == Blocked.CREDENTIALS:
            paused = [
                one
                for one in near.deliveries
                if one.key.channel == name and one.state is State.PAUSED
            ]
            steps = [Step(one.id, one.fence, Move.RESUME) for one in paused]
            with contextlib.suppress(Stale):
                await store.apply(LedgerChange(now, "somebody", steps=steps))
                await store.let_go(name, state)


async def publish_naively(order: dict[str, Any]) -> None:
    """Send one after the other, again on any error, and note what is done afterwards."""
    accounts = connect(order, Fuses.of(order), Scene())
    done = Path(order["folder"]) / "naive.txt"
    _at_work(order)
    for name, text in order["posts"]:
        if _noted(done, name, text):
            continue
        for _ in range(NAIVE_TRIES):
            key = os.urandom(16).hex()
            outcome = await accounts[name].publish(Payload(text, "en"), (), {}, key)
            if isinstance(outcome, Published):
                break
        _note(done, name, text)
    await asyncio.Event().wait()


def _at_work(order: dict[str, Any]) -> None:
    """Say that the worker has started and begins."""
    (Path(order["folder"]) / f"at-work-{os.getpid()}").touch()


def _noted(done: Path, name: str, text: str) -> bool:
    return done.exists() and f"{name}\t{text}\n" in done.read_text(encoding="utf-8")


def _note(done: Path, name: str, text: str) -> None:
    with done.open("a", encoding="utf-8") as notes:
        notes.write(f"{name}\t{text}\n")


KINDS = {"publisher": publish, "naive": publish_naively}


def main() -> None:
    """Fork a worker for every order; the dead are buried by the system."""
    offer()
    ssl.create_default_context = cache(ssl.create_default_context)  # every life's is the same
    remembering.MOST_LOOKED_FOR = LOOKED_FOR
    asyncio.run(_import_libraries())
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        order = json.loads(line)
        child = os.fork()
        if child == 0:
            os.close(0)
            try:
                asyncio.run(KINDS[order["kind"]](order))
            except BaseException:  # noqa: BLE001 -- of whatever kind, somebody is to read it
                traceback.print_exc()
            finally:
                os._exit(1)
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()


async def _import_libraries() -> None:
    """Import what channels and the ledger need, by using each once on nothing."""
    nowhere, payload = json.loads(sys.argv[2]), Payload("nothing", "en")
    for name in json.loads(sys.argv[1]):
        channel = channels.connect(name, nowhere)
        with contextlib.suppress(LookupError):
            await channel.find(payload, datetime.now(UTC))
        await channel.publish(payload, (), {}, "")
        await channel.close()
    with tempfile.TemporaryDirectory() as folder:
        store = open_ledger(f"sqlite:///{folder}/ledger.sqlite", NAME, Kind.SANDBOX)
        await store.claim(datetime.now(UTC), "nobody", "x")
        await store.close()


if __name__ == "__main__":
    main()
