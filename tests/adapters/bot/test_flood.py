"""Who floods the bot is told so once; what changes something is done all the same."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from campaign.bot.flood import MANY
from campaign.bot.handling import Handler
from campaign.core.ledger_kind import Kind
from campaign.core.programme import Panel, Programme
from campaign.core.settings import Campaign
from campaign.ports.attendees import Incoming
from campaign.services.conversation import Content
from campaign.store.opening import open_ledger
from campaign.wiring.clocks import VirtualClock
from campaign.wiring.tongues import tongues

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from campaign.store.store import Store

ZONE = ZoneInfo("America/Lima")
NOW = datetime(2030, 2, 1, 9, 0, tzinfo=UTC)
LAKE = Panel("lago", "Lagos", 1, datetime(2030, 2, 8, 19, 0, tzinfo=ZONE))
TEAM = -1_001
CONTENT = Content(Campaign("agua", "Agua", "America/Lima", ZONE), Programme((LAKE,)), (), TEAM)
ANA, TOM = 7, 8
TOO_FAST = "Me escribes más rápido de lo que puedo contestar"


class Desk:
    """One bot's handler on one ledger, and what it said."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.clock = VirtualClock(NOW)
        self._number = 0

        async def content() -> Content:
            return CONTENT

        self.handler = Handler(store, content, tongues(), self.clock, {})

    async def hears(self, *said: str, who: int = ANA, date: datetime | None = None) -> list[str]:
        """Let somebody say things; return the answers. What begins with ``!`` is a button."""
        updates = [self._update(text, who, date or self.clock.now()) for text in said]
        await self.store.receive(updates)
        await self.handler.handle_pending()
        return [text for chat, text in await self._said() if chat == who]

    def _update(self, text: str, who: int, date: datetime) -> Incoming:
        self._number += 1
        chat = {"id": who, "type": "private"}
        sender = {"id": who, "first_name": "A", "language_code": "es"}
        message = {"message_id": self._number, "chat": chat, "date": int(date.timestamp())}
        if text.startswith("!"):
            query = {"id": "1", "from": sender, "message": message, "data": text[1:]}
            return Incoming(self._number, json.dumps({"callback_query": query}))
        said = {**message, "from": sender, "text": text}
        return Incoming(self._number, json.dumps({"message": said}))

    async def button(self, who: int = ANA) -> str:
        """Let somebody ask to sign up; return what agrees."""
        await self.store.receive([self._update("/inscribirme lago", who, self.clock.now())])
        await self.handler.handle_pending()
        (taken,) = await self.store.next_messages(self.clock.now(), 10)
        await self.store.sent(taken, "1")
        return str(json.loads(taken.message.body)["buttons"][0][1])

    async def _said(self) -> list[tuple[int, str]]:
        found: list[tuple[int, str]] = []
        while taken := await self.store.next_messages(self.clock.now(), 100):
            for one in taken:
                found.append((one.message.chat, json.loads(one.message.body)["text"]))
                await self.store.sent(one, "1")
        return found


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    store = open_ledger(f"sqlite:///{tmp_path}/l.db", "agua", Kind.SANDBOX, trusted=True)
    yield Desk(store)
    await store.close()


async def test_who_writes_too_fast_is_told_once_and_answered_again_after_a_pause(
    desk: Desk,
) -> None:
    answers = await desk.hears(*["hola"] * (MANY + 10))
    assert len(answers) == MANY + 1
    assert [TOO_FAST in text for text in answers] == [False] * MANY + [True]
    assert await desk.hears("hola") == []
    desk.clock.advance_to(NOW + timedelta(seconds=11))
    (again,) = await desk.hears("hola")
    assert TOO_FAST not in again
    assert list(await desk.store.pending()) == []


async def test_nobody_else_is_answered_less(desk: Desk) -> None:
    await desk.hears(*["hola"] * (MANY + 10))
    assert len(await desk.hears("hola", who=TOM)) == 1


async def test_a_sign_up_in_a_flood_counts_and_is_confirmed(desk: Desk) -> None:
    agree = await desk.button()
    said = ["hola"] * (MANY + 5)
    answers = await desk.hears(*said, f"!{agree}", *said)
    assert [one.chat for one in await desk.store.seated("lago")] == [ANA]
    assert sum(text.startswith("¡Listo!") for text in answers) == 1
    assert sum(TOO_FAST in text for text in answers) == 1


async def test_a_message_for_the_team_in_a_flood_reaches_it(desk: Desk) -> None:
    await desk.hears(*["hola"] * (MANY + 5))
    answers = await desk.hears("quiero hablar con una persona")
    assert len(answers) == 1


async def test_what_was_written_over_hours_is_no_flood_when_it_comes_at_once(desk: Desk) -> None:
    answers: list[str] = []
    for hour in range(MANY + 5):
        answers += await desk.hears("hola", date=NOW - timedelta(hours=30 - hour))
    assert len(answers) == MANY + 5
    assert not any(TOO_FAST in text for text in answers)
