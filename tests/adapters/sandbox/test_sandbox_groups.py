"""The emulated Telegram keeps a bot in groups as strictly as the real one does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest
from telegram import Bot
from telegram.error import Forbidden, RetryAfter

from campaign.sandbox.credentials import BOT, BOT_TOKEN, TEAM
from campaign.sandbox.records import Visitor
from campaign.sandbox.server import serving
from campaign.sandbox.world import World

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

TOM = Visitor(31, "Tom")
NAME = "pregonero_bot"


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
async def bot(world: World) -> AsyncIterator[Bot]:
    with serving(world) as url:
        async with Bot(BOT_TOKEN, base_url=f"{url}/telegram/bot") as wire:
            yield wire


async def got(bot: Bot) -> list[str | None]:
    """Return the texts that the bot got, and confirm them; ``None`` for a notice."""
    kinds = ["message", "my_chat_member"]
    found = await bot.get_updates(allowed_updates=kinds)
    if found:
        await bot.get_updates(offset=found[-1].update_id + 1, allowed_updates=kinds)
    return [update.message.text if update.message else "changed" for update in found]


async def test_a_bot_hears_in_a_group_what_is_meant_for_it(bot: Bot, world: World) -> None:
    await got(bot)
    group = world.found_group("Vecinas")
    world.say(TOM, f"@{NAME} todavía no estás", group)
    world.move_bot(TOM, group)
    assert await got(bot) == ["changed", None]
    assert (await bot.get_me()).can_read_all_group_messages is False
    assert (await bot.get_chat_member(group, BOT)).status == "member"
    world.say(TOM, "hola a todas", group)
    world.say(TOM, "/programa", group)  # it has said nothing yet: nobody knows whose that is
    world.send(TOM, "voice", group)
    world.say(TOM, f"/programa@{NAME}", group)
    world.say(TOM, "/programa@otro_bot", group)
    world.say(TOM, f"¿@{NAME.upper()}?", group)
    world.say(TOM, f"@{NAME}ica", group)
    assert await got(bot) == [f"/programa@{NAME}", f"¿@{NAME.upper()}?"]
    mine = await bot.send_message(group, "Aquí estoy")
    world.say(TOM, "gracias", group, mine.message_id)
    world.say(TOM, "/programa", group)
    theirs = world.say(TOM, "otra cosa", group)
    world.say(TOM, "¿qué cosa?", group, theirs)
    assert await got(bot) == ["gracias", "/programa"]
    world.say(TOM, "en el chat del equipo se oye todo", TEAM)
    assert await got(bot) == ["en el chat del equipo se oye todo"]


async def test_a_bot_that_was_put_out_hears_and_says_nothing(bot: Bot, world: World) -> None:
    group = world.found_group("Vecinas")
    with pytest.raises(Forbidden):
        await bot.send_message(group, "¿se puede?")
    world.move_bot(TOM, group)
    world.move_bot(TOM, group, inside=False)
    assert await got(bot) == ["changed", None, "changed"]
    world.say(TOM, f"@{NAME} vuelve", group)
    assert await got(bot) == []
    with pytest.raises(Forbidden):
        await bot.send_message(group, "no")


async def test_a_group_takes_twenty_a_minute(bot: Bot, world: World) -> None:
    group = world.found_group("Vecinas")
    world.move_bot(TOM, group)
    for number in range(20):
        await bot.send_message(group, str(number))
    with pytest.raises(RetryAfter):
        await bot.send_message(group, "20")


async def test_groups_can_be_made_from_outside() -> None:
    world = World()
    with serving(world) as url:
        async with httpx.AsyncClient(base_url=f"{url}/api", trust_env=False) as web:
            group = (await web.post("/group", json={"title": "Vecinas"})).json()["chat"]
            tom = {"id": TOM.id, "name": TOM.name}
            await web.post("/bot", json={"user": tom, "chat": group, "inside": True})
            said = {"user": tom, "chat": group, "text": f"@{NAME} hola"}
            number = (await web.post("/say", json=said)).json()["message_id"]
            await web.post("/say", json={**said, "text": "eso", "answering": number})
            chats = (await web.get("/state")).json()["chats"]
    (mine,) = (chat for chat in chats if chat["id"] == group)
    assert (mine["type"], mine["title"], mine["member"]) == ("group", "Vecinas", True)
    assert [one["reply_to"] for one in mine["messages"]] == [None, None, number]
