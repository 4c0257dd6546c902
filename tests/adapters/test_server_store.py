"""A ledger on a PostgreSQL server: what is different from a file."""

from __future__ import annotations

import asyncio
import json
import signal
import traceback
from typing import TYPE_CHECKING

import psycopg
import pytest
from sqlalchemy.exc import IntegrityError

from campaign.core.deliveries import State
from campaign.core.errors import (
    LedgerAddress,
    LedgerGone,
    LedgerOnServer,
    LedgerTooNew,
    LedgerUnreachable,
)
from campaign.core.ledger_kind import Kind
from campaign.ports.attendees import Incoming
from campaign.store.backend import SILENCE
from campaign.store.dialects import WRITING
from campaign.store.files import is_server, shown
from campaign.store.opening import Limits, Store, backup, open_ledger, start_over
from campaign.store.server_backend import ServerBackend
from campaign.store.store import LEAST_LEASE
from campaign.store.versions import NEWEST
from campaign.testing.postgres import PostgresServer, server_folder
from tests.contracts.ledger_values import NOW, change, new, publish_next, published

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


FAR = 20.0
"""Seconds; none of what is bounded takes half as long."""


_READ = """
SELECT sum(idx_tup_read)::int FROM pg_stat_user_indexes
WHERE relname = 'delivery' OR indexrelname LIKE 'uq_attempt%'
"""
_WAITING = "SELECT count(*)::int FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
_WALKED = "SELECT relname FROM pg_stat_user_tables WHERE seq_tup_read > 100"


@pytest.fixture(scope="module")
def own(requires_postgres: Path) -> Iterator[PostgresServer]:
    """Return a server that a test may stop and start."""
    server = PostgresServer(server_folder(), requires_postgres, durable=True)
    yield server
    server.close()


def opened(
    url: str, kept: Path, *, trusted: bool = True, lease: float = 15.0, silence: float = SILENCE
) -> Store:
    """Open the ledger as a process of one machine does, whose folder is ``kept``."""
    limits = Limits(lease, silence=silence)
    return open_ledger(url, "prueba", Kind.SANDBOX, limits, trusted=trusted, kept=kept)


async def test_a_server_that_was_restarted_is_worked_with_again(
    own: PostgresServer, tmp_path: Path
) -> None:
    store = opened(own.new_database(), tmp_path)
    await store.apply(change(insert=[new("a/1"), new("a/2")]))
    await publish_next(store)
    own.stop(signal.SIGQUIT)
    with pytest.raises(LedgerUnreachable):
        await store.claim(NOW, "w", "x")
    with pytest.raises(LedgerUnreachable):
        await store.snapshot()
    own.start()
    states = {d.key.post: d.state for d in (await store.snapshot()).deliveries}
    assert states == {"a/1": State.PUBLISHED, "a/2": State.PLANNED}
    await publish_next(store)
    await store.close()


@pytest.mark.parametrize(
    "password", ["ab/cdCLAVE", "ab#cdCLAVE", "a?b=cdCLAVE", "a[b]cdCLAVE", "a:b%2FCLAVE", "CLAVE"]
)
async def test_no_sign_in_a_password_has_a_part_of_it_shown(
    own: PostgresServer, tmp_path: Path, password: str
) -> None:
    url = own.new_database()
    secret = url.replace("pregonero@", f"pregonero:{password}@")
    there = f"127.0.0.1:{own.port}/{url.rpartition('/')[2]}"
    assert (shown(secret), is_server(secret)) == (f"postgresql://{there}", True)
    assert ServerBackend(secret, tmp_path).where == f"postgresql://{there}"
    with pytest.raises(LedgerUnreachable) as raised:
        opened(secret.replace(f":{own.port}", ":1"), tmp_path)
    assert "CLAVE" not in str(raised.value.params)
    await opened(secret, tmp_path).close()


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://a:b@CLAVE@db.example/x",
        "postgresql://a:b@CLAVE/x@db/y",
        "mysql://a:CLAVE@h/x#y",
    ],
)
def test_of_an_address_that_can_be_read_otherwise_nothing_is_shown(
    tmp_path: Path, address: str
) -> None:
    assert "CLAVE" not in shown(address)
    with pytest.raises((LedgerUnreachable, LedgerAddress)) as raised:
        opened(address, tmp_path)
    assert "CLAVE" not in str(raised.value.params)


