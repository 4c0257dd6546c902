"""Claiming and marking on a durable ledger, eight in flight, beside bare sqlite3 doing as much."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from campaign.core.deliveries import Key, Payload, Receipt, State
from campaign.core.ledger_kind import Kind
from campaign.core.life import Move
from campaign.ports.ledger import LedgerChange, NewDelivery, Step
from campaign.store.opening import Limits, open_ledger
from scripts.bench.figures import Figure
from scripts.bench.processes import BenchFailed

if TYPE_CHECKING:
    from campaign.store.opening import Store

IN_FLIGHT = 8
CHANNELS = tuple(f"c{number}" for number in range(IN_FLIGHT))
EACH = 100
ROUNDS = 5
NOW = datetime(2031, 5, 7, 13, 30, tzinfo=UTC)
LIMITS = Limits(per_hour=1_000_000)
_BARE = """
CREATE TABLE delivery (
    id INTEGER PRIMARY KEY, channel TEXT, due TEXT, state TEXT, fence INTEGER, remote_id TEXT
);
CREATE INDEX claimable ON delivery (channel, due) WHERE state = 'planned';
"""
_CLAIM = """
UPDATE delivery SET state = 'sending', fence = fence + 1 WHERE id = (
    SELECT id FROM delivery WHERE state = 'planned' AND channel = ? ORDER BY due, id LIMIT 1
) RETURNING id, fence
"""
_MARK = "UPDATE delivery SET state = 'published', remote_id = ? WHERE id = ? AND fence = ?"


def ledger() -> list[Figure]:
    """Measure a pair of claim and mark; ours with attempt, history, fence and lease."""
    rounds = [(_ours(), _bare()) for _ in range(ROUNDS)]
    ours = median(one for one, _ in rounds)
    bare = median(other for _, other in rounds)
    goal = 1 / 0.8
    return [Figure("ledger-pair", ours, "ms", goal, "sqlite3, synchronous=FULL", bare)]


def _ours() -> float:
    with TemporaryDirectory() as folder:
        return asyncio.run(claim_and_mark(f"sqlite:///{Path(folder) / 'ledger.sqlite'}"))


async def claim_and_mark(url: str, kept: Path | None = None) -> float:
    """Return what a claim and its mark take, in ms; ``kept`` is for what is beside a server's."""
    store = open_ledger(url, "bench", Kind.REAL, LIMITS, trusted=True, kept=kept)
    try:
        return await pairs(store, EACH)
    finally:
        await store.close()


async def pairs(store: Store, each: int) -> float:
    """Return what a claim and its mark take, in ms, with so many due on each channel."""
    await store.apply(LedgerChange(NOW, "bench", insert=[*map(_planned, range(IN_FLIGHT * each))]))
    begin = time.perf_counter()
    done = await asyncio.gather(*(_channel(store, name) for name in CHANNELS))
    seconds = time.perf_counter() - begin
    if sum(done) != IN_FLIGHT * each:
        msg = f"{sum(done)} deliveries were claimed instead of {IN_FLIGHT * each}"
        raise BenchFailed(msg)
    return seconds / sum(done) * 1000


def _planned(number: int) -> NewDelivery:
    key = Key(f"post-{number}", f"c{number % IN_FLIGHT}", 1)
    due = NOW - timedelta(minutes=5) + timedelta(milliseconds=number)
    text = Payload(f"Dato número {number} de la serie.", "es")
    return NewDelivery(
        key, 1, f"post-{number}", "Dato", None, State.PLANNED, due, None, None, text, "in"
    )


async def _channel(store: Store, channel: str) -> int:
    """Publish all of a channel; return how many that were."""
    done = 0
    while (claim := await store.claim(NOW, "bench", channel)) is not None:
        receipt = Receipt(f"remote-{claim.delivery.id}", None, NOW)
        changes = {"receipt": receipt}
        step = Step(claim.delivery.id, claim.fence, Move.PUBLISH, by="bench", changes=changes)
        await store.settle(claim, step, at=NOW)
        done += 1
    return done


def _bare() -> float:
    """Claim and mark as plainly as can be, one after the other, each durable."""
    with (
        TemporaryDirectory() as folder,
        closing(sqlite3.connect(Path(folder) / "bare.sqlite", isolation_level=None)) as connection,
    ):
        for pragma in ("journal_mode = WAL", "synchronous = FULL"):
            connection.execute(f"PRAGMA {pragma}")
        connection.executescript(_BARE)
        rows = [(f"c{n % IN_FLIGHT}", f"{n:09}") for n in range(IN_FLIGHT * EACH)]
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(
            "INSERT INTO delivery (channel, due, state, fence) VALUES (?, ?, 'planned', 0)", rows
        )
        connection.execute("COMMIT")
        begin = time.perf_counter()
        for number in range(IN_FLIGHT * EACH):
            _pair(connection, f"c{number % IN_FLIGHT}")
        return (time.perf_counter() - begin) / (IN_FLIGHT * EACH) * 1000


def _pair(connection: sqlite3.Connection, channel: str) -> None:
    connection.execute("BEGIN IMMEDIATE")
    number, fence = connection.execute(_CLAIM, (channel,)).fetchone()
    connection.execute("COMMIT")
    connection.execute("BEGIN IMMEDIATE")
    connection.execute(_MARK, (f"remote-{number}", number, fence))
    connection.execute("COMMIT")
