"""A load that gives a panel more seats calls those who wait, in the same step."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from campaign.core.problems import Code
from campaign.languages import Catalogue
from campaign.ports.attendees import Effects
from campaign.ports.messages import Message
from campaign.ports.vacancies import Vacancy
from campaign.services.attending import Attending
from campaign.services.conversation import LoadedContent
from tests.services.newsroom import PROGRAMME, newsroom

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from campaign.core.attendees import Attendee
    from campaign.core.problems import Problem
    from campaign.store.store import Store

LIMITED = PROGRAMME.replace(
    "    start: 2031-05-20 18:00\n", "    start: 2031-05-20 18:00\n    capacity: 1\n"
)
ONE, TWO, THREE = 61, 62, 63
TEAM = -1_005


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


def over(problems: Sequence[Problem]) -> list[tuple[str, str, str]]:
    found = [p for p in problems if p.code is Code.OVER_CAPACITY]
    return [(str(p.place), p.params["seated"], p.params["more"]) for p in found]


async def test_a_load_with_fewer_seats_than_people_is_told_where_it_is_seen(
    tmp_path: Path,
) -> None:
    """To whoever checks, to whoever loads, and once to the team's chat."""
    async with newsroom(tmp_path) as room:
        content = LoadedContent(room.store, room.loader.desk.read, TEAM)
        attending = Attending(content, room.store, room.clock, Catalogue, ("es", "en"))
        room.loader.notices = attending.changes
        assert over((await room.load(programme=PROGRAMME)).proposal.checked.problems) == []
        for n, chat in enumerate((ONE, TWO, THREE)):
            joins = Effects(n, chat, room.clock.now(), "es", sign_up=("aguas",))
            await room.store.handle(joins)
        line = LIMITED.splitlines().index("    capacity: 1") + 1
        expected = [(f"posts/programme.yaml:{line}", "3", "2")]
        files = {**room.files, "posts/programme.yaml": LIMITED.encode()}
        assert over((await room.loader.propose(files)).checked.problems) == expected
        for _ in range(2):
            loaded = await room.load(programme=LIMITED)
            assert over(loaded.proposal.checked.problems) == expected
        assert [person.chat for person in await room.store.seated("aguas")] == [ONE, TWO, THREE]
        assert await to_team(room.store, room.clock.now()) == ["3, y «capacity» dice 1: 2 de más"]
        enough = LIMITED.replace("capacity: 1", "capacity: 3")
        assert over((await room.load(programme=enough)).proposal.checked.problems) == []
        off = LIMITED.replace("capacity: 1", "capacity: 2\n    cancelled: yes")
        assert over((await room.load(programme=off)).proposal.checked.problems) == []
        assert await to_team(room.store, room.clock.now()) == []


async def to_team(store: Store, now: datetime) -> list[str]:
    told = []
    while (taken := await store.next_message(now)) is not None:
        await store.sent(taken, "1")
        if taken.message.chat == TEAM:
            text = json.loads(taken.message.body)["text"]
            told.append(text.partition("su cupo ")[2].partition(".")[0])
    return told
