"""Attendees and the team around one bot, for tests of questions: what each is told."""

from __future__ import annotations

import json
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from campaign.ports.attendees import Incoming
from tests.services.newsroom import newsroom
from tests.services.teamroom import ROCIO, TEAM, Chat
from tests.services.test_team_facts import DURING, LISTED

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.services.newsroom import Newsroom

LUZ, BETO, MAR = 7_001, 7_002, 7_003
NAMES = {LUZ: ("Luz", "Pérez"), BETO: ("Beto", "Soto"), MAR: ("Mar", ""), ROCIO: ("Rocío", "")}
ANA = 33
TWO = LISTED.replace("telegram: 31}", "telegram: 31}\n  - {role: prensa, name: Ana, telegram: 33}")


class Forum:
    """Writes and presses for people, and keeps what they are told, by their chat."""

    def __init__(self, room: Newsroom) -> None:
        self.room, self.chat = room, Chat(room)
        self.heard: dict[int, list[dict]] = {}
        self._update = 0

    async def say(self, who: int, text: str, chat: int | None = None) -> str:
        """Write to the bot, in private or into a chat; return what it says there."""
        return await self._tell(who, chat or who, {"text": text})

    async def team(self, text: str, who: int = ROCIO) -> str:
        """Write into the team's chat."""
        return await self.say(who, text, TEAM)

    async def press(self, who: int, label: str, chat: int | None = None, *, times: int = 1) -> str:
        """Press the newest button with a label, as often as impatient thumbs do."""
        there = self.heard[chat or who]
        data = next(
            data
            for body in reversed(there)
            for shown, data in body.get("buttons", ())
            if shown == label
        )
        said = [await self._tell(who, chat or who, {}, data) for _ in range(times)]
        return "\n".join(said)

    async def press_data(self, who: int, data: str) -> str:
        """Press a button that is shown no more."""
        return await self._tell(who, who, {}, data)

    async def decide(self, label: str, who: int = ROCIO) -> str:
        """Press a button in the team's chat."""
        return await self.press(who, label, TEAM)

    def last(self, chat: int) -> str:
        """Return the last thing that the bot said in a chat."""
        return str(self.heard[chat][-1]["text"])

    def labels(self, chat: int) -> list[str]:
        """Return the buttons of the last thing that the bot said in a chat."""
        return [label for label, _ in self.heard[chat][-1].get("buttons", ())]

    async def _tell(self, who: int, chat: int, message: dict, data: str | None = None) -> str:
        self._update += 1
        first, last = NAMES.get(who, ("Quien", ""))
        sender = {"id": who, "first_name": first, "last_name": last, "language_code": "es"}
        kind = "private" if chat > 0 else "supergroup"
        message |= {"message_id": 3, "chat": {"id": chat, "type": kind}, "from": sender}
        update: dict = {"message": message}
        if data is not None:
            query = {"id": "q", "from": sender, "message": message, "data": data}
            update = {"callback_query": query}
        await self.room.store.receive([Incoming(self._update, json.dumps(update))])
        await self.chat.handler.handle_pending()
        before = len(self.heard.get(chat, ()))
        await self.read()
        return "\n".join(body["text"] for body in self.heard.get(chat, ())[before:])

    async def read(self) -> None:
        """Let everybody read what was said to them."""
        while (taken := await self.room.store.next_message(self.room.clock.now())) is not None:
            told = self.heard.setdefault(taken.message.chat, [])
            told.append(json.loads(taken.message.body))
            await self.room.store.sent(taken, str(1_000 + sum(map(len, self.heard.values()))))

    async def ask(self, who: int, text: str, *, named: bool = False) -> str:
        """Ask a question and send it."""
        await self.say(who, f"/pregunta {text}")
        return await self.press(who, f"Enviar {'con' if named else 'sin'} mi nombre")


@asynccontextmanager
async def forum(folder: Path, moment: str = "2031-05-19T10:00") -> AsyncIterator[Forum]:
    """Open the forum at a moment of Bogotá."""
    async with newsroom(folder) as room:
        await room.load(campaign=TWO, calendar=DURING)
        await room.until(moment)
        here = Forum(room)
        await here.read()
        here.heard.clear()
        yield here
