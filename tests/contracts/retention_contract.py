"""What every store promises of the end of what it keeps: by its age, each kind by its own."""

# ruff: noqa: D102 -- the name of a test is its promise
from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from campaign.ports.attendees import Incoming
from campaign.ports.messages import Message, Priority, passed_on
from campaign.ports.retention import Aged, Kept
from tests.contracts.ledger_values import NOW
from tests.contracts.people_contract import effects

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from datetime import datetime

    from campaign.store.opening import Store

TEAM = -77
OLD, YOUNG = NOW, NOW + timedelta(days=10)
BETWEEN = NOW + timedelta(days=5)


async def send_all(people: Store, at: datetime) -> None:
    while (taken := await people.next_message(at)) is not None:
        await people.sent(taken, "1")


class RetentionContract:
    """The promises of :class:`campaign.ports.retention.Keeper`."""

    @pytest.fixture
    async def people(self, opened: Callable[..., Store]) -> AsyncIterator[Store]:
        store = opened()
        yield store
        await store.close()

    async def test_nothing_is_old_in_a_new_ledger(self, people: Store) -> None:
        cutoffs = dict.fromkeys(Kept, YOUNG)
        assert await people.aged(cutoffs) == [Aged(kept, 0, None) for kept in Kept]
        assert await people.purge(cutoffs) == [Aged(kept, 0, None) for kept in Kept]

    async def test_messages_go_by_when_they_were_sent(self, people: Store) -> None:
        await people.enqueue([Message(7, '"old"'), Message(8, '"older"', once=True)])
        await send_all(people, OLD)
        await people.enqueue([Message(7, '"young"')])
        await send_all(people, YOUNG)
        await people.enqueue([Message(7, '"waits"')])
        cutoffs = {Kept.MESSAGES: BETWEEN}
        assert await people.aged(cutoffs) == [Aged(Kept.MESSAGES, 2, OLD)]
        assert await people.purge(cutoffs) == [Aged(Kept.MESSAGES, 2, OLD)]
        assert await people.aged(cutoffs) == [Aged(Kept.MESSAGES, 0, None)]
        assert await people.said_as(7, "1") == '"young"'
        taken = await people.next_message(YOUNG)
        assert taken is not None
        assert taken.message.body == '"waits"'

    async def test_what_is_the_teams_own_stays_but_for_peoples_words(self, people: Store) -> None:
        words = passed_on(7) + "x"
        await people.enqueue(
            [
                Message(TEAM, '"alarm"', Priority.TEAM, once=True, dedupe="alarm"),
                Message(TEAM, '{"about": 3}', dedupe="post"),
                Message(TEAM, '"help"', Priority.TEAM, dedupe=words),
            ]
        )
        await send_all(people, OLD)
        assert await people.purge({Kept.MESSAGES: BETWEEN}) == [Aged(Kept.MESSAGES, 1, OLD)]

    async def test_a_message_that_a_dead_sender_took_goes_too(self, people: Store) -> None:
        await people.enqueue([Message(7, '"reminder"', Priority.NOTICE, once=True)])
        assert await people.next_message(OLD) is not None
        assert await people.purge({Kept.MESSAGES: BETWEEN}) == [Aged(Kept.MESSAGES, 1, OLD)]

    async def test_numbers_of_updates_go_by_when_they_were_handled(self, people: Store) -> None:
        await people.receive([Incoming(n, "{}") for n in (1, 2, 3)])
        await people.handle(effects(1, at=OLD))
        await people.handle(effects(2, at=YOUNG))
        assert await people.purge({Kept.UPDATES: BETWEEN}) == [Aged(Kept.UPDATES, 1, OLD)]
        assert await people.receive([Incoming(2, "{}"), Incoming(3, "{}")]) == 0

    async def test_who_has_no_sign_up_is_forgotten(self, people: Store) -> None:
        await people.handle(effects(1, 7, at=OLD, language="es"))
        await people.handle(effects(2, 8, at=OLD, sign_up=("panel-1",)))
        await people.handle(effects(3, 9, at=OLD, sign_up=("panel-1",)))
        await people.handle(effects(4, 9, at=OLD, cancel=("panel-1",)))
        await people.handle(effects(5, 10, at=YOUNG, language="es"))
        cutoffs = {Kept.IDLE: BETWEEN}
        assert await people.aged(cutoffs) == [Aged(Kept.IDLE, 2, OLD)]
        assert await people.purge(cutoffs) == [Aged(Kept.IDLE, 2, OLD)]
        left = [await people.attendee(chat) is not None for chat in (7, 8, 9, 10)]
        assert left == [False, True, False, True]

    async def test_who_agreed_lately_is_not_idle(self, people: Store) -> None:
        await people.handle(effects(1, 7, at=OLD, language="es"))
        agreed = ("sign-up", "3-es", "ab")
        await people.handle(effects(2, 7, at=YOUNG, sign_up=("panel-1",), consent=agreed))
        await people.handle(effects(3, 7, at=YOUNG, cancel=("panel-1",)))
        assert await people.purge({Kept.IDLE: BETWEEN}) == [Aged(Kept.IDLE, 0, None)]

    async def test_everybody_is_forgotten_once_all_is_long_over(self, people: Store) -> None:
        await people.handle(effects(1, 7, at=OLD, sign_up=("panel-1",)))
        await people.handle(effects(2, 8, at=YOUNG, sign_up=("panel-1",)))
        assert await people.purge({Kept.PEOPLE: BETWEEN}) == [Aged(Kept.PEOPLE, 1, OLD)]
        assert [a.chat for a in await people.seated("panel-1")] == [8]
        assert await people.sign_ups(7) == []
