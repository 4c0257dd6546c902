"""A ledger that another program keeps locked, or whose disk is full: nothing leaves unwritten."""

from __future__ import annotations

import resource
import sqlite3
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from campaign.core.deliveries import Receipt
from campaign.core.errors import EnvironmentFailure, LedgerFailed, LedgerLocked
from campaign.core.ledger_kind import Kind
from campaign.core.life import Move
from campaign.core.outcomes import Lost
from campaign.ports.ledger import LedgerChange, Step
from campaign.services.confirming import is_by_word
from campaign.services.publishing import Publisher
from campaign.services.reach import Reach
from campaign.store import sqlite
from campaign.store.opening import open_ledger
from campaign.testing import FakeChannel
from tests.services.newsroom import newsroom

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from campaign.core.outcomes import Outcome
    from tests.services.newsroom import Newsroom

    Outage = Callable[[Path], AbstractContextManager[None]]

DUE = datetime(2031, 5, 13, 14, 0, tzinfo=UTC)
KEYS = ("aviso/aguas/x/1", "aviso/aguas/telegram/1")


@contextmanager
def locked(ledger: Path) -> Iterator[None]:
    """Let another program write, for longer than we wait."""
    other = sqlite3.connect(ledger, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.close()


@contextmanager
def full(ledger: Path) -> Iterator[None]:
    """Leave no room for what would make the ledger's log longer."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    room = ledger.with_name(f"{ledger.name}-wal").stat().st_size
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


OUTAGES = pytest.mark.parametrize(
    ("outage", "told"), [(locked, LedgerLocked), (full, LedgerFailed)], ids=["locked", "full"]
)


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "_BUSY_MS", 50)


async def states(room: Newsroom) -> list[str]:
    found = await room.states()
    return [found[key] for key in KEYS]


def seen(room: Newsroom) -> list[int]:
    return [len(room.channels[name].posts) for name in ("x", "telegram")]


@OUTAGES
async def test_what_cannot_be_noted_is_not_sent(
    tmp_path: Path, outage: Outage, told: type[EnvironmentFailure]
) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        await room.publisher.work()
        room.clock.advance_to(DUE)
        with outage(tmp_path / "ledger.sqlite"):
            for _ in range(3):
                with pytest.raises(told):
                    await room.publisher.work()
        assert seen(room) == [0, 0]
        assert await states(room) == ["planned", "planned"]
        await room.publisher.work()
        assert seen(room) == [1, 1]
        assert await states(room) == ["published", "published"]


@pytest.mark.parametrize("ends", [True, False])
async def test_a_receipt_of_the_journal_is_kept_though_its_post_has_ended(
    tmp_path: Path, *, ends: bool
) -> None:
    """And the try that it is of has come to an end."""
    ledger = tmp_path / "ledger.sqlite"
    async with newsroom(tmp_path) as room:
        await room.load()
        room.clock.advance_to(DUE)
        claim = await room.store.claim(room.clock.now(), "prueba", "x")
        assert claim is not None
        receipt = Receipt("7", "https://x.com/7", DUE)
        step = Step(claim.delivery.id, claim.fence, Move.PUBLISH, changes={"receipt": receipt})
        with locked(ledger):
            await room.store.settle(claim, step)
        one = claim.delivery
        moves = (Move.LOSE, Move.FAIL, Move.EXPIRE) if ends else ()
        steps = [Step(one.id, one.fence + n, move) for n, move in enumerate(moves)]
        await room.store.apply(LedgerChange(room.clock.now(), "otra", steps=steps))
        await room.store.close()
        await open_ledger(f"sqlite:///{ledger}", "voces", Kind.SANDBOX).close()
        with closing(sqlite3.connect(ledger)) as connection:
            asked = "SELECT state, remote_id, reason FROM delivery WHERE id = ?"
            found = connection.execute(asked, [one.id]).fetchone()
            tries = connection.execute("SELECT ended_at, move, reason FROM attempt").fetchall()
        why = "out-though-expired" if ends else "from-journal"
        assert found == ("published", "7", f'["{why}", {{}}]')
        (ended, move, reason) = tries[0]
        assert ended is not None
        assert (move, reason) == ("publish", found[2])


@OUTAGES
async def test_what_is_out_and_cannot_be_noted_waits_in_the_journal(
    tmp_path: Path, outage: Outage, told: type[EnvironmentFailure]
) -> None:
    """Nothing more is sent meanwhile; a new start notes it, and sends the rest."""
    ledger = tmp_path / "ledger.sqlite"
    async with newsroom(tmp_path) as room:
        ended = outage(ledger)

        class Fatal(FakeChannel):
            async def publish(self, *args: object, **more: object) -> Outcome:
                outcome = await FakeChannel.publish(self, *args, **more)  # type: ignore[arg-type]
                ended.__enter__()
                return outcome

        await room.load()
        await room.publisher.work()
        fatal = Fatal(room.channels["x"].sheet, room.clock.now)
        room.channels["x"] = fatal
        room.work_with(channels={"x": fatal})
        room.clock.advance_to(DUE)
        with pytest.raises(told):
            await room.publisher.work()
        room.work_with(channels=room.channels)
        with pytest.raises(told):
            await room.publisher.work()
        assert seen(room) == [1, 0]
        ended.__exit__(None, None, None)
        await room.store.close()
        store = open_ledger(f"sqlite:///{ledger}", "voces", Kind.SANDBOX)
        try:
            (line,) = [one for one in await store.history(KEYS[0]) if one.move == "publish"]
            assert line.reason is not None
            assert line.reason.id == "from-journal"
            calm = FakeChannel(fatal.sheet, room.clock.now, posts=fatal.posts)
            channels = {**room.channels, "x": calm}
            await Publisher(Reach(store, channels, room.clock, "otra vida")).work()
        finally:
            await store.close()
        assert seen(room) == [1, 1]


@pytest.mark.parametrize("outage", [locked, full])
async def test_where_a_person_said_that_it_is_stays_their_word(
    tmp_path: Path, outage: Outage
) -> None:
    """So a wrong link can be said anew, and nothing of another account is taken down by it."""
    key = KEYS[1]
    async with newsroom(tmp_path) as room:
        await room.load()
        room.channels["telegram"].script(Lost("timeout"))
        await room.until("2031-05-13T09:05")
        sheets = room.loader.desk.drafting.sheets
        with outage(tmp_path / "ledger.sqlite"):
            await room.decisions.resolve(key, "Rocío", "https://fake.example/77", sheets)
        await room.publisher.work()
        one = (await room.newest())[key]
        assert is_by_word(one)
        assert one.reason is not None
        assert "Rocío" in one.reason
        await room.decisions.resolve(key, "Rocío", "https://fake.example/78", sheets)
        receipt = (await room.newest())[key].receipt
        assert receipt is not None
        assert receipt.url == "https://fake.example/78"
