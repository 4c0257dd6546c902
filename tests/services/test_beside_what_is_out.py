"""Of a post that came out late nothing else goes out by itself, and no load fails for it."""

from __future__ import annotations

import random
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from campaign.core.errors import NotApprovable
from campaign.core.life import MOVES, Move
from campaign.core.problems import Code
from campaign.ports.ledger import LedgerChange, Step
from tests.services.newsroom import CALENDAR, PROGRAMME, newsroom
from tests.services.test_out_after_all import (
    KEY,
    LOST,
    Slow,
    changed,
    generations,
    late,
    moved,
    said,
    taken_down,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from tests.services.newsroom import Newsroom

WITHOUT = CALENDAR[CALENDAR.index("- post: en-vivo") :]
LATER = PROGRAMME.replace("2031-05-20 18:00", "2031-05-22 18:00")
AFTER = "2031-05-13T12:00"


async def expired(room: Newsroom) -> None:
    """The newest generation ends without being out."""
    one = (await room.newest())[KEY]
    if (one.state, Move.EXPIRE) in MOVES:
        steps = [Step(one.id, one.fence, Move.EXPIRE)]
        await room.store.apply(LedgerChange(room.clock.now(), "otra", steps=steps))


async def cancelled(room: Newsroom) -> None:
    await room.decisions.cancel([KEY], "Rocío", "")


async def undone(room: Newsroom) -> None:
    await room.decisions.revive([KEY], "Rocío")


async def left(room: Newsroom) -> None:
    await room.load(calendar=WITHOUT)


async def back(room: Newsroom) -> None:
    await room.load(calendar=CALENDAR)


async def panel_moved(room: Newsroom) -> None:
    await room.load(programme=LATER)


async def seen(room: Newsroom) -> int:
    """Return how many generations of the post followers see; everything they see is known."""
    receipts = {
        one.receipt.remote_id: str(one.key)
        for one in (await room.store.snapshot()).deliveries
        if one.receipt is not None
    }
    keys = [receipts[post.remote_id] for post in room.channels["x"].posts]
    return keys.count(KEY)


@pytest.mark.parametrize(
    ("ended", "then"),
    [
        ((expired,), panel_moved),
        ((left,), back),
        ((expired,), changed),
        ((cancelled,), panel_moved),
    ],
)
async def test_what_came_out_late_keeps_nothing_from_being_loaded(
    tmp_path: Path, ended: tuple[Callable[[Newsroom], Awaitable[None]], ...], then: Callable
) -> None:
    async with newsroom(tmp_path) as room:
        acts = [lambda act=act: act(room) for act in ended]
        await late(room, lambda: moved(room, *LOST), lambda: changed(room), *acts)
        await then(room)
        await room.until("2031-05-16T12:00")
        old, new = await generations(room)
        assert (old.state, new.is_open) == ("published", False)
        assert await seen(room) == 1


@pytest.mark.parametrize("acts", [(left, back), (expired, panel_moved), (panel_moved, left, back)])
async def test_what_waited_beside_it_does_not_come_back_by_itself(
    tmp_path: Path, acts: tuple[Callable[[Newsroom], Awaitable[None]], ...]
) -> None:
    async with newsroom(tmp_path) as room:
        await late(room, lambda: moved(room, *LOST), lambda: changed(room))
        for act in acts:
            await act(room)
        await room.until("2031-05-16T12:00")
        assert await seen(room) == 1


async def test_what_was_cancelled_before_the_proof_waits_for_a_person_when_that_is_undone(
    tmp_path: Path,
) -> None:
    async with newsroom(tmp_path) as room:
        changing = (lambda: moved(room, *LOST), lambda: changed(room), lambda: cancelled(room))
        await late(room, *changing)
        await undone(room)
        await room.until(AFTER)
        _, new = await generations(room)
        assert (new.state, said(new)) == ("held", "earlier-is-out")
        assert await seen(room) == 1
        await room.decisions.release([KEY], "Rocío")
        await room.until("2031-05-13T12:05")
        assert await seen(room) == 2, "a person asked for it"


ACTS = {
    "change": changed,
    "expire": expired,
    "cancel": cancelled,
    "undo": undone,
    "leave": left,
    "back": back,
    "panel moved": panel_moved,
    "withdraw": lambda room: taken_down(room, KEY),
    "time": lambda room: room.until(f"{room.clock.now().date()}T23:00"),
}
BEFORE = ("change", "expire", "cancel", "undo", "leave", "back", "panel moved")


@pytest.mark.parametrize("seed", range(24))
async def test_in_any_order_one_is_seen_and_every_load_goes_through(
    tmp_path: Path, seed: int
) -> None:
    dice = random.Random(seed)  # noqa: S311 -- an order, no secret
    before = ["change", *(dice.choice(BEFORE) for _ in range(dice.randint(1, 3)))]
    after = [dice.choice(tuple(ACTS)) for _ in range(6)]
    async with newsroom(tmp_path) as room:

        async def act(name: str) -> None:
            with suppress(NotApprovable):
                await ACTS[name](room)

        await late(room, lambda: moved(room, *LOST), *(lambda n=n: act(n) for n in before))
        assert await seen(room) == 1
        for done, name in enumerate(after, 1):
            await act(name)
            await room.publisher.work()
            assert await seen(room) <= 1, (before, after[:done])


async def test_a_correction_that_is_wanted_after_all_comes_though_an_earlier_one_is_out(
    tmp_path: Path,
) -> None:
    key = "change/aguas/x/1"
    async with newsroom(tmp_path) as room:
        await room.load()
        await room.until("2031-05-13T09:01")
        await room.load(programme=LATER.replace("05-22", "05-21"))
        await room.until("2031-05-13T10:00")
        await room.load(programme=LATER.replace("05-22", "05-23"))
        await room.decisions.cancel([key], "Rocío", "")
        await room.decisions.revive([key], "Rocío")
        assert (await room.states())[key] == "planned"
        await room.until("2031-05-13T11:00")
        assert "viernes 23 de mayo" in room.visible("x")[-1]


THREAD = """\
- post: hilo
  when: 2031-05-13 09:00
  channels: [x]
  text: |
    uno
    ===
    dos
    ===
    tres
"""
OTHER = THREAD.replace("uno", "UNO").replace("dos", "DOS")


async def begun_otherwise(room: Newsroom) -> None:
    """The first part of a thread comes out after its words were changed."""
    room.files["posts/calendar.yaml"] = THREAD.encode()

    async def lost() -> None:
        one = (await room.newest())["hilo/x/1"]
        steps = [Step(one.id, one.fence + n, move) for n, move in enumerate(LOST)]
        await room.store.apply(LedgerChange(room.clock.now(), "otra", steps=steps))

    await late(room, lost, lambda: room.load(calendar=OTHER))


async def test_the_rest_of_a_thread_waits_where_its_first_part_is_out_in_other_words(
    tmp_path: Path,
) -> None:
    async with newsroom(tmp_path) as room:
        await begun_otherwise(room)
        newest = await room.newest()
        rest = [newest[f"hilo/x/{part}"] for part in (2, 3)]
        assert [(one.state, said(one)) for one in rest] == [("held", "thread-begun")] * 2
        await room.decisions.cancel(["hilo/x/1"], "Rocío", "")
        await room.until(AFTER)
        assert room.visible() == ["uno"]


async def test_the_rest_of_such_a_thread_waits_also_where_it_was_put_back_for_later(
    tmp_path: Path,
) -> None:
    async with newsroom(tmp_path) as room:
        await begun_otherwise(room)
        await room.load(calendar=CALENDAR)
        await room.load(calendar=OTHER.replace("09:00", "15:00"))
        await room.until("2031-05-13T18:00")
        assert room.visible() == ["uno"]


async def test_the_folder_is_told_that_what_is_out_reads_otherwise(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        acts = (lambda: moved(room, *LOST), lambda: changed(room), lambda: expired(room))
        await late(room, *acts)
        proposal = await room.loader.propose(room.files)
        assert Code.ALREADY_OUT in {one.code for one in proposal.checked.problems}


async def test_who_reads_a_late_correction_is_told_of_the_next_move_though_the_one_between_expired(
    tmp_path: Path,
) -> None:
    key = "change/aguas/x/1"
    async with newsroom(tmp_path) as room:

        async def step(*moves: Move) -> None:
            one = (await room.newest())[key]
            steps = [Step(one.id, one.fence + n, move) for n, move in enumerate(moves)]
            await room.store.apply(LedgerChange(room.clock.now(), "otra", steps=steps))

        await room.load()
        await room.until("2031-05-13T09:01")
        x = room.channels["x"]
        acts = [lambda: step(*LOST), lambda: panel_moved(room), lambda: step(Move.EXPIRE)]
        room.channels["x"] = Slow(x.sheet, x.now, posts=x.posts, meanwhile=acts)
        await room.load(programme=LATER.replace("05-22", "05-21"))
        await room.until("2031-05-13T10:00")
        await room.load(programme=LATER.replace("05-22", "05-23"))
        await room.until("2031-05-13T11:00")
        _, first, second = room.visible()
        assert "miércoles 21 de mayo" in first
        assert "viernes 23 de mayo" in second
