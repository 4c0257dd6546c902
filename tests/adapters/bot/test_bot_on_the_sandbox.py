"""The bot over real HTTP, with the faults that Telegram is known for."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

from campaign.bot import Bot, Gate
from campaign.core.errors import EnvironmentFailure
from campaign.core.ledger_kind import Kind
from campaign.core.programme import Panel, Programme
from campaign.core.settings import Campaign
from campaign.ports.attendees import Effects
from campaign.ports.messages import Message
from campaign.sandbox.credentials import BOT, TEAM, settings
from campaign.sandbox.faults import Fault, Faults, Order
from campaign.sandbox.records import Visitor
from campaign.sandbox.server import serving
from campaign.sandbox.world import World
from campaign.services.conversation import Content
from campaign.store.opening import open_ledger
from campaign.wiring.clocks import VirtualClock

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from campaign.store.store import Store

ZONE = ZoneInfo("Europe/Berlin")
NOW = datetime(2030, 2, 1, 9, 0, tzinfo=UTC)
PANEL = Panel("wald", "Wälder & <Städte>", 1, datetime(2030, 2, 8, 19, 0, tzinfo=ZONE))
CONTENT = Content(
    Campaign("wald", "Waldgespräche", "Europe/Berlin", ZONE), Programme((PANEL,)), (), TEAM
)
EVA = Visitor(501, "Eva", language="en")
TOM = Visitor(502, "Tom", language="es")


class House:
    """A world, a ledger, and as many bots as wanted."""

    def __init__(self, url: str, world: World, faults: Faults, store: Store) -> None:
        self.settings = settings(url)
        self.world, self.faults, self.store = world, faults, store
        self.clock = VirtualClock(NOW)
        self.bots: list[Bot] = []

    def bot(self, **changes: Any) -> Bot:
        """Return another bot on the same token."""

        async def content() -> Content:
            return CONTENT

        parts: dict[str, Any] = {
            "token": self.settings["TELEGRAM_TOKEN"],
            "api_url": self.settings["TELEGRAM_API_URL"],
            "people": self.store,
            "content": content,
            "clock": self.clock,
            "gate": Gate.open_wide(self.clock.elapsed),
        }
        self.bots.append(Bot(**(parts | changes)))
        return self.bots[-1]

    def heard(self, chat: Visitor | int) -> list[str]:
        """Return what the bot said in a chat."""
        return [said.text for said in self.world.chat(chat) if said.sender == BOT]

    def fault(self, fault: Fault, match: str, times: int = 1, seconds: int = 30) -> None:
        """Order a fault for the next requests that match."""
        self.faults.add(Order("telegram", fault, match, seconds=seconds), times)


@asynccontextmanager
async def open_house(folder: Path) -> AsyncIterator[House]:
    world, faults = World(), Faults()
    store = open_ledger(f"sqlite:///{folder}/l.db", "wald", Kind.SANDBOX, trusted=True)
    with serving(world, faults) as url:
        house = House(url, world, faults, store)
        try:
            yield house
        finally:
            for bot in house.bots:
                await bot.close()
            await store.close()


async def test_everybody_is_answered_in_their_language_with_marks_unharmed(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        house.world.say(EVA, "when is panel 1?")
        house.world.say(TOM, "cuándo es el panel 1?")
        assert await house.bot().step() == 4
        assert "“Wälder & <Städte>”: Friday 8 February, 19:00 (Berlin time)" in house.heard(EVA)[0]
        assert "«Wälder & <Städte>»: viernes 8 de febrero" in house.heard(TOM)[0]


async def test_the_menus_are_set_for_each_language_and_for_everybody_else(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        await house.bot().step()
        menus = house.world.telegram.commands
        named = {
            (json.loads(scope)["type"], language): {command["command"] for command in menu}
            for (scope, language), menu in menus.items()
        }
        assert {("default", code) for code in ("", "es", "en")} <= set(named)
        assert "inscribirme" in named["default", "es"]
        assert "signup" in named["default", "en"]
        assert named["all_group_chats", "es"] == {"proximo", "programa", "ayuda"}
        assert named["all_group_chats", "en"] == {"next", "programme", "help"}


async def test_a_second_step_without_news_does_nothing(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        bot = house.bot()
        house.world.say(EVA, "hi")
        assert await bot.step() == 2
        assert await bot.step() == 0
        assert len(house.heard(EVA)) == 1


@pytest.mark.parametrize("limited", [False, True])
async def test_an_update_that_cannot_be_stored_ends_nobody_elses_conversation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, limited: bool
) -> None:
    """The number is beyond any database; without the look at it, the net below must hold."""
    if not limited:
        monkeypatch.setattr("campaign.services.conversation.hearing._LARGEST", 2**200)
    async with open_house(tmp_path) as house:
        bot = house.bot()
        house.world.say(Visitor(2**70, "Ada"), "hola")
        house.world.say(EVA, "hi")
        await bot.step()
        assert len(house.heard(EVA)) == 1
        assert await bot.step() == 0


async def test_a_429_holds_and_the_message_goes_out_once_afterwards(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        bot = house.bot()
        house.fault(Fault.TOO_MANY, "sendMessage", seconds=20)
        house.world.say(EVA, "hi")
        await bot.step()
        assert house.heard(EVA) == []
        house.clock.advance_to(NOW.replace(second=19))
        await bot.step()
        assert house.heard(EVA) == []
        house.clock.advance_to(NOW.replace(second=20))
        await bot.step()
        assert len(house.heard(EVA)) == 1


async def test_a_429_keeps_the_gate_shut_for_everybody(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        gate = Gate(house.clock.elapsed)
        bot = house.bot(gate=gate)
        house.fault(Fault.TOO_MANY, "sendMessage", seconds=40)
        house.world.say(EVA, "hi")
        await bot.step()
        house.world.say(TOM, "hola")
        await bot.step()
        assert house.heard(TOM) == []
        assert 30 < gate.held_for <= 40


@pytest.mark.parametrize("fault", [Fault.CLOSE_AFTER, Fault.ERROR_AFTER, Fault.GARBLED_AFTER])
async def test_a_reply_without_an_answer_may_repeat_a_reminder_never(
    tmp_path: Path, fault: Fault
) -> None:
    async with open_house(tmp_path) as house:
        bot = house.bot()
        house.world.say(EVA, "hi")
        house.fault(fault, "sendMessage")
        await bot.step()
        house.clock.advance_to(NOW.replace(minute=5))
        await bot.step()
        assert len(house.heard(EVA)) == 2
        once = Message(EVA.id, json.dumps({"text": "Recordatorio"}), once=True, dedupe="r")
        await house.store.enqueue([once, once])
        house.fault(fault, "sendMessage")
        await bot.step()
        house.clock.advance_to(NOW.replace(minute=30))
        await bot.step()
        assert house.heard(EVA).count("Recordatorio") == 1


async def test_what_certainly_did_not_leave_is_sent_later_even_a_reminder(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        bot = house.bot()
        await bot.step()
        house.fault(Fault.TOO_MANY, "sendMessage", seconds=3)
        await house.store.enqueue([Message(EVA.id, json.dumps({"text": "R"}), once=True)])
        house.world.enter(EVA)
        house.world.say(EVA, "hi")
        await bot.step()
        house.clock.advance_to(NOW.replace(second=4))
        await bot.step()
        assert house.heard(EVA).count("R") == 1


async def test_who_blocks_the_bot_keeps_the_seat_and_comes_back_with_start(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        bot = house.bot()
        await house.store.handle(
            Effects(1, EVA.id, NOW, "en", ("wald",), consent=("sign-up", "1-en", "x"))
        )
        house.world.say(EVA, "hi")
        await bot.step()
        house.world.block(EVA)
        await house.store.enqueue([Message(EVA.id, json.dumps({"text": "R"}))])
        await bot.step()
        assert [person.reachable for person in await house.store.seated("wald")] == [False]
        house.world.block(EVA, blocked=False)
        house.world.say(EVA, "/start")
        await bot.step()
        assert [person.reachable for person in await house.store.seated("wald")] == [True]


async def test_a_decision_that_fails_is_apologised_for_and_stops_nobody(tmp_path: Path) -> None:
    def broken(*_: object) -> Any:
        raise ZeroDivisionError

    async with open_house(tmp_path) as house:
        bot = house.bot(doors={"i": broken})
        house.world.say(EVA, "/start")
        await bot.step()
        said = next(said for said in house.world.chat(EVA) if said.buttons)
        house.world.press(EVA, said.id, said.buttons[0][0]["callback_data"])
        house.world.say(TOM, "hola")
        await bot.step()
        assert "went wrong" in house.heard(EVA)[-1]
        assert house.heard(TOM)
        assert list(await house.store.pending()) == []


async def test_a_message_that_telegram_refuses_is_given_up_and_stops_nobody(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        house.world.enter(EVA)
        bodies = ["{}", "[]", "no json", json.dumps({"text": ""}), json.dumps({"text": "gut"})]
        await house.store.enqueue([Message(EVA.id, body) for body in bodies])
        await house.store.enqueue([Message(999_999, json.dumps({"text": "nobody there"}))])
        bot = house.bot()
        assert await bot.step() == 6
        assert house.heard(EVA) == ["gut"]
        assert await bot.step() == 0


async def test_a_picture_of_the_store_goes_with_its_text(tmp_path: Path) -> None:
    from io import BytesIO  # noqa: PLC0415

    from PIL import Image  # noqa: PLC0415

    raw = BytesIO()
    Image.new("RGB", (60, 40), "teal").save(raw, "PNG")

    async def blob(sha256: str) -> bytes:
        return {"known": raw.getvalue()}[sha256]

    async with open_house(tmp_path) as house:
        bodies = [{"text": "con foto", "photo": "known"}, {"text": "sin foto", "photo": "gone"},
                  {"text": "x" * 2000, "photo": "known"}]  # fmt: skip
        await house.store.enqueue([Message(TEAM, json.dumps(body)) for body in bodies])
        await house.bot(blob=blob).step()
        said = [(bool(m.file), len(m.text)) for m in house.world.chat(TEAM)]
        assert sorted(said) == sorted([(True, 8), (False, 8), (True, 0), (False, 2000)])


async def test_two_programs_on_one_token_are_told_to_the_team_once(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        stop = asyncio.Event()
        noticed: list[str] = []
        first = house.bot(another=lambda: noticed.append("again"))
        running = asyncio.create_task(first.run(stop))
        other = house.bot()
        try:
            for _ in range(200):
                with_other = await asyncio.gather(other.step(), return_exceptions=True)
                del with_other
                if house.heard(TEAM):
                    break
                await asyncio.sleep(0.05)
        finally:
            stop.set()
            await running
        assert len(house.heard(TEAM)) == 1
        assert noticed


async def test_it_runs_answers_and_stops_when_told(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        stop = asyncio.Event()
        running = asyncio.create_task(house.bot().run(stop))
        house.world.say(EVA, "hi")
        for _ in range(400):
            if house.heard(EVA):
                break
            await asyncio.sleep(0.02)
        stop.set()
        await asyncio.wait_for(running, 20)
        assert len(house.heard(EVA)) == 1


async def test_it_starts_when_telegram_answers_at_last(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        stop = asyncio.Event()
        house.fault(Fault.ERROR, "getMe", 1)
        house.world.say(EVA, "hi")
        running = asyncio.create_task(house.bot().run(stop))
        for _ in range(400):
            if house.heard(EVA):
                break
            await asyncio.sleep(0.02)
        stop.set()
        await running
        assert len(house.heard(EVA)) == 1


async def test_a_token_that_telegram_does_not_know_is_an_error_of_the_environment(
    tmp_path: Path,
) -> None:
    async with open_house(tmp_path) as house:
        wrong = house.bot(token="987654321:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
        with pytest.raises(EnvironmentFailure) as failed:
            await wrong.run(asyncio.Event())
        assert "AAAAAAAA" not in str(failed.value)


async def test_an_update_that_comes_twice_is_answered_once(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        house.world.say(EVA, "hi")
        house.fault(Fault.CLOSE_AFTER, "getUpdates")
        bot = house.bot()
        with pytest.raises(OSError, match=r"."):
            await bot.step()
        await bot.step()
        await house.bot().step()
        assert len(house.heard(EVA)) == 1
