"""A ledger on a PostgreSQL server: how it is reached, and in which order it is written.

What writes for a campaign has the campaign to itself until its transaction ends, as with a file;
campaigns do not wait for each other. A process that stops in the middle is put out by the server,
so that it holds nobody up for long.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import URL, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import NullPool, QueuePool

from campaign.core.errors import LedgerAddress
from campaign.store.files import SERVERS, is_plain, shown
from campaign.store.leases import CLOCK, SHOWS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection, Engine

WRITING, RIGHTS = 0x50524547, 0x50524548
"""The classes of the locks of this program, beside other programs' in the same database."""

_DRIVER = "postgresql+psycopg"
_CONNECT_S = 5
_SESSION = {
    "lock_timeout": "15s",
    "idle_in_transaction_session_timeout": "5s",
    "statement_timeout": "60s",
    "timezone": "UTC",
    "client_min_messages": "warning",
    "plan_cache_mode": "force_generic_plan",
    "jit": "off",
}
_ALIVE = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3}
"""A server that is gone without a word is noticed within half a minute."""


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


def writing_engine(url: URL, campaign: int) -> Engine:
    """Return the engine of what writes for a campaign; 0 stands for what is not one's alone."""
    engine = _engine(url, poolclass=QueuePool if campaign else NullPool)
    in_turn = f"SELECT pg_advisory_xact_lock({WRITING}, {campaign}), {SHOWS}"

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        _, shows = connection.exec_driver_sql(in_turn).one()
        connection.info[CLOCK] = shows

    return engine


def reading_engine(url: URL) -> Engine:
    """Return the engine of the readers: they see one instant and can change nothing."""
    reading = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    return _engine(url, poolclass=QueuePool, pool_pre_ping=True, execution_options=reading)


def session_engine(url: URL, **settings: str) -> Engine:
    """Return the engine of single sessions whose statements are no transactions; they have these
    ``settings`` of the server's beside those of all.
    """
    return _engine(url, settings, poolclass=NullPool, isolation_level="AUTOCOMMIT")


def _engine(url: URL, settings: Mapping[str, str] | None = None, **how: Any) -> Engine:
    session = {**_SESSION, **(settings or {})}
    options = " ".join(f"-c {name}={value}" for name, value in session.items())
    given: dict[str, Any] = {
        "connect_timeout": _CONNECT_S,
        "application_name": "pregonero",
        **_ALIVE,
    }
    asked = url.query.get("options")
    given["options"] = f"{options} {asked}" if isinstance(asked, str) else options
    # What people write is among the parameters, and the words of an error come into the log.
    return create_engine(
        url.difference_update_query(["options"]), connect_args=given, hide_parameters=True, **how
    )
