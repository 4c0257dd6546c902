"""What every store promises of what the team writes to many: whom it is for, and once each."""

# ruff: noqa: D102 -- the name of a test is its promise
from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from campaign.ports.broadcasts import ALL, NEWS, Broadcast, Confirmed, Reach, Tally
from campaign.ports.circuits import Hold
from campaign.ports.ledger import LedgerChange
from campaign.ports.messages import Message, Priority
from tests.contracts.ledger_values import NOW
from tests.contracts.people_contract import LATER, effects, seats

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence

    from campaign.core.attendees import Attendee
    from campaign.store.opening import Store

ASKED = ("news", "1-es", "cd" * 32)
PANEL = "panel:panel-1"
TEAM = -77


def draft(audience: str = ALL, key: str = "7", **given: Any) -> Confirmed:
    """Return a draft as somebody confirms it."""
    known = {"text": "Hola", "marks": "[]", "by": "Ana", "at": NOW}
    return Confirmed(draft=key, audience=audience, **{**known, **given})


def letter(one: Broadcast, who: Attendee) -> Message:
    """Write to one person."""
    return Message(
        who.chat,
        f'"{one.confirmed.text} {who.language}"',
        Priority.BROADCAST,
        once=True,
        dedupe=f"broadcast:{one.id}:{who.id}",
        attendee=who.id,
        broadcast=one.id,
    )


def report(one: Broadcast, missed: Sequence[int]) -> Sequence[Message]:
    """Tell the team of the end."""
    return (Message(TEAM, f'"{one.tally.sent} {one.tally.failed} {list(missed)}"', Priority.TEAM),)


async def joined(people: Store, *chats: int, **given: Any) -> None:
    """Let people sign up, in this order."""
    for chat in chats:
        await people.handle(effects(chat, chat, **{"sign_up": ("panel-1",), **given}))


async def handed_out(people: Store) -> list[int]:
    """Send what is there; return to whom, in this order."""
    chats = []
    while (taken := await people.next_message(LATER)) is not None:
        chats.append(taken.message.chat)
        await people.sent(taken, "1")
    return chats


