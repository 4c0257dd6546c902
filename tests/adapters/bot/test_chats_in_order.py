"""Each chat hears everything in its order, and nobody waits for what is told to others."""

from __future__ import annotations

import asyncio
import json
import time
from typing import TYPE_CHECKING

import pytest

from campaign.bot import Gate
from campaign.ports.messages import Message, Priority
from campaign.sandbox.faults import Fault
from campaign.sandbox.records import Visitor
from tests.adapters.bot.test_bot_on_the_sandbox import EVA, NOW, TOM, House, open_house
from tests.adapters.bot.test_bot_without_ledger import until

if TYPE_CHECKING:
    from pathlib import Path

    from campaign.bot import Bot


async def press(house: House, bot: Bot, label: str) -> None:
    said = [said for said in house.world.chat(TOM) if said.buttons][-1]
    (data,) = [b["callback_data"] for (b,) in said.buttons if b["text"] == label]
    house.world.press(TOM, said.id, data)
    await bot.step()


async def sign_up(house: House, bot: Bot, fault: Fault) -> None:
    """Let Tom sign up, and spoil the answer."""
    house.world.say(TOM, "/inscribirme 1")
    await bot.step()
    house.fault(fault, "sendMessage", seconds=8)
    await press(house, bot, "Sí, inscríbeme")


async def all_the_rest(house: House, bot: Bot) -> None:
    """Let time pass until there is nothing more to say."""
    for minute in range(1, 9):
        house.clock.advance_to(NOW.replace(minute=minute))
        await bot.step()


@pytest.mark.parametrize("fault", [Fault.TOO_MANY, Fault.ERROR, Fault.CLOSE, Fault.ERROR_AFTER])
async def test_what_is_told_last_is_what_is_stored(tmp_path: Path, fault: Fault) -> None:
    """The answer to the sign-up is refused or lost; meanwhile the person cancels."""
    async with open_house(tmp_path) as house:
        bot = house.bot()
        await sign_up(house, bot, fault)
        house.world.say(TOM, "/cancelar 1")
        await bot.step()
        house.clock.advance_to(NOW.replace(second=9))
        await bot.step()
        await press(house, bot, "Sí, cancela")
        await all_the_rest(house, bot)
        said = [text.partition(" ")[0] for text in house.heard(TOM)]
        assert list(dict.fromkeys(said)) == ["Para", "¡Listo!", "¿Cancelo", "Cancelé"]
        assert await house.store.sign_ups(TOM.id) == []


async def test_a_chat_that_waits_holds_no_other_up(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        bot = house.bot()
        await sign_up(house, bot, Fault.ERROR)
        house.world.say(TOM, "hola")
        house.world.say(EVA, "hi")
        await bot.step()
        assert len(house.heard(EVA)) == 1
        assert len(house.heard(TOM)) == 1


async def test_who_writes_is_answered_before_a_broadcast_is_through(tmp_path: Path) -> None:
    crowd = [Visitor(6_000 + n, f"Gast {n}") for n in range(200)]
    async with open_house(tmp_path) as house:
        for who in crowd:
            house.world.enter(who)
        notices = [Message(who.id, json.dumps({"text": "N"}), Priority.NOTICE) for who in crowd]
        await house.store.enqueue(notices)
        stop = asyncio.Event()
        running = asyncio.create_task(house.bot(gate=Gate(time.monotonic, per_second=10)).run(stop))
        await until(lambda: any(map(house.heard, crowd)))
        house.world.say(EVA, "hi")
        await until(lambda: house.heard(EVA))
        unheard = [who for who in crowd if not house.heard(who)]
        stop.set()
        await running
        assert unheard
        assert not all(map(house.heard, crowd)), "it stops without sending all that waits"
