"""Prepared statements say, write and raise what SQLAlchemy's own execution does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError, OperationalError

from campaign.core.ledger_kind import Kind
from campaign.store.dialects import in_list
from campaign.store.opening import open_ledger
from campaign.store.sqlite import writing_engine
from campaign.store.statements import Statement, execute, savepoint
from campaign.store.tables import CHANNEL_STATE

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from sqlalchemy import Connection

SOON = datetime(2031, 5, 7, 9, 30, 0, 250_000, tzinfo=timezone(timedelta(hours=-4)))
PUT = Statement(
    insert(CHANNEL_STATE).values(
        campaign_id=1,
        channel=bindparam("channel"),
        words="quieto",
        hold_until=bindparam("until"),
        stops=bindparam("stops"),
    )
)
ALL = select(CHANNEL_STATE).order_by(CHANNEL_STATE.c.channel)


@pytest.fixture
async def connection(tmp_path: Path) -> AsyncIterator[Connection]:
    path = tmp_path / "l.sqlite"
    await open_ledger(f"sqlite:///{path}", "p", Kind.SANDBOX, trusted=True).close()
    with writing_engine(path).connect() as opened, opened.begin():
        yield opened


def put(connection: Connection, *channels: str) -> int:
    rows = [{"channel": name, "until": SOON, "stops": n} for n, name in enumerate(channels)]
    return PUT.run(connection, *rows)


async def test_values_go_in_and_come_out_as_elsewhere(connection: Connection) -> None:
    assert put(connection, "x", "mastodon") == 2
    assert put(connection, "bluesky") == 1
    plain = [tuple(row) for row in connection.execute(ALL)]
    assert [tuple(row) for row in Statement(ALL).rows(connection, {})] == plain
    first = Statement(ALL).row(connection, {})
    assert (first.channel, first.words, first.stops) == ("bluesky", "quieto", 0)
    assert first.hold_until == SOON
    assert first.hold_until.tzinfo is UTC


async def test_nothing_to_run_touches_nothing(connection: Connection) -> None:
    assert PUT.run(connection) == 0
    assert Statement(ALL).row(connection, {}) is None
    assert Statement(ALL).value(connection, {}) is None


@pytest.mark.parametrize("count", [0, 1, 5, 40_000])
async def test_a_list_may_have_any_length(connection: Connection, count: int) -> None:
    put(connection, "x", "ñandú", "comilla ' y \" y \\")
    wanted = Statement(
        select(CHANNEL_STATE.c.channel).where(in_list(CHANNEL_STATE.c.channel, "of"))
    )
    names = [f"c{n}" for n in range(count)]
    assert wanted.rows(connection, {"of": names}) == []
    found = wanted.rows(connection, {"of": [*names, "ñandú", "comilla ' y \" y \\"]})
    assert {row.channel for row in found} == {"ñandú", "comilla ' y \" y \\"}


async def test_a_change_tells_how_many_rows_and_which(connection: Connection) -> None:
    put(connection, "x", "y", "z")
    stop = update(CHANNEL_STATE).where(CHANNEL_STATE.c.channel != bindparam("but"))
    stop = stop.values(stops=CHANNEL_STATE.c.stops + bindparam("more"))
    assert Statement(stop).run(connection, {"but": "x", "more": 1}) == 2
    told = Statement(stop.returning(CHANNEL_STATE.c.channel, CHANNEL_STATE.c.stops))
    assert [tuple(row) for row in told.rows(connection, {"but": "x", "more": 5})] == [
        ("y", 7),
        ("z", 8),
    ]


async def test_each_run_sees_what_those_before_it_did(connection: Connection) -> None:
    put(connection, "x", "y")
    more = update(CHANNEL_STATE).where(
        CHANNEL_STATE.c.channel == bindparam("name"), CHANNEL_STATE.c.stops < bindparam("most")
    )
    taken = Statement(more.values(stops=CHANNEL_STATE.c.stops + 1).returning(CHANNEL_STATE))
    asked = [{"name": name, "most": 2} for name in ("y", "y", "z", "x")]
    found = taken.first_of_each(connection, asked)
    assert [row and (row.channel, row.stops) for row in found] == [("y", 2), None, None, ("x", 1)]
    assert found[0].hold_until == SOON
    assert taken.first_of_each(connection, []) == []
    again = insert(CHANNEL_STATE).values(
        campaign_id=1, channel=bindparam("channel"), words="", stops=0
    )
    with pytest.raises(IntegrityError):
        Statement(again.returning(CHANNEL_STATE.c.channel)).first_of_each(
            connection, [{"channel": "w"}, {"channel": "x"}]
        )


async def test_rows_are_read_after_changes_that_see_each_other(connection: Connection) -> None:
    put(connection, "x", "y")  # with 0 and 1 stops
    more = update(CHANNEL_STATE).where(
        CHANNEL_STATE.c.channel == bindparam("name"), CHANNEL_STATE.c.stops < bindparam("most")
    )
    raised = Statement(more.values(stops=CHANNEL_STATE.c.stops + 1))
    changed = Statement(
        select(CHANNEL_STATE)
        .where(CHANNEL_STATE.c.stops == bindparam("stops"))
        .order_by(CHANNEL_STATE.c.channel.desc())
    )
    asked = [{"name": name, "most": 2} for name in ("y", "y", "z", "x", "x")]
    found = changed.rows_after(connection, raised, asked, {"stops": 2})
    assert [(row.channel, row.hold_until) for row in found] == [("y", SOON), ("x", SOON)]


async def test_nothing_is_read_after_a_change_that_fails(connection: Connection) -> None:
    put(connection, "x")
    add = Statement(
        insert(CHANNEL_STATE).values(campaign_id=1, channel=bindparam("channel"), words="", stops=0)
    )
    all_of_it = Statement(select(CHANNEL_STATE.c.channel).where(bindparam("yes") == 1))
    with pytest.raises(IntegrityError):
        all_of_it.rows_after(connection, add, [{"channel": "w"}, {"channel": "x"}], {"yes": 1})


async def test_a_naive_time_is_refused(connection: Connection) -> None:
    with pytest.raises(ValueError, match="zone"):
        PUT.run(connection, {"channel": "x", "until": SOON.replace(tzinfo=None), "stops": 0})


async def test_errors_are_sqlalchemys(connection: Connection) -> None:
    put(connection, "x")
    with pytest.raises(IntegrityError):
        put(connection, "x")
    with pytest.raises(OperationalError):
        execute(connection, "SELECT * FROM nothing_of_that_name")


async def test_a_savepoint_undoes_only_what_was_done_in_it(connection: Connection) -> None:
    put(connection, "before")
    with pytest.raises(IntegrityError), savepoint(connection):
        put(connection, "within", "before")
    with savepoint(connection):
        put(connection, "after")
    assert [row.channel for row in Statement(ALL).rows(connection, {})] == ["after", "before"]
