"""The team's chat with the bot, for tests: what is written there, and what comes back."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING, cast

from campaign import channels
from campaign.bot.handling import Handler
from campaign.channels.support.telegram_files import TelegramFiles
from campaign.core.errors import EnvironmentFailure
from campaign.ports.attendees import Incoming
from campaign.services.conversation import LoadedContent
from campaign.services.team_sheets import SheetCounter
from campaign.settings import Settings
from campaign.wiring.sheet_bench import SheetBench
from campaign.wiring.team import team_desk
from campaign.wiring.tongues import tongues

if TYPE_CHECKING:
    from campaign.ports.attendees import Effects, People
    from campaign.store.store import Store
    from tests.services.newsroom import Newsroom

TEAM = -100
ROCIO, STRANGER = 31, 32


class Dying:
    """A ledger in which the program dies before what was decided counts as handled, once."""

    def __init__(self, store: Store) -> None:
        self._store, self._died = store, False

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)

    async def handle(self, effects: Effects) -> bool:
        """Write the effects, but for the first time."""
        if not self._died:
            self._died = True
            raise EnvironmentFailure
        return await self._store.handle(effects)


class Chat:
    """The team's chat with the bot: what is written there, and what comes back."""

    def __init__(self, room: Newsroom) -> None:
        sheets, files = channels.sheets(), TelegramFiles("", "")
        inbox = SheetCounter(room.loader, room.store, sheets, files, SheetBench())
        desk = team_desk(room.store, room.loader, sheets, inbox, Settings({}))
        content = LoadedContent(room.store, room.loader.desk.read, TEAM)
        self._parts = (content, tongues(), room.clock, {}, desk)
        self.handler = Handler(room.store, *self._parts)
        self.handler.bot = "voces_bot"
        self.room = room
        self.update = 0
        self.said: dict[int, dict] = {}

    def will_die(self) -> None:
        """Let the next update be decided and not handled: whoever sends it waits."""
        dying = cast("People", Dying(self.room.store))
        dies, lives = Handler(dying, *self._parts), self.handler

        class Revived(Handler):
            """Dies once, and goes on after that."""

            async def handle_pending(self) -> list[str]:
                """Handle what waits, at the second try."""
                with suppress(EnvironmentFailure):
                    await dies.handle_pending()
                return await lives.handle_pending()

        self.handler = Revived(self.room.store, *self._parts)

    async def read(self) -> list[dict]:
        """Send what waits; return the bodies, which are then known by their numbers."""
        fresh = []
        while (taken := await self.room.store.next_message(self.room.clock.now())) is not None:
            number = 500 + len(self.said)
            await self.room.store.sent(taken, str(number))
            self.said[number] = json.loads(taken.message.body)
            fresh.append(self.said[number])
        return fresh

    async def tell(self, update: dict) -> list[dict]:
        """Let the bot handle an update; return what it says."""
        self.update += 1
        await self.room.store.receive([Incoming(self.update, json.dumps(update))])
        await self.handler.handle_pending()
        return await self.read()

    async def say(self, text: str, who: int = ROCIO, chat: int = TEAM) -> list[dict]:
        """Write something, a command perhaps."""
        message = {
            "message_id": 3,
            "chat": {"id": chat, "type": "supergroup"},
            "from": {"id": who, "first_name": "Quien"},
            "text": text,
        }
        return await self.tell({"message": message})

    async def tap(self, label: str, who: int = ROCIO, below: int | None = None) -> list[dict]:
        """Press the button with a label, of the last message or of the one with a number."""
        number = max(self.said) if below is None else below
        return await self.press(buttons(self.said[number])[label], who, number=number)

    async def press(
        self, data: str, who: int = ROCIO, chat: int = TEAM, number: int = 1
    ) -> list[dict]:
        """Press a button of the message with a number."""
        message = {"message_id": number, "chat": {"id": chat, "type": "supergroup"}}
        sender = {"id": who, "first_name": "Quien"}
        query = {"id": "q", "from": sender, "message": message, "data": data}
        return await self.tell({"callback_query": query})

    async def answer(self, number: int, text: str, who: int = ROCIO) -> list[dict]:
        """Answer one of the bot's messages."""
        own = {"message_id": number, "from": {"id": 1, "is_bot": True, "username": "voces_bot"}}
        message = {
            "message_id": 2,
            "chat": {"id": TEAM, "type": "supergroup"},
            "from": {"id": who, "first_name": "Quien"},
            "reply_to_message": own,
            "text": text,
        }
        return await self.tell({"message": message})


def buttons(said: dict) -> dict[str, str]:
    """Return what the buttons of a message say, by their labels."""
    return dict(said["buttons"])
