"""The publisher: three outcomes, holds, circuits, lost answers, restored ledgers."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from campaign import channels
from campaign.core.errors import LedgerFull
from campaign.core.ledger_kind import Kind
from campaign.core.outcomes import Blocked, Lost, NotSent, Refused, Stopped
from campaign.services.publishing import Publisher
from campaign.services.reach import Colleagues, Reach
from campaign.store.opening import backup, open_ledger
from tests.services.newsroom import CALENDAR, newsroom

if TYPE_CHECKING:
    from pathlib import Path

    from campaign.core.outcomes import Outcome
    from campaign.store.store import Store


def put_back(copy: Path, ledger: Path) -> None:
    """Put a copy in a ledger's place as people do: the file alone."""
    for left in ledger.parent.glob(f"{ledger.name}-*"):
        left.unlink()
    shutil.copy(copy, ledger)


AVISO = "aviso/aguas/x/1"
DAY = "2031-05-13"


async def test_a_post_goes_out_once_at_its_time(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        await room.until(f"{DAY}T08:59")
        assert room.visible() == []
        await room.until(f"{DAY}T09:00")
        await room.publisher.work()
        assert len(room.visible()) == 1
        published = (await room.newest())[AVISO]
        assert published.receipt is not None
        assert published.receipt.at == published.due


async def test_what_certainly_was_not_sent_is_tried_again(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        room.channels["x"].script(NotSent("connection refused"))
        await room.until(f"{DAY}T09:00")
        assert (await room.states())[AVISO] == "retry"
        await room.until(f"{DAY}T09:05")
        assert (await room.states())[AVISO] == "published"
        assert len(room.visible()) == 1


async def test_a_lost_answer_is_looked_for_and_never_sent_again(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        room.channels["x"].script(Lost("timeout"), lands=True)
        await room.until(f"{DAY}T09:00")
        assert (await room.states())[AVISO] == "unknown"
        await room.until(f"{DAY}T09:10")
        assert (await room.states())[AVISO] == "published"
        assert len(room.channels["x"].tries) == 1
        assert len(room.visible()) == 1


async def test_a_lost_post_is_sent_again_after_two_looks(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        room.channels["x"].script(Lost("timeout"), lands=False)
        await room.until(f"{DAY}T09:00")
        await room.until(f"{DAY}T09:01:30")
        assert (await room.states())[AVISO] == "unknown"
        await room.until(f"{DAY}T09:10")
        assert (await room.states())[AVISO] == "published"
        assert len(room.visible()) == 1


async def test_on_a_blind_channel_a_person_is_asked(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        room.channels["telegram"].script(Lost("timeout"), lands=True)
        await room.until(f"{DAY}T09:10")
        key = "aviso/aguas/telegram/1"
        assert (await room.states())[key] == "needs_person"
        await room.decisions.resolve(key, "Rocío", "https://t.me/c/1/5", channels.sheets())
        assert (await room.states())[key] == "published"
        assert len(room.visible("telegram")) == 1


async def test_a_person_can_ask_to_send_again(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        room.channels["telegram"].script(Lost("timeout"), lands=False)
        await room.until(f"{DAY}T09:10")
        await room.decisions.resend("aviso/aguas/telegram/1", "Rocío")
        await room.until(f"{DAY}T09:11")
        assert len(room.visible("telegram")) == 1


async def test_a_refusal_keeps_the_networks_words_and_is_not_retried(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        room.channels["x"].script(Refused("You are not allowed to say that"))
        await room.until(f"{DAY}T12:00")
        refused = (await room.newest())[AVISO]
        assert refused.state == "refused"
        assert "not allowed to say that" in str(refused.reason)
        assert len(room.channels["x"].tries) == 1


async def test_a_rate_limit_holds_the_account_and_spends_no_attempt(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        until = room.clock.now() + timedelta(days=3, hours=2, minutes=17)
        room.channels["x"].script(NotSent("429", hold_until=until))
        await room.until(f"{DAY}T09:10")
        held = (await room.newest())[AVISO]
        assert (held.state, held.attempts) == ("retry", 0)
        assert len(room.channels["x"].tries) == 1
        await room.until(f"{DAY}T09:30")
        assert (await room.states())[AVISO] == "published"


async def test_a_rate_limit_holds_back_what_else_is_due_on_that_account(tmp_path: Path) -> None:
    """A network that asks for patience is asked nothing until then; others go on."""
    more = "- {post: dato, when: 2031-05-13 09:05, channels: all, text: Un dato del río.}\n"
    async with newsroom(tmp_path) as room:
        await room.load(calendar=CALENDAR + more)
        until = room.clock.now() + timedelta(days=3, hours=2, minutes=17)
        room.channels["x"].script(NotSent("429", hold_until=until))
        await room.until(f"{DAY}T09:10")
        states = await room.states()
        assert (states["dato/x/1"], states["dato/telegram/1"]) == ("planned", "published")
        assert len(room.channels["x"].tries) == 1
        await room.until(f"{DAY}T09:30")
        assert (await room.states())["dato/x/1"] == "published"


async def test_a_stopped_account_keeps_its_rows_until_somebody_resumes(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        room.channels["x"].script(Stopped(Blocked.CREDIT, "credits depleted"))
        await room.until(f"{DAY}T12:00")
        assert (await room.states())[AVISO] == "paused"
        assert (await room.states())["aviso/aguas/telegram/1"] == "published"
        await room.decisions.resume("Rocío")
        await room.until(f"{DAY}T12:05")
        assert (await room.states())[AVISO] == "published"


class OnlySettles:
    """A ledger that takes nothing on X any more once a result was recorded."""

    def __init__(self, store: Store) -> None:
        self._store, self.settled = store, False

    def __getattr__(self, name: str) -> Any:
        if self.settled:
            raise LedgerFull(where="ledger.sqlite")
        return getattr(self._store, name)

    async def settle(self, *args: Any, **given: Any) -> None:
        """Settle."""
        await self._store.settle(*args, **given)
        self.settled = True


@pytest.mark.parametrize(
    "outcome",
    [
        Stopped(Blocked.CREDENTIALS, "401"),
        NotSent("429", datetime.fromisoformat(f"{DAY}T18:00:00+00:00")),
    ],
    ids=["stopped", "held"],
)
async def test_what_shuts_a_channel_is_recorded_with_what_came_of_its_post(
    tmp_path: Path, outcome: Outcome
) -> None:
    """The disk is full, or the program killed, the moment after."""
    async with newsroom(tmp_path) as room:
        await room.load()
        await room.until(f"{DAY}T08:59")
        room.channels["x"].script(outcome)
        room.work_with(ledger=OnlySettles(room.store), channels={"x": room.channels["x"]})
        room.clock.advance_to(datetime.fromisoformat(f"{DAY}T14:00:00+00:00"))
        with pytest.raises(LedgerFull):
            await room.publisher.work()
        snapshot = await room.store.snapshot()
        assert snapshot.channels["x"].is_shut(room.clock.now())


async def test_a_general_hold_stops_everything(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        await room.decisions.hold_all("Rocío", "terremoto")
        await room.until(f"{DAY}T12:00")
        assert room.visible() + room.visible("telegram") == []
        await room.decisions.resume("Rocío")
        await room.until(f"{DAY}T12:01")
        assert len(room.visible()) == 1


async def test_a_ledger_put_back_publishes_nothing_twice(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        await room.until("2031-05-12T12:00")
        copy = tmp_path / "copy.sqlite"

        backup(f"sqlite:///{tmp_path}/ledger.sqlite", copy)
        await room.until("2031-05-21T12:00")
        await room.store.close()
        seen = {name: list(room.visible(name)) for name in room.channels}
        put_back(copy, tmp_path / "ledger.sqlite")
        store = open_ledger(f"sqlite:///{tmp_path}/ledger.sqlite", "voces", Kind.SANDBOX)
        again = Publisher(Reach(store, room.channels, room.clock, "otro"))
        room.channels["x"].looks.clear()
        for _ in range(5):
            await again.work()
        read_back = [look for look in room.channels["x"].looks if look is not None]
        assert len(read_back) > 1
        assert len(set(read_back)) == 1  # one reading of the account for all that may be there
        states = {str(d.key): str(d.state) for d in (await store.snapshot()).deliveries}
        await store.close()
        assert {name: room.visible(name) for name in room.channels} == seen
        assert states[AVISO] == "published"
        assert states["aviso/aguas/telegram/1"] == "needs_person"


async def test_a_restored_ledger_is_not_believed_where_no_account_is_connected(
    tmp_path: Path,
) -> None:
    """On another computer the settings come later: what may be out is not sent then."""
    async with newsroom(tmp_path) as room:
        await room.load()
        await room.until("2031-05-12T12:00")
        copy = tmp_path / "copy.sqlite"
        backup(f"sqlite:///{tmp_path}/ledger.sqlite", copy)
        await room.until(f"{DAY}T12:00")
        await room.store.close()
        seen = {name: list(room.visible(name)) for name in room.channels}
        put_back(copy, tmp_path / "ledger.sqlite")
        store = open_ledger(f"sqlite:///{tmp_path}/ledger.sqlite", "voces", Kind.SANDBOX)
        await Publisher(Reach(store, {}, room.clock, "sin claves")).work()
        assert not (await store.snapshot()).trusted
        later = Publisher(Reach(store, room.channels, room.clock, "con claves"))
        for _ in range(3):
            await later.work()
        states = {str(d.key): str(d.state) for d in (await store.snapshot()).deliveries}
        await store.close()
        assert {name: room.visible(name) for name in room.channels} == seen
        assert states[AVISO] == "published"
        assert states["aviso/aguas/telegram/1"] == "needs_person"


@pytest.mark.parametrize("how", ["started again", "while it runs"])
async def test_an_account_that_was_missing_at_a_restore_is_read_when_it_comes(
    tmp_path: Path, how: str
) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        await room.until("2031-05-12T12:00")
        copy = tmp_path / "copy.sqlite"
        backup(f"sqlite:///{tmp_path}/ledger.sqlite", copy)
        await room.until(f"{DAY}T12:00")
        await room.store.close()
        put_back(copy, tmp_path / "ledger.sqlite")
        store = open_ledger(f"sqlite:///{tmp_path}/ledger.sqlite", "voces", Kind.SANDBOX)
        there = {"telegram": room.channels["telegram"]}
        told: list[tuple[str, object]] = []
        colleagues = Colleagues(tell=lambda what, **of: told.append((what, of["channels"])))
        without = Publisher(Reach(store, there, room.clock, "sin x", colleagues))
        for _ in range(3):
            await without.work()
        before = await store.snapshot()
        assert (before.trusted, before.unread) == (True, {"x"})
        assert told == [("run.unread-later", ("x",))]
        assert {str(d.key): str(d.state) for d in before.deliveries}[AVISO] == "planned"
        there["x"] = room.channels["x"]
        again = Publisher(Reach(store, there, room.clock, "con x"))
        for _ in range(3):
            await (again if how == "started again" else without).work()
        after = await store.snapshot()
        await store.close()
        assert {str(d.key): str(d.state) for d in after.deliveries}[AVISO] == "published"
        assert (after.trusted, after.unread) == (True, frozenset())
        assert len(room.visible()) == 1


async def test_what_was_held_is_looked_for_also_where_its_account_comes_days_later(
    tmp_path: Path,
) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        await room.decisions.hold(["aviso/aguas"], "Rocío", "falta un dato")
        await room.until(f"{DAY}T10:00")
        copy = tmp_path / "copy.sqlite"
        backup(f"sqlite:///{tmp_path}/ledger.sqlite", copy)
        await room.decisions.release(["aviso/aguas"], "Rocío")
        await room.until(f"{DAY}T11:00")
        assert len(room.visible()) == 1
        await room.store.close()
        put_back(copy, tmp_path / "ledger.sqlite")
        store = open_ledger(f"sqlite:///{tmp_path}/ledger.sqlite", "voces", Kind.SANDBOX)
        there = {"telegram": room.channels["telegram"]}
        await Publisher(Reach(store, there, room.clock, "sin x")).work()
        room.clock.advance_to(room.clock.now() + timedelta(days=2))
        again = Publisher(Reach(store, room.channels, room.clock, "con x"))
        await again.work()
        states = {str(d.key): str(d.state) for d in (await store.snapshot()).deliveries}
        await store.close()
        assert states[AVISO] == "published"
        assert len(room.visible()) == 1


@pytest.mark.parametrize(("day", "state"), [(DAY, "waiting"), ("2031-05-20", "held")])
async def test_what_is_live_at_a_panel_to_come_is_not_held_after_a_restore(
    tmp_path: Path, day: str, state: str
) -> None:
    live = (
        "- {post: vivo, for: aguas, when: started, channels: telegram,"
        " text: 'En vivo: {{ panel.stream }}'}\n"
    )
    async with newsroom(tmp_path) as room:
        await room.load(calendar=CALENDAR + live)
        await room.until("2031-05-12T12:00")
        copy = tmp_path / "copy.sqlite"
        backup(f"sqlite:///{tmp_path}/ledger.sqlite", copy)
        await room.until(f"{day}T19:00")
        await room.store.close()
        put_back(copy, tmp_path / "ledger.sqlite")
        store = open_ledger(f"sqlite:///{tmp_path}/ledger.sqlite", "voces", Kind.SANDBOX)

        async def begins(subject: str) -> datetime | None:
            return datetime.fromisoformat("2031-05-20T18:00-05:00") if subject == "aguas" else None

        colleagues = Colleagues(begins=begins)
        again = Publisher(Reach(store, room.channels, room.clock, "otro", colleagues))
        for _ in range(3):
            await again.work()
        states = {str(d.key): str(d.state) for d in (await store.snapshot()).deliveries}
        await store.close()
        assert states["vivo/aguas/telegram/1"] == state
