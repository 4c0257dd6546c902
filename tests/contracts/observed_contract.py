"""What every store promises to whoever looks at a campaign from outside."""

# ruff: noqa: D102 -- the name of a test is its promise
from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from campaign.core.attendees import Seat
from campaign.core.deliveries import State
from campaign.core.life import Move
from campaign.ports.attendees import Incoming
from campaign.ports.circuits import Hold, Pause, Stop
from campaign.ports.messages import Message, Priority
from campaign.ports.observing import UNDER_WAY, Circuit, Observation
from tests.contracts.ledger_values import NOW, change, moved, new, publish_next, published
from tests.contracts.people_contract import effects, seats
from tests.contracts.questions_contract import Forum

if TYPE_CHECKING:
    from collections.abc import Callable

    from campaign.store.opening import Store

MINUTE = timedelta(minutes=1)
LATELY = NOW - 2 * MINUTE


NOTHING = Observation(
    deliveries={},
    due={},
    oldest_due={},
    late={},
    tries={},
    circuits={},
    inbox=0,
    outbox={},
    seats={},
    questions=0,
    is_trusted=True,
    is_held=False,
)


async def seen(store: Store) -> Observation:
    """Look now; what has been due for two minutes is late."""
    return await store.observe(NOW, LATELY)


class ObservedContract:
    """The promises of :class:`campaign.ports.observing.Observed`."""

    async def test_a_new_campaign_has_nothing(self, ledger: Store) -> None:
        assert await seen(ledger) == NOTHING

    async def test_deliveries_are_counted_by_channel_and_state(self, ledger: Store) -> None:
        again = new("clip/1", due=NOW - MINUTE)
        later, waits = new("clip/2", due=NOW + MINUTE), new("clip/3", state=State.WAITING)
        await ledger.apply(change(insert=[new(), again, later, waits, new(channel="mastodon")]))
        found = await seen(ledger)
        assert found.deliveries == {
            ("x", State.PLANNED): 3,
            ("x", State.WAITING): 1,
            ("mastodon", State.PLANNED): 1,
        }
        assert found.due == {"x": 2, "mastodon": 1}
        assert found.oldest_due == dict.fromkeys(("x", "mastodon"), NOW - 60 * MINUTE)
        assert found.late == {"x": 1, "mastodon": 1}

    async def test_what_is_held_back_is_due_and_not_late(self, ledger: Store) -> None:
        await ledger.apply(change(insert=[new(), new(channel="mastodon"), new(channel="hand")]))
        await ledger.shut("x", Stop("credentials"))
        await ledger.shut("mastodon", Pause(NOW + MINUTE))
        found = await seen(ledger)
        assert found.due == {"x": 1, "mastodon": 1, "hand": 1}
        assert found.late == {"hand": 1}
        assert found.circuits == {"x": Circuit.STOPPED, "mastodon": Circuit.HELD}
        over = await ledger.observe(NOW + 2 * MINUTE, NOW)
        assert over.circuits["mastodon"] is Circuit.OPEN
        await ledger.apply(change(hold=Hold("sismo", "inés", NOW)))
        held = await seen(ledger)
        assert held.is_held
        assert held.late == {}

    async def test_what_the_limit_of_the_hour_holds_is_not_late(
        self, opened: Callable[..., Store]
    ) -> None:
        store = opened(per_hour=1)
        await store.apply(change(insert=[new(), new("clip/1"), new("clip/1", "mastodon")]))
        assert await publish_next(store, "x")
        found = await seen(store)
        assert found.due == {"x": 1, "mastodon": 1}
        assert found.late == {"mastodon": 1}
        await store.close()

    async def test_a_channel_by_which_nothing_is_to_come_is_not_told(self, ledger: Store) -> None:
        await ledger.apply(change(insert=[new(), new(channel="mastodon")]))
        for channel in ("x", "mastodon"):
            await ledger.shut(channel, Stop("credentials"))
        (of_x,) = [d for d in (await ledger.snapshot()).deliveries if d.key.channel == "x"]
        await ledger.apply(change(steps=[moved(of_x, Move.CANCEL)]))
        assert (await seen(ledger)).circuits == {"mastodon": Circuit.STOPPED}

    async def test_tries_are_counted_by_what_came_of_them(self, ledger: Store) -> None:
        await ledger.apply(change(insert=[new(), new("clip/1"), new(channel="mastodon")]))
        for channel in ("x", "mastodon"):
            claim = await ledger.claim(NOW, "w1", channel)
            assert claim is not None
            await ledger.settle(claim, published(claim))
        assert await ledger.claim(NOW, "w1", "x") is not None
        assert (await seen(ledger)).tries == {
            ("x", "publish"): 1,
            ("mastodon", "publish"): 1,
            ("x", UNDER_WAY): 1,
        }

    async def test_it_is_told_that_a_ledger_is_not_believed(
        self, opened: Callable[..., Store]
    ) -> None:
        store = opened(trusted=False)
        assert not (await seen(store)).is_trusted
        await store.close()

    async def test_people_are_numbers(self, people: Store) -> None:
        for number, chat in enumerate((7, 8, 9), start=1):
            await people.handle(effects(number, chat, sign_up=("panel-1",), vacancies=seats(2)))
        await people.handle(effects(4, 9, sign_up=("panel-2",)))
        await people.receive([Incoming(5, "{}"), Incoming(6, "{}")])
        notices = [Message(n, "aviso", Priority.NOTICE) for n in (7, 8)]
        await people.enqueue([*notices, Message(7, "hola")])
        found = await seen(people)
        assert found.seats == {
            ("panel-1", Seat.SEATED): 2,
            ("panel-1", Seat.WAITING): 1,
            ("panel-2", Seat.SEATED): 1,
        }
        assert found.inbox == 2
        assert found.outbox == {Priority.REPLY: 1, Priority.NOTICE: 2}

    async def test_questions_count_until_somebody_has_decided(self, people: Store) -> None:
        forum = Forum(people)
        first, _ = [await forum.ask(f"¿Y el número {n}?", n) for n in (7, 8)]
        assert (await seen(people)).questions == 2
        await forum.publish(first)
        assert (await seen(people)).questions == 1

    async def test_another_campaign_is_not_counted(self, opened: Callable[..., Store]) -> None:
        ours, theirs = opened(), opened(campaign="otra")
        await theirs.apply(change(insert=[new()]))
        await theirs.handle(effects(1, sign_up=("panel-1",)))
        await theirs.shut("x", Stop("credentials"))
        assert await seen(ours) == NOTHING
        for store in (ours, theirs):
            await store.close()