async def test_three_machines_at_once_bring_an_older_database_up_to_date(
    own: PostgresServer, tmp_path: Path
) -> None:
    url = await _older(own, tmp_path)
    database = url.rpartition("/")[2]
    machines = [asyncio.to_thread(opened, url, tmp_path / str(n)) for n in range(3)]
    stores = await asyncio.gather(*machines)
    assert own.ask("SELECT version_num FROM alembic_version", database) == [(NEWEST,)]
    await stores[0].note_settings("{}")
    assert [await one.setting_marks() for one in stores] == ["{}"] * 3
    assert [await publish_next(one) for one in stores] == ["a/1/x/1", None, None]
    for one in stores:
        await one.close()


async def test_who_brings_it_up_to_date_waits_for_whoever_writes_and_stops_nobody(
    own: PostgresServer, tmp_path: Path
) -> None:
    """Each would have a table that the other one wants."""
    url = await _older(own, tmp_path)
    with psycopg.connect(url) as worker:  # as an older program does
        worker.execute(f"SELECT pg_advisory_xact_lock({WRITING}, 1)")
        worker.execute("UPDATE delivery SET fence = fence + 1")
        newer = asyncio.create_task(asyncio.to_thread(opened, url, tmp_path / "newer"))
        while own.ask(_WAITING) != [(1,)]:
            assert not newer.done()
            await asyncio.sleep(0.05)
        worker.execute("UPDATE campaign SET claims = claims + 1")
    store = await newer
    assert await publish_next(store) == "a/1/x/1"
    await store.close()


async def _older(server: PostgresServer, kept: Path) -> str:
    """Return the address of a database with a post, as an earlier version left it."""
    url = server.new_database()
    database = url.rpartition("/")[2]
    store = opened(url, kept)
    await store.apply(change(insert=[new("a/1")]))
    await store.close()
    server.ask("CREATE INDEX ix_delivery_receipt ON delivery (campaign_id, channel)", database)
    server.ask("ALTER TABLE campaign DROP COLUMN setting_marks", database)
    server.ask("UPDATE alembic_version SET version_num = '0017'", database)
    return url


async def test_who_is_overtaken_by_two_versions_is_told_to_upgrade(
    postgres: PostgresServer, tmp_path: Path
) -> None:
    """A table is gone, a column has another name: whoever reads or writes learns why."""
    url = postgres.new_database()
    store = opened(url, tmp_path)
    await store.apply(change(insert=[new("a/1")]))
    with psycopg.connect(url) as server:
        server.execute("ALTER TABLE delivery RENAME COLUMN due TO due_at")
        server.execute("ALTER TABLE inbox RENAME TO inbox_of_bot")
        newer = f"{int(NEWEST) + 2:04}"
        server.execute("UPDATE alembic_version SET version_num = %s", (newer,))
    for asked in (store.snapshot(), store.claim(NOW, "w", "x"), store.pending()):
        with pytest.raises(LedgerTooNew) as raised:
            await asked
        assert raised.value.params["found"] == newer
    await store.close()


async def test_what_came_while_the_server_was_away_is_kept_until_it_is_back(
    own: PostgresServer, tmp_path: Path
) -> None:
    store = opened(own.new_database(), tmp_path)
    await store.apply(change(insert=[new("a/1")]))
    claim = await store.claim(NOW, "w", "x")
    assert claim is not None
    own.stop(signal.SIGQUIT)
    await store.settle(claim, published(claim))
    own.start()
    assert await store.claim(NOW, "w", "x") is None
    (found,) = (await store.snapshot()).deliveries
    assert found.state is State.PUBLISHED
    await store.close()


async def test_a_server_that_stands_still_is_as_one_that_is_away(
    own: PostgresServer, tmp_path: Path
) -> None:
    store = opened(own.new_database(), tmp_path, silence=1.0)
    await store.apply(change(insert=[new("a/1")]))
    claim = await store.claim(NOW, "w", "x")
    assert claim is not None
    right = store.sole("bot")
    with own.frozen():
        taking = asyncio.create_task(asyncio.to_thread(right.take))
        reading = asyncio.create_task(store.snapshot())
        await asyncio.wait_for(store.settle(claim, published(claim)), FAR)
        with pytest.raises(LedgerUnreachable) as one:
            await asyncio.wait_for(reading, FAR)
        with pytest.raises(LedgerUnreachable) as other:
            await asyncio.wait_for(store.claim(NOW, "w", "x"), FAR)
        assert str(one.value) == str(other.value), "it is told once"
        assert not await asyncio.wait_for(taking, FAR)
    assert await store.claim(NOW, "w", "x") is None
    (found,) = (await store.snapshot()).deliveries
    assert found.state is State.PUBLISHED
    assert right.take()
    right.free()
    await store.close()


