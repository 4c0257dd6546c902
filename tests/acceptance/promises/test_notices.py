"""Whoever has a seat hears of a change, through whichever command it comes in."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from riverbank import PROGRAMME, files, moment, post

from campaign.core.ledger_kind import Kind
from campaign.ports.attendees import Effects
from campaign.store.opening import open_ledger

if TYPE_CHECKING:
    from program import Place

BEFORE = moment(-60)
CHAT = 4711


def seat(place: Place) -> None:
    """Give somebody a seat on the bridge panel."""

    async def work() -> None:
        store = open_ledger(f"sqlite:///{place.ledger}", "riverbank", Kind.SANDBOX)
        now = datetime(2033, 4, 1, tzinfo=UTC)
        await store.handle(Effects(1, CHAT, now, "en", sign_up=("bridge",)))
        await store.close()

    asyncio.run(work())


def test_a_fact_and_a_load_from_the_command_line_tell_who_has_a_seat(place: Place) -> None:
    place.write(files([post("free", "The river is low today.", 60)]))
    place.call("--now", BEFORE, "load", "--sandbox", "--yes")
    seat(place)
    place.call("--now", BEFORE, "fact", "--sandbox", "bridge", "start=2033-04-21 17:45")
    messages = "SELECT chat, body FROM outbox WHERE chat = 4711 ORDER BY id"
    ((chat, body),) = place.ask_ledger(messages)
    assert (chat, "21 April" in body) == (CHAT, True)
    place.write({"posts/programme.yaml": PROGRAMME + "    cancelled: true\n"})
    place.call("--now", BEFORE, "load", "--sandbox", "--yes", code=None)
    told = [body for _, body in place.ask_ledger(messages)]
    assert ["cancelled" in body for body in told] == [False, True]
