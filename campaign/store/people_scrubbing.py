"""No trace in the files of what was erased: neither in the pages of the ledger nor in its log.

``secure_delete`` overwrites a row where it is taken away, but not the copies of it that SQLite
leaves in the gaps of pages when it divides and joins them (seen in 4 of 12 lively ledgers with
SQLite 3.40). So the tables of people are written anew, into pages that were overwritten as a
whole, and the log is emptied: it keeps what pages were before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError

from campaign.store.failures import failure
from campaign.store.sqlite import rewriting_engine
from campaign.store.statements import execute
from campaign.store.tables import CAMPAIGN
from campaign.store.tables_people import ATTENDEE, CONSENT, CONTACT, INBOX, OUTBOX, SIGN_UP
from campaign.store.tables_questions import QUESTION, VOTE

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection

OF_PEOPLE = (INBOX, OUTBOX, CONTACT, SIGN_UP, CONSENT, VOTE, QUESTION, ATTENDEE)
_ANEW = (
    "CREATE TEMP TABLE kept AS SELECT * FROM main.{table}",
    "DELETE FROM main.{table}",
    "INSERT INTO main.{table} SELECT * FROM temp.kept",
    "DROP TABLE temp.kept",
)
_PATIENCE_MS = 250
"""The log cannot be emptied while somebody reads from it, and nobody writes meanwhile."""


class Scrubber:
    """Scrubs one ledger, on a connection and a thread of its own."""

    def __init__(self, path: Path, campaign_id: int) -> None:
        self._path = path
        self._campaign_id = campaign_id
        self._rewritten = 0

    def scrub(self) -> bool:
        """Leave no trace; ``False`` where somebody reads the log, which is tried again then.

        Raises:
            EnvironmentFailure: when the ledger fails.
        """
        engine = rewriting_engine(self._path)
        try:
            with engine.connect() as connection:
                return self._scrub(connection)
        except DBAPIError as error:
            raise failure(error, self._path) from error
        finally:
            engine.dispose()

    def _scrub(self, connection: Connection) -> bool:
        with connection.begin():
            traces = self._traces(connection)
            if traces and traces != self._rewritten:
                _rewrite(connection)
        self._rewritten = traces
        if not traces:
            return True
        if not _empty_log(connection):
            return False
        with connection.begin():
            clean = update(CAMPAIGN).where(
                CAMPAIGN.c.id == self._campaign_id, CAMPAIGN.c.traces == traces
            )
            done = connection.execute(clean.values(traces=0)).rowcount == 1
        self._rewritten = 0
        return done

    def _traces(self, connection: Connection) -> int:
        asked = select(CAMPAIGN.c.traces).where(CAMPAIGN.c.id == self._campaign_id)
        return connection.scalar(asked) or 0


def _rewrite(connection: Connection) -> None:
    """Write the tables of people anew, within the transaction.

    Foreign keys are off on this connection: only so SQLite gives all pages of a table back at
    once, and overwrites them.
    """
    for table in OF_PEOPLE:
        for statement in _ANEW:
            execute(connection, statement.format(table=table.name))


def _empty_log(connection: Connection) -> bool:
    execute(connection, f"PRAGMA busy_timeout = {_PATIENCE_MS}")
    busy, _, _ = execute(connection, "PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy
