"""What every store promises about people, whatever database they are kept in."""

# ruff: noqa: D102 -- the name of a test is its promise
from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import insert

from campaign.core.attendees import Attendee
from campaign.ports.attendees import Crowd, Effects, Incoming, Said
from campaign.ports.ledger import Stale
from campaign.ports.messages import Message, Priority
from campaign.ports.vacancies import Vacancy
from campaign.store.tables_people import CONTACT
from tests.contracts.ledger_values import NOW, blob, change

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence
    from datetime import datetime

    from campaign.store.opening import Store

LATER = NOW + timedelta(minutes=5)


def tell(who: Attendee, since: datetime) -> Message:
    """Tell in the person's language, once for each time they waited."""
    body = {"es": "tuyo", "en": "yours"}[who.language]
    return Message(who.chat, body, Priority.NOTICE, dedupe=f"{who.id}:{since.isoformat()}")


def seats(many: int | None, panel: str = "panel-1") -> list[Vacancy]:
    """Return what tells how many seats a panel has."""
    return [Vacancy(panel, many, tell)]


VACANCY = seats(1)[0]
GROUP = -1_001_234_567_890


def effects(update: int, chat: int | None = 7, **given: Any) -> Effects:
    """Return the effects of one update, a second after the one before."""
    at = given.pop("at", NOW + timedelta(seconds=update))
    return Effects(update_id=update, chat=chat, at=at, **given)


