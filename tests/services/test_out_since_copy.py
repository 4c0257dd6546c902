"""What went out after a copy was made is not sent again, whatever it said then and says now."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from campaign import channels
from campaign.core.ledger_kind import Kind
from campaign.core.outcomes import Lost
from campaign.services.confirming import is_by_word
from campaign.store.opening import open_ledger, restore
from campaign.store.since_copy import take_along
from tests.services.newsroom import newsroom
from tests.services.test_decided_since_copy import put_back, put_by, told, url
from tests.services.test_withdrawing import take_down

if TYPE_CHECKING:
    from pathlib import Path

    from tests.services.newsroom import Newsroom

X, TELEGRAM = "aviso/aguas/x/1", "aviso/aguas/telegram/1"
THEN, LATER = "2031-05-13T09:01", "2031-05-13T09:30"
MOVED = "2031-05-20T19:30:00-05:00"
DAYS = """
- {post: barro, when: 2031-05-12 09:00, channels: [x], text: "Se amasa el barro."}
- {post: horno, when: 2031-05-13 09:00, channels: [x], text: "Se prende el horno."}
- {post: feria, when: 2031-05-14 09:00, channels: [x], text: "Abre la feria."}
"""

LIVE = """
- post: en-vivo
  for: aguas
  when: start
  channels: [x]
  text: "Ya comenzó: {{ panel.stream }}"
  needs: [stream]
  expires: end
