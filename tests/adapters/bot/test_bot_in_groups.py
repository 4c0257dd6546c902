"""The bot in groups, on the emulated Telegram: over HTTP, through inbox, outbox and gate."""

from __future__ import annotations

from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from campaign.bot import Bot, Gate
from campaign.bot.flood import GROUP_MANY
from campaign.core.ledger_kind import Kind
from campaign.core.programme import Panel, Programme
from campaign.core.settings import Campaign
from campaign.sandbox.credentials import BOT, TEAM, settings
from campaign.sandbox.rates import Limits
from campaign.sandbox.records import Visitor
from campaign.sandbox.server import serving
from campaign.sandbox.world import World
from campaign.services.conversation import Content
from campaign.store.opening import open_ledger
from campaign.wiring.clocks import VirtualClock

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

ZONE = ZoneInfo("America/Lima")
NOW = datetime(2030, 2, 1, 9, 0, tzinfo=UTC)
PANEL = Panel("agua", "Agua para todos", 1, datetime(2030, 2, 8, 19, 0, tzinfo=ZONE))
CONTENT = Content(Campaign("agua", "Agua", "America/Lima", ZONE), Programme((PANEL,)), (), TEAM)
ANA, LEO = Visitor(601, "Ana"), Visitor(602, "Leo", language="en")
NAME = "pregonero_bot"


@asynccontextmanager
async def at_work(folder: Path, world: World) -> AsyncIterator[Bot]:
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
        )
        await bot.step()  # it says which updates it wants
        yield bot
        await bot.close()
        await store.close()


def of_bot(world: World, chat: int) -> list[Any]:
    return [said for said in world.chat(chat) if said.sender == BOT]


async def test_a_group_hears_a_greeting_and_then_only_answers(tmp_path: Path) -> None:
    world = World(lambda: NOW)
    async with at_work(tmp_path, world) as bot:
        group = world.found_group("Vecinas")
        world.move_bot(ANA, group)
        await bot.step()
        (hello,) = of_bot(world, group)
        assert f"@{NAME}" in hello.text
        world.move_bot(ANA, group, inside=False)
        world.move_bot(ANA, group)
        world.say(ANA, "¡qué buen programa!", group)
        await bot.step()
        assert len(of_bot(world, group)) == 1
        asked = world.say(ANA, f"@{NAME} ¿cuándo es el próximo?", group)
        await bot.step()
        answer = of_bot(world, group)[-1]
        assert "Agua para todos" in answer.text
        assert answer.reply_to == asked
        thanked = world.say(LEO, "sign me up for panel 1", group, answer.id)
        await bot.step()
        told = of_bot(world, group)[-1]
        assert told.reply_to == thanked
        assert told.text == "That is better in private, where only you read it:"
        assert told.buttons[0][0]["url"] == f"https://t.me/{NAME}?start=agua"
        assert of_bot(world, LEO.id) == []
        world.say(LEO, "/start agua")
        await bot.step()
        assert "Agua para todos" in of_bot(world, LEO.id)[0].text
    assert len(of_bot(world, group)) == 3


async def test_the_teams_chat_is_not_greeted_and_hears_what_it_always_did(tmp_path: Path) -> None:
    world = World(lambda: NOW)
    async with at_work(tmp_path, world) as bot:
        world.say(ANA, "buenos días", TEAM)
        await bot.step()
        assert of_bot(world, TEAM) == []
        for _ in range(GROUP_MANY + 5):
            world.say(ANA, f"/proximo@{NAME}", TEAM)
        await bot.step()
    assert len(of_bot(world, TEAM)) == GROUP_MANY + 5


async def test_a_group_that_asks_without_end_is_not_filled_with_answers(tmp_path: Path) -> None:
    """Nor is anybody told so there: that would be one more."""
    world = World(lambda: NOW, limits=Limits(telegram=True))
    async with at_work(tmp_path, world) as bot:
        group = world.found_group("Vecinas")
        world.move_bot(ANA, group)
        for number in range(30):
            world.say(Visitor(700 + number, f"V{number}"), f"/proximo@{NAME}", group)
        await bot.step()
        world.say(LEO, "/start")
        await bot.step()
        assert len(of_bot(world, LEO.id)) == 1
    assert len(of_bot(world, group)) == GROUP_MANY
