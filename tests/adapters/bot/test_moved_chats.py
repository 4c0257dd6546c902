"""A group that grows gets another number: what is meant for it goes there, in its order."""

from __future__ import annotations

import json
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from campaign.bot import Bot, Gate
from campaign.core.ledger_kind import Kind
from campaign.core.programme import Panel, Programme
from campaign.core.settings import Campaign
from campaign.ports.messages import Message
from campaign.sandbox.credentials import BOT, TEAM, settings
from campaign.sandbox.records import Visitor
from campaign.sandbox.server import serving
from campaign.sandbox.world import World
from campaign.services.conversation import Content
from campaign.store.opening import open_ledger
from campaign.wiring.clocks import VirtualClock

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from campaign.services.conversation import Heard, View
    from campaign.services.conversation.turns import Turn

ZONE = ZoneInfo("America/Lima")
NOW = datetime(2030, 2, 1, 9, 0, tzinfo=UTC)
PANEL = Panel("agua", "Agua", 1, datetime(2030, 2, 8, 19, 0, tzinfo=ZONE))
CONTENT = Content(Campaign("agua", "Agua", "America/Lima", ZONE), Programme((PANEL,)), (), TEAM)
LARGER = -1_005_555_555_555
ANA = Visitor(601, "Ana", language="es")


class Team:
    """A team that keeps from where it was spoken to."""

    def __init__(self) -> None:
        self.asked: list[tuple[int | None, int | None]] = []

    async def answer(self, heard: Heard, view: View) -> Turn | None:
        """Answer nothing."""
        self.asked.append((heard.chat, view.content.team_chat))
        return None


@asynccontextmanager
async def talking(folder: Path, world: World, **parts: Any) -> AsyncIterator[tuple[Bot, Any]]:
    async def content() -> Content:
        return CONTENT

    store = open_ledger(f"sqlite:///{folder}/l.db", "agua", Kind.SANDBOX, trusted=True)
    clock = VirtualClock(NOW)
    with serving(world) as url:
        bot = Bot(
            token=settings(url)["TELEGRAM_TOKEN"],
            api_url=settings(url)["TELEGRAM_API_URL"],
            people=store,
            content=content,
            clock=clock,
            gate=Gate.open_wide(clock.elapsed),
            **parts,
        )
        yield bot, store
        await bot.close()
        await store.close()


def alarm(text: str, name: str) -> Message:
    return Message(TEAM, json.dumps({"text": text}), 1, once=True, dedupe=name)


def heard(world: World, chat: int) -> list[str]:
    return [said.text for said in world.chat(chat) if said.sender == BOT]


async def test_what_waits_for_a_group_that_grew_goes_there_once_and_in_order(
    tmp_path: Path,
) -> None:
    world = World()
    world.upgrade(TEAM, LARGER)
    async with talking(tmp_path, world) as (bot, store):
        await store.enqueue([alarm("uno", "1"), alarm("dos", "2")])
        await store.enqueue([Message(TEAM, json.dumps({"text": "tres"}), 2)])
        await bot.step()
        assert heard(world, LARGER) == ["uno", "dos", "tres"]
        assert heard(world, TEAM) == []
        assert await bot.step() == 0
        assert list(await store.missed()) == []


async def test_it_is_told_once_and_the_team_is_heard_where_it_is_now(tmp_path: Path) -> None:
    world, team, told = World(), Team(), list[tuple[str, dict[str, Any]]]()
    world.upgrade(TEAM, LARGER)
    parts = {"team": team, "tell": lambda name, **given: told.append((name, given))}
    async with talking(tmp_path, world, **parts) as (bot, store):
        await store.enqueue([alarm("uno", "1")])
        await bot.step()
        await store.enqueue([alarm("dos", "2")])
        await bot.step()
        world.say(ANA, "/start@pregonero_bot", LARGER)
        await bot.step()
    assert told == [("run.chat-moved", {"was": TEAM, "now": LARGER})]
    assert team.asked[-1] == (LARGER, LARGER)
    assert heard(world, LARGER)[:2] == ["uno", "dos"]
