"""What fails before the first byte certainly was not sent: it is tried again, and nobody asked."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from campaign.core.deliveries import Image
from campaign.core.errors import LedgerLocked
from campaign.core.outcomes import Media, NotSent
from campaign.core.reasons import Reason
from campaign.languages import Catalogue
from campaign.services.listing import reason_of
from campaign.testing import FakeChannel
from tests.services.newsroom import newsroom

if TYPE_CHECKING:
    from pathlib import Path

    from campaign.core.outcomes import Outcome
    from campaign.ports.claims import Claim

PICTURE = Image("0" * 64, "image/png", 10, 10, "un río")
KEYS = ("aviso/aguas/x/1", "aviso/aguas/telegram/1")
DUE = datetime(2031, 5, 13, 14, 0, tzinfo=UTC)


class Failing:
    """A ledger that is locked once in ``call`` for each post; ``pictured`` ones have a picture."""

    def __init__(
        self, ledger: Any, call: str, *, pictured: bool = False, always: bool = False
    ) -> None:
        self._ledger, self._call, self._pictured, self._always = ledger, call, pictured, always
        self._failed = 0

    def __getattr__(self, name: str) -> Any:
        if name == "blob" and self._call != "blob":
            return self._content
        return getattr(self._ledger, name) if name != self._call else self._fail

    async def _content(self, _: str) -> bytes:
        return b"png"

    async def _fail(self, *args: Any, **given: Any) -> object:
        self._failed += 1
        if self._failed <= len(KEYS):
            raise LedgerLocked(where="x")
        return await getattr(self._ledger, self._call)(*args, **given)

    async def claim(self, *args: Any) -> Claim | None:
        """Claim; the first try of each has a picture, or each try."""
        claim: Claim | None = await self._ledger.claim(*args)
        if claim is None or not self._pictured or (claim.attempt > 1 and not self._always):
            return claim
        return replace(claim, payload=replace(claim.payload, images=(PICTURE,)))


@pytest.mark.parametrize(
    ("call", "pictured"), [("let_leave", False), ("blob", True)], ids=["leave", "blob"]
)
async def test_a_ledger_that_is_locked_before_the_first_byte_only_puts_off(
    tmp_path: Path, call: str, *, pictured: bool
) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        room.work_with(ledger=Failing(room.store, call, pictured=pictured))
        room.clock.advance_to(DUE)
        with pytest.raises(LedgerLocked):
            await room.publisher.work()
        found = await room.newest()
        for key in KEYS:
            assert (found[key].state, found[key].attempts) == ("retry", 0)
            assert Reason.stored(found[key].reason).id == "not-sent"
        await room.until("2031-05-13T09:30")
        found = await room.newest()
        assert [found[key].state for key in KEYS] == ["published"] * 2
        assert [len(room.visible(name)) for name in room.channels] == [1, 1]


async def test_what_was_not_sent_leaves_no_doubt_where_the_ledger_is_locked_for_a_while(
    tmp_path: Path,
) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        for channel in room.channels.values():
            channel.script(NotSent("no route"))
        soon = replace(room.publisher.reach.patience, renew=0.05)
        room.work_with(ledger=Failing(room.store, "settle"), patience=soon)
        room.clock.advance_to(DUE)
        await room.publisher.work()
        assert [(await room.states())[key] for key in KEYS] == ["retry"] * 2


@dataclass(slots=True)
class Mistaken(FakeChannel):
    """A network whose pictures we make a mistake with."""

    async def upload(self, image: Image, content: bytes) -> Media | Outcome:  # noqa: ARG002
        """Fail."""
        raise TypeError


async def test_a_mistake_before_the_first_byte_leaves_no_doubt(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        telegram = room.channels["telegram"]
        channel = Mistaken(telegram.sheet, telegram.now, posts=telegram.posts)
        pictured = Failing(room.store, "", pictured=True)
        room.work_with(ledger=pictured, channels={"telegram": channel})
        room.clock.advance_to(DUE)
        await room.publisher.work()
        assert (await room.states())[KEYS[1]] == "retry"
        await room.until("2031-05-13T09:30")
        assert (await room.states())[KEYS[1]] == "published"


@dataclass(slots=True)
class Hanging(FakeChannel):
    """A network that never answers; ``met`` tells that something is at it."""

    met: asyncio.Event = field(default_factory=asyncio.Event)

    async def upload(self, image: Image, content: bytes) -> Media | Outcome:  # noqa: ARG002
        """Hang."""
        self.met.set()
        await asyncio.Event().wait()
        raise AssertionError


async def test_what_is_cut_short_before_the_first_byte_is_not_in_doubt(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        telegram = room.channels["telegram"]
        channel = Hanging(telegram.sheet, telegram.now, posts=telegram.posts)
        pictured = Failing(room.store, "", pictured=True)
        room.work_with(ledger=pictured, channels={"telegram": channel})
        room.clock.advance_to(DUE)
        work = asyncio.create_task(room.publisher.work())
        await asyncio.wait_for(channel.met.wait(), 5)
        await room.publisher.stop(0.01)
        await work
        assert (await room.states())[KEYS[1]] == "retry"


async def test_what_is_stopped_after_its_claim_does_not_leave(tmp_path: Path) -> None:
    """The claim is given back, and goes out once everything goes on."""
    async with newsroom(tmp_path) as room:

        @dataclass(slots=True)
        class StoppedMeanwhile(FakeChannel):
            async def upload(self, image: Image, content: bytes) -> Media | Outcome:  # noqa: ARG002
                if await room.store.hold() is None:
                    await room.decisions.hold_all("Rocío", "duelo")
                return Media("1", image.sha256)

        await room.load()
        telegram = room.channels["telegram"]
        channel = StoppedMeanwhile(telegram.sheet, telegram.now, posts=telegram.posts)
        pictured = Failing(room.store, "", pictured=True)
        room.work_with(ledger=pictured, channels={"telegram": channel})
        await room.until("2031-05-13T09:10")
        one = (await room.newest())[KEYS[1]]
        assert (channel.posts, one.state, one.attempts) == ([], "retry", 0)
        for language in ("es", "en"):
            assert "pregonero:" not in str(reason_of(one, Catalogue(language)))
        await room.decisions.resume("Rocío")
        await room.until("2031-05-13T09:20")
        assert (len(channel.posts), (await room.states())[KEYS[1]]) == (1, "published")


@dataclass(slots=True)
class AlwaysMistaken(FakeChannel):
    """A network whose pictures we always make a mistake with."""

    met: int = 0

    async def upload(self, image: Image, content: bytes) -> Media | Outcome:  # noqa: ARG002
        """Fail."""
        self.met += 1
        raise TypeError


async def test_a_mistake_that_stays_is_not_tried_for_ever(tmp_path: Path) -> None:
    """What never left is as good as refused after some tries: a person looks at it."""
    async with newsroom(tmp_path) as room:
        await room.load()
        telegram = room.channels["telegram"]
        channel = AlwaysMistaken(telegram.sheet, telegram.now)
        pictured = Failing(room.store, "", pictured=True, always=True)
        room.work_with(ledger=pictured, channels={"telegram": channel})
        await room.until("2031-05-13T09:00")
        for hour in range(10, 22):
            await room.until(f"2031-05-13T{hour}:00")
            await room.publisher.work()
        one = (await room.newest())[KEYS[1]]
        assert (channel.met, one.state) == (3, "needs_person")
        assert Reason.stored(one.reason).id == "too-many-tries"


async def test_who_cancels_a_sending_is_heard_also_while_its_lease_is_renewed(
    tmp_path: Path,
) -> None:
    """The renewal takes its time to end: what comes to whoever waits for that is theirs."""
    async with newsroom(tmp_path) as room:
        await room.load()
        renewing, ending, go = asyncio.Event(), asyncio.Event(), asyncio.Event()

        class Slow:
            def __getattr__(self, name: str) -> Any:
                return getattr(room.store, name)

            async def renew(self, _: Claim) -> float | None:
                renewing.set()
                with suppress(asyncio.CancelledError):
                    await asyncio.Event().wait()
                ending.set()
                await go.wait()
                return None

        @dataclass(slots=True)
        class Renewed(FakeChannel):
            async def publish(self, *args: Any) -> Outcome:
                outcome = await FakeChannel.publish(self, *args)
                await renewing.wait()
                return outcome

        x = room.channels["x"]
        channel = Renewed(x.sheet, x.now, posts=x.posts)
        patience = replace(room.publisher.reach.patience, renew=0.01)
        room.work_with(ledger=Slow(), channels={"x": channel}, patience=patience)
        room.clock.advance_to(DUE)
        claim = await room.store.claim(DUE, "prueba", "x")
        assert claim is not None
        sending = asyncio.create_task(room.publisher._sender.send(claim))
        await asyncio.wait_for(ending.wait(), 5)
        sending.cancel()
        go.set()
        with pytest.raises(asyncio.CancelledError):
            await sending
        await asyncio.sleep(0.1)  # what is lost is not renewed again: nobody would end that
