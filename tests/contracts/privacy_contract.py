"""What every store promises a person who wants to see, to end or to erase what it holds of them."""

# ruff: noqa: D102 -- the name of a test is its promise
from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from campaign.core.attendees import Seat
from campaign.ports.attendees import Incoming
from campaign.ports.held import Held, HeldConsent, HeldMessage, HeldSignUp
from campaign.ports.messages import Message, Priority
from tests.contracts.ledger_values import NOW
from tests.contracts.people_contract import LATER, effects, seats

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence

    from campaign.store.opening import Store

TEAM = -77
CONSENT = ("sign-up", "3-es", "ab" * 32)


def receipt(held: Held) -> Sequence[Message]:
    """Tell a person what was erased, and leave nothing of that either."""
    panels = ",".join(one.panel for one in held.sign_ups)
    return (Message(7, f"erased {panels} {len(held.messages)}", forget=True),)


def to_team(chat: int, words: str) -> Message:
    """Pass a person's words on to the team."""
    return Message(TEAM, words, Priority.TEAM, dedupe=f"to-team:{chat}:{words}")


async def told(people: Store, *, say: str = "1") -> list[tuple[int, str]]:
    """Send everything that is there; return it."""
    found = []
    while (taken := await people.next_message(LATER)) is not None:
        found.append((taken.message.chat, taken.message.body))
        await people.sent(taken, say)
    return found


