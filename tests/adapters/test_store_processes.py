"""Several processes on one ledger, and processes killed in the middle of their work."""

from __future__ import annotations

import asyncio
import random
import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from campaign.core.deliveries import State
from campaign.core.ledger_kind import Kind
from campaign.store.opening import Limits, Store, open_ledger
from tests.adapters.store_child import CHANNELS
from tests.contracts.ledger_values import NOW, change, new

if TYPE_CHECKING:
    from campaign.testing.postgres import PostgresServer

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Place:
    """Where a ledger is that is not there yet, and what lies beside it."""

    url: str
    kept: Path


@pytest.fixture
def file(tmp_path: Path) -> Place:
    """Return a place in a file."""
    return Place(f"sqlite:///{tmp_path / 'ledger.sqlite'}", tmp_path)


@pytest.fixture(params=["file", "server"])
def place(request: pytest.FixtureRequest, file: Place) -> Place:
    """Return a place in a file, then one on a server."""
    if request.param == "file":
        return file
    server: PostgresServer = request.getfixturevalue("postgres")
    return Place(server.new_database(), file.kept)


def child(place: Place, mode: str, name: str = "hijo") -> subprocess.Popen[str]:
    """Start another process on the ledger."""
    told = [mode, place.url, name, str(place.kept)]
    return subprocess.Popen(
        [sys.executable, "-m", "tests.adapters.store_child", *told],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def opened(place: Place, lease: float = 15.0) -> Store:
    """Open the ledger in this process."""
    limits = Limits(lease)
    return open_ledger(place.url, "prueba", Kind.SANDBOX, limits, trusted=True, kept=place.kept)


def sound(place: Place) -> bool:
    """Tell whether the database is whole, as far as a file can be asked."""
    url = place.url
    if not url.startswith("sqlite:"):
        return True
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
        (checked,) = connection.execute("PRAGMA integrity_check").fetchone()
        return bool(checked == "ok")


async def test_two_processes_claim_each_delivery_once(place: Place) -> None:
    store = opened(place)
    rows = [new(f"a/{n}", channel) for n in range(40) for channel in CHANNELS]
    await store.apply(change(insert=rows))
    workers = [child(place, "publish", f"w{n}") for n in range(2)]
    for worker in workers:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "ready\n"
    said = [worker.communicate("go\n", timeout=60)[0].split("\n") for worker in workers]
    claimed = Counter(line for lines in said for line in lines if line.startswith("claimed"))
    assert claimed == Counter(f"claimed {row.key}" for row in rows)
    assert {d.state for d in (await store.snapshot()).deliveries} == {State.PUBLISHED}
    await store.close()


@pytest.mark.parametrize("seed", range(3))
async def test_a_killed_publisher_loses_nothing_it_was_told(place: Place, seed: int) -> None:
    store = opened(place, lease=0.0)
    rows = [new(f"a/{n}", channel) for n in range(60) for channel in CHANNELS]
    await store.apply(change(insert=rows))
    await store.close()
    worker = child(place, "publish")
    assert worker.stdin is not None
    assert worker.stdout is not None
    assert worker.stdout.readline() == "ready\n"
    worker.stdin.write("go\n")
    worker.stdin.flush()
    said = [worker.stdout.readline().strip() for _ in range(random.Random(seed).randrange(9, 60))]  # noqa: S311
    worker.send_signal(signal.SIGKILL)
    said += worker.communicate()[0].split("\n")[:-1]
    assert sound(place)
    store = opened(place)
    states = {str(d.key): d.state for d in (await store.snapshot()).deliveries}
    for line in said:
        word, key = line.split(" ")
        allowed = {State.PUBLISHED} if word == "settled" else {State.PUBLISHED, State.SENDING}
        assert states[key] in allowed, line
    in_flight = [key for key, state in states.items() if state is State.SENDING]
    assert len(in_flight) <= len(CHANNELS)
    assert (await store.snapshot()).trusted
    await store.close()


@pytest.mark.parametrize("seed", range(3))
async def test_every_acknowledged_write_survives_a_kill(place: Place, seed: int) -> None:
    writer = child(place, "write", f"k{seed}")
    assert writer.stdout is not None
    assert writer.stdout.readline() == "ready\n"
    said = [writer.stdout.readline().strip() for _ in range(9)]
    await asyncio.sleep(random.Random(seed).uniform(0, 0.3))  # noqa: S311
    writer.send_signal(signal.SIGKILL)
    said += writer.communicate()[0].split("\n")[:-1]
    assert all(said)
    assert sound(place)
    store = opened(place)
    there = {str(d.key) for d in (await store.snapshot()).deliveries}
    assert set(said) <= there
    await store.close()


async def test_sign_ups_in_flight_survive_a_kill(place: Place) -> None:
    bot = child(place, "receive")
    assert bot.stdout is not None
    said = [bot.stdout.readline().strip() for _ in range(11)]
    bot.send_signal(signal.SIGKILL)
    bot.communicate()
    assert sorted(said[1:], key=int) == [str(n) for n in range(10)]
    store = opened(place)
    handled = {a.chat - 100 for a in await store.seated("panel-1")}
    waiting = {i.update_id for i in await store.pending()}
    assert handled | waiting == set(range(10))
    assert not handled & waiting
    await store.close()


async def test_a_full_disk_loses_no_publication(file: Place) -> None:
    store = opened(file)
    rows = [new("a/1"), new("a/2"), new("a/1", "mastodon"), new("a/1", "telegram")]
    await store.apply(change(insert=rows))
    await store.close()
    said = child(file, "without-room").communicate(timeout=60)[0].split()
    assert said == ["recorded", *["error.ledger-failed"] * 4, "readable"]
    assert sound(file)
    store = opened(file)
    found = (await store.snapshot()).deliveries
    states = {str(d.key): d.state for d in found}
    assert states == {
        "a/1/x/1": State.PUBLISHED,
        "a/2/x/1": State.PLANNED,
        "a/1/mastodon/1": State.SENDING,
        "a/1/telegram/1": State.PLANNED,
    }
    assert [str(d.key) for d in found if d.receipt is not None] == ["a/1/x/1"]
    last = (await store.history("a/1/x/1"))[-1]
    assert last.reason is not None
    assert (last.move, last.reason.id) == ("publish", "from-journal")
    await store.close()
    again = opened(file)
    assert len(await again.history("a/1/x/1")) == 3
    assert await again.claim(NOW, "w", "x") is not None
    await again.close()
