"""What every store promises about messages to and from people."""

# ruff: noqa: D102 -- the name of a test is its promise
from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from campaign.ports.attendees import Crowd, Effects, Incoming, Said
from campaign.ports.messages import Message, Priority
from campaign.ports.vacancies import Vacancy
from tests.contracts.ledger_values import NOW, change

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from campaign.core.attendees import Attendee
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
    """The promises of :class:`campaign.ports.attendees.People` about inbox and outbox."""

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

    async def test_a_glance_tells_of_every_chat_what_is_known_of_it(self, people: Store) -> None:
        await people.handle(
            effects(
                1,
                7,
                language="es",
                sign_up=("panel-1",),
                vacancies=seats(1),
                messages=[Message(7, "one")],
            )
        )
        await people.handle(effects(2, 8, language="en", sign_up=("panel-1",), vacancies=seats(1)))
        await people.handle(effects(3, 9, messages=[Message(9, "two"), Message(9, "three")]))
        seen = await people.glance([7, 8, 9, 10, GROUP])
        people_there = {c: k.attendee.language for c, k in seen.chats.items() if k.attendee}
        assert people_there == {7: "es", 8: "en"}
        signed = {
            c: [(s.panel, s.state, s.place) for s in k.sign_ups] for c, k in seen.chats.items()
        }
        seated, waiting = ("panel-1", "seated", None), ("panel-1", "waiting", 1)
        assert signed == {7: [seated], 8: [waiting], 9: [], 10: [], GROUP: []}
        assert seen.chats[7].said == Said(("one",))
        assert seen.chats[9].said == Said(("two", "three"))
        assert seen.chats[10].said is None
        assert seen.crowds == {"panel-1": Crowd(1, 1)}

    async def test_messages_taken_together_are_of_different_chats(self, people: Store) -> None:
        notice = Message(9, "notice", Priority.NOTICE)
        await people.enqueue([notice, Message(7, "one"), Message(7, "two"), Message(8, "three")])
        taken = await people.next_messages(LATER, 2)
        assert [one.message.body for one in taken] == ["one", "three"]
        assert [one.message.body for one in await people.next_messages(LATER, 5)] == ["notice"]
        assert await people.next_messages(LATER, 5) == []
        await people.sent(taken[0], "1")
        assert [one.message.body for one in await people.next_messages(LATER, 5)] == ["two"]

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
