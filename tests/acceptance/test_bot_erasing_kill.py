"""Who has their data erased leaves no byte behind, whenever the bot is killed on the way."""

from __future__ import annotations

import asyncio
import json
import signal
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from bot_lives import PATIENCE, heard, living, until
from bot_process import SMALL, open_store, talk_once

from campaign.sandbox.credentials import BOT, settings
from campaign.sandbox.records import Visitor
from campaign.sandbox.server import serving
from campaign.sandbox.world import World
from campaign.store.opening import backup
from tests.acceptance.command_line import bytes_of

if TYPE_CHECKING:
    from pathlib import Path

ANA = Visitor(918_273_645_546, "Anacleta Quilodrán", language="es")
BETO = Visitor(820_001, "Beto", language="es")
WORDS = "zanahoria"
GONE = "Listo: borré tus datos"
YOURS = "Se liberó un cupo y es tuyo"
SHORT, LONG = 0.5, 4.0


def press_yes(world: World, who: Visitor) -> None:
    question = [said for said in world.chat(who) if said.buttons][-1]
    world.press(who, question.id, question.buttons[0][0]["callback_data"])


def come_to_the_question(world: World, api: str, database: Path) -> None:
    """Give Ana the only seat, let Beto wait and Ana talk, and bring her to the question."""
    for who in (ANA, BETO):
        world.say(who, f"/inscribirme {SMALL.id}")
        asyncio.run(talk_once(api, str(database)))
        press_yes(world, who)
        asyncio.run(talk_once(api, str(database)))
    for text in (f"quiero una {WORDS}", "/misdatos", "/borrar"):
        world.say(ANA, text)
        asyncio.run(talk_once(api, str(database)))


def traces(folder: Path) -> dict[str, int]:
    """Count what is left of Ana in every file: name, words, chat as text and as a number."""
    sought = ("Anacleta", "Quilodr", WORDS, str(ANA.id))
    found = [*(one.encode() for one in sought), json.dumps(ANA.name).encode()[1:-1]]
    found.append(ANA.id.to_bytes(6, "big"))
    held = {file.name: bytes_of(file) for file in folder.rglob("*") if file.is_file()}
    return {name: sum(content.count(one) for one in found) for name, content in held.items()}


def kept(database: Path) -> tuple[int, int, int]:
    """Return how many of Ana's contacts there are, how many sign-ups in all, how many erasures."""
    with closing(sqlite3.connect(database)) as connection:
        counts = (
            ("SELECT count(*) FROM contact WHERE chat = ?", (ANA.id,)),
            ("SELECT count(*) FROM sign_up", ()),
            ("SELECT count(*) FROM erasure", ()),
        )
        first, second, third = (connection.execute(*one).fetchone()[0] for one in counts)
    return first, second, third


def tries_of(database: Path, words: str) -> list[int]:
    """Return how often each stored message with these words was tried.

    An answer whose sender died with it is sent again: nobody knows whether it arrived.
    """
    with closing(sqlite3.connect(database)) as connection:
        rows = connection.execute("SELECT body, attempts FROM outbox").fetchall()
    return [tries for body, tries in rows if words in json.loads(body)["text"]]


async def seated(database: Path) -> list[int]:
    store = open_store(str(database))
    try:
        return [person.chat for person in await store.seated(SMALL.id)]
    finally:
        await store.close()


@pytest.mark.parametrize(
    ("death", "lease"),
    [
        ("receive:before:1", SHORT),
        ("receive:after:1", SHORT),
        ("handle:before:1", SHORT),
        ("handle:after:1", SHORT),
        ("next_messages:after:1", SHORT),
        ("next_messages:after:1", LONG),
        ("sent:before:1", SHORT),
        ("sent:after:1", SHORT),
        ("sent:after:2", SHORT),
        ("scrub:before:2", SHORT),
        ("scrub:after:2", SHORT),
    ],
)
def test_nothing_is_left_whenever_the_bot_dies(tmp_path: Path, death: str, lease: float) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    world, database, log = World(), folder / "ledger.db", folder / "log.txt"
    with serving(world) as url:
        api = settings(url)["TELEGRAM_API_URL"]
        come_to_the_question(world, api, database)
        assert traces(folder)["ledger.db"]
        press_yes(world, ANA)
        with living(api, database, death, lease, log) as process:
            assert process.wait(PATIENCE) == -signal.SIGKILL
        assert kept(database) in {(1, 2, 0), (0, 1, 1)}, "half of it"
        with living(api, database, lease=lease, log=log):
            until(lambda: any(GONE in text for text in heard(world, ANA)))
            until(lambda: any(YOURS in text for text in heard(world, BETO)))
            until(lambda: not any(traces(folder).values()))
    assert kept(database) == (0, 1, 1)
    (tries,) = tries_of(database, YOURS)
    assert 1 <= sum(YOURS in text for text in heard(world, BETO)) <= tries
    assert asyncio.run(seated(database)) == [BETO.id]
    backup(f"sqlite:///{database}", folder / "copy.db")
    assert not any(traces(folder).values())


def test_who_taps_twice_and_writes_again_is_erased_once_and_new(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    world, database, log = World(), folder / "ledger.db", folder / "log.txt"
    with serving(world) as url:
        api = settings(url)["TELEGRAM_API_URL"]
        come_to_the_question(world, api, database)
        press_yes(world, ANA)
        press_yes(world, ANA)
        with living(api, database, log=log):
            until(lambda: any("No quedaba nada tuyo" in text for text in heard(world, ANA)))
            until(lambda: not any(traces(folder).values()))
            assert sum(GONE in text for text in heard(world, ANA)) == 1
            world.say(ANA, "/misinscripciones")
            until(lambda: "No tienes inscripciones" in heard(world, ANA)[-1])
            world.say(ANA, f"/inscribirme {SMALL.id}")
            until(lambda: "lista de espera" in heard(world, ANA)[-1])
            press_yes(world, ANA)
            until(lambda: "Te dejé en la lista de espera" in heard(world, ANA)[-1])
    assert kept(database) == (1, 2, 1)


def test_the_file_of_ones_data_arrives_and_is_not_kept(tmp_path: Path) -> None:
    world, database = World(), tmp_path / "ledger.db"
    with serving(world) as url:
        api = settings(url)["TELEGRAM_API_URL"]
        come_to_the_question(world, api, database)
    told = [said for said in world.chat(ANA) if said.sender == BOT]
    assert any("Esto es todo lo que guardo de ti" in said.text for said in told)
    with closing(sqlite3.connect(database)) as connection:
        bodies = "".join(row[0] for row in connection.execute("SELECT body FROM outbox"))
    assert '"sign_ups"' not in bodies