"""


async def moved(room: Newsroom, folder: Path) -> None:
    """Make a copy, and move the panel afterwards: what goes out is another generation."""
    await room.load()
    put_by(folder)
    await room.learn("aguas", "start", MOVED)


async def facts(room: Newsroom) -> list[tuple[str, str, str, datetime, str]]:
    found = (await room.store.snapshot()).facts
    return [(one.subject, one.name, one.value, one.at, one.by) for one in found]


async def test_what_is_out_with_other_words_is_not_sent_with_the_old_ones(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await moved(room, tmp_path)
        await room.until(THEN)
        before = {name: room.visible(name) for name in room.channels}
        assert "19:30" in before["x"][0]
        receipt = (await room.newest())[X].receipt
        restored = await put_back(room, tmp_path)
        assert [str(key) for key in restored.since.out] == [X, TELEGRAM]
        await room.until(LATER)
        assert {name: room.visible(name) for name in room.channels} == before
        now = (await room.newest())[X]
        assert (now.state, now.generation, now.receipt) == ("published", 2, receipt)
        assert now.payload is not None
        assert now.payload.text == before["x"][0]
        line = (await room.store.history(X))[-1]
        assert (line.state, line.generation, line.by) == ("published", 2, "pregonero")
        assert receipt is not None
        assert line.at == receipt.at
        assert (await room.states())[TELEGRAM] == "published"
        assert len({len(made) for made in before.values()}) == 1


async def test_a_post_that_the_copy_does_not_know_and_is_out_stays_out(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        first, second, third = DAYS.strip().split("\n")
        await room.load(calendar=first)
        put_by(tmp_path)
        await room.load(calendar=f"{first}\n{second}\n{third}")
        await room.until("2031-05-13T09:01")
        await put_back(room, tmp_path)
        await room.load(calendar=f"{first}\n{second.replace('horno.', 'horno grande.')}\n{third}")
        await room.until("2031-05-15T09:00")
        assert room.visible() == ["Se amasa el barro.", "Se prende el horno.", "Abre la feria."]


async def test_what_was_cancelled_while_it_may_be_out_is_not_sent(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await moved(room, tmp_path)
        room.channels["x"].script(Lost("timeout"), lands=False)
        await room.until("2031-05-13T09:00")
        await room.decisions.cancel([X], "Rocío", "no")
        await put_back(room, tmp_path)
        assert (await room.states())[X] == "unknown"
        await room.until(LATER)
        assert (await room.states())[X] == "cancelled"
        assert room.visible() == []


@pytest.mark.parametrize("lands", [True, False])
async def test_what_may_be_out_is_looked_for_as_it_was_sent(tmp_path: Path, *, lands: bool) -> None:
    async with newsroom(tmp_path) as room:
        await moved(room, tmp_path)
        room.channels["x"].script(Lost("timeout"), lands=lands)
        await room.until("2031-05-13T09:00")
        assert (await room.states())[X] == "unknown"
        restored = await put_back(room, tmp_path)
        assert X in map(str, restored.since.under_way)
        await room.until(LATER)
        shown = room.visible()
        assert len(shown) == 1
        assert "19:30" in shown[0]
        assert (await room.states())[X] == "published"


async def test_what_was_being_sent_may_be_out(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await moved(room, tmp_path)
        room.clock.advance_to(datetime.fromisoformat("2031-05-13T09:00-05:00"))
        claim = await room.store.claim(room.clock.now(), "otro", "x")
        assert claim is not None
        await room.channels["x"].publish(claim.payload, [], {}, claim.idempotency_key)
        await put_back(room, tmp_path)
        sought = await room.store.sought((await room.newest())[X])
        assert sought is not None
        assert (sought.payload.at, sought.idempotency_key) == (
            claim.payload.at,
            claim.idempotency_key,
        )
        await room.until(LATER)
        assert len(room.visible()) == 1
        assert (await room.newest())[X].attempts == 1


async def test_where_only_a_person_can_look_they_are_asked(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await moved(room, tmp_path)
        room.channels["telegram"].script(Lost("timeout"), lands=True)
        await room.until(LATER)
        asked = await told(room, TELEGRAM)
        assert asked[0] == "needs_person"
        await put_back(room, tmp_path)
        assert await told(room, TELEGRAM) == asked
        await room.until("2031-05-13T10:30")
        assert len(room.visible("telegram")) == 1


async def test_what_was_taken_down_stays_down_though_it_had_other_words(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await moved(room, tmp_path)
        await room.until(THEN)
        assert await take_down(room, X) == [None]
        await put_back(room, tmp_path)
        await room.until(LATER)
        assert room.visible() == []
        assert (await room.states())[X] == "removed"


async def test_what_was_entered_since_is_in_force_again(tmp_path: Path) -> None:
    """With who entered it and when; it is planned anew before anything goes out."""
    async with newsroom(tmp_path) as room:
        await room.load()
        await room.learn("orillas", "stream", "https://a.example/1")
        put_by(tmp_path)
        await room.learn("aguas", "start", "2031-05-20T19:00:00-05:00")
        await room.learn("aguas", "start", MOVED)
        entered = await facts(room)
        restored = await put_back(room, tmp_path)
        assert await facts(room) == entered
        told_of = [(one.subject, one.name, one.by) for one in restored.since.facts]
        assert told_of == [("aguas", "start", "Rocío")]
        await room.until(THEN)
        assert ["19:30" in text for text in room.visible()] == [True]


async def test_a_link_that_came_since_lets_its_post_out_once(tmp_path: Path) -> None:
    """Nothing else is to be planned anew there: what waits for the fact is all there is."""
    async with newsroom(tmp_path) as room:
        await room.load(calendar=LIVE)
        put_by(tmp_path)
        await room.learn("aguas", "stream", "https://a.example/1")
        await put_back(room, tmp_path)
        await room.until("2031-05-20T18:01")
        assert room.visible() == ["Ya comenzó: https://a.example/1"]
        await put_back(room, tmp_path)
        await room.until("2031-05-20T18:20")
        assert room.visible() == ["Ya comenzó: https://a.example/1"]


async def test_nothing_leaves_by_the_plan_of_the_copy(tmp_path: Path) -> None:
    """Another program may be quicker than the one that plans anew."""
    async with newsroom(tmp_path) as room:
        await moved(room, tmp_path)
        room.clock.advance_to(datetime.fromisoformat("2031-05-13T09:00-05:00"))
        await room.store.close()
        restore(tmp_path / "copy.sqlite", url(tmp_path), "voces", Kind.SANDBOX)
        room.store = open_ledger(url(tmp_path), "voces", Kind.SANDBOX)
        await room.store.trust(room.clock.now())
        assert await room.store.claim(room.clock.now(), "otro", "x") is None
        assert await room.store.behind_plan()


async def test_a_copy_put_back_twice_forgets_nothing(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await moved(room, tmp_path)
        await room.until(THEN)
        entered = await facts(room)
        for _ in range(2):
            await put_back(room, tmp_path)
            assert await facts(room) == entered
        await room.until(LATER)
        assert [len(room.visible(name)) for name in ("x", "telegram")] == [1, 1]


async def test_a_newer_copy_is_not_set_back_by_an_older_ledger(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load(calendar=DAYS)
        room.channels["x"].script(Lost("timeout"), lands=True)
        await room.until("2031-05-12T09:00")
        put_by(tmp_path)
        old = (tmp_path / "copy.sqlite").read_bytes()
        await room.until("2031-05-12T09:30")
        put_by(tmp_path)
        new = (tmp_path / "copy.sqlite").read_bytes()
        await room.store.close()
        for suffix in ("-wal", "-shm"):
            (tmp_path / f"ledger.sqlite{suffix}").unlink(missing_ok=True)
        (tmp_path / "ledger.sqlite").write_bytes(old)
        (tmp_path / "copy.sqlite").write_bytes(new)
        restored = await put_back(room, tmp_path)
        assert (restored.since.out, restored.since.under_way) == ((), ())
        assert (await room.states())["barro/x/1"] == "published"


async def test_a_copy_of_an_older_version_is_told_as_well(tmp_path: Path) -> None:
    """It has fewer columns; what it lacks is added when it is opened."""
    async with newsroom(tmp_path) as room:
        await moved(room, tmp_path)
        await room.until(THEN)
        await room.store.close()
        with closing(sqlite3.connect(tmp_path / "copy.sqlite")) as connection:
            connection.execute("ALTER TABLE fact DROP COLUMN was")
            connection.execute("ALTER TABLE campaign DROP COLUMN plan_number")
            connection.execute("ALTER TABLE delivery DROP COLUMN plan_number")
        since = take_along(tmp_path / "ledger.sqlite", tmp_path / "copy.sqlite", "voces")
        assert sorted(map(str, since.out)) == [TELEGRAM, X]
        assert [fact.value for fact in since.facts] == [MOVED]


async def test_an_address_that_a_person_gave_stays_theirs_and_can_be_given_again(
    tmp_path: Path,
) -> None:
    async with newsroom(tmp_path) as room:
        await moved(room, tmp_path)
        room.channels["x"].script(Lost("timeout"), lands=False)
        await room.until("2031-05-13T09:00")
        sheets = channels.sheets()
        await room.decisions.resolve(X, "Rocío", "https://x.com/pregonero/status/5", sheets)
        await put_back(room, tmp_path)
        assert is_by_word((await room.newest())[X])
        await room.decisions.resolve(X, "Rocío", "https://x.com/pregonero/status/6", sheets)
        receipt = (await room.newest())[X].receipt
        assert receipt is not None
        assert receipt.remote_id == "6"


async def test_what_the_copy_had_replaced_is_out_all_the_same(tmp_path: Path) -> None:
    """The ledger was an older copy itself: it sent what the newer copy has other words for."""
    async with newsroom(tmp_path) as room:
        await room.load(calendar=DAYS)
        put_by(tmp_path)
        old = (tmp_path / "copy.sqlite").read_bytes()
        await room.load(calendar=DAYS.replace("el barro", "mucho barro"))
        put_by(tmp_path)
        new = (tmp_path / "copy.sqlite").read_bytes()
        (tmp_path / "copy.sqlite").write_bytes(old)
        await room.store.close()
        for suffix in ("", "-wal", "-shm"):
            (tmp_path / f"ledger.sqlite{suffix}").unlink(missing_ok=True)
        await put_back(room, tmp_path)
        await room.until("2031-05-12T09:01")
        assert room.visible() == ["Se amasa el barro."]
        (tmp_path / "copy.sqlite").write_bytes(new)
        await put_back(room, tmp_path)
        await room.until("2031-05-13T08:00")
        assert room.visible() == ["Se amasa el barro."]
        assert (await room.states())["barro/x/1"] == "published"
