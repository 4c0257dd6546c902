"""A campaign in numbers, over real HTTP and as Prometheus' own reader understands them."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import httpx
import psycopg
from prometheus_client.parser import text_string_to_metric_families

from campaign.bot.gate import Gate
from campaign.core.errors import LedgerFailed
from campaign.core.ledger_kind import Kind
from campaign.ports.circuits import Stop
from campaign.ports.messages import Message, Priority
from campaign.store.opening import open_ledger
from campaign.web.front import Front
from campaign.web.health import Health
from campaign.web.metrics import Metrics
from campaign.wiring.places import FREE
from tests.contracts.ledger_values import NOW, change, new, publish_next
from tests.contracts.people_contract import effects

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import datetime
    from pathlib import Path

    from campaign.ports.observing import Observation
    from campaign.store.opening import Store
    from campaign.testing.postgres import PostgresServer

NAME = "agua"


@dataclass
class Clock:
    """Stands still until it is set."""

    seconds: float = 100.0

    def now(self) -> datetime:
        """Return the instant around which everything is due."""
        return NOW

    def elapsed(self) -> float:
        """Return what was set."""
        return self.seconds


@dataclass
class Watched:
    """A campaign that is looked at: its store, and what counts in this process."""

    store: Store
    health: Health
    metrics: Metrics
    clock: Clock
    http: httpx.AsyncClient

    async def numbers(self) -> dict[tuple[str, ...], float]:
        """Return each number by its name and labels, without that of the campaign."""
        found = await self.http.get("/metrics")
        assert found.status_code == 200
        told = {}
        for family in text_string_to_metric_families(found.text):
            for sample in family.samples:
                assert sample.labels.pop("campaign") == NAME
                told[(sample.name, *sample.labels.values())] = sample.value
        return told


@asynccontextmanager
async def watched(folder: Path, url: str | None = None) -> AsyncIterator[Watched]:
    url = url or f"sqlite:///{folder / 'ledger.sqlite'}"
    store = open_ledger(url, NAME, Kind.SANDBOX, trusted=True, kept=folder)
    clock, front = Clock(), Front(FREE)
    health = Health(clock, store.mark)
    metrics = Metrics(NAME, store, clock, health)
    try:
        async with (
            front.showing(metrics.routes()),
            httpx.AsyncClient(base_url=front.address, trust_env=False, timeout=60) as client,
        ):
            yield Watched(store, health, metrics, clock, client)
    finally:
        await store.close()


async def test_the_ledger_is_told_in_numbers(tmp_path: Path) -> None:
    async with watched(tmp_path) as at:
        later = new("clip/1", due=NOW + timedelta(minutes=1))
        waiting = new("clip/2", "mastodon", due=NOW - timedelta(minutes=30))
        await at.store.apply(change(insert=[new(), later, waiting]))
        assert await publish_next(at.store, "x")
        await at.store.shut("mastodon", Stop("credentials"))
        await at.store.handle(effects(1, 7, sign_up=("pozos",)))
        await at.store.enqueue([Message(7, "aviso", Priority.NOTICE)])
        told = await at.numbers()
    assert (
        told.items()
        >= {
            ("pregonero_deliveries", "x", "published"): 1,
            ("pregonero_deliveries", "x", "planned"): 1,
            ("pregonero_deliveries", "mastodon", "planned"): 1,
            ("pregonero_due", "mastodon"): 1,
            ("pregonero_due_age_seconds", "mastodon"): 1800,
            ("pregonero_sends_total", "x", "publish"): 1,
            ("pregonero_channel", "mastodon", "stopped"): 1,
            ("pregonero_channel", "mastodon", "open"): 0,
            ("pregonero_sign_ups", "pozos", "seated"): 1,
            ("pregonero_outbox", "notice"): 1,
            ("pregonero_inbox",): 0,
            ("pregonero_questions",): 0,
            ("pregonero_trusted",): 1,
            ("pregonero_held",): 0,
        }.items()
    )
    assert not [name for name in told if name[0] == "pregonero_late"], "a stopped channel holds it"


async def test_what_nothing_holds_back_is_late(tmp_path: Path) -> None:
    async with watched(tmp_path) as at:
        due = [new(), new("clip/1", due=NOW - timedelta(seconds=119))]
        await at.store.apply(change(insert=due))
        told = await at.numbers()
    assert (told["pregonero_due", "x"], told["pregonero_late", "x"]) == (2, 1)


async def test_an_alarm_that_rang_has_an_age(tmp_path: Path) -> None:
    async with watched(tmp_path) as at:
        assert ("pregonero_alarm_age_seconds",) not in await at.numbers()
        await at.health.beat()
        at.clock.seconds += 42
        assert (await at.numbers())[("pregonero_alarm_age_seconds",)] == 42


async def test_waits_for_the_bots_turn_are_counted(tmp_path: Path) -> None:
    async with watched(tmp_path) as at:

        async def sleep(seconds: float) -> None:
            at.clock.seconds += seconds

        gate = Gate(at.clock.elapsed, sleep=sleep, waited=at.metrics.waited)
        for _ in range(2):
            async with gate.turn_of(7, urgent=True):
                pass
        async with gate.turn_of(7):
            pass
        told = await at.numbers()
    name = "pregonero_bot_wait_seconds"
    assert told[f"{name}_count", "yes"] == 2
    assert told[f"{name}_bucket", "0.01", "yes"] == 1
    assert told[f"{name}_sum", "yes"] == 1.0, "a second between two messages to one chat"
    assert told[f"{name}_count", "no"] == 1


class Unreachable:
    """A ledger that is not there now."""

    async def observe(self, now: datetime, since: datetime) -> Observation:  # noqa: ARG002
        """Fail."""
        raise LedgerFailed(where="postgresql://db.example.org/agua", detail="timeout")


async def test_no_number_is_told_where_the_ledger_does_not_answer(tmp_path: Path) -> None:
    async with watched(tmp_path) as at:
        front = Front(FREE)
        metrics = Metrics(NAME, Unreachable(), at.clock, at.health)
        async with front.showing(metrics.routes()):
            found = await at.http.get(f"{front.address}/metrics")
    assert found.status_code == 503
    assert "pregonero_" not in found.text
    assert "example.org" not in found.text


async def test_who_looks_does_not_wait_for_a_table_that_somebody_keeps(
    tmp_path: Path, postgres: PostgresServer
) -> None:
    """As ``pg_restore`` does: a lock is waited for longer by whoever has work to do."""
    url = postgres.new_database()
    async with watched(tmp_path, url) as at:
        assert (await at.numbers())["pregonero_inbox",] == 0
        with closing(psycopg.connect(url)) as keeper:
            keeper.execute("LOCK TABLE inbox")
            async with asyncio.timeout(8):
                found = await at.http.get("/metrics")
        assert (found.status_code, found.text) == (503, "the ledger is busy\n")
        assert (await at.numbers())["pregonero_inbox",] == 0
