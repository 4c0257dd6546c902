"""What is handled together comes out as if it had been handled one after the other."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

from campaign.bot.handling import Handler
from campaign.core.errors import EnvironmentFailure
from campaign.core.ledger_kind import Kind
from campaign.core.programme import Panel, Programme
from campaign.core.settings import Campaign
from campaign.ports.attendees import Effects, Incoming
from campaign.ports.ledger import Stale
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
SMALL = Panel("pozo", "Pozos", 1, datetime(2030, 2, 8, 19, 0, tzinfo=ZONE), capacity=2)
LARGE = replace(SMALL, id="lago", title="Lagos", number=2, capacity=None)
CONTENT = Content(Campaign("agua", "Agua", "America/Lima", ZONE), Programme((SMALL, LARGE)))
MANY = 60


class Watched:
    """People rows that keep how often they were asked, and may fail for one update."""

    def __init__(self, store: Store, fails: int = 0, error: type[Exception] = Stale) -> None:
        self._store = store
        self._fails, self._error = fails, error
        self.glances = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    async def glance(self, chats: list[int]) -> Any:
        """Count, and ask."""
        self.glances += 1
        return await self._store.glance(chats)

    async def handle(self, effects: Effects) -> bool:
        """Fail once for one update."""
        if effects.update_id == self._fails:
            self._fails = 0
            raise self._error
        return await self._store.handle(effects)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    opened = open_ledger(f"sqlite:///{tmp_path}/l.db", "agua", Kind.SANDBOX, trusted=True)
    yield opened
    await opened.close()


def handler(people: Any) -> Handler:
    async def content() -> Content:
        return CONTENT

    return Handler(people, content, tongues(), VirtualClock(NOW), {})


def written(number: int, chat: int, text: str) -> Incoming:
    sender = {"id": chat, "first_name": "A", "language_code": "es"}
    message = {"message_id": number, "chat": {"id": chat, "type": "private"}, "from": sender}
    return Incoming(number, json.dumps({"message": {**message, "text": text}}))


def pressed(number: int, chat: int, data: str) -> Incoming:
    sender = {"id": chat, "first_name": "A", "language_code": "es"}
    message = {"message_id": 1, "chat": {"id": chat, "type": "private"}}
    query = {"id": str(number), "from": sender, "message": message, "data": data}
    return Incoming(number, json.dumps({"callback_query": query}))


async def said(store: Store) -> list[tuple[int, str]]:
    """Return everything that waits to be sent, by its chat, each chat in its order."""
    found: list[tuple[int, str]] = []
    while taken := await store.next_messages(NOW, 100):
        for one in taken:
            found.append((one.message.chat, json.loads(one.message.body)["text"]))
            await store.sent(one, "1")
    return found


async def test_a_crowd_is_read_in_few_glances_and_everybody_is_answered(store: Store) -> None:
    people = Watched(store)
    await store.receive([written(n, n, "/start") for n in range(1, MANY + 1)])
    await handler(people).handle_pending()
    assert sorted(chat for chat, _ in await said(store)) == [*range(1, MANY + 1)]
    assert people.glances < MANY / 2


async def test_of_many_who_want_the_last_seats_in_one_moment_the_first_have_them_and_know_it(
    store: Store,
) -> None:
    await store.receive([written(n, n, "/inscribirme pozo") for n in range(1, 5)])
    agreed = await buttons_of(store)
    await store.receive([pressed(10 + n, n, agreed[n]) for n in range(1, 5)])
    await handler(store).handle_pending()
    told = dict(await said(store))
    assert [told[n].startswith("¡Listo!") for n in range(1, 5)] == [True, True, False, False]
    assert "lugar 1" in told[3]
    assert "lugar 2" in told[4]
    assert [one.chat for one in await store.seated("pozo")] == [1, 2]
    assert [one.chat for one in await store.waiting("pozo")] == [3, 4]


async def buttons_of(store: Store) -> dict[int, str]:
    """Handle what waits; return the first button that each chat was shown."""
    await handler(store).handle_pending()
    found: dict[int, str] = {}
    while taken := await store.next_messages(NOW, 100):
        for one in taken:
            buttons = json.loads(one.message.body).get("buttons")
            if buttons:
                found[one.message.chat] = buttons[0][1]
            await store.sent(one, "1")
    return found


async def test_what_one_person_says_in_a_row_is_understood_in_that_order(store: Store) -> None:
    await store.receive([written(1, 7, "/inscribirme lago")])
    agreed = await buttons_of(store)
    others = [written(10 + n, 50 + n, "hola") for n in range(3)]
    await store.receive([pressed(20, 7, agreed[7]), written(21, 7, "/misinscripciones"), *others])
    await handler(store).handle_pending()
    first, second = [text for chat, text in await said(store) if chat == 7]
    assert first.startswith("¡Listo!")
    assert "Lagos" in second


@pytest.mark.parametrize("error", [Stale, ValueError])
async def test_one_that_fails_once_is_decided_anew_and_stops_nobody(
    store: Store, error: type[Exception]
) -> None:
    await store.receive([written(n, n, "/start") for n in range(1, 6)])
    await handler(Watched(store, 3, error)).handle_pending()
    assert sorted(chat for chat, _ in await said(store)) == [1, 2, 3, 4, 5]


async def test_a_ledger_that_fails_keeps_what_waits(store: Store) -> None:
    await store.receive([written(n, n, "/start") for n in range(1, 6)])
    people = Watched(store, 3, EnvironmentFailure)
    with pytest.raises(EnvironmentFailure):
        await handler(people).handle_pending()
    await asyncio.sleep(0)
    await handler(people).handle_pending()
    assert sorted(chat for chat, _ in await said(store)) == [1, 2, 3, 4, 5]