class BroadcastContract:
    """The promises of :class:`campaign.ports.broadcasts.Broadcasts`."""

    @pytest.fixture
    async def people(self, opened: Callable[..., Store]) -> AsyncIterator[Store]:
        store = opened()
        yield store
        await store.close()

    # --- whom it is for -----------------------------------------------------------------------

    async def test_an_audience_is_counted_with_who_is_left_out(self, people: Store) -> None:
        await joined(people, 1, 2, vacancies=seats(1))  # one has the seat, one waits
        await joined(people, 3, sign_up=("panel-2",))
        await joined(people, 4, 5, 6)
        await people.handle(effects(11, 4, withdraw="news"))
        await people.unreachable(5)
        await people.handle(effects(12, 6, cancel=("panel-1",)))
        await people.handle(effects(13, 7, consent=ASKED))
        await people.handle(effects(14, 3, consent=ASKED))
        assert await people.reach(PANEL) == Reach(2, 1, 1)
        assert await people.reach(ALL) == Reach(3, 1, 1)
        assert await people.reach(NEWS) == Reach(2, 0, 0)
        assert await people.reach("panel:none") == Reach()

    async def test_what_was_said_last_about_news_holds(self, people: Store) -> None:
        await joined(people, 1, consent=ASKED)
        await people.handle(effects(11, 1, withdraw="news"))
        assert (await people.reach(NEWS), await people.reach(ALL)) == (Reach(), Reach(0, 1))
        await people.handle(effects(12, 1, consent=ASKED))
        assert (await people.reach(NEWS), await people.reach(ALL)) == (Reach(1), Reach(1))

    # --- once ---------------------------------------------------------------------------------

    async def test_a_draft_begins_once_whoever_confirms_it(self, people: Store) -> None:
        await joined(people, 1, 2)
        both = [people.confirm(draft(by="Ana")), people.confirm(draft(by="Luz"))]
        (first, new), (second, again) = await asyncio.gather(*both)
        assert sorted([new, again]) == [False, True]
        assert first.id == second.id
        assert first.confirmed.by == second.confirmed.by
        assert first.people == 2
        await people.feed(letter, 10, 10)
        assert await handed_out(people) == [1, 2]

    async def test_a_draft_that_was_discarded_does_not_begin(self, people: Store) -> None:
        await joined(people, 1)
        gone, new = await people.discard(draft(by="Ana"))
        assert new
        assert gone.is_discarded
        known, new = await people.confirm(draft(by="Luz"))
        assert (known.confirmed.by, known.is_discarded, new) == ("Ana", True, False)
        assert not await people.feed(letter, 10, 10)
        assert await people.broadcasts(since=NOW) == []
        assert (await people.drafted("7") or known).confirmed.text == ""
        assert await people.drafted("8") is None

    async def test_everybody_gets_it_once_however_often_it_is_fed(self, people: Store) -> None:
        await joined(people, 1, 2, 3, 4, 5)
        await people.confirm(draft())
        chats: list[int] = []
        while await people.feed(letter, 10, 2):
            await asyncio.gather(*(people.feed(letter, 10, 2) for _ in range(3)))
            chats += await handed_out(people)
        assert chats == [1, 2, 3, 4, 5]

    async def test_who_signs_up_after_it_was_confirmed_does_not_get_it(self, people: Store) -> None:
        await joined(people, 1)
        await people.confirm(draft())
        await joined(people, 2)
        await people.feed(letter, 10, 10)
        assert await handed_out(people) == [1]

    async def test_little_waits_at_a_time_and_it_goes_on_where_it_was(
        self, opened: Callable[..., Store]
    ) -> None:
        people = opened()
        await joined(people, *range(1, 8))
        one, _ = await people.confirm(draft())
        assert await people.feed(letter, 2, 3)
        assert not await people.feed(letter, 2, 3)
        assert (await people.broadcast(one.id) or one).tally == Tally(waiting=3)
        await people.close()
        again = opened()
        chats = await handed_out(again)
        assert await again.feed(letter, 2, 3)
        chats += await handed_out(again)
        assert await again.feed(letter, 2, 3)
        assert chats + await handed_out(again) == [1, 2, 3, 4, 5, 6, 7]
        await again.close()

    async def test_it_is_the_last_to_go_out(self, people: Store) -> None:
        await joined(people, 1, 2, 3)
        await people.confirm(draft())
        await people.feed(letter, 10, 10)
        await people.enqueue([Message(9, '"soon"', Priority.NOTICE), Message(8, '"hi"')])
        assert await people.next_messages(LATER, 9, Priority.TEAM) != []
        assert await handed_out(people) == [9, 1, 2, 3]

    # --- heeded at once -----------------------------------------------------------------------

    @pytest.mark.parametrize(
        "change",
        [{"withdraw": "news"}, {"cancel": ("panel-1",)}, {"erase": True}, {"silence": True}],
    )
    async def test_who_wants_it_no_more_when_it_is_handed_out_does_not_get_it(
        self, people: Store, change: dict[str, Any]
    ) -> None:
        await joined(people, 1, 2)
        await people.confirm(draft(PANEL))
        await people.feed(letter, 10, 10)
        await people.handle(effects(11, 1, **change))
        assert await handed_out(people) == [2]
        assert await people.next_message(LATER) is None

    async def test_who_cannot_be_reached_any_more_is_not_tried(self, people: Store) -> None:
        await joined(people, 1, 2)
        await people.confirm(draft())
        await people.feed(letter, 10, 10)
        await people.unreachable(2)
        assert await handed_out(people) == [1]

    async def test_what_is_stopped_goes_no_further(self, people: Store) -> None:
        await joined(people, 1, 2, 3, 4)
        one, _ = await people.confirm(draft())
        await people.feed(letter, 10, 3)
        under_way = await people.next_message(LATER)
        assert under_way is not None
        assert await people.stop(one.id, "Luz")
        assert not await people.stop(one.id, "Ana")
        await people.failed(under_way, "429", retry_at=LATER)
        assert await handed_out(people) == []
        assert not await people.feed(letter, 10, 3)
        assert await people.end(one.id, LATER, report)
        ended = await people.broadcast(one.id)
        assert ended is not None
        assert (ended.stopped_by, ended.is_over, ended.tally) == ("Luz", True, Tally())

    async def test_nothing_is_fed_while_everything_is_held(self, people: Store) -> None:
        await joined(people, 1)
        await people.confirm(draft())
        await people.apply(LedgerChange(NOW, "Luz", hold=Hold("luto", "Luz", NOW)))
        assert not await people.feed(letter, 10, 10)
        await people.apply(LedgerChange(NOW, "Luz", resume=True))
        assert await people.feed(letter, 10, 10)

    # --- the end ------------------------------------------------------------------------------

    async def test_it_ends_when_nothing_waits_and_tells_so_once(self, people: Store) -> None:
        await joined(people, 1, 2)
        one, _ = await people.confirm(draft())
        assert not await people.end(one.id, LATER, report)
        await people.feed(letter, 10, 10)
        refused = await people.next_message(LATER)
        assert refused is not None
        await people.failed(refused, "403", retry_at=None)
        assert not await people.end(one.id, LATER, report)
        await handed_out(people)
        assert not await people.feed(letter, 10, 10)
        assert await people.end(one.id, LATER, report)
        assert not await people.end(one.id, LATER, report)
        told = await people.next_messages(LATER, 5)
        assert [(m.message.chat, m.message.body) for m in told] == [(TEAM, '"1 1 []"')]
        assert [o.tally for o in await people.broadcasts(since=LATER)] == [Tally(1, 1)]
        assert await people.broadcasts(since=LATER + timedelta(seconds=1)) == []

    async def test_what_its_sender_died_with_is_missed_and_never_repeated(
        self, opened: Callable[..., Store]
    ) -> None:
        people = opened(lease=0.0)
        await joined(people, 1, 2, 3)
        one, _ = await people.confirm(draft())
        await people.feed(letter, 10, 10)
        assert await people.next_message(LATER) is not None
        await asyncio.sleep(0.01)
        assert await handed_out(people) == [2, 3]
        assert await people.end(one.id, LATER, report)
        first = await people.attendee(1)
        assert first is not None
        told = await people.next_messages(LATER, 5)
        assert [m.message.body for m in told] == [f'"2 0 [{first.id}]"']
        await people.close()

    async def test_who_is_erased_leaves_no_trace_in_the_counts(self, people: Store) -> None:
        await joined(people, 1, 2)
        one, _ = await people.confirm(draft())
        await people.feed(letter, 10, 10)
        under_way = await people.next_message(LATER)
        assert under_way is not None
        await people.handle(effects(11, 1, erase=True))
        await people.sent(under_way, "1")
        assert (await people.broadcast(one.id) or one).tally == Tally(waiting=1)
