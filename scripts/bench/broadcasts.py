"""What the team writes to 3,000 people, against the emulated Telegram and its limit of thirty a
second: how much of that is used, how often it refuses, how soon a question is answered meanwhile,
and whether anybody gets it twice when the bot is killed on the way. And what queuing for 50,000
costs those who wait for the same loop or the same writer.
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from campaign.core.ledger_kind import Kind
from campaign.core.programme import Programme
from campaign.languages import Catalogue
from campaign.ports.broadcasts import ALL, Confirmed
from campaign.sandbox.app import build
from campaign.sandbox.credentials import BOT, BOT_TOKEN, settings
from campaign.sandbox.records import Visitor
from campaign.sandbox.server import serving_app
from campaign.sandbox.world import World
from campaign.services.broadcasting import Broadcasting
from campaign.services.conversation import Content
from campaign.store.columns import instant_text
from campaign.store.opening import open_ledger
from campaign.wiring.clocks import SystemClock
from scripts.bench.figures import Figure
from scripts.bench.lateness import stands_still
from scripts.bench.own_bot import CAMPAIGN, PANELS
from scripts.bench.processes import BenchFailed
from scripts.bench.talking import OURS, process_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from campaign.store.store import Store

PEOPLE, LIMIT = 3_000, 30
KILLED, KILLS = 900, 3
MANY = 50_000
FIRST_CHAT = 1_000_000
ASK_EVERY, LOOK = 1.0, 0.01
PATIENCE = 300.0
QUIET = "without a broadcast"
ASKS = Visitor(7, "Ana", language="es")


def broadcasts() -> list[Figure]:
    """Measure; return the figures."""
    share, refused, answers = _undisturbed()
    repeated, unlisted, in_doubt = _killed()
    stood, held, quiet = asyncio.run(_queued())
    return [
        Figure("broadcast-share", share, "of 30/s", 0.94, at_least=True),
        Figure("broadcast-refused", refused, "per 1000", 3),
        Figure("broadcast-question-p95", answers * 1000, "ms", 1_000),
        Figure("broadcast-killed-repeated", repeated, "chats", 0),
        Figure("broadcast-killed-unlisted", unlisted, "chats", 0),
        Figure("broadcast-killed-in-doubt", in_doubt, "chats"),
        Figure("broadcast-loop-stands", stood * 1000, "ms", 50),
        Figure("broadcast-writer-held", held * 1000, "ms", None, QUIET, quiet * 1000),
    ]


@dataclass(slots=True)
class _Counting:
    """An application that counts the answers to messages by their status."""

    app: ASGIApp
    answers: Counter[int] = field(default_factory=Counter)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                self.answers[message["status"]] += 1
            await send(message)

        counts = scope["type"] == "http" and str(scope["path"]).lower().endswith("/sendmessage")
        await self.app(scope, receive, told if counts else send)


@dataclass(frozen=True, slots=True)
class _Stage:
    """An emulated Telegram, and a ledger with people who signed up."""

    world: World
    counting: _Counting
    url: str
    ledger: Path

    @property
    def command(self) -> Sequence[str]:
        """Return what starts the bot."""
        api = settings(self.url)["TELEGRAM_API_URL"]
        return (*OURS, api, BOT_TOKEN, "broadcast", str(self.ledger))

    @property
    def told(self) -> int:
        """Return how many messages were taken."""
        return self.counting.answers[200]

    def heard(self, people: int) -> list[int]:
        """Return how often each of them was written to."""
        chats = range(FIRST_CHAT, FIRST_CHAT + people)
        return [sum(one.sender == BOT for one in self.world.chat(chat)) for chat in chats]

    def standing(self) -> sqlite3.Row:
        """Return the row of the broadcast."""
        with sqlite3.connect(self.ledger) as connection:
            connection.row_factory = sqlite3.Row
            row: sqlite3.Row = connection.execute("SELECT * FROM broadcast").fetchone()
        return row


@contextmanager
def _stage(people: int) -> Iterator[_Stage]:
    world = World()
    for number in range(people):
        world.enter(Visitor(FIRST_CHAT + number, f"P{number}", language="es"))
    counting = _Counting(build(world))
    with TemporaryDirectory() as folder, serving_app(counting) as url:
        ledger = Path(folder) / "ledger.sqlite"
        asyncio.run(_begin(ledger, people))
        yield _Stage(world, counting, url, ledger)


async def _begin(ledger: Path, people: int) -> None:
    """Make a ledger with people, and confirm a broadcast to all of them."""
    store = _open(ledger)
    await store.mark()
    await store.close()
    _sign_up(ledger, people)
    store = _open(ledger)
    text = "Mañana empezamos a las 18, en el aula 2. El enlace llega por aquí un rato antes."
    await store.confirm(Confirmed("1", ALL, text, "[]", "Ana", datetime.now(UTC)))
    await store.close()


def _open(ledger: Path) -> Store:
    return open_ledger(f"sqlite:///{ledger}", "banco", Kind.REAL, trusted=True)


def _sign_up(ledger: Path, people: int) -> None:
    at = instant_text(datetime.now(UTC))
    numbers = range(1, people + 1)
    with sqlite3.connect(ledger) as connection:
        put = connection.executemany
        put(
            "INSERT INTO attendee (id, campaign_id, language, reachable, created) "
            "VALUES (?, 1, 'es', 1, ?)",
            ((n, at) for n in numbers),
        )
        put(
            "INSERT INTO contact (campaign_id, attendee_id, chat) VALUES (1, ?, ?)",
            ((n, FIRST_CHAT + n - 1) for n in numbers),
        )
        put(
            "INSERT INTO sign_up (campaign_id, attendee_id, panel, state, at) "
            "VALUES (1, ?, 'panel-1', 'seated', ?)",
            ((n, at) for n in numbers),
        )


def _undisturbed() -> tuple[float, float, float]:
    """Return the share of the limit, refusals per thousand, and how soon questions are answered."""
    with _stage(PEOPLE) as stage, process_of(stage.command):
        waits = sorted(_asking(stage, PEOPLE))
        moments = sorted(one.at for n in range(PEOPLE) for one in stage.world.chat(FIRST_CHAT + n))
        told = sum(stage.counting.answers.values())
        refused = stage.counting.answers[429] * 1000 / told
    rate = (len(moments) - 1) / (moments[-1] - moments[0]).total_seconds()
    return rate / LIMIT, refused, waits[len(waits) * 95 // 100]


def _asking(stage: _Stage, people: int) -> Iterator[float]:
    """Ask something now and then until everybody was written to; yield how long each took."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        before, began = len(_answers(stage)), time.monotonic()
        stage.world.say(ASKS, "¿cuándo es el próximo panel?")
        while len(_answers(stage)) == before and time.monotonic() < end:
            time.sleep(LOOK)
        yield time.monotonic() - began
        if stage.told >= people + len(_answers(stage)):
            return
        time.sleep(max(began + ASK_EVERY - time.monotonic(), 0))
    msg = "the broadcast did not come through"
    raise BenchFailed(msg)


