"""What has been kept of people for long enough goes, by command and every day by itself."""

from __future__ import annotations

import asyncio
from datetime import UTC, timedelta
from typing import TYPE_CHECKING

from program import STARTED, eventually
from riverbank import BEGIN, files, moment, post

from campaign.core.ledger_kind import Kind
from campaign.ports.attendees import Effects
from campaign.ports.messages import Message
from campaign.services.listing import iso
from campaign.store.opening import open_ledger

if TYPE_CHECKING:
    from program import Place

NAME = "Anacleta"
ASKED = "SELECT count(*) FROM outbox WHERE chat = 7"


async def _ask(place: Place, name: str) -> None:
    """Let somebody have been answered ten days ago, and somebody else just now."""
    store = open_ledger(f"sqlite:///{place.ledger}", name, Kind.SANDBOX)
    try:
        for update, chat, days in ((1, 7, 10), (2, 8, 0)):
            at = BEGIN - timedelta(days=days)
            said = Message(chat, f'{{"text": "hola {NAME}"}}')
            await store.handle(Effects(update, chat, at, messages=[said]))
            while taken := await store.next_message(at):
                await store.sent(taken, "1")
    finally:
        await store.close()


def _prepared(place: Place) -> None:
    place.write(files([post("later", "Later at the ferry.", 60)]))
    place.call("--now", moment(-60), "load", "--sandbox", "--yes")
    ((name,),) = place.ask_ledger("SELECT name FROM campaign")
    asyncio.run(_ask(place, str(name)))


def test_a_dry_run_shows_what_the_command_then_deletes(place: Place) -> None:
    _prepared(place)
    shown = place.json("--now", moment(0), "retention", "--sandbox", "--dry-run")
    old = iso((BEGIN - timedelta(days=10)).astimezone(UTC))
    assert shown == [
        {"kept": "messages", "days": 7, "rows": 1, "oldest": old},
        {"kept": "updates", "days": 30, "rows": 0, "oldest": None},
        {"kept": "idle", "days": 30, "rows": 0, "oldest": None},
        {"kept": "people", "days": 180, "rows": 0, "oldest": None},
        {"kept": "questions", "days": 180, "rows": 0, "oldest": None},
    ]
    assert place.ask_ledger(ASKED) == [(1,)]
    assert place.json("--now", moment(0), "retention", "--sandbox") == shown
    assert place.ask_ledger(ASKED) == [(0,)]
    assert place.ask_ledger("SELECT count(*) FROM outbox WHERE chat = 8") == [(1,)]
    words = place.call("--now", moment(0), "retention", "--sandbox", "--dry-run").stdout
    assert "Se borraría" in words
    assert words.count("nada.") == 5


def test_run_deletes_by_itself(place: Place) -> None:
    _prepared(place)
    with place.running("--now", moment(0), "run", "--sandbox") as run:
        run.says(STARTED)
        eventually(lambda: place.ask_ledger(ASKED) == [(0,)], "what is old is deleted")
        run.end()
    assert place.ask_ledger("SELECT count(*) FROM outbox WHERE chat = 8") == [(1,)]
