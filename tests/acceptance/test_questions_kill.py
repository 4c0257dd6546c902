"""Questions for a panel survive a kill -9 of the bot: each is there once, and decided once."""

from __future__ import annotations

import asyncio
import signal
from typing import TYPE_CHECKING

import pytest
from bot_lives import PATIENCE, heard, living, until
from bot_process import open_store, talk_once

from campaign.sandbox.credentials import BOT, TEAM, settings
from campaign.sandbox.records import Visitor
from campaign.sandbox.server import serving
from campaign.sandbox.world import World

if TYPE_CHECKING:
    from pathlib import Path

    from campaign.ports.questions import Question

PEOPLE = [Visitor(830_000 + n, f"Persona {n}", language="es") for n in range(3)]
ROCIO, ANA = Visitor(31, "Rocío", "rocio", language="es"), Visitor(33, "Ana", "ana", language="es")


@pytest.fixture(autouse=True)
def _team(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEAM_CHAT", str(TEAM))


def press(world: World, who: Visitor, label: str, chat: int | None = None) -> None:
    """Press the newest button with a label."""
    shown = [said for said in world.chat(who if chat is None else chat) if said.sender == BOT]
    for said in reversed(shown):
        for one in (button for row in said.buttons for button in row):
            if one["text"] == label:
                world.press(who, said.id, one["callback_data"], chat)
                return
    raise AssertionError(label)


def show_drafts(world: World, api: str, database: Path) -> None:
    """Let everybody write a question, which the bot shows."""
    for n, who in enumerate(PEOPLE):
        world.say(who, f"/pregunta agua ¿Alcanza el agua número {n}?")
    asyncio.run(talk_once(api, str(database)))


async def _questions(database: Path) -> list[Question]:
    store = open_store(str(database))
    try:
        return list(await store.questions())
    finally:
        await store.close()


def told(world: World, words: str) -> int:
    """Count what the team was told with some words."""
    return sum(said.sender == BOT and words in said.text for said in world.chat(TEAM))


def test_what_was_sent_is_there_once_after_a_death(tmp_path: Path) -> None:
    world, database = World(), tmp_path / "ledger.db"
    with serving(world) as url:
        api = settings(url)["TELEGRAM_API_URL"]
        show_drafts(world, api, database)
        for who in (*PEOPLE, *PEOPLE):
            press(world, who, "Enviar sin mi nombre")
        with living(api, database, "handle:after:3") as process:
            assert process.wait(PATIENCE) == -signal.SIGKILL
        with living(api, database):
            until(lambda: all("ya la tengo" in heard(world, who)[-1] for who in PEOPLE))
            until(lambda: told(world, "Va sin nombre") >= len(PEOPLE))
    stored = asyncio.run(_questions(database))
    assert sorted(one.text for one in stored) == [
        f"¿Alcanza el agua número {n}?" for n in range(len(PEOPLE))
    ]


def test_two_who_decide_and_two_who_vote_are_counted_once_after_a_death(tmp_path: Path) -> None:
    world, database, asks = World(), tmp_path / "ledger.db", PEOPLE[0]
    with serving(world) as url:
        api = settings(url)["TELEGRAM_API_URL"]
        show_drafts(world, api, database)
        press(world, asks, "Enviar sin mi nombre")
        asyncio.run(talk_once(api, str(database)))
        press(world, ANA, "Descartar", TEAM)
        press(world, ROCIO, "Publicar", TEAM)
        press(world, ANA, "Descartar", TEAM)
        with living(api, database, "handle:after:1") as process:
            assert process.wait(PATIENCE) == -signal.SIGKILL
        with living(api, database):
            until(lambda: told(world, "descartó la pregunta 1") >= 1)
            until(lambda: told(world, "ya estaba descartada: lo decidió @ana") > 1)
            until(lambda: any("decidió no publicarla" in text for text in heard(world, asks)))
            press(world, ROCIO, "Publicar igual", TEAM)
            until(lambda: told(world, "publicó la pregunta 1") >= 1)
            for who in PEOPLE[1:]:
                world.say(who, "/preguntas agua")
            until(lambda: all("Si votas" in heard(world, who)[-1] for who in PEOPLE[1:]))
            for who in (*PEOPLE[1:], *PEOPLE[1:]):
                press(world, who, "Votar por la 1")
            until(lambda: all("Conté tu voto" in heard(world, who)[-1] for who in PEOPLE[1:]))
    (question,) = asyncio.run(_questions(database))
    assert (question.standing, question.votes) == ("published", len(PEOPLE) - 1)