def _answers(stage: _Stage) -> list[Any]:
    return [one for one in stage.world.chat(ASKS) if one.sender == BOT]


def _killed() -> tuple[int, int, int]:
    """Return how many got it twice, how many got none and are not listed, and how many are listed
    as perhaps not reached.
    """
    with _stage(KILLED) as stage:
        for part in range(1, KILLS + 1):
            with process_of(stage.command):
                _until(lambda part=part: stage.told >= KILLED * part // (KILLS + 1))
        with process_of(stage.command):
            _until(lambda: stage.standing()["ended"] is not None)
        heard, row = stage.heard(KILLED), stage.standing()
    repeated = sum(times > 1 for times in heard)
    unheard = sum(times == 0 for times in heard)
    return repeated, max(unheard - row["missed"], 0), row["missed"]


def _until(true: Any) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        if time.monotonic() > end:
            msg = "the broadcast did not get that far"
            raise BenchFailed(msg)
        time.sleep(0.05)


async def _queued() -> tuple[float, float, float]:
    """Queue for many, and send at once; return for how long the loop stood still at most, and the
    longest that another write took meanwhile, and before.
    """
    with TemporaryDirectory() as folder:
        ledger = Path(folder) / "ledger.sqlite"
        await _begin(ledger, MANY)
        store, clock = _open(ledger), SystemClock()

        async def content() -> Content:
            return Content(CAMPAIGN, Programme(PANELS))

        feeding = Broadcasting(store, content, clock, Catalogue)
        await feeding.step()  # the sentences are read once
        seconds = 10.0
        quiet = await _longest_write(store, seconds)
        watching = asyncio.create_task(stands_still(seconds))
        writing = asyncio.create_task(_longest_write(store, seconds))
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            await feeding.step()
            await _sent(store)
        stood, held = await watching, await writing
        await store.close()
    return stood, held, quiet


async def _sent(store: Store) -> None:
    """Let everything that waits be sent."""
    while taken := await store.next_messages(datetime.now(UTC), 12):
        await asyncio.gather(*(store.sent(one, "1") for one in taken))


async def _longest_write(store: Store, seconds: float) -> float:
    longest, end = 0.0, time.monotonic() + seconds
    while time.monotonic() < end:
        began = time.monotonic()
        await store.unreachable(0)  # nobody: it only waits for its turn
        longest = max(longest, time.monotonic() - began)
        await asyncio.sleep(0.01)
    return longest
