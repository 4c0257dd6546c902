"""However wrong a campaign or a plan is, only so much leaves by one channel within an hour."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from campaign.core.deliveries import State
from campaign.core.ledger_kind import Kind
from campaign.core.outcomes import NotSent
from campaign.services.publishing import Publisher
from campaign.store.opening import Limits, open_ledger
from tests.services.newsroom import newsroom

if TYPE_CHECKING:
    from pathlib import Path

    from tests.services.newsroom import Newsroom

MOST = 5
FLOOD = "".join(
    f"- post: aviso-{n}\n  when: 2031-06-01 10:00\n  channels: [x, telegram]\n"
    f"  text: Aviso número {n}\n"
    for n in range(2 * MOST + 2)
)
TEN = datetime(2031, 6, 1, 15, 0, tzinfo=UTC)


class Flooded:
    """A newsroom that lets ``MOST`` posts out in an hour, and what it says."""

    def __init__(self, room: Newsroom, folder: Path, most: int = MOST) -> None:
        url = f"sqlite:///{folder}/ledger.sqlite"
        self.room = room
        self.store = open_ledger(url, "voces", Kind.SANDBOX, Limits(per_hour=most))
        self.said: list[tuple[str, dict[str, Any]]] = []
        self.publisher = self.publisher_of(self.store)

    def publisher_of(self, store: Any) -> Publisher:
        """Return a publisher on a ledger, new as after a start."""
        reach = self.room.publisher.reach
        colleagues = type(reach.colleagues)(campaign=reach.colleagues.campaign, tell=self.tell)
        return Publisher(type(reach)(store, reach.channels, reach.clock, "otro", colleagues))

    def tell(self, message_id: str, **said: Any) -> None:
        """Note a sentence."""
        self.said.append((message_id, said))

    async def at(self, moment: datetime) -> int:
        """Work at a moment; return how many posts are out on X."""
        self.room.clock.advance_to(moment)
        await self.publisher.work()
        return len(self.room.visible())


async def test_what_is_too_much_for_an_hour_waits_and_somebody_is_told(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load(calendar=FLOOD)
        flooded = Flooded(room, tmp_path)
        assert await flooded.at(TEN) == MOST
        assert len(room.visible("telegram")) == MOST
        assert await flooded.at(TEN + timedelta(minutes=59)) == MOST
        told = [(name, said["channels"], f"{said['until']:%H:%M}") for name, said in flooded.said]
        assert sorted(told) == [("run.enough", (name,), "11:00") for name in ("telegram", "x")]
        flooded.publisher = flooded.publisher_of(flooded.store)
        assert await flooded.at(TEN + timedelta(minutes=59, seconds=30)) == MOST
        assert await flooded.at(TEN + timedelta(minutes=61)) == 2 * MOST
        await flooded.store.close()


async def test_who_jumps_from_moment_to_moment_lets_all_out_by_the_hour(tmp_path: Path) -> None:
    """A rehearsal looks only when something is due: what waited for room is not late then."""
    async with newsroom(tmp_path) as room:
        await room.load(calendar=FLOOD)
        flooded = Flooded(room, tmp_path)
        out = [await flooded.at(TEN)]
        while (due := await flooded.store.next_due(room.clock.now())) is not None:
            assert due > room.clock.now()
            out.append(await flooded.at(due))
        assert out == [MOST, 2 * MOST, 2 * MOST + 2]
        assert room.clock.now() == TEN + timedelta(hours=2)
        await flooded.store.close()


async def test_what_was_kept_waiting_after_the_hour_had_room_is_asked_about(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load(calendar=FLOOD)
        flooded = Flooded(room, tmp_path)
        assert await flooded.at(TEN) == MOST
        assert await flooded.at(TEN + timedelta(minutes=90)) == MOST
        states = [d.state for d in (await flooded.store.snapshot()).deliveries]
        assert states.count(State.HELD) == 2 * (MOST + 2)
        await flooded.store.close()


async def test_what_certainly_was_not_sent_takes_no_place(tmp_path: Path) -> None:
    """An hour without a network must not be followed by one without posts."""
    async with newsroom(tmp_path) as room:
        await room.load(calendar=FLOOD)
        flooded = Flooded(room, tmp_path)
        for _ in range(3 * MOST):
            room.channels["x"].script(NotSent("no route"))
        for minute in range(0, 50, 10):
            assert await flooded.at(TEN + timedelta(minutes=minute)) <= MOST
        assert len(room.visible()) == MOST
        await flooded.store.close()


@pytest.mark.parametrize("most", [1, 2 * MOST + 2])
async def test_the_number_is_the_campaigns(tmp_path: Path, most: int) -> None:
    async with newsroom(tmp_path) as room:
        await room.load(calendar=FLOOD)
        flooded = Flooded(room, tmp_path, most)
        assert await flooded.at(TEN) == most
        assert [name for name, _ in flooded.said] == ["run.enough"] * (2 * (most == 1))
        await flooded.store.close()
