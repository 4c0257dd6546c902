"""What people write comes into no log, also where the bot fails on it."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, NoReturn

from campaign.bot.handling import Handler
from campaign.ports.attendees import Effects, Incoming
from campaign.services.conversation import LoadedContent, View
from campaign.wiring.tongues import tongues
from tests.services.newsroom import newsroom

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from campaign.services.conversation import Heard, Turn
    from campaign.store.store import Store

NAME = "Anacleta"


def stumble(rest: str, heard: Heard, view: View) -> Turn:
    """Fail as a library does that quotes what it could not read."""
    int(f"{heard.who} {rest} {view.language}")
    raise AssertionError


class Broken:
    """People rows on which the writing of an answer fails, once, and says of what."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._fails = True

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)

    async def handle(self, effects: Effects) -> bool:
        """Fail on whatever has messages."""
        if effects.messages:
            self._fail(effects)
        return await self._store.handle(effects)

    def _fail(self, effects: Effects) -> NoReturn:
        msg = f"cannot write {[one.body for one in effects.messages]} {NAME}"
        raise ValueError(msg)


def tapped() -> Incoming:
    sender = {"id": 7, "first_name": NAME, "is_bot": False}
    message = {"message_id": 1, "date": 0, "chat": {"id": 7, "type": "private"}}
    query = {"id": "q", "from": sender, "message": message, "data": f"z:{NAME}"}
    return Incoming(1, json.dumps({"update_id": 1, "callback_query": query}))


async def test_a_failure_is_told_by_its_place_and_not_by_its_words(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        content = LoadedContent(room.store, room.loader.desk.read)
        for people, said in ((room.store, "understood"), (Broken(room.store), "put aside")):
            handler = Handler(people, content, tongues(), room.clock, {"z": stumble})  # type: ignore[arg-type]
            number = 1 if said == "understood" else 2
            await room.store.receive([Incoming(number, tapped().raw)])
            with caplog.at_level(logging.DEBUG):
                await handler.handle_pending()
            assert said in caplog.text
    assert "ValueError" in caplog.text
    assert "stumble" in caplog.text
    assert NAME not in caplog.text
