"""The team's chat over real HTTP: what is shown there, tapped there and handed out there."""

from __future__ import annotations

import io
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from openpyxl import load_workbook

from campaign.bot import Bot, Gate
from campaign.languages import Catalogue
from campaign.ports.attendees import Effects
from campaign.sandbox.credentials import BOT, TEAM, settings
from campaign.sandbox.faults import Fault, Faults, Order
from campaign.sandbox.records import Visitor
from campaign.sandbox.server import serving
from campaign.sandbox.world import World
from campaign.services.team_messages import TeamMessages
from campaign.services.team_previews import Previews
from campaign.settings import Settings
from campaign.wiring.attendees import attendees
from tests.services.newsroom import CALENDAR, CAMPAIGN, Newsroom, newsroom

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from campaign.sandbox.records import Said
    from campaign.wiring.sheet_folder import SheetFolder

ROCIO = Visitor(31, "Rocío", language="es")
RULES = (
    CAMPAIGN.replace("name: Rocío}", "name: Rocío, telegram: 31}") + "approval: {aviso: prensa}\n"
)
LINK = "https://video.example/aguas"
CARDS = CALENDAR.replace("  expires: start\n", "  expires: start\n  card: announcement\n")


class Hall:
    """A newsroom whose bot talks with an emulated Telegram."""

    def __init__(
        self,
        room: Newsroom,
        url: str,
        world: World,
        faults: Faults,
        folder: SheetFolder | None = None,
    ) -> None:
        self.room, self.world, self.faults = room, world, faults
        self.settings = Settings(settings(url))
        self.lobby = attendees(
            room.store, room.loader.desk, self.settings, room.clock, folder=folder
        )
        self.bots: list[Bot] = []
        team = TeamMessages(TEAM, Catalogue("es"), frozenset())
        self.previews = Previews(
            room.store, room.clock, self.lobby.campaign, team, room.loader.prepared
        )
        self.bot = self.start()

    def start(self) -> Bot:
        """Start the bot anew."""
        gate = Gate.open_wide(self.room.clock.elapsed)
        self.bots.append(Bot(**self.lobby.parts, gate=gate))
        return self.bots[-1]

    def heard(self) -> list[Said]:
        """Return what the bot said in the team's chat."""
        return [said for said in self.world.chat(TEAM) if said.sender == BOT]

    async def say(self, text: str) -> list[Said]:
        """Write into the team's chat; return what the bot says to it."""
        before = len(self.heard())
        self.world.say(ROCIO, text, TEAM)
        await self.bot.step()
        return self.heard()[before:]

    def tap(self, said: Said, label: str) -> None:
        """Press a button."""
        (data,) = (b["callback_data"] for row in said.buttons for b in row if b["text"] == label)
        self.world.press(ROCIO, said.id, data, TEAM)


@asynccontextmanager
async def hall(
    folder: Path, sheets: SheetFolder | None = None, **changed: str
) -> AsyncIterator[Hall]:
    world, faults = World(), Faults()
    async with newsroom(folder) as room:
        await room.load(**{"campaign": RULES, **changed})
        with serving(world, faults) as url:
            here = Hall(room, url, world, faults, sheets)
            world.set_time(room.clock.now())
            try:
                yield here
            finally:
                await here.lobby.inbox.close()
                for bot in here.bots:
                    await bot.close()


async def test_a_fact_goes_from_the_phone_to_the_followers_with_one_tap(tmp_path: Path) -> None:
    async with hall(tmp_path) as here:
        await here.room.until("2031-05-20T18:05")
        (asked,) = await here.say(f"/enlace {LINK}")
        assert [b["text"] for row in asked.buttons for b in row] == ["Sí, anótalo", "No"]
        here.tap(asked, "Sí, anótalo")
        here.tap(asked, "Sí, anótalo")
        await here.bot.step()
        done, again = here.heard()[1:]
        assert "ahora: en-vivo · Aguas abajo" in done.text
        assert "Ya estaba anotado por Rocío" in again.text
        await here.room.until("2031-05-20T18:06")
        assert here.room.visible("x")[-1].endswith(LINK)
        assert here.room.doubled() == []


async def test_a_tap_whose_answer_is_lost_is_answered_and_does_it_once(tmp_path: Path) -> None:
    async with hall(tmp_path) as here:
        await here.room.until("2031-05-20T18:05")
        (asked,) = await here.say(f"/enlace {LINK}")
        here.tap(asked, "Sí, anótalo")
        here.faults.add(Order("telegram", Fault.TOO_MANY, "sendMessage", seconds=1), 1)
        await here.bot.step()
        await here.bot.close()
        here.bot = here.start()
        await here.room.until("2031-05-20T18:06")
        await here.bot.step()
        assert sum("Anotado por Rocío" in said.text for said in here.heard()) == 1
        assert len((await here.room.store.snapshot()).facts) == 1


async def test_a_card_is_shown_with_its_text_and_approved_below_it(tmp_path: Path) -> None:
    async with hall(tmp_path, calendar=CARDS) as here:
        await here.room.until("2031-05-12T12:00")
        await here.bot.step()
        await here.previews.look()
        await here.bot.step()
        shown = [said for said in here.heard() if "Por aprobar" in said.text]
        assert shown
        payloads = {
            d.payload.images[0].sha256
            for d in (await here.room.newest()).values()
            if d.payload and d.payload.images
        }
        for said in shown:
            assert said.file is not None
            picture = said.file.picture
            assert picture is not None
            assert picture.sha256 in payloads
            assert "Texto alternativo" in said.text
            here.tap(said, "Aprobar")
        await here.bot.step()
        states = await here.room.states()
        assert {states[key] for key in states if key.startswith("aviso/aguas")} == {"planned"}


async def test_the_list_of_sign_ups_comes_as_two_files(tmp_path: Path) -> None:
    async with hall(tmp_path) as here:
        await here.room.store.handle(
            Effects(900, 7, here.room.clock.now(), language="es", sign_up=("aguas",))
        )
        sheet, text = await here.say("/inscritos")
        assert sheet.file is not None
        assert text.file is not None
        assert "• Aguas abajo: 1" in sheet.text
        book = load_workbook(io.BytesIO(here.world.content(sheet.file.sha256)))
        assert book.worksheets[0]["A2"].value == "aguas"
        assert b"aguas" in here.world.content(text.file.sha256)


async def test_the_teams_commands_are_in_the_menu_of_its_chat_alone(tmp_path: Path) -> None:
    async with hall(tmp_path) as here:
        await here.bot.step()
        menus = here.world.telegram.commands
        named = {scope: {c["command"] for c in menu} for (scope, _), menu in menus.items()}
        with_pause = [scope for scope, commands in named.items() if "pausa" in commands]
        assert len(with_pause) == 1
        assert str(TEAM) in str(with_pause[0])


async def test_who_signed_up_hears_of_a_delay_that_the_team_enters(tmp_path: Path) -> None:
    async with hall(tmp_path) as here:
        ana = Visitor(7, "Ana", language="es")
        here.world.say(ana, "/start")
        await here.room.until("2031-05-20T17:50")
        await here.bot.step()
        now = here.room.clock.now()
        await here.room.store.handle(Effects(900, 7, now, language="es", sign_up=("aguas",)))
        (asked,) = await here.say("/atraso 10")
        assert "le avisa a 1 persona inscrita" in asked.text
        here.tap(asked, "Sí, anótalo")
        await here.bot.step()
        assert any("18:10" in said.text for said in here.world.chat(ana) if said.sender == BOT)