async def test_what_is_in_a_row_is_not_in_the_words_of_a_failure(
    postgres: PostgresServer, tmp_path: Path
) -> None:
    url = postgres.new_database()
    store = opened(url, tmp_path)
    check = "ALTER TABLE inbox ADD CHECK (raw NOT LIKE '%secreto%')"
    postgres.ask(check, url.rpartition("/")[2])
    written = "algo secreto"
    with pytest.raises(IntegrityError) as raised:
        await store.receive([Incoming(1, json.dumps(written))])
    told = "".join(traceback.format_exception(raised.value))
    assert "violates check constraint" in told
    assert written not in told
    await store.close()


async def test_who_stands_still_in_the_middle_holds_nobody_up_for_long(
    postgres: PostgresServer, tmp_path: Path
) -> None:
    store = opened(postgres.new_database(), tmp_path)
    stopped = store._database._engine.connect()
    stopped.begin()  # as a process does that gets SIGSTOP within its transaction
    await store.apply(change(insert=[new("a/1")]))
    assert len((await store.snapshot()).deliveries) == 1
    stopped.invalidate()
    await store.close()


async def test_nobody_walks_a_campaign_before_the_server_has_statistics(
    own: PostgresServer, tmp_path: Path
) -> None:
    """What a pair of claim and settlement reads does not grow with how much there is."""
    url, number = own.new_database(), 40
    database = url.rpartition("/")[2]
    store = opened(url, tmp_path)
    for table in ("delivery", "attempt"):
        own.ask(f"ALTER TABLE {table} SET (autovacuum_enabled = off)", database)
    await store.apply(change(insert=[new(f"a/{n}") for n in range(number)]))
    for _ in range(number):
        await publish_next(store)
    await store.close()
    await asyncio.sleep(1.1)  # a session tells what it read once a second, and when it ends
    [(read,)] = own.ask(_READ, database)
    assert isinstance(read, int)
    assert read < 20 * number
    assert own.ask(_WALKED, database) == []


async def test_a_database_that_was_put_back_is_not_believed_where_more_is_known(
    postgres: PostgresServer, tmp_path: Path
) -> None:
    url = postgres.new_database()
    database = url.rpartition("/")[2]
    here, elsewhere = tmp_path / "one", tmp_path / "other"
    store = opened(url, here)
    await store.apply(change(insert=[new("a/1"), new("a/2")]))
    await publish_next(store)
    postgres.dump(database, tmp_path / "copy")
    await publish_next(store)
    await store.close()
    postgres.put_back(database, tmp_path / "copy")
    newcomer = opened(url, elsewhere)  # of a machine that never worked with it
    assert (await newcomer.snapshot()).trusted
    store = opened(url, here)
    assert not (await store.snapshot()).trusted
    assert not (await newcomer.snapshot()).trusted
    assert await newcomer.claim(NOW, "w", "x") is None
    await store.close()
    await newcomer.close()


async def test_a_campaign_that_is_gone_is_not_begun_anew(
    postgres: PostgresServer, tmp_path: Path
) -> None:
    url = postgres.new_database()
    await opened(url, tmp_path).close()
    postgres.ask(f'DROP DATABASE "{url.rpartition("/")[2]}" WITH (FORCE)')
    with pytest.raises(LedgerUnreachable):
        opened(url, tmp_path)
    postgres.ask(f'CREATE DATABASE "{url.rpartition("/")[2]}"')
    with pytest.raises(LedgerGone):
        opened(url, tmp_path)
    assert not start_over(url, "another", tmp_path)
    assert start_over(url, "prueba", tmp_path)
    await opened(url, tmp_path).close()
    assert not start_over(url, "prueba", tmp_path)


