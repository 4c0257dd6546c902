"""A ledger on a PostgreSQL server: how it is reached, and in which order it is written.

What writes for a campaign has the campaign to itself until its transaction ends, as with a file;
campaigns do not wait for each other. A process that stops in the middle is put out by the server,
so that it holds nobody up for long; a server that stops in the middle is left by who waits for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import URL, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import NullPool, QueuePool

from campaign.core.errors import LedgerAddress
from campaign.store.backend import SILENCE
from campaign.store.dialects import WRITING
from campaign.store.files import SERVERS, is_plain, shown
from campaign.store.impatience import Impatient
from campaign.store.leases import CLOCK, SHOWS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection, Engine

RIGHTS = WRITING + 1
"""The class of the locks with which somebody has a right."""

_DRIVER = "postgresql+psycopg"
_CONNECT_S = 5
_WAITS_S = 8.0
"""So long for whoever has the campaign; one who stands still has it for five seconds."""
_SESSION = {
    "idle_in_transaction_session_timeout": "5s",
    "timezone": "UTC",
    "client_min_messages": "warning",
    "plan_cache_mode": "force_generic_plan",
    "jit": "off",
}
_ALIVE = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3}
"""A server that is gone without a word is noticed within half a minute."""


AT_ONCE = 5.0
"""Seconds of silence for what needs not be looked up: who has a right, whether the server is there.
"""
LONG_WORK = 60.0
"""Seconds of silence for what writes a whole table: to move a campaign, a new version, what was
erased.
"""
_BEFORE = 4.0
"""So much earlier the server itself gives up a statement, and says so."""


def server_url(url: str) -> URL:
    """Return the address of a server's database.

    Raises:
        LedgerAddress: for another address, and for one that can be read in several ways, with its
            password left out.
    """
    if not is_plain(url):
        raise LedgerAddress(address=shown(url))
    try:
        found = make_url(url)
    except (ArgumentError, ValueError):
        raise LedgerAddress(address=url.partition(":")[0]) from None
    if found.drivername not in SERVERS or not found.database:
        raise LedgerAddress(address=f"{found.drivername}://{found.host or ''}")
    return found.set(drivername=_DRIVER)


def writing_engine(url: URL, campaign: int, silence: float = SILENCE) -> Engine:
    """Return the engine of what writes for a campaign; 0 stands for what is not one's alone."""
    if campaign:
        engine = _engine(url, silence, poolclass=QueuePool)
    else:
        engine = _engine(url, LONG_WORK, poolclass=NullPool)
    in_turn = f"SELECT pg_advisory_xact_lock({WRITING}, {campaign}), {SHOWS}"

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        _, shows = connection.exec_driver_sql(in_turn).one()
        connection.info[CLOCK] = shows

    return engine


def reading_engine(url: URL, silence: float = SILENCE) -> Engine:
    """Return the engine of the readers: they see one instant and can change nothing."""
    reading = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    return _engine(url, silence, poolclass=QueuePool, pool_pre_ping=True, execution_options=reading)


def session_engine(url: URL, silence: float, **settings: str) -> Engine:
    """Return the engine of single sessions whose statements are no transactions; they have these
    ``settings`` of the server's beside those of all.
    """
    return _engine(url, silence, settings, poolclass=NullPool, isolation_level="AUTOCOMMIT")


def _engine(
    url: URL, silence: float, settings: Mapping[str, str] | None = None, **how: Any
) -> Engine:
    longest = max(silence - _BEFORE, silence / 2)
    limits = {"lock_timeout": min(longest, _WAITS_S), "statement_timeout": longest}
    session = {**_SESSION, **{name: f"{round(one * 1000)}ms" for name, one in limits.items()}}
    session |= settings or {}
    options = " ".join(f"-c {name}={value}" for name, value in session.items())
    given: dict[str, Any] = {
        "connect_timeout": round(min(silence, _CONNECT_S)),
        "application_name": "pregonero",
        **_ALIVE,
    }
    asked = url.query.get("options")
    given["options"] = f"{options} {asked}" if isinstance(asked, str) else options
    # What people write is among the parameters, and the words of an error come into the log.
    engine = create_engine(
        url.difference_update_query(["options"]), connect_args=given, hide_parameters=True, **how
    )

    @event.listens_for(engine, "do_connect")
    def _connect(_dialect: object, _record: object, words: Any, named: Any) -> Impatient:
        connection = Impatient.connect(*words, **named)
        connection.silence = silence
        return connection

    @event.listens_for(engine, "checkin")
    def _rest(connection: Any, _record: object) -> None:
        if connection is not None:  # what comes next is to see whether it is still there
            connection.silence = min(silence, AT_ONCE)

    @event.listens_for(engine, "checkout")
    def _work(connection: Any, _record: object, _proxy: object) -> None:
        connection.silence = silence

    return engine
