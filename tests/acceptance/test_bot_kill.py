"""Sign-ups in flight survive a kill -9 of the bot at any instant, each exactly once."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
import time
from typing import TYPE_CHECKING

import pytest
from bot_lives import PATIENCE, free_port, heard, living, until
from bot_process import PANEL, open_store, talk_once

from campaign.sandbox.credentials import settings
from campaign.sandbox.records import Visitor
from campaign.sandbox.server import serving
from campaign.sandbox.world import World

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LONG = 4.0
"""A lease in seconds that is not over when the bot lives again."""

PEOPLE = [Visitor(810_000 + n, f"Persona {n}", language="es") for n in range(10)]


def ask_everybody(world: World, url: str, database: Path) -> None:
    """Bring everybody to the question whether they agree."""
    for who in PEOPLE:
        world.say(who, "/inscribirme agua")
    asyncio.run(talk_once(settings(url)["TELEGRAM_API_URL"], str(database)))
    assert all(heard(world, who) for who in PEOPLE)


def agree(world: World) -> None:
    for who in PEOPLE:
        question = next(said for said in world.chat(who) if said.buttons)
        world.press(who, question.id, question.buttons[0][0]["callback_data"])


def agree_in_words(world: World) -> None:
    for who in PEOPLE:
        world.say(who, "sí, inscríbeme")


def agree_twice_out_of_order(world: World) -> None:
    """Press as impatient thumbs do: one tap is several updates, others come in between."""
    agree(world)
    for who in reversed(PEOPLE):
        question = next(said for said in world.chat(who) if said.buttons)
        world.press(who, question.id, question.buttons[0][0]["callback_data"])
        world.say(who, "ok")


def waiting(world: World) -> list[Visitor]:
    """Return those who do not know yet that they are in."""
    told = {p.id for p in PEOPLE for t in heard(world, p) if PANEL.title in t and "Listo" in t}
    return [person for person in PEOPLE if person.id not in told]


def confirmed(world: World) -> bool:
    return not waiting(world)


async def seats(database: Path) -> list[int]:
    store = open_store(str(database))
    try:
        return sorted(person.chat for person in await store.seated(PANEL.id))
    finally:
        await store.close()


def consents(database: Path) -> int:
    with sqlite3.connect(database) as connection:
        found: int = connection.execute("select count(*) from consent").fetchone()[0]
    return found


def unsent(database: Path) -> int:
    with sqlite3.connect(database) as connection:
        count = "select count(*) from outbox where state in ('queued', 'taken')"
        found: int = connection.execute(count).fetchone()[0]
    return found


@pytest.mark.parametrize(
    ("death", "in_flight", "agreeing"),
    [
        ("receive:before:1", 10, agree),
        ("receive:after:1", 10, agree),
        ("handle:before:4", 7, agree),
        ("handle:after:4", 6, agree),
        ("next_messages:after:1", 10, agree),
        ("sent:before:2", 1, agree),
        ("receive:after:1", 10, agree_in_words),
        ("handle:before:4", 7, agree_in_words),
        ("receive:after:1", 10, agree_twice_out_of_order),
        ("handle:after:14", 0, agree_twice_out_of_order),  # second taps, after what may be sent
        ("sent:before:2", 1, agree_twice_out_of_order),
    ],
)
def test_ten_sign_ups_in_flight_survive_a_death_at_this_instant(
    tmp_path: Path, death: str, in_flight: int, agreeing: Callable[[World], None]
) -> None:
    world, database = World(), tmp_path / "ledger.db"
    with serving(world) as url:
        ask_everybody(world, url, database)
        agreeing(world)
        with living(settings(url)["TELEGRAM_API_URL"], database, death) as process:
            assert process.wait(PATIENCE) == -signal.SIGKILL
        assert len(waiting(world)) >= in_flight
        with living(settings(url)["TELEGRAM_API_URL"], database):
            until(lambda: confirmed(world))
    assert asyncio.run(seats(database)) == [person.id for person in PEOPLE]
    assert consents(database) == len(PEOPLE)


@pytest.mark.parametrize("death", ["next_messages:after:1", "sent:before:1"])
def test_what_is_heard_last_is_what_is_stored_after_a_death(tmp_path: Path, death: str) -> None:
    """The answer to the sign-up dies with the bot, and the person cancels meanwhile."""
    world, database, who = World(), tmp_path / "ledger.db", PEOPLE[0]
    with serving(world) as url:
        api = settings(url)["TELEGRAM_API_URL"]
        ask_everybody(world, url, database)
        question = next(said for said in world.chat(who) if said.buttons)
        world.press(who, question.id, question.buttons[0][0]["callback_data"])
        with living(api, database, death, LONG) as process:
            assert process.wait(PATIENCE) == -signal.SIGKILL
        world.say(who, f"/cancelar {PANEL.id}")
        with living(api, database, lease=LONG):
            until(lambda: any("Cancelo" in text for text in heard(world, who)))
            sure = [said for said in world.chat(who) if said.buttons][-1]
            world.press(who, sure.id, sure.buttons[0][0]["callback_data"])
            until(lambda: any("Cancelé" in text for text in heard(world, who)))
            until(lambda: not unsent(database))
    assert heard(world, who)[-1].startswith("Cancelé")
    assert any(text.startswith("¡Listo!") for text in heard(world, who)[:-1])
    assert asyncio.run(seats(database)) == []


@pytest.mark.parametrize(
    ("death", "agreeing"),
    [
        ("receive:before:1", agree),
        ("receive:after:1", agree),
        ("receive:before:4", agree_twice_out_of_order),
        ("receive:after:6", agree_twice_out_of_order),
        ("handle:before:4", agree),
        ("handle:after:4", agree_in_words),
        ("next_messages:after:1", agree),
        ("sent:before:2", agree_in_words),
    ],
)
def test_ten_sign_ups_delivered_to_a_webhook_survive_a_death_at_this_instant(
    tmp_path: Path, death: str, agreeing: Callable[[World], None]
) -> None:
    world, database, port = World(), tmp_path / "ledger.db", free_port()
    with serving(world) as url:
        api = settings(url)["TELEGRAM_API_URL"]
        ask_everybody(world, url, database)
        agreeing(world)
        with living(api, database, death, port=port) as process:
            assert process.wait(PATIENCE) == -signal.SIGKILL
        assert waiting(world)
        with living(api, database, port=port):
            until(lambda: confirmed(world))
            until(lambda: not world.telegram.updates)
    assert asyncio.run(seats(database)) == [person.id for person in PEOPLE]
    assert consents(database) == len(PEOPLE)


@pytest.mark.parametrize("pause", [0.0, 0.05])
def test_ten_sign_ups_in_flight_survive_a_kill_from_outside(tmp_path: Path, pause: float) -> None:
    world, database = World(), tmp_path / "ledger.db"
    with serving(world) as url:
        ask_everybody(world, url, database)
        with living(settings(url)["TELEGRAM_API_URL"], database) as process:
            world.say(Visitor(1, "Vigía", language="es"), "hola")
            until(lambda: bool(heard(world, Visitor(1, "Vigía", language="es"))))
            agree(world)
            time.sleep(pause)
            process.kill()
        with living(settings(url)["TELEGRAM_API_URL"], database):
            until(lambda: confirmed(world))
    assert asyncio.run(seats(database)) == [person.id for person in PEOPLE]
    assert consents(database) == len(PEOPLE)
