"""A whole country on one database: 346 campaigns and a million attendees, and what one campaign's
work costs there, beside the same in a database that has that campaign alone.
"""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import psycopg

from campaign.core.ledger_kind import Kind
from campaign.ports.attendees import Effects, Incoming
from campaign.ports.messages import Message, Priority
from campaign.store.opening import open_ledger
from scripts.bench import ledgers
from scripts.bench.figures import Figure
from scripts.bench.workers import server_of_the_bench

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

    from campaign.store.store import Store

CAMPAIGNS = 346
ATTENDEES = 1_000_000
PANELS = 4
SIGN_UPS = 600
AT_ONCE = 50
POSTS = 40
NOW = ledgers.NOW
LIMITS = ledgers.LIMITS
OURS = "comuna"
"""The campaign that is measured; the others are of its kind."""
_FILL = (
    """INSERT INTO campaign (name, uid, kind, created, claims, trusted, plan_number)
       SELECT 'comuna-' || n, md5(n::text), kind, created, claims, trusted, plan_number
       FROM campaign, generate_series(1, %(others)s) AS n""",
    """INSERT INTO attendee (campaign_id, language, reachable, created)
       SELECT c.id, 'es', true, %(now)s FROM campaign c, generate_series(1, %(each)s)""",
    """INSERT INTO contact (campaign_id, attendee_id, chat)
       SELECT campaign_id, id, 1000000 + id FROM attendee""",
    """INSERT INTO sign_up (campaign_id, attendee_id, panel, state, at)
       SELECT campaign_id, id, 'panel-' || (1 + (id + p) %% %(panels)s), 'seated', %(now)s
       FROM attendee, generate_series(0, 1) AS p""",
    """INSERT INTO consent (campaign_id, attendee_id, purpose, version, hash, at, given)
       SELECT campaign_id, id, 'reminders', '1', repeat('a', 64), %(now)s, true FROM attendee""",
    """INSERT INTO outbox (campaign_id, chat, body, priority, once, state, attempts, forget)
       SELECT campaign_id, 1000000 + id, '{"text": "Tienes un cupo."}', 0, false, 'sent', 1, false
       FROM attendee""",
    "ANALYZE",
)


def nation() -> list[Figure]:
    """Measure one campaign alone, then among all; return the figures."""
    with server_of_the_bench() as server, TemporaryDirectory() as kept:
        alone = _measured(server.new_database(), 1, Path(kept) / "alone")
        among = _measured(server.new_database(), CAMPAIGNS, Path(kept) / "among")
    peer = "the campaign alone"
    return [
        Figure(f"nation-{name}", among[name], "ms", goal, peer, alone[name])
        for name, goal in GOALS.items()
    ]


GOALS = {"sign-up": 1.5, "reminder-queued": 1.5, "message": 1.5, "pair": 1.5, "look": 1.5}
"""How many times as long each may take there; what each is stands at :func:`_work`."""


def _measured(url: str, campaigns: int, kept: Path) -> dict[str, float]:
    kept.mkdir()
    return asyncio.run(_among(url, campaigns, kept))


async def _among(url: str, campaigns: int, kept: Path) -> dict[str, float]:
    store = open_ledger(url, OURS, Kind.REAL, LIMITS, trusted=True, kept=kept)
    told = {"now": NOW, "each": ATTENDEES // CAMPAIGNS, "panels": PANELS, "others": campaigns - 1}
    with psycopg.connect(url, autocommit=True) as server:
        for statement in _FILL:
            server.execute(statement, told)
    try:
        return await _work(store)
    finally:
        await store.close()


async def _work(store: Store) -> dict[str, float]:
    """Return what takes how many ms: a sign-up with its answer, so many at once; queueing the
    reminder of a panel for each who has a seat; handing a message out and noting that it is sent;
    a claim and its mark; and a look at what is due.
    """
    signed = await _each_of(range(SIGN_UPS), lambda n: _sign_up(store, n))
    seated = await store.seated("panel-1")
    queued = await _took(_remind(store, [one.chat for one in seated])) / len(seated)
    begin, sent = time.perf_counter(), 0
    while taken := await store.next_messages(NOW, AT_ONCE):
        await asyncio.gather(*(store.sent(one, f"m{one.id}") for one in taken))
        sent += len(taken)
    message = (time.perf_counter() - begin) * 1000 / sent
    pair = await ledgers.pairs(store, POSTS)
    looks = [await _took(_look(store)) for _ in range(50)]
    return {
        "sign-up": signed,
        "reminder-queued": queued,
        "message": message,
        "pair": pair,
        "look": sum(looks) / len(looks),
    }


async def _sign_up(store: Store, number: int) -> None:
    chat, at = 9_000_000 + number, NOW + timedelta(seconds=number)
    await store.receive([Incoming(number + 1, "{}")])
    answer = Message(chat, '{"text": "Tienes un cupo."}')
    consent = ("reminders", "1", "a" * 64)
    told = {"sign_up": (f"panel-{1 + number % PANELS}",), "consent": consent, "messages": [answer]}
    await store.handle(Effects(number + 1, chat, at, language="es", **told))


async def _remind(store: Store, chats: Iterable[int]) -> None:
    body = '{"text": "Mañana es el panel al que te inscribiste."}'
    told = [
        Message(chat, body, Priority.NOTICE, once=True, dedupe=f"reminder:panel-1:{chat}")
        for chat in chats
    ]
    await store.enqueue(told)


async def _look(store: Store) -> None:
    now = datetime.now(UTC)
    await store.next_due()
    await store.attention(now)
    await store.late(now, now - timedelta(minutes=2), ledgers.CHANNELS)


async def _each_of(numbers: Iterable[int], work: Callable[[int], Awaitable[None]]) -> float:
    """Do it for each, so many at once; return ms for each."""
    left, begin, done = list(numbers)[::-1], time.perf_counter(), 0

    async def worker() -> None:
        nonlocal done
        while left:
            await work(left.pop())
            done += 1

    await asyncio.gather(*(worker() for _ in range(AT_ONCE)))
    return (time.perf_counter() - begin) * 1000 / done


async def _took(work: Awaitable[None]) -> float:
    begin = time.perf_counter()
    await work
    return (time.perf_counter() - begin) * 1000
