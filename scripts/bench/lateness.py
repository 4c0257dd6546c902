"""How late posts leave: from the due instant to the first byte of the request, and how long the
loop stands still with ten thousand due at once; APScheduler alone in the same run.
"""

from __future__ import annotations

import asyncio
import json
import threading
import time
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from campaign.channels import connect
from campaign.core.deliveries import Key, Payload, State
from campaign.core.ledger_kind import Kind
from campaign.engines.embedded import Embedded
from campaign.ports.ledger import LedgerChange, NewDelivery
from campaign.services.publishing import Publisher
from campaign.services.reach import Reach
from campaign.store.opening import Limits, open_ledger
from campaign.wiring.clocks import SystemClock
from scripts.bench.figures import Figure
from scripts.bench.processes import BenchFailed

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Mapping, Sequence

POSTS = 100
APART = timedelta(milliseconds=200)
CROWD = 10_000
DRAIN_SECONDS = 10.0
ANSWER_SECONDS = 0.05
"""How long the emulated account takes for a post: its own rate is twenty in a second."""
LOOK = 0.002
SETTINGS = ("X_CONSUMER_KEY", "X_CONSUMER_SECRET", "X_ACCESS_TOKEN", "X_ACCESS_SECRET")


class Account:
    """A server that notes when the first byte of each request came, and takes every post."""

    def __init__(self, answer_seconds: float) -> None:
        self.came: dict[str, float] = {}
        self._answer_seconds = answer_seconds
        self._numbers = count(1)
        self.began = threading.Event()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of one connection."""
        try:
            while first := await reader.read(1):
                now = time.time()
                head = first + await reader.readuntil(b"\r\n\r\n")
                body = await reader.readexactly(_length(head))
                if head.startswith(b"POST"):
                    await self._take(writer, json.loads(body)["text"], now)
                else:  # a look at what is there: nothing
                    data = {"data": {"id": "1", "name": "b", "username": "b"}}
                    await _answer(writer, "200 OK", data if b"/me" in head else {"meta": {}})
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def _take(self, writer: asyncio.StreamWriter, text: str, now: float) -> None:
        self.came[text] = now
        self.began.set()
        await asyncio.sleep(self._answer_seconds)
        told = {"data": {"id": str(next(self._numbers)), "text": text}}
        await _answer(writer, "201 Created", told)


async def _answer(writer: asyncio.StreamWriter, status: str, told: Mapping[str, object]) -> None:
    body = json.dumps(told).encode()
    head = f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
    writer.write(f"{head}\r\n\r\n".encode() + body)
    await writer.drain()


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.split(b":")[1])
    return 0


@contextmanager
def _serving(account: Account) -> Iterator[str]:
    """Serve an account in a thread of its own; yields its address."""
    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(asyncio.start_server(account.serve, "127.0.0.1", 0))
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def lateness() -> list[Figure]:
    """Measure an idle account, and one with a crowd."""
    account = Account(0.0)
    with _serving(account) as url:
        late = asyncio.run(_idle(account, url))
    alone = asyncio.run(_jobs(POSTS, APART))[0]
    crowded = Account(ANSWER_SECONDS)
    with _serving(crowded) as url:
        stood, sent = asyncio.run(_crowd(crowded, url))
    jobs_late, jobs_stood = asyncio.run(_jobs(CROWD, timedelta()))
    return [
        Figure("lateness-p99", _p99(late) * 1000, "ms", 50),
        Figure("lateness-p99-apscheduler", _p99(alone) * 1000, "ms"),
        Figure("crowd-loop-stands", stood * 1000, "ms", 50),
        Figure("crowd-loop-apscheduler", jobs_stood * 1000, "ms"),
        Figure("crowd-late-apscheduler", _p99(jobs_late) * 1000, "ms"),
        Figure(
            "crowd-per-post", DRAIN_SECONDS / sent, "s", 1.5, "its answer alone", ANSWER_SECONDS
        ),
    ]


async def _idle(account: Account, url: str) -> list[float]:
    first = datetime.now(UTC) + timedelta(seconds=3)
    dues = {f"Dato número {n}.": first + n * APART for n in range(POSTS)}
    async with _publishing(url, dues):
        await asyncio.sleep((first - datetime.now(UTC) + POSTS * APART).total_seconds() + 1)
    if len(account.came) != POSTS:
        msg = f"{len(account.came)} posts left instead of {POSTS}"
        raise BenchFailed(msg)
    return [came - dues[text].timestamp() for text, came in account.came.items()]


async def _crowd(account: Account, url: str) -> tuple[float, int]:
    """Return for how long the loop stood still at most, and how many posts left."""
    due = datetime.now(UTC)
    async with _publishing(url, {f"Dato número {n}.": due for n in range(CROWD)}):
        await asyncio.to_thread(account.began.wait)  # the first one pays for the start
        before = len(account.came)
        stood = await stands_still(DRAIN_SECONDS)
        return stood, len(account.came) - before


async def stands_still(seconds: float) -> float:
    """Return for how long the loop was not ours at most."""
    loop, longest = asyncio.get_running_loop(), 0.0
    end = loop.time() + seconds
    while (begin := loop.time()) < end:
        await asyncio.sleep(LOOK)
        longest = max(longest, loop.time() - begin - LOOK)
    return longest


@asynccontextmanager
async def _publishing(url: str, dues: Mapping[str, datetime]) -> AsyncIterator[None]:
    """Publish on X at an address with the embedded engine; ``dues`` maps texts to instants."""
    with TemporaryDirectory() as folder:
        path = f"sqlite:///{Path(folder) / 'ledger.sqlite'}"
        store = open_ledger(path, "bench", Kind.REAL, Limits(per_hour=CROWD), trusted=True)
        planned = [_planned(n, text, due) for n, (text, due) in enumerate(dues.items())]
        await store.apply(LedgerChange(datetime.now(UTC), "bench", insert=planned))
        clock = SystemClock()
        channel = connect("x", dict.fromkeys(SETTINGS, "secret") | {"X_API_URL": url}, clock.now)
        engine = Embedded(store, Publisher(Reach(store, {"x": channel}, clock, "bench")), clock)
        stop = asyncio.Event()
        running = asyncio.create_task(engine.run(stop))
        try:
            yield
        finally:
            stop.set()
            await running
            await channel.close()
            await store.close()


def _planned(number: int, text: str, due: datetime) -> NewDelivery:
    key = Key(f"post-{number}", "x", 1)
    payload = Payload(text, "es")
    return NewDelivery(
        key, 1, f"post-{number}", "Dato", None, State.PLANNED, due, None, None, payload, "in"
    )


async def _jobs(number: int, apart: timedelta) -> tuple[list[float], float]:
    """Let APScheduler alone run as many jobs from memory, each once at its instant; return how
    late each was, in seconds, and for how long the loop stood still at most.
    """
    scheduler, late = AsyncIOScheduler(timezone=UTC), list[float]()
    done = asyncio.Event()

    async def job(due: datetime) -> None:
        late.append((datetime.now(UTC) - due).total_seconds())
        if len(late) == number:
            done.set()

    first = datetime.now(UTC) + timedelta(seconds=3)
    for n in range(number):
        due = first + n * apart
        scheduler.add_job(job, "date", run_date=due, args=[due], misfire_grace_time=None)
    scheduler.start()
    watching = asyncio.create_task(stands_still(5.0))
    await done.wait()
    scheduler.shutdown(wait=False)
    return late, await watching


def _p99(values: Sequence[float]) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * 99 // 100)]
