"""A process that has everything imported, and forks workers: starting anew takes seconds.

``python -m scripts.chaos.nursery`` reads one order a line from standard input and answers each
with a process id. An order says what the worker is and where it dies.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from campaign import channels
from campaign.core.errors import EnvironmentFailure
from campaign.core.ledger_kind import Kind
from campaign.core.outcomes import Published
from campaign.services.patience import Backoff, Patience
from campaign.services.publishing import Publisher
from campaign.services.reach import Reach
from campaign.store.opening import Limits, open_ledger
from campaign.wiring.clocks import SystemClock
from scripts.chaos.crashing import CrashingChannel, CrashingLedger, Fuse
from scripts.chaos.folder import NAME

if TYPE_CHECKING:
    from campaign.ports.channels import Channel
    from campaign.ports.ledger import Ledger

LEASE = 1.0
SETTLING = 0.5
IDLE = 0.03
YEARS = 1e9
"""Nobody is asked about what is late here: there is nobody."""
PATIENCE = Patience(ask_after=YEARS, renew=LEASE / 3, backoff=Backoff(0.2, 1.0))
TRIES = 30
"""A delivery may be tried so often: a kill after each try must not leave it to a person."""
MOST = 100_000
"""So many posts may leave by one channel within an hour: all of them."""
NAIVE_TRIES = 5


def connect(order: dict[str, Any], fuse: Fuse) -> dict[str, Channel]:
    """Return the channels of an order, each with a fuse, settling in half a second."""
    clock = clock_of(order)
    connected: dict[str, Channel] = {}
    for name in order["channels"]:
        channel = channels.connect(name, order["settings"], clock.now)
        sheet = replace(channel.sheet, settling=SETTLING)
        connected[name] = cast("Channel", CrashingChannel(channel, sheet, fuse))
    return connected


def clock_of(order: dict[str, Any]) -> SystemClock:
    """Return the campaign's clock, so many seconds off the real one."""
    return SystemClock(datetime.now(UTC) + timedelta(seconds=order["offset"]))


async def publish(order: dict[str, Any]) -> None:
    """Publish what the ledger says is due, until killed."""
    fuse = Fuse(**order["fuse"])
    store = open_ledger(order["ledger"], NAME, Kind.SANDBOX, Limits(LEASE, TRIES, MOST))
    ledger = cast("Ledger", CrashingLedger(store, fuse))
    owner = f"worker-{os.getpid()}"
    reach = Reach(ledger, connect(order, fuse), clock_of(order), owner, patience=PATIENCE)
    publisher = Publisher(reach)
    _at_work(order)
    while True:
        try:
            done = await publisher.work()
        except EnvironmentFailure:
            done = 0
        if not done:
            await asyncio.sleep(IDLE)


async def publish_naively(order: dict[str, Any]) -> None:
    """Send one after the other, again on any error, and note what is done afterwards."""
    from campaign.core.deliveries import Payload  # noqa: PLC0415

    accounts = connect(order, Fuse(**order["fuse"]))
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
    for name in json.loads(sys.argv[1]):
        _import_libraries(name)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        order = json.loads(line)
        child = os.fork()
        if child == 0:
            os.close(0)
            try:
                asyncio.run(KINDS[order["kind"]](order))
            finally:
                os._exit(1)
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()


def _import_libraries(name: str) -> None:
    """Import what a channel needs by connecting it once to nowhere."""
    nowhere = json.loads(sys.argv[2])
    asyncio.run(channels.connect(name, nowhere).close())


if __name__ == "__main__":
    main()
