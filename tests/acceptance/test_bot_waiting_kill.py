"""A freed seat survives a kill -9: whoever waits longest has it and knows it, once."""

from __future__ import annotations

import asyncio
import signal
from typing import TYPE_CHECKING

import pytest
from bot_lives import PATIENCE, heard, living, until
from bot_process import SMALL, open_store, talk_once

from campaign.sandbox.credentials import settings
from campaign.sandbox.records import Visitor
from campaign.sandbox.server import serving
from campaign.sandbox.world import World

if TYPE_CHECKING:
    from pathlib import Path

ANA, BETO, CARO = (Visitor(820_000 + n, name, language="es") for n, name in enumerate("ABC"))
YOURS = "Se liberó un cupo y es tuyo"


def press_yes(world: World, who: Visitor) -> None:
    question = [said for said in world.chat(who) if said.buttons][-1]
    world.press(who, question.id, question.buttons[0][0]["callback_data"])


def queue_up(world: World, api: str, database: Path) -> None:
    """Give Ana the only seat, let the others wait, and bring Ana to the question."""
    for who in (ANA, BETO, CARO):
        world.say(who, f"/inscribirme {SMALL.id}")
        asyncio.run(talk_once(api, str(database)))
        press_yes(world, who)
        asyncio.run(talk_once(api, str(database)))
    world.say(ANA, f"/cancelar {SMALL.id}")
    asyncio.run(talk_once(api, str(database)))


async def lists(database: Path) -> tuple[list[int], list[int]]:
    store = open_store(str(database))
    try:
        seated, waiting = await store.seated(SMALL.id), await store.waiting(SMALL.id)
    finally:
        await store.close()
    return [person.chat for person in seated], [person.chat for person in waiting]


@pytest.mark.parametrize(
    "death", ["receive:after:1", "handle:before:1", "handle:after:1", "next_messages:after:1"]
)
def test_a_freed_seat_is_given_and_told_whenever_the_bot_dies(tmp_path: Path, death: str) -> None:
    world, database = World(), tmp_path / "ledger.db"
    with serving(world) as url:
        api = settings(url)["TELEGRAM_API_URL"]
        queue_up(world, api, database)
        press_yes(world, ANA)
        with living(api, database, death) as process:
            assert process.wait(PATIENCE) == -signal.SIGKILL
        with living(api, database):
            until(lambda: any(YOURS in text for text in heard(world, BETO)))
            until(lambda: any("Cancelé" in text for text in heard(world, ANA)))
    assert asyncio.run(lists(database)) == ([BETO.id], [CARO.id])
    assert sum(YOURS in text for text in heard(world, BETO)) == 1
    assert not any(YOURS in text for text in heard(world, CARO))
