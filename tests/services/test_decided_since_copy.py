"""What people decided after a copy was made holds when the copy is put back."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from campaign.core.ledger_kind import Kind
from campaign.core.outcomes import Lost, NotSent
from campaign.core.reasons import Reason
from campaign.services.deciding import Decisions
from campaign.services.loader import Loader
from campaign.services.publishing import Publisher
from campaign.services.reach import Colleagues, Reach
from campaign.store.opening import backup, open_ledger, restore, start_over
from tests.services.newsroom import newsroom

if TYPE_CHECKING:
    from pathlib import Path

    from campaign.store.backups import Restored
    from tests.services.newsroom import Newsroom

DAYS = """
- {post: barro, when: 2031-05-12 09:00, channels: [x], text: "Se amasa el barro."}
- {post: horno, when: 2031-05-13 09:00, channels: [x], text: "Se prende el horno."}
- {post: feria, when: 2031-05-14 09:00, channels: [x], text: "Abre la feria."}
"""
TEXTS = ["Se amasa el barro.", "Se prende el horno.", "Abre la feria."]
BARRO, HORNO, FERIA = "barro/x/1", "horno/x/1", "feria/x/1"
AFTER = "2031-05-15T09:00"


def url(folder: Path) -> str:
    return f"sqlite:///{folder}/ledger.sqlite"


def put_by(folder: Path) -> None:
    backup(url(folder), folder / "copy.sqlite")


async def put_back(room: Newsroom, folder: Path) -> Restored:
    """Put the copy back, and go on with the same accounts."""
    await room.store.close()
    restored = restore(folder / "copy.sqlite", url(folder), "voces", Kind.SANDBOX)
    room.store = open_ledger(url(folder), "voces", Kind.SANDBOX)
    room.decisions = Decisions(room.store, room.clock)
    room.loader = Loader(room.loader.desk, room.store, room.store, room.clock)
    colleagues = Colleagues(replan=partial(room.loader.replan, "otro"))
    room.publisher = Publisher(Reach(room.store, room.channels, room.clock, "otro", colleagues))
    await room.publisher.work()  # reads the networks back
    return restored


async def told(room: Newsroom, key: str) -> tuple[str, str, dict[str, str]]:
    """Return the state of a post, and the reason for it."""
    one = (await room.newest())[key]
    reason = Reason.stored(one.reason)
    return str(one.state), reason.id, dict(reason.params)


async def test_what_was_cancelled_or_held_since_does_not_go_out(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load(calendar=DAYS)
        put_by(tmp_path)
        await room.decisions.cancel([BARRO], "Rocío", "se rompió el torno")
        await room.decisions.hold([HORNO], "Irma", "")
        restored = await put_back(room, tmp_path)
        kept = [(str(one.key), one.reason.id) for one in restored.since.kept]
        assert kept == [
            (BARRO, "cancelled-since-copy"),
            (HORNO, "held-plainly-since-copy"),
        ]
        await room.until(AFTER)
        assert room.visible() == ["Abre la feria."]
        why = {"who": "Rocío", "why": "se rompió el torno"}
        assert await told(room, BARRO) == ("held", "cancelled-since-copy", why)
        assert await told(room, HORNO) == ("held", "held-plainly-since-copy", {"who": "Irma"})


async def test_who_decides_anew_is_obeyed(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load(calendar=DAYS)
        put_by(tmp_path)
        await room.decisions.cancel([BARRO, HORNO], "Rocío", "")
        await put_back(room, tmp_path)
        await room.decisions.release([BARRO], "Irma")
        await room.decisions.cancel([HORNO], "Irma", "")
        await room.until(AFTER)
        assert room.visible() == [TEXTS[0], TEXTS[2]]
        assert await told(room, HORNO) == (
            "cancelled",
            "cancelled-plainly",
            {"who": "Irma", "was": "held", "held": (await reason_of(room, HORNO))["held"]},
        )


async def reason_of(room: Newsroom, key: str) -> dict[str, str]:
    return dict(Reason.stored((await room.newest())[key].reason).params)


async def test_what_was_released_or_revived_since_goes_out(tmp_path: Path) -> None:
    """The last decision counts, not that there was one."""
    async with newsroom(tmp_path) as room:
        await room.load(calendar=DAYS)
        put_by(tmp_path)
        await room.decisions.hold([BARRO], "Rocío", "")
        await room.decisions.release([BARRO], "Rocío")
        await room.decisions.cancel([HORNO], "Rocío", "")
        await room.decisions.revive([HORNO], "Rocío")
        restored = await put_back(room, tmp_path)
        assert (restored.since.kept, restored.since.known) == ([], True)
        await room.until(AFTER)
        assert room.visible() == TEXTS


async def test_a_second_copy_put_back_forgets_nothing_either(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load(calendar=DAYS)
        put_by(tmp_path)
        await room.decisions.cancel([BARRO], "Rocío", "")
        for _ in range(2):
            restored = await put_back(room, tmp_path)
            assert [str(one.key) for one in restored.since.kept] == [BARRO]
        await room.until(AFTER)
        assert room.visible() == TEXTS[1:]


async def test_a_post_that_the_copy_does_not_know_stays_held_when_it_is_loaded(
    tmp_path: Path,
) -> None:
    async with newsroom(tmp_path) as room:
        first, rest = DAYS.strip().split("\n", 1)
        await room.load(calendar=first)
        put_by(tmp_path)
        await room.load(calendar=f"{first}\n{rest}")
        await room.decisions.cancel([HORNO], "Rocío", "")
        await put_back(room, tmp_path)
        assert await told(room, HORNO) == ("held", "cancelled-plainly-since-copy", {"who": "Rocío"})
        await room.load()
        await room.until("2031-05-13T08:00")
        assert await told(room, HORNO) == ("held", "cancelled-plainly-since-copy", {"who": "Rocío"})
        await room.until("2031-05-13T09:30")
        assert room.visible() == TEXTS[:1]
        await room.decisions.release([HORNO], "Irma")
        await room.until(AFTER)
        assert room.visible() == TEXTS


async def test_what_left_the_calendar_since_does_not_go_out(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load(calendar=DAYS)
        put_by(tmp_path)
        await room.load(calendar=DAYS.strip().split("\n", 1)[1])
        await put_back(room, tmp_path)
        assert await told(room, BARRO) == ("cancelled", "withdrawn", {})
        await room.until(AFTER)
        assert room.visible() == TEXTS[1:]


async def test_what_was_under_way_in_the_copy_and_cancelled_since_is_asked_about(
    tmp_path: Path,
) -> None:
    async with newsroom(tmp_path) as room:
        await room.load(calendar=DAYS)
        room.channels["x"].script(Lost("timeout"), lands=False)
        await room.until("2031-05-12T09:00")
        assert (await room.states())[BARRO] == "unknown"
        put_by(tmp_path)
        for _ in range(4):
            room.channels["x"].script(NotSent("no route"))
        await room.until("2031-05-12T09:10")
        assert (await room.states())[BARRO] == "retry"
        await room.decisions.cancel([BARRO], "Rocío", "")
        await put_back(room, tmp_path)
        assert (await told(room, BARRO))[:2] == ("needs_person", "cancelled-plainly-since-copy")
        await room.until(AFTER)
        assert TEXTS[0] not in room.visible()


async def test_a_general_hold_stays(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load(calendar=DAYS)
        put_by(tmp_path)
        await room.decisions.hold_all("Rocío", "terremoto")
        restored = await put_back(room, tmp_path)
        assert restored.since.everything == "terremoto"
        await room.until(AFTER)
        assert room.visible() == []
        hold = (await room.store.snapshot()).hold
        assert hold is not None
        assert (hold.reason, hold.by) == ("terremoto", "Rocío")


async def test_what_was_held_late_together_is_told_as_cancelled(tmp_path: Path) -> None:
    """``resume --late`` lets out what the program held, not what somebody cancelled."""
    async with newsroom(tmp_path) as room:
        await room.load(calendar=DAYS)
        await room.decisions.hold_all("Rocío", "terremoto")
        await room.until("2031-05-14T11:00")
        await room.decisions.resume("Rocío")
        await room.until("2031-05-14T11:01")
        assert (await told(room, BARRO))[1] == "late-together"
        put_by(tmp_path)
        await room.decisions.cancel([BARRO], "Rocío", "")
        await put_back(room, tmp_path)
        await room.until("2031-05-14T11:02")
        await room.decisions.release_late("Irma")
        await room.until(AFTER)
        assert TEXTS[0] not in room.visible()


async def test_facts_that_came_since_are_named(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        await room.learn("orillas", "stream", "https://a.example/1")
        put_by(tmp_path)
        await room.learn("aguas", "stream", "https://a.example/2")
        await room.learn("aguas", "stream", "https://a.example/3")
        restored = await put_back(room, tmp_path)
        named = [(one.subject, one.name, one.value, one.by) for one in restored.since.facts]
        assert named == [("aguas", "stream", "https://a.example/3", "Rocío")]


@pytest.mark.parametrize("way", ["gone", "damaged", "anew"])
async def test_where_nobody_can_tell_it_says_so(tmp_path: Path, way: str) -> None:
    async with newsroom(tmp_path) as room:
        await room.load(calendar=DAYS)
        put_by(tmp_path)
        await room.decisions.cancel([BARRO], "Rocío", "")
        await room.store.close()
        ledger = tmp_path / "ledger.sqlite"
        if way == "damaged":
            ledger.write_bytes(b"SQLite format 3\0" + b"\xff" * 9000)
        else:
            ledger.unlink()
        if way == "anew":
            assert start_over(url(tmp_path), "voces")
            await open_ledger(url(tmp_path), "voces", Kind.SANDBOX).close()
        restored = await put_back(room, tmp_path)
        assert not restored.since.known
        assert len((await room.store.snapshot()).deliveries) == 3