async def test_a_right_is_one_processs_on_whichever_machine(
    postgres: PostgresServer, tmp_path: Path
) -> None:
    url = postgres.new_database()
    one, other = opened(url, tmp_path / "one"), opened(url, tmp_path / "other")
    first, second = one.sole("bot"), other.sole("bot")
    assert first.take()
    assert not second.take()
    assert other.sole("web").take()
    first.free()
    assert second.take()
    assert not first.take()
    second.free()
    for store in (one, other):
        await store.close()


async def test_a_right_ends_with_its_session(postgres: PostgresServer, tmp_path: Path) -> None:
    store = opened(postgres.new_database(), tmp_path)
    right, next_one = store.sole("bot"), store.sole("bot")
    assert right.take()
    assert right.holds()
    postgres.ask("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'")
    assert not right.holds()
    assert next_one.take()
    assert not right.take()
    next_one.free()
    await store.close()


async def test_a_right_is_lost_by_who_stands_still(
    postgres: PostgresServer, tmp_path: Path
) -> None:
    """The session of a machine without power, or of one that was suspended, does not end."""
    store = opened(postgres.new_database(), tmp_path, lease=LEAST_LEASE)
    right, next_one = store.sole("bot"), store.sole("bot")
    assert right.take()
    for _ in range(5):
        await asyncio.sleep(LEAST_LEASE / 4)
        assert right.holds()
    assert not next_one.take()
    await asyncio.sleep(LEAST_LEASE + 0.5)
    assert next_one.take()
    assert not right.holds()
    assert not right.take()
    next_one.free()
    await store.close()


async def test_campaigns_of_one_database_do_not_wait_for_each_other(
    postgres: PostgresServer, tmp_path: Path
) -> None:
    url = postgres.new_database()
    one = opened(url, tmp_path)
    other = open_ledger(url, "otra", Kind.SANDBOX, Limits(), trusted=True, kept=tmp_path)
    busy = one._database._engine.connect()
    busy.begin()
    await asyncio.wait_for(other.apply(change(insert=[new("a/1")])), 4)
    assert (await one.snapshot()).deliveries == ()
    busy.close()
    for store in (one, other):
        await store.close()


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("postgresql://ana:geheim@127.0.0.1:9/campaigns", "postgresql://127.0.0.1:9/campaigns"),
        ("postgres://ana:geheim@localhost:9/campaigns", "postgres://localhost:9/campaigns"),
    ],
)
def test_a_server_that_does_not_answer_is_named_without_its_password(
    url: str, told: str, tmp_path: Path
) -> None:
    with pytest.raises(LedgerUnreachable) as raised:
        opened(url, tmp_path)
    assert raised.value.params["where"] == told
    assert "geheim" not in str(raised.value.params)


@pytest.mark.parametrize(
    "url",
    ["mysql://ana:geheim@db/c", "postgresql://ana:geheim@db", "postgresql://ana:geheim@db:x/c"],
)
def test_what_is_no_address_is_told_without_its_password(url: str, tmp_path: Path) -> None:
    with pytest.raises(LedgerAddress) as raised:
        opened(url, tmp_path)
    assert "geheim" not in str(raised.value.params)


def test_a_role_that_may_not_enter_is_told(postgres: PostgresServer, tmp_path: Path) -> None:
    url = postgres.new_database().replace("pregonero@", "nobody_here@")
    with pytest.raises(LedgerUnreachable):
        opened(url, tmp_path)


async def test_what_was_written_before_stays_without_the_marks_of_this_machine(
    postgres: PostgresServer, tmp_path: Path
) -> None:
    """A second machine joins while the first works, and both see the same."""
    url = postgres.new_database()
    first = opened(url, tmp_path / "one")
    await first.apply(change(insert=[new("a/1"), new("a/1", "mastodon")]))
    second = opened(url, tmp_path / "two")
    claims = await asyncio.gather(
        *(store.claim(NOW, "w", name) for store in (first, second) for name in ("x", "mastodon"))
    )
    assert sorted(c.delivery.key.channel for c in claims if c) == ["mastodon", "x"]
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT claims FROM campaign").fetchone() == (2,)
    for store in (first, second):
        await store.close()


def test_a_command_for_files_says_what_is_done_on_a_server(tmp_path: Path) -> None:
    with pytest.raises(LedgerOnServer) as raised:
        backup("postgresql://ana:geheim@db/campaigns", tmp_path / "copy")
    assert raised.value.params == {"address": "postgresql://db/campaigns"}
