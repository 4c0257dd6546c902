"""What is decided from a campaign that was loaded again meanwhile is decided anew."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from campaign.bot.handling import Handler
from campaign.languages import Catalogue
from campaign.ports.attendees import Effects, Incoming
from campaign.services.attending import Attending
from campaign.services.conversation import Content, LoadedContent, buttons, consent
from campaign.services.conversation.view import View
from campaign.wiring.tongues import tongues
from tests.services.newsroom import PROGRAMME, Newsroom, newsroom

if TYPE_CHECKING:
    from pathlib import Path

TWO = PROGRAMME.replace(
    "    start: 2031-05-20 18:00\n", "    start: 2031-05-20 18:00\n    capacity: 2\n"
)
ONE = TWO.replace("capacity: 2", "capacity: 1").replace("2031-05-20 18:00", "2031-05-20 19:30")
TONGUES = tongues()


class Meanwhile:
    """Returns what was loaded, and lets a load come right after it was read, once."""

    def __init__(self, room: Newsroom, programme: str) -> None:
        self.loaded = LoadedContent(room.store, room.loader.desk.read)
        self.room, self.programme = room, programme

    async def __call__(self) -> Content:
        """Return the content of before the load."""
        found = await self.loaded()
        if self.programme:
            programme, self.programme = self.programme, ""
            await self.room.load(programme=programme)
        return found


async def agree(room: Newsroom, *chats: int) -> None:
    """Let people press the button that signs them up."""
    content = await LoadedContent(room.store, room.loader.desk.read)()
    mark = consent.mark(View(content, TONGUES, "es", room.clock.now()))
    data = buttons.data(buttons.CONSENT, "aguas", mark)
    for chat in chats:
        sender = {"id": chat, "first_name": "P", "is_bot": False, "language_code": "es"}
        message = {"message_id": 1, "date": 0, "chat": {"id": chat, "type": "private"}}
        query = {"id": "q", "from": sender, "message": message, "data": data}
        update = {"update_id": chat, "callback_query": query}
        await room.store.receive([Incoming(chat, json.dumps(update))])


async def answers(room: Newsroom) -> dict[int, str]:
    found = {}
    while (taken := await room.store.next_message(room.clock.now())) is not None:
        found[taken.message.chat] = json.loads(taken.message.body)["text"]
        await room.store.sent(taken, "1")
    return found


async def test_a_load_with_fewer_seats_counts_for_all_who_are_not_seated_yet(
    tmp_path: Path,
) -> None:
    async with newsroom(tmp_path) as room:
        await room.load(programme=TWO)
        await agree(room, 61, 62)
        handler = Handler(room.store, Meanwhile(room, ONE), TONGUES, room.clock, {})
        await handler.handle_pending()
        assert [person.chat for person in await room.store.seated("aguas")] == [61]
        assert [person.chat for person in await room.store.waiting("aguas")] == [62]
        told = await answers(room)
        assert "19:30" in told[61]
        assert "lista de espera" in told[62]


async def test_a_free_seat_is_not_given_by_the_count_of_before_a_load(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load(programme=ONE)
        for chat in (61, 62):
            joins = Effects(chat, chat, room.clock.now(), "es", sign_up=("aguas",))
            await room.store.handle(joins)
        await agree(room, 63)
        handler = Handler(room.store, Meanwhile(room, ""), TONGUES, room.clock, {})
        await handler.handle_pending()
        await room.load(programme=TWO)
        attending = Attending(Meanwhile(room, ONE), room.store, room.clock, Catalogue, ("es",))
        await room.store.handle(Effects(64, 62, room.clock.now(), "es", cancel=("aguas",)))
        assert await attending.fill_seats() == 0
        assert [person.chat for person in await room.store.seated("aguas")] == [61]
        assert [person.chat for person in await room.store.waiting("aguas")] == [63]
