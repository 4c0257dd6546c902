"""What the team writes to many reaches each at most once, whenever the bot is killed on the way."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
from typing import TYPE_CHECKING

from bot_lives import PATIENCE, heard, living, until
from bot_process import NOW, PANEL, open_store

from campaign.ports.attendees import Effects
from campaign.ports.broadcasts import ALL, Broadcast, Confirmed
from campaign.sandbox.credentials import settings
from campaign.sandbox.records import Visitor
from campaign.sandbox.server import serving
from campaign.sandbox.world import World

if TYPE_CHECKING:
    from pathlib import Path

CROWD = [Visitor(830_000 + n, f"Persona {n}", language="es") for n in range(80)]
GONE, ASKS = CROWD[-1], CROWD[-2]
WORDS = "Cambia la sala"
DEATHS = ("next_messages:after:6", "sent:before:9")
"""What was taken had not left; what had left was not noted."""


async def begin(database: Path) -> int:
    """Let everybody sign up, and confirm a broadcast; return its number."""
    store = open_store(str(database))
    joining = (Effects(n, who.id, NOW, "es", (PANEL.id,)) for n, who in enumerate(CROWD, 1))
    await asyncio.gather(*map(store.handle, joining))
    one, _ = await store.confirm(Confirmed("1", ALL, WORDS, "[]", "Ana", NOW))
    await store.close()
    number: int = one.id
    return number


async def standing(database: Path, number: int) -> Broadcast:
    store = open_store(str(database))
    try:
        found: Broadcast = await store.broadcast(number)
    finally:
        await store.close()
    return found


def is_over(database: Path) -> bool:
    with sqlite3.connect(database) as connection:
        (ended,) = connection.execute("SELECT ended FROM broadcast").fetchone()
    return ended is not None


def times(world: World, who: Visitor) -> int:
    """Return how often somebody got it."""
    return sum(WORDS in text for text in heard(world, who))


def test_each_chat_gets_it_at_most_once_across_deaths(tmp_path: Path) -> None:
    world, database = World(), tmp_path / "ledger.db"
    with serving(world) as url:
        api = settings(url)["TELEGRAM_API_URL"]
        for who in CROWD:
            world.enter(who)
        number = asyncio.run(begin(database))
        for death in DEATHS:
            with living(api, database, death) as process:
                assert process.wait(PATIENCE) == -signal.SIGKILL
        world.say(GONE, "/sinnoticias")
        with living(api, database) as process:
            until(lambda: sum(times(world, who) for who in CROWD) > len(CROWD) // 2)
            world.say(ASKS, "hola")
            process.kill()
        with living(api, database):
            until(lambda: is_over(database))
            until(lambda: any("Hola" in text for text in heard(world, ASKS)))
    ended = asyncio.run(standing(database, number))
    got = [times(world, who) for who in CROWD]
    assert max(got) == 1
    assert times(world, GONE) == 0
    assert ended.tally.sent + ended.tally.missed == len(CROWD) - 1
    assert ended.tally.missed >= 1
    assert ended.tally.sent <= sum(got) <= ended.tally.sent + ended.tally.missed
