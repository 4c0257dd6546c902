"""Two programs work on one ledger, and neither takes the other's posts for forgotten ones."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from campaign.services.publishing import Publisher
from campaign.testing import FakeChannel
from tests.services.newsroom import newsroom

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from campaign.core.deliveries import Receipt
    from campaign.core.outcomes import Outcome
    from campaign.ports.channels import Channel


async def _nothing() -> object:
    return None


@dataclass(slots=True)
class Slow(FakeChannel):
    """A network whose first look takes so long that ``meanwhile`` happens before its answer."""

    meanwhile: Callable[[], Awaitable[object]] = _nothing

    async def find(self, *args: Any, **given: Any) -> Receipt | None:
        """Let the other one work, and look then."""
        meanwhile, self.meanwhile = self.meanwhile, _nothing
        await meanwhile()
        return await FakeChannel.find(self, *args, **given)


async def test_what_another_program_sends_at_our_start_is_not_forgotten(tmp_path: Path) -> None:
    """It was planned when we read the ledger and is out when we look: nothing is doubted, and
    nobody is asked about a channel where one cannot look.
    """
    async with newsroom(tmp_path) as room:
        await room.load()
        room.clock.advance_to(datetime(2031, 5, 13, 14, 30, tzinfo=UTC))
        reach = room.publisher.reach
        x = room.channels["x"]
        slow = Slow(x.sheet, x.now, posts=x.posts, tries=x.tries)
        only_x = {name: one for name, one in room.channels.items() if name == "x"}
        first = Publisher(replace(reach, channels=only_x, owner="first"))
        slow.meanwhile = first.work
        second = Publisher(replace(reach, channels={**room.channels, "x": slow}, owner="second"))
        await second.work()
        assert (await room.store.snapshot()).trusted
        assert "needs_person" not in (await room.states()).values()
        assert len(room.visible("telegram")) == 1


@dataclass(slots=True)
class Sleeper:
    """The room's clock of a machine that slept for ``slept`` seconds."""

    clock: Any
    slept: float = 0.0

    def __getattr__(self, name: str) -> object:
        return getattr(self.clock, name)

    def elapsed(self) -> float:
        """Return elapsed seconds, sleep included."""
        return float(self.clock.elapsed()) + self.slept


async def test_who_slept_with_the_request_in_hand_does_not_send_it(tmp_path: Path) -> None:
    """A program is paused after its last look at the lease: when it wakes nothing leaves, and
    the post goes out once, by whoever claims it next.
    """
    async with newsroom(tmp_path) as room:
        await room.load()
        room.clock.advance_to(datetime(2031, 5, 13, 14, 30, tzinfo=UTC))
        clock = Sleeper(room.clock)
        x = room.channels["x"]

        @dataclass(slots=True)
        class Paused(FakeChannel):
            async def publish(self, *args: Any) -> Outcome:
                clock.slept = clock.slept or 3600.0
                return await FakeChannel.publish(self, *args)

        paused = Paused(x.sheet, x.now, posts=x.posts, tries=x.tries)
        channels: dict[str, Channel] = {**room.channels, "x": paused}
        reach = replace(room.publisher.reach, channels=channels, clock=clock)
        await Publisher(reach).work()
        assert not x.posts
        assert (await room.states())["aviso/aguas/x/1"] == "retry"
        await room.until("2031-05-13T11:00")
        assert len(x.posts) == 1
        assert (await room.states())["aviso/aguas/x/1"] == "published"
