"""What every store promises about attendees and the seats they sign up for."""

# ruff: noqa: D102 -- the name of a test is its promise
from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import insert

from campaign.core.attendees import Attendee
from campaign.ports.attendees import Crowd, Incoming
from campaign.ports.ledger import Stale
from campaign.ports.messages import Message
from campaign.store.tables_people import CONTACT
from tests.contracts.ledger_values import NOW, blob, change
from tests.contracts.people_contract import GROUP, LATER, VACANCY, effects, seats

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from campaign.store.opening import Store


class SeatsContract:
    """The promises of :class:`campaign.ports.attendees.People` about seats."""

    async def test_who_only_asks_is_not_remembered(self, people: Store) -> None:
        await people.handle(effects(1, messages=[Message(7, "mañana a las 10")]))
        assert await people.attendee(7) is None

    async def test_a_person_has_one_id_and_their_language(self, people: Store) -> None:
        await people.handle(effects(1, language="pt"))
        await people.handle(effects(2, sign_up=("panel-1",)))
        found = await people.attendee(7)
        assert found is not None
        assert found == Attendee(found.id, 7, "pt")
        await people.handle(effects(3, language="en"))
        assert await people.attendee(7) == Attendee(found.id, 7, "en")
        assert await people.attendee(8) is None

    async def test_large_and_negative_chats_are_chats(self, people: Store) -> None:
        for number, chat in enumerate((GROUP, 2**51)):
            await people.handle(effects(number, chat, sign_up=("panel-1",)))
        assert [a.chat for a in await people.seated("panel-1")] == [GROUP, 2**51]

    async def test_seats_are_never_over_capacity(self, people: Store) -> None:
        free = seats(3, "taller") + seats(None, "charla")
        signing = (
            people.handle(effects(n, n, sign_up=("taller", "charla"), vacancies=free))
            for n in range(1, 11)
        )
        assert all(await asyncio.gather(*signing))
        assert len(await people.seated("taller")) == 3
        assert len(await people.seated("charla")) == 10
        states = [(await people.sign_ups(n))[0].state for n in range(1, 11)]
        assert sorted(states) == ["seated"] * 3 + ["waiting"] * 7

    async def test_signing_up_twice_changes_nothing(self, people: Store) -> None:
        for update in (1, 2):
            await people.handle(effects(update, sign_up=("panel-1",), vacancies=seats(1)))
        (mine,) = await people.sign_ups(7)
        assert (mine.panel, mine.state) == ("panel-1", "seated")
        assert mine.at == NOW + timedelta(seconds=1)

    async def test_a_cancelled_seat_is_free_for_another(self, people: Store) -> None:
        await people.handle(effects(1, 7, sign_up=("panel-1",), vacancies=seats(1)))
        await people.handle(effects(2, 7, cancel=("panel-1", "panel-9")))
        assert await people.sign_ups(7) == []
        await people.handle(effects(3, 8, sign_up=("panel-1",), vacancies=seats(1)))
        await people.handle(effects(4, 7, sign_up=("panel-1",), vacancies=seats(1)))
        assert [a.chat for a in await people.seated("panel-1")] == [8]
        assert [s.state for s in await people.sign_ups(7)] == ["waiting"]

    async def test_a_seat_that_comes_free_goes_to_who_waits_longest(self, people: Store) -> None:
        await self._queue(people, [7, 8, 9])
        assert [a.chat for a in await people.waiting("panel-1")] == [8, 9]
        assert [(await people.sign_ups(n))[0].place for n in (7, 8, 9)] == [None, 1, 2]
        await people.handle(effects(10, 7, cancel=("panel-1",), vacancies=[VACANCY]))
        assert [a.chat for a in await people.seated("panel-1")] == [8]
        assert [(await people.sign_ups(n))[0].place for n in (8, 9)] == [None, 1]
        told = await people.next_message(LATER)
        assert told is not None
        assert (told.message.chat, told.message.body) == (8, "tuyo")
        assert await people.next_message(LATER) is None

    async def test_nobody_who_comes_later_overtakes_who_waits(self, people: Store) -> None:
        await self._queue(people, [7, 8, 9])
        await people.handle(effects(10, 7, cancel=("panel-1",)))
        await people.handle(effects(11, 10, sign_up=("panel-1",), vacancies=seats(1)))
        assert [a.chat for a in await people.seated("panel-1")] == [8]
        joins = {"sign_up": ("panel-1",), "vacancies": seats(2)}
        await people.handle(effects(12, 7, **joins))
        assert [a.chat for a in await people.seated("panel-1")] == [8, 9]
        assert [a.chat for a in await people.waiting("panel-1")] == [10, 7]

    async def test_a_clock_that_is_put_back_lets_nobody_overtake(self, people: Store) -> None:
        one = {"sign_up": ("panel-1",), "vacancies": seats(1)}
        for n, chat in enumerate((7, 8, 9, 10), 1):
            await people.handle(effects(n, chat, at=NOW - timedelta(hours=n), **one))
        assert [a.chat for a in await people.waiting("panel-1")] == [8, 9, 10]
        await people.handle(effects(5, 8, cancel=("panel-1",)))
        await people.handle(effects(6, 8, at=NOW - timedelta(hours=9), **one))
        assert [a.chat for a in await people.waiting("panel-1")] == [9, 10, 8]

    async def test_a_load_with_more_seats_gives_them_and_tells_it(self, people: Store) -> None:
        await self._queue(people, [7, 8, 9, 10])
        await people.handle(effects(20, 8, language="en"))
        await people.apply(change(vacancies=seats(3)))
        assert [a.chat for a in await people.seated("panel-1")] == [7, 8, 9]
        told = [await people.next_message(LATER) for _ in range(3)]
        assert [t and (t.message.chat, t.message.body) for t in told] == [
            (8, "yours"),
            (9, "tuyo"),
            None,
        ]
        unlimited = seats(None) + seats(4, "panel-9")
        assert await people.fill(unlimited) == 1
        assert await people.fill(unlimited) == 0
        assert await people.waiting("panel-1") == []

    async def test_a_load_with_fewer_seats_takes_nobody_out(self, people: Store) -> None:
        await people.handle(effects(1, 7, sign_up=("panel-1",)))
        await people.handle(effects(2, 8, sign_up=("panel-1",)))
        await people.handle(effects(3, 9, sign_up=("panel-1",), vacancies=seats(1)))
        await people.apply(change(vacancies=[VACANCY]))
        await people.handle(effects(4, 7, cancel=("panel-1",), vacancies=[VACANCY]))
        assert [a.chat for a in await people.seated("panel-1")] == [8]
        assert [a.chat for a in await people.waiting("panel-1")] == [9]

    async def test_what_follows_from_an_earlier_load_changes_nothing(self, people: Store) -> None:
        stored = blob(b"a")
        await people.apply(change(revision_files={"a": next(iter(stored))}, blobs=stored))
        joins = effects(1, 7, sign_up=("panel-1",), messages=[Message(7, "listo")])
        with pytest.raises(Stale):
            await people.handle(replace(joins, mark=(0, 0)))
        with pytest.raises(Stale):
            await people.fill(seats(1), (0, 0))
        assert await people.attendee(7) is None
        assert await people.next_message(LATER) is None
        assert await people.handle(replace(joins, mark=await people.mark()))
        assert await people.fill(seats(1), await people.mark()) == 0

    async def test_who_cannot_be_told_keeps_the_place_and_is_passed_over(
        self, people: Store
    ) -> None:
        await self._queue(people, [7, 8, 9])
        await people.unreachable(8)
        await people.handle(effects(10, 7, cancel=("panel-1",), vacancies=[VACANCY]))
        assert [a.chat for a in await people.seated("panel-1")] == [9]
        await people.handle(effects(11, 8, language="es"))
        await people.handle(effects(12, 9, cancel=("panel-1",), vacancies=[VACANCY]))
        assert [a.chat for a in await people.seated("panel-1")] == [8]

    async def test_who_gets_a_seat_twice_is_told_twice(self, people: Store) -> None:
        await self._queue(people, [7, 8])
        await people.handle(effects(10, 7, cancel=("panel-1",), vacancies=[VACANCY]))
        assert await self._told(people) == [8]
        one = {"vacancies": seats(1), "sign_up": ("panel-1",)}
        await people.handle(effects(11, 8, cancel=("panel-1",), vacancies=[VACANCY]))
        await people.handle(effects(12, 7, **one))
        await people.handle(effects(13, 8, **one))
        await people.handle(effects(14, 7, cancel=("panel-1",), vacancies=[VACANCY]))
        assert await self._told(people) == [8]

    async def test_who_cancels_is_not_told_of_the_seat_any_more(self, people: Store) -> None:
        """Neither is who changes; what is on its way comes before the answer."""
        await self._queue(people, [7, 8, 9, 10])
        leave = {"cancel": ("panel-1",), "vacancies": [VACANCY]}
        await people.handle(effects(10, 7, **leave))
        await people.handle(effects(11, 8, **leave, messages=[Message(8, "cancelado")]))
        under_way = await people.next_message(LATER)
        assert under_way is not None
        assert (under_way.message.chat, under_way.message.body) == (8, "cancelado")
        taken = await people.next_message(LATER)
        assert taken is not None
        assert (taken.message.chat, taken.message.body) == (9, "tuyo")
        await people.handle(effects(12, 9, **leave, messages=[Message(9, "cancelado")]))
        told = await people.next_message(LATER)
        assert told is not None
        assert (told.message.chat, told.message.body) == (10, "tuyo")
        assert await people.next_message(LATER) is None
        await people.sent(taken, "1")
        told = await people.next_message(LATER)
        assert told is not None
        assert (told.message.chat, told.message.body) == (9, "cancelado")

    async def test_a_seat_is_not_given_where_its_news_cannot_be_stored(self, people: Store) -> None:
        await self._queue(people, [7, 8])
        leaving = effects(10, 7, cancel=("panel-1",), vacancies=[VACANCY])
        broken = replace(leaving, messages=[Message(7, None)])  # type: ignore[arg-type]
        with pytest.raises(Exception, match=r"NOT NULL|null value"):
            await people.handle(broken)
        assert [a.chat for a in await people.seated("panel-1")] == [7]
        assert await people.next_message(LATER) is None
        assert await people.handle(leaving)
        assert [a.chat for a in await people.seated("panel-1")] == [8]

    async def test_many_who_leave_and_join_at_once_never_exceed_the_seats(
        self, people: Store
    ) -> None:
        free = seats(3)
        joining = [effects(n, n, sign_up=("panel-1",), vacancies=free) for n in range(1, 31)]
        leaving = [effects(n + 100, n, cancel=("panel-1",), vacancies=free) for n in range(1, 26)]
        await asyncio.gather(*map(people.handle, joining[:20]))
        await asyncio.gather(*map(people.handle, [*leaving, *joining[20:]]))
        seated, waiting = await people.seated("panel-1"), await people.waiting("panel-1")
        assert len(seated) == 3
        joined = [(await people.sign_ups(a.chat))[0].at for a in (*seated, *waiting)]
        assert joined == sorted(joined)

    @staticmethod
    async def _told(people: Store) -> list[int]:
        """Send everything that is there; return to whom."""
        told = []
        while (taken := await people.next_message(LATER)) is not None:
            told.append(taken.message.chat)
            await people.sent(taken, "1")
        return told

    @staticmethod
    async def _queue(people: Store, chats: Sequence[int]) -> None:
        """Let people sign up for a panel with one seat, one after the other."""
        for n, chat in enumerate(chats, 1):
            await people.handle(effects(n, chat, sign_up=("panel-1",), vacancies=seats(1)))

    async def test_a_person_with_two_chats_has_one_seat_and_one_place(self, people: Store) -> None:
        await self._queue(people, [7, 8, 9, 10])
        await self._second_chat(people, 8, 88)
        assert [a.chat for a in await people.waiting("panel-1")] == [8, 9, 10]
        assert [(await people.sign_ups(n))[0].place for n in (8, 88, 9, 10)] == [1, 1, 2, 3]
        assert await people.fill(seats(3)) == 2
        assert [a.chat for a in await people.seated("panel-1")] == [7, 8, 9]
        assert await people.crowds() == {"panel-1": Crowd(3, 1)}
        found = [await people.next_message(LATER) for _ in range(3)]
        assert [t and t.message.chat for t in found] == [8, 9, None]
        assert (await people.attendee(88)) == replace((await people.seated("panel-1"))[1], chat=88)

    async def test_crowds_count_seats_and_those_who_wait_and_can_be_told(
        self, people: Store
    ) -> None:
        assert await people.crowds() == {}
        await self._queue(people, [7, 8, 9, 10])
        await people.handle(effects(20, 7, sign_up=("panel-2", "panel-3")))
        await people.handle(effects(21, 10, sign_up=("panel-2",)))
        await people.handle(effects(22, 7, cancel=("panel-3",)))
        await people.unreachable(7)
        await people.unreachable(9)
        assert await people.crowds() == {"panel-1": Crowd(1, 2), "panel-2": Crowd(2, 0)}

    @staticmethod
    async def _second_chat(people: Store, chat: int, other: int) -> None:
        """Give a person one more contact, as none of today's doors does."""
        who = await people.attendee(chat)
        assert who is not None
        row = insert(CONTACT).values(attendee_id=who.id, chat=other)
        await people._write(
            lambda connection, campaign: connection.execute(row.values(campaign_id=campaign))
        )

    async def test_who_blocked_the_bot_keeps_the_seat_until_they_write(self, people: Store) -> None:
        await people.handle(effects(1, sign_up=("panel-1",)))
        await people.unreachable(7)
        assert [a.reachable for a in await people.seated("panel-1")] == [False]
        await people.handle(effects(2, language="es"))
        assert [a.reachable for a in await people.seated("panel-1")] == [True]

    async def test_campaigns_do_not_share_people(self, opened: Callable[..., Store]) -> None:
        one, other = opened(campaign="uno"), opened(campaign="otro")
        await one.receive([Incoming(1, "{}")])
        await one.handle(effects(1, sign_up=("panel-1",)))
        assert await other.receive([Incoming(1, "{}")]) == 1
        assert await other.attendee(7) is None
        assert await other.seated("panel-1") == []
        await one.close()
        await other.close()
