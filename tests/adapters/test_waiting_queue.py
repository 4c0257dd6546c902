"""A waiting list is a queue: many who join, leave and change, against a model of one."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from campaign.core.ledger_kind import Kind
from campaign.ports.attendees import Effects
from campaign.ports.messages import Message
from campaign.ports.vacancies import Vacancy
from campaign.store.opening import open_ledger

if TYPE_CHECKING:
    from pathlib import Path

    from campaign.core.attendees import Attendee
    from campaign.store.store import Store


def told(who: Attendee, since: datetime) -> Message:
    return Message(who.chat, "tuyo", dedupe=f"{who.id}:{since}")


@dataclass
class Queue:
    """What one panel's list should be: who has a seat, who waits in which order, who is told.

    Nothing is sent meanwhile: who leaves again before is not told of a seat that was theirs.
    """

    seats: int
    seated: list[int] = field(default_factory=list)
    waiting: list[int] = field(default_factory=list)
    told: list[int] = field(default_factory=list)

    def join(self, who: int) -> None:
        """Give a seat, or the last place in the list."""
        self.settle()
        if who not in self.seated + self.waiting:
            (self.seated if len(self.seated) < self.seats else self.waiting).append(who)

    def leave(self, who: int) -> None:
        """Take somebody out."""
        self.told = [other for other in self.told if other != who]
        self.seated = [other for other in self.seated if other != who]
        self.waiting = [other for other in self.waiting if other != who]
        self.settle()

    def settle(self) -> None:
        """Give what is free to who waits."""
        while self.waiting and len(self.seated) < self.seats:
            self.told.append(self.waiting.pop(0))
            self.seated.append(self.told[-1])


def vacancies(queues: dict[str, Queue]) -> list[Vacancy]:
    return [Vacancy(panel, queue.seats, told) for panel, queue in queues.items()]


async def step(store: Store, queues: dict[str, Queue], chance: random.Random, at: Effects) -> None:
    """Let somebody join, leave or change, or a load bring more seats or fewer."""
    panel, other = chance.sample(sorted(queues), 2)
    what = chance.choice(["join", "join", "join", "leave", "leave", "change", "load"])
    if what == "load":
        queues[panel].seats = chance.randint(1, 4)
        await store.fill(vacancies(queues))
    else:
        joined = {"join": (panel,), "leave": (), "change": (other,)}[what]
        left = () if what == "join" else (panel,)
        who, free = at.chat or 0, vacancies(queues)
        asks = {"sign_up": joined, "cancel": left, "vacancies": free}
        await store.handle(Effects(at.update_id, who, at.at, "es", **asks))
        for name in left:
            queues[name].leave(who)
        for name in joined:
            queues[name].join(who)
    for queue in queues.values():
        queue.settle()


@pytest.mark.parametrize("seed", range(4))
async def test_the_list_is_the_queue_that_it_should_be(tmp_path: Path, seed: int) -> None:
    """The clock goes back now and then, as clocks do."""
    chance = random.Random(seed)  # noqa: S311 -- a test that can be repeated
    store = open_ledger(f"sqlite:///{tmp_path}/l.db", "fila", Kind.SANDBOX, trusted=True)
    queues, now = {"sol": Queue(2), "luna": Queue(1)}, datetime(2030, 1, 1, tzinfo=UTC)
    for number in range(120):
        now += timedelta(seconds=chance.choice([1, 1, 0, -5]))
        await step(store, queues, chance, Effects(number, chance.randint(1, 8), now))
        for panel, queue in queues.items():
            seated = [person.chat for person in await store.seated(panel)]
            assert sorted(seated) == sorted(queue.seated)
            assert [person.chat for person in await store.waiting(panel)] == queue.waiting
            for place, who in enumerate(queue.waiting, 1):
                mine = {s.panel: s.place for s in await store.sign_ups(who)}
                assert mine[panel] == place
    sent = []
    while (taken := await store.next_message(now + timedelta(days=1))) is not None:
        sent.append(taken.message.chat)
        await store.sent(taken, "1")
    assert sorted(sent) == sorted(queues["sol"].told + queues["luna"].told)
    await store.close()