class PeopleContract:
    """The promises of :class:`campaign.ports.attendees.People`."""

    @pytest.fixture
    async def people(self, opened: Callable[..., Store]) -> AsyncIterator[Store]:
        store = opened()
        yield store
        await store.close()

    async def test_the_last_turn_is_what_answers_one_update(self, people: Store) -> None:
        first, second = Message(7, "one"), Message(7, "two")
        await people.handle(effects(1, messages=[Message(7, "old"), Message(8, "other")]))
        await people.handle(effects(2, messages=[first, second, Message(GROUP, "team")]))
        assert await people.last_turn(7) == Said(("one", "two"), None)
        assert await people.last_turn(8) == Said(("other",), None)
        assert await people.last_turn(9) is None
        while (taken := await people.next_message(LATER)) is not None:
            await people.sent(taken, "1")
        assert await people.last_turn(7) == Said(("one", "two"), LATER)

    async def test_a_message_is_found_by_its_number_in_its_chat(self, people: Store) -> None:
        await people.enqueue([Message(GROUP, "one"), Message(7, "two")])
        while (taken := await people.next_message(LATER)) is not None:
            await people.sent(taken, "12")
        assert await people.said_as(GROUP, "12") == "one"
        assert await people.said_as(7, "12") == "two"
        assert await people.said_as(7, "13") is None

    async def test_a_notice_ends_the_last_turn(self, people: Store) -> None:
        await people.handle(effects(1, messages=[Message(7, "question")]))
        await people.enqueue([Message(7, "reminder", 2, once=True, dedupe="r")])
        assert await people.last_turn(7) is None

    # --- the inbox --------------------------------------------------------------------------

    async def test_an_update_is_stored_once(self, people: Store) -> None:
        updates = [Incoming(8, '{"a": "ñ"}'), Incoming(9, "{}")]
        assert await people.receive(updates) == 2
        assert await people.receive([Incoming(9, '{"other": 1}'), Incoming(12, "{}")]) == 1
        assert await people.receive([]) == 0
        assert await people.pending() == [*updates, Incoming(12, "{}")]

    async def test_an_empty_inbox_has_nothing_pending(self, people: Store) -> None:
        assert await people.pending() == []

    async def test_handling_an_update_takes_it_off_the_list(self, people: Store) -> None:
        await people.receive([Incoming(1, "{}"), Incoming(2, "{}"), Incoming(3, "{}")])
        assert await people.handle(effects(2))
        assert [i.update_id for i in await people.pending()] == [1, 3]
        assert [i.update_id for i in await people.pending(limit=1)] == [1]

    async def test_the_effects_of_an_update_happen_once(self, people: Store) -> None:
        await people.receive([Incoming(1, "{}")])
        one = effects(1, sign_up=("panel-2",), messages=[Message(7, "hola")])
        done = await asyncio.gather(*(people.handle(one) for _ in range(5)))
        assert sorted(done) == [False, False, False, False, True]
        assert await people.next_message(LATER) is not None
        assert await people.next_message(LATER) is None

    async def test_effects_that_fail_leave_no_trace(self, people: Store) -> None:
        await people.receive([Incoming(1, "{}")])
        broken = effects(1, sign_up=("panel-1",), messages=[Message(7, None)])  # type: ignore[arg-type]
        with pytest.raises(Exception, match=r"NOT NULL|null value"):
            await people.handle(broken)
        assert [i.update_id for i in await people.pending()] == [1]
        assert await people.attendee(7) is None
        assert await people.handle(effects(1, sign_up=("panel-1",)))

    # --- attendees and seats ------------------------------------------------------------------

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

    # --- the outbox ---------------------------------------------------------------------------

    async def test_replies_go_before_reminders_before_broadcasts(self, people: Store) -> None:
        bodies = {"aviso": 2, "recordatorio": 1, "respuesta": 0, "otra": 0}
        told = enumerate(bodies.items(), 7)
        await people.enqueue([Message(n, body, priority=p) for n, (body, p) in told])
        assert await self._bodies(people) == ["respuesta", "otra", "recordatorio", "aviso"]

    async def test_a_chat_gets_its_messages_in_the_order_in_which_they_came(
        self, people: Store
    ) -> None:
        """An answer does not wait for other chats, but takes along what comes before it."""
        await people.enqueue([Message(n, f"aviso {n}", Priority.NOTICE) for n in (5, 6, 7, 8)])
        await people.enqueue([Message(7, "respuesta"), Message(9, "otra"), Message(7, "y más")])
        taken = []
        while (one := await people.next_message(NOW)) is not None:
            taken.append(one.message.body)
            await people.sent(one, "1")
        assert taken == ["aviso 7", "respuesta", "otra", "y más", "aviso 5", "aviso 6", "aviso 8"]

    async def test_nothing_goes_to_a_chat_while_its_earlier_message_is_under_way(
        self, people: Store
    ) -> None:
        await people.enqueue([Message(7, "una"), Message(7, "dos"), Message(8, "otra")])
        first = await people.next_message(NOW)
        assert first is not None
        assert await self._bodies(people) == ["otra"]
        await people.failed(first, "429", retry_at=LATER)
        assert await people.next_message(NOW) is None
        again = await people.next_message(LATER)
        assert again is not None
        assert again.message.body == "una"
        await people.sent(again, "1")
        assert await self._bodies(people) == ["dos"]

    @pytest.mark.parametrize("once", [True, False])
    async def test_what_is_given_up_holds_nothing_back(self, people: Store, *, once: bool) -> None:
        await people.enqueue([Message(7, "nunca", once=once), Message(7, "después")])
        first = await people.next_message(NOW)
        assert first is not None
        await people.failed(first, "400", retry_at=None)
        assert await self._bodies(people) == ["después"]

    async def test_a_once_message_whose_sender_died_holds_nothing_back(
        self, opened: Callable[..., Store]
    ) -> None:
        people = opened(lease=0.0)
        await people.enqueue([Message(7, "recordatorio", once=True), Message(7, "respuesta")])
        assert await people.next_message(NOW) is not None
        await asyncio.sleep(0.01)
        again = await people.next_message(NOW)
        assert again is not None
        assert again.message.body == "respuesta"
        await people.close()

    async def test_a_reply_whose_sender_died_goes_before_what_came_after_it(
        self, opened: Callable[..., Store]
    ) -> None:
        people = opened(lease=0.0)
        await people.enqueue([Message(7, "listo", Priority.NOTICE)])
        assert await people.next_message(NOW) is not None
        await people.enqueue([Message(7, "cancelado")])
        await asyncio.sleep(0.01)
        again = await people.next_message(NOW)
        assert again is not None
        assert (again.message.body, again.attempts) == ("listo", 2)
        await people.close()

    @staticmethod
    async def _bodies(people: Store) -> list[str]:
        """Take everything that may be taken now."""
        taken = []
        while (one := await people.next_message(NOW)) is not None:
            taken.append(one.message.body)
        return taken

    async def test_a_message_waits_for_its_moment(self, people: Store) -> None:
        await people.enqueue([Message(7, "luego", not_before=LATER)])
        assert await people.next_message(LATER - timedelta(microseconds=1)) is None
        assert await people.next_message(LATER) is not None

    async def test_a_message_with_a_name_is_stored_once(self, people: Store) -> None:
        named = Message(7, "faltan 15 minutos", dedupe="recordatorio/7/panel-1")
        await people.enqueue([named, named])
        await people.handle(effects(1, messages=[named]))
        await people.apply(change(messages=[named]))
        assert await people.next_message(NOW) is not None
        assert await people.next_message(NOW) is None

    async def test_what_was_sent_is_done(self, opened: Callable[..., Store]) -> None:
        people = opened(lease=0.0)
        await people.enqueue([Message(7, "hola")])
        taken = await people.next_message(NOW)
        assert taken is not None
        await people.sent(taken, "55")
        await asyncio.sleep(0.01)
        assert await people.next_message(LATER) is None
        await people.close()

    async def test_a_failed_message_returns_when_it_is_told_to(self, people: Store) -> None:
        await people.enqueue([Message(7, "una"), Message(8, "dos")])
        first, second = await people.next_message(NOW), await people.next_message(NOW)
        assert first is not None
        assert second is not None
        await people.failed(first, "429", retry_at=LATER)
        await people.failed(second, "403", retry_at=None)
        assert await people.next_message(NOW) is None
        again = await people.next_message(LATER)
        assert again is not None
        assert (again.message.body, again.attempts) == ("una", 2)
        assert await people.next_message(LATER) is None

    async def test_a_reply_is_handed_out_again_when_its_sender_died(
        self, opened: Callable[..., Store]
    ) -> None:
        people = opened(lease=0.0)
        await people.enqueue([Message(7, "respuesta"), Message(7, "recordatorio", 1, once=True)])
        assert await people.next_message(NOW) is not None
        await asyncio.sleep(0.01)
        again = await people.next_message(NOW)
        assert again is not None
        assert (again.message.body, again.attempts) == ("respuesta", 2)
        await people.sent(again, "1")
        await people.close()

    async def test_a_once_message_is_never_handed_out_twice(
        self, opened: Callable[..., Store]
    ) -> None:
        people = opened(lease=0.0)
        await people.enqueue([Message(7, "recordatorio", 1, once=True)])
        taken = await people.next_message(NOW)
        assert taken is not None
        await asyncio.sleep(0.01)
        await people.close()
        again = opened(lease=0.0)
        assert await again.next_message(LATER) is None
        assert [m.message.body for m in await again.missed()] == ["recordatorio"]
        await again.sent(taken, "9")
        assert await again.missed() == []
        await again.close()