class PrivacyContract:
    """The promises of :class:`campaign.ports.attendees.People` about a person's data."""

    @pytest.fixture
    async def people(self, opened: Callable[..., Store]) -> AsyncIterator[Store]:
        store = opened()
        yield store
        await store.close()

    async def held(self, people: Store, update: int, chat: int = 7) -> Held:
        """Return what is told of a person's data, by way of a message."""
        found: list[Held] = []

        def tell(held: Held) -> Sequence[Message]:
            found.append(held)
            return ()

        await people.handle(effects(update, chat, tell=tell))
        return found[-1]

    # --- what is held -------------------------------------------------------------------------

    async def test_everything_that_is_held_is_told(self, people: Store) -> None:
        joins = {"sign_up": ("panel-1",), "consent": CONSENT, "language": "en"}
        await people.handle(effects(1, 8, sign_up=("panel-1",), vacancies=seats(1)))
        await people.handle(effects(2, 7, **joins, vacancies=seats(1)))
        await people.handle(effects(3, 7, sign_up=("panel-2",)))
        await people.handle(effects(4, 7, cancel=("panel-2",), messages=[Message(7, '"ok"')]))
        await people.enqueue([to_team(7, '"help"'), to_team(8, '"no"')])
        held = await self.held(people, 5)
        moment = NOW + timedelta(seconds=2)
        assert (held.chats, held.language, held.since, held.reachable) == ((7,), "en", moment, True)
        assert held.sign_ups == (
            HeldSignUp("panel-1", Seat.WAITING, moment),
            HeldSignUp("panel-2", Seat.CANCELLED, NOW + timedelta(seconds=3)),
        )
        assert held.consents == (HeldConsent(*CONSENT, moment),)
        assert held.messages == (
            HeldMessage('"ok"', "queued", None),
            HeldMessage('"help"', "queued", None, to_team=True),
        )

    async def test_of_who_only_asked_the_answers_are_told(self, people: Store) -> None:
        await people.handle(effects(1, 7, messages=[Message(7, '"hola"')]))
        await told(people)
        held = await self.held(people, 2)
        assert held == Held((7,), messages=(HeldMessage('"hola"', "sent", LATER),))
        assert not held.is_remembered
        assert await people.attendee(7) is None

    async def test_a_file_is_not_kept_once_it_is_sent(self, people: Store) -> None:
        body = '{"text": "here", "document": {"content": "all of it"}}'
        await people.handle(effects(1, 7, messages=[Message(7, body)]))
        assert await told(people) == [(7, body)]
        held = await self.held(people, 2)
        assert [json.loads(one.body) for one in held.messages] == [{"text": "here"}]

    # --- erasing ------------------------------------------------------------------------------

    async def test_nothing_is_left_of_who_is_erased(self, people: Store) -> None:
        await people.receive([Incoming(1, '{"message": {"text": "soy Ana"}}')])
        joins = {"sign_up": ("panel-1",), "consent": CONSENT}
        await people.handle(effects(1, 7, **joins, messages=[Message(7, '"listo"')]))
        await people.enqueue([to_team(7, '"help"'), to_team(77, '"another"')])
        await people.handle(effects(2, 7, erase=True, tell=receipt))
        assert await people.attendee(7) is None
        assert await people.sign_ups(7) == []
        assert await people.crowds() == {}
        assert await told(people) == [(7, "erased panel-1 2"), (TEAM, '"another"')]
        assert await people.last_turn(7) is None
        held = await self.held(people, 3)
        assert held == Held((7,))

    async def test_who_is_erased_twice_is_told_twice_and_takes_nothing_more(
        self, people: Store
    ) -> None:
        await people.handle(effects(1, 7, sign_up=("panel-1",)))
        await people.handle(effects(2, 7, erase=True, tell=receipt))
        await people.handle(effects(3, 7, erase=True, tell=receipt))
        assert not await people.handle(effects(3, 7, erase=True, tell=receipt))
        assert await told(people) == [(7, "erased panel-1 0"), (7, "erased  0")]

    async def test_the_seat_of_who_is_erased_goes_to_who_waits_longest(self, people: Store) -> None:
        for n, chat in enumerate((7, 8, 9), 1):
            await people.handle(effects(n, chat, sign_up=("panel-1",), vacancies=seats(1)))
        await people.handle(effects(4, 7, erase=True, vacancies=seats(1), tell=receipt))
        assert [a.chat for a in await people.seated("panel-1")] == [8]
        assert [a.chat for a in await people.waiting("panel-1")] == [9]
        assert (8, "tuyo") in await told(people)

    async def test_who_writes_again_is_somebody_new(self, people: Store) -> None:
        await people.handle(effects(1, 7, sign_up=("panel-1",), language="en", consent=CONSENT))
        await people.handle(effects(2, 7, erase=True, tell=receipt))
        await people.handle(effects(3, 7, sign_up=("panel-2",), language="es"))
        held = await self.held(people, 4)
        assert (held.language, held.since) == ("es", NOW + timedelta(seconds=3))
        assert [one.panel for one in held.sign_ups] == ["panel-2"]
        assert held.consents == ()

    async def test_what_waited_before_is_not_done_after(self, people: Store) -> None:
        """A tap that could not be decided in its turn does not bring the person back."""
        mine = '{"callback_query": {"message": {"chat": {"id": 7}}}}'
        theirs = '{"message": {"chat": {"id": 70}}}'
        after = '{"message": {"chat": {"id": 7}}}'
        await people.receive([Incoming(1, mine), Incoming(2, theirs), Incoming(3, "no JSON")])
        await people.receive([Incoming(4, mine), Incoming(5, after)])
        await people.handle(effects(4, 7, erase=True, tell=receipt))
        pending = [Incoming(2, theirs), Incoming(3, "no JSON"), Incoming(5, after)]
        assert await people.pending() == pending

    async def test_what_is_under_way_is_forgotten_and_marks_nothing_else(
        self, people: Store
    ) -> None:
        """A message on its way when its person is erased ends as nobody's."""
        await people.handle(effects(1, 7, messages=[Message(7, '"one"')]))
        under_way = await people.next_message(LATER)
        assert under_way is not None
        await people.handle(effects(2, 7, erase=True, tell=receipt))
        await people.sent(under_way, "99")
        assert await people.said_as(7, "99") is None
        assert await told(people) == [(7, "erased  1")]

    @pytest.mark.parametrize("arrives", [True, False])
    async def test_the_receipt_is_kept_until_it_is_out_and_no_longer(
        self, people: Store, *, arrives: bool
    ) -> None:
        await people.handle(effects(1, 7, erase=True, tell=receipt))
        taken = await people.next_message(LATER)
        assert taken is not None
        await people.failed(taken, "later", retry_at=LATER)
        taken = await people.next_message(LATER)
        assert taken is not None
        if arrives:
            await people.sent(taken, "1")
        else:
            await people.failed(taken, "blocked", retry_at=None)
        held = await self.held(people, 2)
        assert held == Held((7,))

    async def test_the_team_keeps_its_own_where_it_is_one_persons_chat(self, people: Store) -> None:
        await people.enqueue([Message(7, '"alarm"', Priority.TEAM, once=True, dedupe="alarm")])
        await people.handle(effects(1, 7, erase=True, tell=receipt))
        assert (7, '"alarm"') in await told(people)

    async def test_an_erasure_is_whole_or_not_at_all(self, people: Store) -> None:
        await people.handle(effects(1, 7, sign_up=("panel-1",)))

        def broken(_held: Held) -> Sequence[Message]:
            return (Message(7, None),)  # type: ignore[arg-type]

        with pytest.raises(Exception, match=r"NOT NULL|null value"):
            await people.handle(effects(2, 7, erase=True, tell=broken))
        assert [a.chat for a in await people.seated("panel-1")] == [7]
        assert await people.handle(effects(2, 7, erase=True, tell=receipt))

    async def test_erasing_many_at_once_spares_everybody_else(self, people: Store) -> None:
        joining = (effects(n, n, sign_up=("panel-1",)) for n in range(1, 21))
        await asyncio.gather(*map(people.handle, joining))
        leaving = (effects(100 + n, n, erase=True) for n in range(1, 20))
        await asyncio.gather(*map(people.handle, leaving))
        assert [a.chat for a in await people.seated("panel-1")] == [20]

    # --- ending what comes unasked --------------------------------------------------------------

    async def test_who_wants_no_more_gets_nothing_that_waits(self, people: Store) -> None:
        await people.handle(effects(1, 7, sign_up=("panel-1",), messages=[Message(7, '"in"')]))
        await people.handle(effects(2, 8, sign_up=("panel-1",)))
        news = [Message(chat, '"news"', Priority.NOTICE, once=True) for chat in (7, 8)]
        await people.enqueue(news)
        await people.handle(effects(3, 7, cancel=("panel-1",), silence=True))
        assert await told(people) == [(7, '"in"'), (8, '"news"')]

    async def test_what_an_answer_hurried_is_taken_back_as_well(self, people: Store) -> None:
        """An answer waits for what was queued before it, which therefore goes sooner."""
        await people.handle(effects(1, 7, sign_up=("panel-1",)))
        await people.enqueue([Message(7, '"in an hour"', Priority.NOTICE, once=True)])
        await people.handle(effects(2, 7, messages=[Message(7, '"hello"')]))
        await people.handle(effects(3, 7, cancel=("panel-1",), silence=True))
        assert await told(people) == [(7, '"hello"')]

    async def test_an_answer_to_the_team_makes_an_alarm_nobody_elses(self, people: Store) -> None:
        """The team's chat may be one person's: what it is told is the team's, not theirs."""
        await people.enqueue([Message(7, '"late"', Priority.TEAM, once=True)])
        await people.handle(effects(1, 7, sign_up=("panel-1",), messages=[Message(7, '"in"')]))
        held = await self.held(people, 2)
        assert [one.body for one in held.messages] == ['"in"']

    async def test_who_was_erased_meanwhile_is_not_told_either(self, people: Store) -> None:
        """A reminder is made from who is seated, and stored a moment later."""
        await people.handle(effects(1, 7, sign_up=("panel-1",)))
        await people.handle(effects(2, 8, sign_up=("panel-1",)))
        seated = await people.seated("panel-1")
        await people.handle(effects(3, 7, erase=True))
        reminders = [Message(a.chat, '"soon"', Priority.NOTICE, attendee=a.id) for a in seated]
        await people.enqueue(reminders)
        assert await told(people) == [(8, '"soon"')]
