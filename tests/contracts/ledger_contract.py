"""What every ledger promises to keep, whatever database it is kept in.

A test module subclasses it and gives it a fixture ``opened``: a function that opens the same ledger
again and again, each time as another process would.
"""

# ruff: noqa: D102 -- the name of a test is its promise
from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest

from campaign.core.deliveries import Image, Late, Payload, State, Wait, WaitKind
from campaign.core.errors import FileChanged
from campaign.core.facts import Door, Fact, FactRead
from campaign.core.files import Held, Stored, digests_of
from campaign.core.life import ImpossibleMove, Move
from campaign.core.reasons import because
from campaign.ports.ledger import Approval, Stale, Step
from tests.contracts.ledger_values import (
    NOW,
    blob,
    change,
    moved,
    new,
    publish_next,
)

if TYPE_CHECKING:
    from campaign.store.opening import Store

LATER = NOW + timedelta(minutes=5)


def gone(digest: str) -> bytes:
    """Return no content: the file is another one by now."""
    raise FileChanged(file=digest)


class LedgerContract:
    """The promises of :class:`campaign.ports.ledger.Ledger` about what is written."""

    # --- what is written is what is read ---------------------------------------------------

    async def test_a_delivery_comes_back_as_it_was_written(self, ledger: Store) -> None:
        image = Image("ab" * 32, "image/png", 1200, 675, "Una sala llena")
        payload = Payload("Ñandú 🦤", "es", (image,), (FactRead("panel-1", "stream", "u"),))
        waits = (Wait(WaitKind.FACT, "panel-9.stream"), Wait(WaitKind.APPROVAL, "prensa"))
        given = new(
            subject="panel-1",
            state=State.WAITING,
            due=datetime(2031, 5, 7, 9, 30, tzinfo=timezone(timedelta(hours=-4))),
            expires=NOW + timedelta(days=2, microseconds=7),
            payload=payload,
            waits=waits,
            approver="prensa",
            reason=because("fact", name="stream"),
            late=Late.ANY,
            files=("posts/texts/a b.md",),
        )
        await ledger.apply(change(insert=[given]))
        (found,) = (await ledger.snapshot()).deliveries
        assert (found.key, found.generation, found.state) == (given.key, 1, State.WAITING)
        assert (found.due, found.expires) == (NOW, given.expires)
        assert found.due is not None
        assert found.due.tzinfo is UTC
        assert (found.payload, found.payload_hash) == (payload, payload.hash)
        assert (found.waits, found.files, found.late) == (waits, given.files, Late.ANY)
        assert (found.approver, found.approved_by, found.receipt) == ("prensa", None, None)
        assert found.reason == because("fact", name="stream").to_json()

    async def test_one_delivery_is_found_by_its_number(self, ledger: Store) -> None:
        await ledger.apply(change(insert=[new("a/1"), new("a/2")]))
        for row in (await ledger.snapshot()).deliveries:
            assert await ledger.delivery(row.id) == row
        assert await ledger.delivery(10**9) is None

    async def test_a_naive_time_is_refused(self, ledger: Store) -> None:
        naive = NOW.replace(tzinfo=None)
        with pytest.raises(Exception, match="zone"):
            await ledger.apply(change(insert=[new(due=naive)]))
        assert (await ledger.snapshot()).deliveries == ()

    async def test_files_of_each_revision_stay_readable(self, ledger: Store) -> None:
        first, second = blob(b"uno", "text/yaml"), blob(b"dos", "text/yaml")
        for stored in (first, second):
            files = {"posts/calendar.yaml": next(iter(stored))}
            await ledger.apply(change(revision_files=files, blobs=stored))
        assert await ledger.revision_files() == {"posts/calendar.yaml": b"dos"}
        assert await ledger.revision_files(1) == {"posts/calendar.yaml": b"uno"}
        assert await ledger.earlier("posts/calendar.yaml", 5) == [b"uno"]
        assert await ledger.earlier("posts/calendar.yaml", 0) == []
        revision = (await ledger.snapshot()).revision
        assert revision is not None
        assert (revision.number, revision.loaded_by, revision.loaded_at) == (2, "inés", NOW)

    async def test_a_revision_is_found_by_all_of_its_files(self, ledger: Store) -> None:
        one, two = blob(b"uno", "text/yaml"), blob(b"dos", "text/yaml")
        (a,), (b,) = one, two
        for files in ({"x": a}, {"x": a, "y": b}, {"x": a}, {"x": b}):
            await ledger.apply(change(revision_files=files, blobs={**one, **two}))
        wanted = ({"x": a}, {"x": a, "y": b}, {"x": b}, {"y": b}, {})
        found = [await ledger.revision_of(files) for files in wanted]
        assert found == [3, 2, 4, None, None]

    async def test_no_revision_has_no_files(self, ledger: Store) -> None:
        assert (await ledger.snapshot()).revision is None
        assert await ledger.revision_files() == {}

    async def test_bytes_are_stored_once_and_found_by_content(self, ledger: Store) -> None:
        stored = blob(bytes(range(256)) * 40)
        await ledger.apply(change(blobs=stored))
        await ledger.apply(change(blobs=stored))
        assert await ledger.blob(next(iter(stored))) == bytes(range(256)) * 40
        with pytest.raises(KeyError):
            await ledger.blob("00" * 32)

    async def test_bytes_that_are_stored_are_not_read_again(self, ledger: Store) -> None:
        stored = blob(b"afiche")
        await ledger.apply(change(blobs=stored))
        known = dict.fromkeys(stored, ("image/png", Stored(next(iter(stored)), 6, gone)))
        await ledger.apply(change(blobs={**known, **blob(b"otro")}, insert=[new()]))
        assert await ledger.blob(next(iter(blob(b"otro")))) == b"otro"
        assert len((await ledger.snapshot()).deliveries) == 1

    async def test_a_file_that_changes_meanwhile_undoes_the_whole_decision(
        self, ledger: Store
    ) -> None:
        first = blob(b"a" * 3_000_000)
        lost = {"ab" * 32: ("image/png", Stored("ab" * 32, 6, gone))}
        files = {"assets/a.png": next(iter(first)), "assets/b.png": "ab" * 32}
        with pytest.raises(FileChanged):
            await ledger.apply(
                change(revision_files=files, blobs={**first, **lost}, insert=[new()])
            )
        assert (await ledger.snapshot()).deliveries == ()
        assert (await ledger.snapshot()).revision is None
        with pytest.raises(KeyError):
            await ledger.blob(next(iter(first)))

    async def test_large_files_of_a_revision_are_read_when_they_are_looked_at(
        self, ledger: Store
    ) -> None:
        photo, text = bytes(range(256)) * 1000, b"uno"
        stored = {**blob(photo), **blob(text)}
        digests = {"assets/a.jpg": next(iter(blob(photo))), "posts/a.md": next(iter(blob(text)))}
        await ledger.apply(change(revision_files=digests, blobs=stored))
        files = await ledger.revision_files()
        assert digests_of(files) == digests
        assert (files["assets/a.jpg"], files["posts/a.md"]) == (photo, text)
        assert await asyncio.to_thread(files.__getitem__, "assets/a.jpg") == photo
        await ledger.close()
        assert files == {"assets/a.jpg": photo, "posts/a.md": text}

    async def test_bytes_under_a_wrong_name_are_refused(self, ledger: Store) -> None:
        with pytest.raises(ValueError, match="another hash"):
            await ledger.apply(change(blobs={"ab" * 32: ("image/png", Held(b"x"))}, insert=[new()]))
        assert (await ledger.snapshot()).deliveries == ()

    async def test_facts_are_kept_in_the_order_in_which_they_came(self, ledger: Store) -> None:
        facts = [
            Fact("panel-2", "delay", minutes, NOW, "inés", Door.COMMAND)
            for minutes in ("5m", "10m")
        ]
        for fact in facts:
            await ledger.apply(change(facts=[fact]))
        assert list((await ledger.snapshot()).facts) == facts

    # --- a decision is written whole, or not at all ----------------------------------------

    async def test_a_decision_on_an_old_state_writes_nothing(self, ledger: Store) -> None:
        await ledger.apply(change(insert=[new("a/1"), new("a/2")]))
        first, second = (await ledger.snapshot()).deliveries
        await ledger.apply(change(steps=[moved(second, Move.HOLD)]))
        with pytest.raises(Stale):
            await ledger.apply(
                change(
                    steps=[moved(first, Move.CANCEL), moved(second, Move.CANCEL)],
                    insert=[new("a/3")],
                    facts=[Fact("panel-1", "title", "T", NOW, "inés", Door.REHEARSAL)],
                ),
            )
        snapshot = await ledger.snapshot()
        states = [d.state for d in snapshot.deliveries]
        assert (states, snapshot.facts) == ([State.PLANNED, State.HELD], ())

    async def test_an_impossible_move_writes_nothing(self, ledger: Store) -> None:
        await ledger.apply(change(insert=[new()]))
        (found,) = (await ledger.snapshot()).deliveries
        with pytest.raises(ImpossibleMove):
            await ledger.apply(change(steps=[moved(found, Move.WITHDRAW)], insert=[new("b/1")]))
        assert len((await ledger.snapshot()).deliveries) == 1

    async def test_steps_of_one_delivery_follow_each_other(self, ledger: Store) -> None:
        await ledger.apply(change(insert=[new(state=State.HELD)]))
        (held,) = (await ledger.snapshot()).deliveries
        steps = [
            moved(held, Move.RELEASE, changes={"title": "Uno", "not_before": LATER}),
            Step(held.id, held.fence + 1, Move.READY, changes={"title": "Dos"}),
        ]
        await ledger.apply(change(steps=steps))
        (found,) = (await ledger.snapshot()).deliveries
        assert (found.state, found.title, found.not_before) == (State.PLANNED, "Dos", LATER)
        assert found.fence == held.fence + 2
        moves = [line.move for line in await ledger.history(str(held.key))]
        assert moves == [None, "release", "ready"]

    async def test_an_unknown_change_is_a_mistake(self, ledger: Store) -> None:
        await ledger.apply(change(insert=[new()]))
        (found,) = (await ledger.snapshot()).deliveries
        with pytest.raises(ValueError, match="fence"):
            await ledger.apply(change(steps=[moved(found, None, changes={"fence": 99})]))

    async def test_a_key_has_one_open_generation(self, ledger: Store) -> None:
        await ledger.apply(change(insert=[new()]))
        with pytest.raises(Stale):
            await ledger.apply(change(insert=[new(generation=2)]))
        (old,) = (await ledger.snapshot()).deliveries
        await ledger.apply(
            change(steps=[moved(old, Move.SUPERSEDE)], insert=[new(generation=2)]),
        )
        states = [d.state for d in (await ledger.snapshot()).deliveries]
        assert states == [State.SUPERSEDED, State.PLANNED]

    async def test_a_published_key_takes_another_only_when_asked(self, ledger: Store) -> None:
        await ledger.apply(change(insert=[new()]))
        await publish_next(ledger)
        with pytest.raises(Stale):
            await ledger.apply(change(insert=[new(generation=2)]))
        await ledger.apply(change(insert=[new(generation=2, asked=True)]))
        assert await publish_next(ledger) == "afiche/jornada-1/x/1"

    async def test_an_approval_is_bound_to_what_was_seen(self, ledger: Store) -> None:
        await ledger.apply(change(insert=[new(state=State.WAITING, approver="prensa")]))
        (found,) = (await ledger.snapshot()).deliveries
        assert found.payload_hash is not None
        seen = Approval(str(found.key), 1, found.payload_hash, "luz", "prensa", NOW)
        other = Approval(str(found.key), 1, "0" * 64, "luz", "prensa", NOW)
        with pytest.raises(Stale):
            await ledger.apply(change(approvals=[other]))
        await ledger.apply(change(approvals=[seen]))
        (approved,) = (await ledger.snapshot()).deliveries
        assert approved.approved_by == "luz"
        assert approved.fence > found.fence
