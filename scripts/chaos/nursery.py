"""A process that has everything imported, and forks workers: starting anew takes seconds.

``python -m scripts.chaos.nursery`` reads one order a line from standard input and answers each
with a process id. An order says what the worker is and where it dies.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import importlib
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
from campaign.channels.support import forwards
from campaign.core.deliveries import Payload
from campaign.core.errors import EnvironmentFailure
from campaign.core.ledger_kind import Kind
from campaign.core.outcomes import Published
from campaign.services import remembering
from campaign.services.publishing import Publisher
from campaign.services.reach import Reach
from campaign.store.opening import Limits, open_ledger
from campaign.wiring.clocks import SystemClock
from scripts.chaos.blind import offer
from scripts.chaos.crashing import CrashingChannel, CrashingLedger, Scene
from scripts.chaos.folder import NAME
from scripts.chaos.fuses import Fuses
from scripts.chaos.kinds import NAIVE, PUBLISHER, WHOLE
from scripts.chaos.lives import LEASE, MOST, PATIENCE, SETTLING, TRIES, at_work

if TYPE_CHECKING:
    from campaign.ports.channels import Channel
    from campaign.ports.ledger import Ledger

IDLE = 0.25
LOOKED_FOR = 1
"""So many overdue posts of a channel are looked for at each start: there are very many starts."""
GAP = 4
"""So many ids without a message in a row are no gap here: nothing is deleted from a channel."""
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
    at_work(order)
    parent = os.getppid()
    while os.getppid() == parent:  # who outlives the nursery works for nobody
        try:
            done = await publisher.work()
        except EnvironmentFailure:
            done = 0
        if not done:
            await asyncio.sleep(IDLE)


async def publish_naively(order: dict[str, Any]) -> None:
    """Send one after the other, again on any error, and note what is done afterwards."""
    accounts = connect(order, Fuses.of(order), Scene())
    done = Path(order["folder"]) / "naive.txt"
    at_work(order)
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


def _noted(done: Path, name: str, text: str) -> bool:
    return done.exists() and f"{name}\t{text}\n" in done.read_text(encoding="utf-8")


def _note(done: Path, name: str, text: str) -> None:
    with done.open("a", encoding="utf-8") as notes:
        notes.write(f"{name}\t{text}\n")


def live(order: dict[str, Any]) -> None:
    """Be the worker that was ordered, until killed."""
    if order["kind"] == WHOLE:
        whole().run(order)
    else:
        asyncio.run({PUBLISHER: publish, NAIVE: publish_naively}[order["kind"]](order))


@cache
def whole() -> Any:
    """Return what runs the whole program, with everything imported that it needs."""
    found = importlib.import_module("scripts.chaos.whole")
    gc.freeze()
    return found


def main() -> None:
    """Fork a worker for every order; the dead are buried by the system."""
    offer()
    ssl.create_default_context = cache(ssl.create_default_context)  # every life's is the same
    remembering.MOST_LOOKED_FOR = LOOKED_FOR
    forwards.GAP = GAP
    asyncio.run(_import_libraries())
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        order = json.loads(line)
        if order["kind"] == WHOLE:
            whole()
        child = os.fork()
        if child == 0:
            os.close(0)
            try:
                live(order)
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
