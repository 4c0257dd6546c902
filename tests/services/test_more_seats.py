"""A load that gives a panel more seats calls those who wait, in the same step."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from campaign.languages import Catalogue
from campaign.ports.attendees import Effects
from campaign.ports.messages import Message
from campaign.ports.vacancies import Vacancy
from campaign.services.attending import Attending
from campaign.services.conversation import LoadedContent
from tests.services.newsroom import PROGRAMME, newsroom

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from campaign.core.attendees import Attendee

LIMITED = PROGRAMME.replace(
    "    start: 2031-05-20 18:00\n", "    start: 2031-05-20 18:00\n    capacity: 1\n"
)
ONE, TWO, THREE = 61, 62, 63


def told(who: Attendee, _since: datetime) -> Message:
    return Message(who.chat, "tuyo")


@pytest.mark.parametrize(
    ("after", "seated"),
    [
        (LIMITED.replace("capacity: 1", "capacity: 2"), [ONE, TWO]),
        (PROGRAMME, [ONE, TWO, THREE]),
        (LIMITED.replace("18:00", "19:00"), [ONE]),
        (LIMITED.replace("capacity: 1", "capacity: 3\n    cancelled: yes"), [ONE]),
    ],
)
async def test_who_waits_gets_the_seats_that_a_load_brings(
    tmp_path: Path, after: str, seated: list[int]
) -> None:
    async with newsroom(tmp_path) as room:
        content = LoadedContent(room.store, room.loader.desk.read)
        attending = Attending(content, room.store, room.clock, Catalogue, ("es", "en"))
        room.loader.notices = attending.changes
        await room.load(programme=LIMITED)
        for n, chat in enumerate((ONE, TWO, THREE)):
            joins = {"sign_up": ("aguas",), "vacancies": [Vacancy("aguas", 1, told)]}
            await room.store.handle(Effects(n, chat, room.clock.now(), "es", **joins))
        await room.load(programme=after)
        assert [person.chat for person in await room.store.seated("aguas")] == seated
        sent = [await room.store.next_message(room.clock.now()) for _ in range(6)]
        bodies = [(t.message.chat, json.loads(t.message.body)["text"]) for t in sent if t]
        assert [chat for chat, text in bodies if "cupo y es tuyo" in text] == seated[1:]
        changed = {chat for chat, text in bodies if "cambió de hora" in text or "cancelado" in text}
        assert changed in (set(), {ONE, TWO, THREE})
        assert bool(changed) == (seated == [ONE])
