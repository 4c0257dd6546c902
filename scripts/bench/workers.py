"""Several workers on one PostgreSQL database: publications a second, and what the ledger costs,
beside Procrastinate's jobs that do nothing, on the same server in the same run.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from campaign.core.deliveries import Key, Payload, State
from campaign.core.ledger_kind import Kind
from campaign.ports.ledger import LedgerChange, NewDelivery
from campaign.store.opening import open_ledger
from campaign.testing.postgres import PostgresServer, programs, server_folder
from scripts.bench import ledgers
from scripts.bench.figures import Figure
from scripts.bench.own_worker import CAMPAIGN, LIMITS, names
from scripts.bench.peer_programs import PEERS, peer_python
from scripts.bench.processes import BenchFailed
from scripts.bench.talking import process_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

WORKERS = (1, 2, 4)
CHANNELS = 8
EACH = 60
JOBS = 600
ROUNDS = 3
LOOK = 0.02
PATIENCE = 120.0
PEER = "Procrastinate, jobs that do nothing"
_LEFT = "SELECT count(*) FROM delivery WHERE state <> 'published'"


def workers() -> list[Figure]:
    """Measure in turns; return the figures."""
    rates: dict[int, list[float]] = {count: [] for count in WORKERS}
    pairs, jobs = [], []
    with server_of_the_bench() as server:
        for _ in range(ROUNDS):
            for count, found in rates.items():
                found.append(_publications(server, count))
            pairs.append(_pair(server))
            jobs += _jobs(server)
    peer = median(jobs) if jobs else None
    takes = None if peer is None else 1_000 / peer
    return [
        *(
            Figure(f"publications-{count}", median(found), "/s", None, PEER, peer)
            for count, found in rates.items()
        ),
        Figure("server-ledger-pair", median(pairs), "ms", takes and 1 / 3, PEER, takes),
    ]


@contextmanager
def server_of_the_bench() -> Iterator[PostgresServer]:
    """Run a server that writes to the disk; raises :class:`BenchFailed` where none is installed."""
    found = programs()
    if found is None:
        msg = "no PostgreSQL server is installed here"
        raise BenchFailed(msg)
    server = PostgresServer(server_folder(), found, durable=True)
    try:
        yield server
    finally:
        server.close()


def _publications(server: PostgresServer, count: int) -> float:
    """Return how many publications a second so many workers bring out together."""
    url = server.new_database()
    asyncio.run(_load(url))
    command = [sys.executable, "-m", "scripts.bench.own_worker", url, str(CHANNELS)]
    with ExitStack() as stack:
        at_work = [stack.enter_context(process_of(command, subprocess.PIPE)) for _ in range(count)]
        _each_says_it_is_ready(at_work)
        begin = time.perf_counter()
        for worker in at_work:
            _tell(worker, "go")
        database = url.rpartition("/")[2]
        while server.ask(_LEFT, database) != [(0,)]:
            if time.perf_counter() - begin > PATIENCE:
                msg = f"{count} workers were not done in {PATIENCE:.0f} s"
                raise BenchFailed(msg)
            time.sleep(LOOK)
        return CHANNELS * EACH / (time.perf_counter() - begin)


def _each_says_it_is_ready(at_work: Sequence[subprocess.Popen[str]]) -> None:
    for worker in at_work:
        said = worker.stdout.readline() if worker.stdout else ""
        if said != "ready\n":
            msg = f"a worker did not begin: {said}"
            raise BenchFailed(msg)


def _tell(worker: subprocess.Popen[str], line: str) -> None:
    if worker.stdin is not None:
        worker.stdin.write(f"{line}\n")
        worker.stdin.flush()


async def _load(url: str) -> None:
    due = datetime.now(UTC) - timedelta(minutes=1)
    with TemporaryDirectory() as kept:
        store = open_ledger(url, CAMPAIGN, Kind.REAL, LIMITS, trusted=True, kept=Path(kept))
        planned = [
            _planned(number, channel, due) for channel in names(CHANNELS) for number in range(EACH)
        ]
        await store.apply(LedgerChange(due, CAMPAIGN, insert=planned))
        await store.close()


def _planned(number: int, channel: str, due: datetime) -> NewDelivery:
    text = Payload(f"Dato número {number} de la serie.", "es")
    at = due + timedelta(milliseconds=number)
    return NewDelivery(
        Key(f"post-{number}", channel, 1), 1, f"post-{number}", "Dato", None, State.PLANNED, at,
        None, None, text, "in",
    )  # fmt: skip


def _pair(server: PostgresServer) -> float:
    """Return what a claim and its mark take, in ms, eight in flight."""
    with TemporaryDirectory() as kept:
        return asyncio.run(ledgers.claim_and_mark(server.new_database(), Path(kept)))


def _jobs(server: PostgresServer) -> list[float]:
    """Return how many jobs a second the peer does; nothing where it cannot be installed."""
    python = peer_python("procrastinate")
    if python is None:
        return []
    script = str(PEERS / "procrastinate_jobs.py")
    command = [python, script, server.new_database(), str(JOBS), str(CHANNELS)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)  # noqa: S603
    if done.returncode:
        raise BenchFailed(done.stderr[-600:])
    return [float(done.stdout)]
