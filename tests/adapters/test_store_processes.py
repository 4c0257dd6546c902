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
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from campaign.core.deliveries import State
from campaign.core.ledger_kind import Kind
from campaign.store.opening import Limits, Store, open_ledger
from tests.adapters.store_child import CHANNELS
from tests.contracts.ledger_values import NOW, change, new

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[2]


@pytest.fixture
def url(tmp_path: Path) -> str:
    """Return the address of a ledger that is not there yet."""
    return f"sqlite:///{tmp_path / 'ledger.sqlite'}"


@pytest.fixture
def child(url: str) -> Callable[..., subprocess.Popen[str]]:
    """Return what starts another process on the ledger."""

    def start(mode: str, name: str = "hijo") -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "tests.adapters.store_child", mode, url, name],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    return start


def opened(url: str, lease: float = 15.0) -> Store:
    """Open the ledger in this process."""
    return open_ledger(url, "prueba", Kind.SANDBOX, Limits(lease), trusted=True)


def sound(url: str) -> bool:
    """Tell whether the database is whole."""
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
        (checked,) = connection.execute("PRAGMA integrity_check").fetchone()
        return bool(checked == "ok")


async def test_two_processes_claim_each_delivery_once(
    url: str, child: Callable[..., subprocess.Popen[str]]
) -> None:
    store = opened(url)
    rows = [new(f"a/{n}", channel) for n in range(40) for channel in CHANNELS]
    await store.apply(change(insert=rows))
    workers = [child("publish", f"w{n}") for n in range(2)]
    for worker in workers:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "ready\n"
    said = [worker.communicate("go\n", timeout=60)[0].split("\n") for worker in workers]
    claimed = Counter(line for lines in said for line in lines if line.startswith("claimed"))
    assert claimed == Counter(f"claimed {row.key}" for row in rows)
    assert {d.state for d in (await store.snapshot()).deliveries} == {State.PUBLISHED}
    await store.close()


@pytest.mark.parametrize("seed", range(3))
async def test_a_killed_publisher_loses_nothing_it_was_told(
    url: str, child: Callable[..., subprocess.Popen[str]], seed: int
) -> None:
    store = opened(url, lease=0.0)
    rows = [new(f"a/{n}", channel) for n in range(60) for channel in CHANNELS]
    await store.apply(change(insert=rows))
    await store.close()
    worker = child("publish")
    assert worker.stdin is not None
    assert worker.stdout is not None
    assert worker.stdout.readline() == "ready\n"
    worker.stdin.write("go\n")
    worker.stdin.flush()
    said = [worker.stdout.readline().strip() for _ in range(random.Random(seed).randrange(9, 60))]  # noqa: S311
    worker.send_signal(signal.SIGKILL)
    said += worker.communicate()[0].split("\n")[:-1]
    assert sound(url)
    store = opened(url)
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
async def test_every_acknowledged_write_survives_a_kill(
    url: str, child: Callable[..., subprocess.Popen[str]], seed: int
) -> None:
    writer = child("write", f"k{seed}")
    assert writer.stdout is not None
    assert writer.stdout.readline() == "ready\n"
    said = [writer.stdout.readline().strip()]
    await asyncio.sleep(random.Random(seed).uniform(0.05, 0.4))  # noqa: S311
    writer.send_signal(signal.SIGKILL)
    said += writer.communicate()[0].split("\n")[:-1]
    assert sound(url)
    store = opened(url)
    there = {str(d.key) for d in (await store.snapshot()).deliveries}
    assert len(said) > 8
    assert set(said) <= there
    await store.close()


async def test_sign_ups_in_flight_survive_a_kill(
    url: str, child: Callable[..., subprocess.Popen[str]]
) -> None:
    bot = child("receive")
    assert bot.stdout is not None
    said = [bot.stdout.readline().strip() for _ in range(11)]
    bot.send_signal(signal.SIGKILL)
    bot.communicate()
    assert sorted(said[1:], key=int) == [str(n) for n in range(10)]
    store = opened(url)
    handled = {a.chat - 100 for a in await store.seated("panel-1")}
    waiting = {i.update_id for i in await store.pending()}
    assert handled | waiting == set(range(10))
    assert not handled & waiting
    await store.close()


async def test_a_full_disk_loses_no_publication(
    url: str, child: Callable[..., subprocess.Popen[str]]
) -> None:
    store = opened(url)
    rows = [new("a/1"), new("a/2"), new("a/1", "mastodon"), new("a/1", "telegram")]
    await store.apply(change(insert=rows))
    await store.close()
    said = child("without-room").communicate(timeout=60)[0].split()
    assert said == ["recorded", *["error.ledger-failed"] * 4, "readable"]
    assert sound(url)
    store = opened(url)
    states = {str(d.key): d.state for d in (await store.snapshot()).deliveries}
    assert states == {
        "a/1/x/1": State.PUBLISHED,
        "a/2/x/1": State.PLANNED,
        "a/1/mastodon/1": State.SENDING,
        "a/1/telegram/1": State.PLANNED,
    }
    assert (await store.last_receipt("x")) is not None
    last = (await store.history("a/1/x/1"))[-1]
    assert last.reason is not None
    assert (last.move, last.reason.id) == ("publish", "from-journal")
    await store.close()
    again = opened(url)
    assert len(await again.history("a/1/x/1")) == 3
    assert await again.claim(NOW, "w", "x") is not None
    await again.close()
