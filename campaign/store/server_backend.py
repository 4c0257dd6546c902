"""A ledger on a server that several machines use."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import URL, bindparam, func, select, update
from sqlalchemy.exc import DBAPIError

from campaign.store.backend import SILENCE, Backend, Cleaner, Safety, SoleRight
from campaign.store.erasures import Erasure
from campaign.store.failures import failure
from campaign.store.files import shown
from campaign.store.mark import Mark
from campaign.store.people_scrubbing import OF_PEOPLE
from campaign.store.postgres import (
    AT_ONCE,
    LONG_WORK,
    RIGHTS,
    reading_engine,
    server_url,
    session_engine,
    writing_engine,
)
from campaign.store.tables import CAMPAIGN
from campaign.store.tables_people import ERASURE
from campaign.store.versions import stored_version

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from pathlib import Path

    from sqlalchemy import Connection, Engine

    from campaign.core.errors import EnvironmentFailure

T = TypeVar("T")
_ERASED = (
    select(CAMPAIGN.c.uid, ERASURE.c.mark, ERASURE.c.at, ERASURE.c.attendee, ERASURE.c.since)
    .join(CAMPAIGN, CAMPAIGN.c.id == ERASURE.c.campaign_id)
    .where(ERASURE.c.mark.is_not(None))
    .order_by(ERASURE.c.id)
)
_TRY = select(func.pg_try_advisory_lock(bindparam("of_rights"), bindparam("what")))


class ServerBackend(Backend):
    """One database of a PostgreSQL server.

    ``kept`` is the folder of this machine for what stands beside the tables; ``silence`` is for how
    many seconds the server may leave a statement without an answer.
    """

    is_carried = False

    def __init__(self, url: str, kept: Path, silence: float = SILENCE) -> None:
        self._url, self._silence = server_url(url), silence
        there = self._url
        bare = URL.create(url.partition(":")[0], None, None, there.host, there.port, there.database)
        query = sorted(there.query.items())  # it may say in which schema
        whole = f"{bare.render_as_string()} {query}"
        name = hashlib.sha256(whole.encode()).hexdigest()[:16]
        super().__init__(kept / f"{there.database}-{name}", shown(url))

    @property
    def identity(self) -> str:
        """Where it is."""
        return self.where

    def prepare(self) -> None:
        """Make the folder of what stands beside."""
        self.beside.parent.mkdir(mode=0o700, parents=True, exist_ok=True)

    def writing(self, safety: Safety = Safety.MACHINE, campaign: int = 0) -> Engine:
        """Return the engine of what writes; how safe a commit is, the server knows."""
        del safety
        return writing_engine(self._url, campaign, self._silence)

    def reading(self) -> Engine:
        """Return the engine of what reads."""
        return reading_engine(self._url, self._silence)

    def disown(self) -> None:
        """Do nothing: a server keeps its log itself."""

    def missing(self, campaign: str) -> EnvironmentFailure | None:
        """Say nothing: whether a server has the campaign is seen when it is opened."""
        del campaign
        return None

    def is_lost(self, campaign: str) -> bool:
        """Tell whether this machine has seen the campaign there, and it is not there."""
        if not Mark(self.beside).remembers(campaign):
            return False
        return campaign not in self.campaigns()

    def campaigns(self) -> Collection[str]:
        """Return the names of the campaigns that it holds."""
        return self._look(_names)

    def standing(self) -> object:
        """Return always the same: nobody puts another database in the place of an open one."""
        return self.where

    def erased(self) -> list[Erasure]:
        """Return who was erased."""
        return self._look(lambda connection: [Erasure(*row) for row in connection.execute(_ERASED)])

    def _look(self, query: Callable[[Connection], T]) -> T:
        """Ask the database once, beside the open ledger."""
        engine = self.reading()
        try:
            with engine.connect() as connection, connection.begin():
                return query(connection)
        except DBAPIError as error:
            raise failure(error, self.where) from error
        finally:
            engine.dispose()

    def cleaner(self, campaign: int) -> Cleaner:
        """Return what has the server write the tables of people anew."""
        return _Vacuum(self._url, campaign, self.where)

    def sole(self, what: str, lease: float) -> SoleRight:
        """Return a right among all processes of the server's database."""
        return _ServerRight(self._url, what, lease)


def _names(connection: Connection) -> Collection[str]:
    """Return which campaigns the database holds; none where it has no tables."""
    if stored_version(connection) is None:
        return ()
    return connection.scalars(select(CAMPAIGN.c.name)).all()


class _Vacuum:
    """Writes the tables of people anew, without the rows that are gone."""

    def __init__(self, url: URL, campaign: int, where: str) -> None:
        self._url, self._campaign, self._where = url, campaign, where

    def scrub(self) -> bool:
        """Leave no trace in the tables; what is in the server's log goes when that does."""
        engine = session_engine(self._url, LONG_WORK)
        try:
            with engine.connect() as connection:
                return self._scrub(connection)
        except DBAPIError as error:
            raise failure(error, self._where) from error
        finally:
            engine.dispose()

    def _scrub(self, connection: Connection) -> bool:
        ours = CAMPAIGN.c.id == self._campaign
        traces = connection.scalar(select(CAMPAIGN.c.traces).where(ours)) or 0
        if not traces:
            return True
        for table in OF_PEOPLE:
            connection.exec_driver_sql(f"VACUUM (FULL) {table.name}")
        clean = update(CAMPAIGN).where(ours, CAMPAIGN.c.traces == traces).values(traces=0)
        return connection.execute(clean).rowcount == 1


class _ServerRight:
    """A right that goes with a session: it ends when the process ends, or its connection.

    The server ends it also where nothing is heard for ``lease`` seconds: of a machine that lost its
    power no word comes, and the system of one that stands still goes on answering for it.
    """

    def __init__(self, url: URL, what: str, lease: float) -> None:
        self._engine = session_engine(url, AT_ONCE, idle_session_timeout=f"{round(lease * 1000)}ms")
        digest = hashlib.sha256(what.encode()).digest()
        self._number = int.from_bytes(digest[:4], "big", signed=True)
        self._session: Connection | None = None

    def take(self) -> bool:
        """Take it; ``False`` while another process has it, or the server does not answer."""
        if self.holds():
            return True
        try:
            session = self._engine.connect()
            is_ours = session.scalar(_TRY, {"of_rights": RIGHTS, "what": self._number})
        except DBAPIError:
            return False
        if is_ours:
            self._session = session
        else:
            session.close()
        return bool(is_ours)

    def holds(self) -> bool:
        """Tell whether the session goes on."""
        if self._session is None:
            return False
        try:
            self._session.exec_driver_sql("SELECT 1")
        except DBAPIError:
            self._session = None
        return self._session is not None

    def free(self) -> None:
        """Give it back."""
        if self._session is not None:
            with suppress(DBAPIError):
                self._session.close()
            self._session = None
