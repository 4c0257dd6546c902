"""One open ledger: its tables, its writer, its readers, and what stands beside the tables."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError

from campaign.core.errors import LedgerReplaced
from campaign.ports.claims import Claim
from campaign.store.backend import SILENCE
from campaign.store.claims import count_claims
from campaign.store.erasures import Erasures
from campaign.store.failures import failure
from campaign.store.graves import Graves
from campaign.store.journal import Named, Rescued
from campaign.store.recovery import write_rescued
from campaign.store.writer import Failed, Writer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Engine

    from campaign.core.deliveries import Delivery, Receipt
    from campaign.core.errors import EnvironmentFailure
    from campaign.core.reasons import Reason
    from campaign.ports.history import Stray, TakenDown
    from campaign.store.backend import Backend
    from campaign.store.journal import Journal
    from campaign.store.mark import Mark
    from campaign.store.reader import Reader

log = logging.getLogger(__name__)

PER_HOUR = 100
"""What no campaign needs, and a mistake in one may not exceed."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a claim lasts, in seconds, how often one delivery is tried by itself, how
    many are sent on one channel within an hour, and for how many seconds a database's server may
    leave a statement without an answer.
    """

    lease: float = 15.0
    attempts: int = 3
    per_hour: int = PER_HOUR
    silence: float = SILENCE


@dataclass(frozen=True, slots=True)
class Campaign:
    """The campaign's row: its number, and the uid of this ledger of it."""

    id: int
    uid: str


class Database:
    """What the parts of the store share."""

    def __init__(
        self,
        backend: Backend,
        campaign: Campaign,
        engines: tuple[Engine, Reader],
        beside: tuple[Mark, Journal],
        limits: Limits,
    ) -> None:
        self.backend = backend
        self.campaign_id = campaign.id
        self.limits = limits
        self._uid = campaign.uid
        self._engine, self.reader = engines
        self._mark, self._journal = beside
        self._graves = Graves.beside(backend.beside, campaign.uid)
        self._erasures = Erasures.beside(backend.beside)
        self._opened = backend.standing()
        self._cleaner = backend.cleaner(campaign.id)
        self.has_traces = True  # as far as is known: what ran before may have been cut off
        connection = self._engine.connect()
        self.writer = Writer(connection, backend.where, self._seal, self._acknowledge)

    async def rescue(
        self,
        delivery: Delivery,
        receipt: Receipt,
        by: str,
        why: Reason | None,
        failed: EnvironmentFailure,
    ) -> None:
        """Keep a publication that could not be committed, and why it counts as one; raises
        ``failed`` if that fails too.
        """
        log.error("the ledger failed: %s goes to the journal: %r", delivery.key, failed)
        which = delivery.id, delivery.fence
        one = Rescued(self._uid, *which, receipt, receipt.at, by, Named.of(delivery), why)
        try:
            await asyncio.to_thread(self._journal.append, one)
        except OSError as worse:
            raise failed from worse

    async def bury(self, gone: Sequence[TakenDown]) -> None:
        """Keep beside the ledger what was taken down."""
        try:
            await asyncio.to_thread(self._graves.dig, gone)
        except OSError as error:
            raise failure(error, self._graves.path) from error

    async def buried(self) -> Sequence[TakenDown]:
        """Return what was taken down, whatever this file knows of it."""
        try:
            return await asyncio.to_thread(self._graves.read)
        except OSError as error:
            raise failure(error, self._graves.path) from error

    async def strays(self) -> Sequence[Stray]:
        """Return what the journal set aside of this ledger."""
        try:
            return await asyncio.to_thread(self._journal.strays, self._uid)
        except OSError as error:
            raise failure(error, self._journal.aside) from error

    def vouch(self) -> None:
        """Say beside the file that this is where its networks were read back, on this thread."""
        self._mark.advance(self._uid, 0)

    async def recover(self) -> None:
        """Write what the journal holds, if anything; nothing is sent while that fails."""
        if self._journal.waiting():
            await asyncio.to_thread(self.drain)

    def drain(self) -> None:
        """Write what the journal holds, on this thread; then it is forgotten there."""
        if not self._journal.waiting():
            return
        try:
            with (
                self._journal.drained() as rescued,
                self._engine.connect() as connection,
                connection.begin(),
            ):
                self._journal.set_aside(write_rescued(connection, rescued))
        except (DBAPIError, OSError) as error:
            raise failure(error, self.backend.where) from error

    async def scrub(self) -> bool:
        """Take away the traces of what was erased; ``False`` where that is to be tried again."""
        if self.has_traces and self._is_there():
            done = self.has_traces = False
            try:
                await asyncio.to_thread(self._keep_erasures)
                done = await asyncio.to_thread(self._cleaner.scrub)
            finally:
                self.has_traces = self.has_traces or not done
        return not self.has_traces

    def _keep_erasures(self) -> None:
        """Keep beside the ledger who was erased, for a copy that does not know it."""
        try:
            self._erasures.keep(self.backend.erased())
        except OSError as error:
            raise failure(error, self._erasures.path) from error

    async def close(self) -> None:
        """Finish what is queued and free the tables.

        Where others are in their place the connections stay as they are: on closing, SQLite would
        take away the log of another file.
        """
        await self.writer.close()
        await self.reader.close()
        self._journal.close()
        if self._is_there():
            self._engine.dispose()

    def _is_there(self) -> bool:
        """Tell whether the tables that were opened are still the ledger."""
        return self.backend.standing() == self._opened

    def _seal(self, connection: Connection, results: Sequence[object]) -> int | None:
        """Count the claims of a transaction before it ends; return how many that makes in all."""
        claims = sum(isinstance(result, Claim) for result in results)
        return count_claims(connection, self.campaign_id, claims) if claims else None

    def _acknowledge(self, results: Sequence[object], newest: int | None) -> Sequence[object]:
        """Raise the mark before anybody learns of a claim; without it, there is none.

        What was written into tables that are no longer the ledger was not written.
        """
        if not self._is_there():
            return [Failed(LedgerReplaced(where=self.backend.where))] * len(results)
        if newest is None:
            return results
        try:
            self._mark.advance(self._uid, newest)
        except OSError as error:
            failed = Failed(failure(error, self._mark.path))
            return [failed if isinstance(result, Claim) else result for result in results]
        return results
