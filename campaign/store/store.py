"""The store: a campaign's ledger and people, and how it comes into being in its file."""

from __future__ import annotations

import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import insert, select, update
from sqlalchemy.exc import DBAPIError

from campaign.core.errors import EnvironmentFailure, LedgerGone, LedgerKindMismatch
from campaign.core.ledger_kind import Kind
from campaign.store.backend import Safety
from campaign.store.broadcasts import BroadcastRows
from campaign.store.database import Campaign, Database, Limits
from campaign.store.erasing_again import erase_again
from campaign.store.erasures import Erasures
from campaign.store.failures import failure
from campaign.store.home import HomeRow
from campaign.store.journal import Journal
from campaign.store.ledger import LedgerRows
from campaign.store.mark import Mark
from campaign.store.observing import ObservedRows
from campaign.store.people import PeopleRows
from campaign.store.people_retention import Retention
from campaign.store.reader import Reader
from campaign.store.statements import execute
from campaign.store.tables import CAMPAIGN
from campaign.store.trust import STOP_BROADCASTS
from campaign.store.versions import bring_up_to_date, stored_version, works_with

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection, Engine

    from campaign.store.backend import Backend, SoleRight


LEAST_LEASE = 3.0
"""Seconds: whoever has a right looks once a second whether it is still theirs."""


class Store(LedgerRows, PeopleRows, BroadcastRows, Retention, ObservedRows, HomeRow):
    """One campaign in one database: implements ``Ledger``, ``People``, ``Broadcasts``, ``Keeper``,
    ``Observed``, and knows its folder.
    """

    @property
    def identity(self) -> str:
        """What no other ledger of this computer has, and every process of this one has."""
        return f"{self._database.backend.identity} {self._campaign_id}"

    @property
    def folder(self) -> Path:
        """Where on this machine lies what belongs to the ledger."""
        return self._database.backend.beside.resolve().parent

    @property
    def is_shared(self) -> bool:
        """Tell whether other machines work with it too."""
        return not self._database.backend.is_carried

    def sole(self, what: str) -> SoleRight:
        """Return the right to be the only process of this campaign that does ``what``."""
        lease = max(self._database.limits.lease, LEAST_LEASE)
        return self._database.backend.sole(f"{self._campaign_id}-{what}", lease)


_SAFETY = {Kind.REHEARSAL: Safety.PROGRAM}
"""A rehearsal begins with a new ledger: what was left of one that was cut off is not read."""


@dataclass(frozen=True, slots=True)
class Opening:
    """Which ledger is opened, for what; ``trusted`` is what a new one begins with."""

    backend: Backend
    campaign: str
    kind: Kind
    trusted: bool
    limits: Limits


def open_store(opening: Opening) -> Store:
    """Open the ledger, making or migrating it first; see :func:`opening.open_ledger`."""
    backend = opening.backend
    mark, journal = Mark(backend.beside), Journal(backend.beside)
    try:
        if (missing := backend.missing(opening.campaign)) is not None:
            raise missing
        was_here = mark.remembers(opening.campaign)
        backend.prepare()
        safety = _SAFETY.get(opening.kind, Safety.MACHINE)
        with mark.locked():
            backend.disown()
            standing = _found(opening) or _made(opening, safety, was_here=was_here)
        engine = backend.writing(safety, standing.id)
        _hold_against_mark(engine, mark, standing, is_carried=backend.is_carried)
        erase_again(engine, Erasures.beside(backend.beside), (standing.id, standing.uid))
        mark.note_made(standing.campaigns)
        journal.reserve()
        campaign = Campaign(standing.id, standing.uid)
        engines = (engine, Reader(backend.reading(), backend.where))
        database = Database(backend, campaign, engines, (mark, journal), opening.limits)
    except (DBAPIError, OSError) as error:
        raise failure(error, backend.where) from error
    with suppress(EnvironmentFailure):  # still no room: nothing is claimed until there is
        database.drain()
    return Store(database)


def _hold_against_mark(
    engine: Engine, mark: Mark, standing: _Standing, *, is_carried: bool
) -> None:
    """Distrust a ledger that is older than its mark, or a file that came without one.

    The count goes on from the higher of both: a ledger whose networks were read back is not
    distrusted a second time for the same reason.
    """
    known = mark.count(standing.uid)
    if known is None and standing.is_new:
        if standing.trusted:
            mark.advance(standing.uid, 0)
        return
    if known is None and not is_carried:  # a server that this machine works with for the first time
        return
    if known is None or known > standing.claims:
        claims = max(standing.claims, known or 0, 1)
        of_campaign = update(CAMPAIGN).where(CAMPAIGN.c.id == standing.id)
        with engine.connect() as connection, connection.begin():
            connection.execute(of_campaign.values(trusted=False, claims=claims))
            execute(connection, STOP_BROADCASTS)
        mark.advance(standing.uid, claims)


@dataclass(frozen=True, slots=True)
class _Standing:
    id: int
    uid: str
    claims: int
    trusted: bool
    campaigns: tuple[str, ...]
    created: bool = False

    @property
    def is_new(self) -> bool:
        """Tell whether nothing can have been sent from this ledger or from a copy of it."""
        return self.created or not (self.trusted or self.claims)


def _found(opening: Opening) -> _Standing | None:
    """Return the campaign's row where it is there in a ledger that this code works with.

    Read only: whoever looks must not wait for another program that is writing.
    """
    engine = opening.backend.reading()
    try:
        with engine.connect() as connection, connection.begin():
            known = works_with(stored_version(connection))
            return _campaign(connection, opening) if known else None
    finally:
        engine.dispose()


def _made(opening: Opening, safety: Safety, *, was_here: bool) -> _Standing:
    """Make or migrate the ledger, and return the campaign's row, made if it is new.

    Raises:
        LedgerGone: when the campaign was here, and another one has begun anew in its place.
    """
    engine = opening.backend.writing(safety)
    with engine.connect() as connection, connection.begin():
        bring_up_to_date(connection, opening.backend.where)
        standing = _campaign(connection, opening)
        if standing is None and was_here:
            raise LedgerGone(where=opening.backend.where)
        return standing or _new_campaign(connection, opening)


def _campaign(connection: Connection, opening: Opening) -> _Standing | None:
    """Return the campaign's row. A ledger is of one kind, whatever it holds.

    Raises:
        LedgerKindMismatch: when the ledger is for something else.
    """
    rows = connection.execute(select(CAMPAIGN)).all()
    for row in rows:
        if row.kind != opening.kind:
            raise LedgerKindMismatch(
                where=opening.backend.where, kind=row.kind, wanted=opening.kind
            )
    for row in rows:
        if row.name == opening.campaign:
            names = tuple(one.name for one in rows)
            return _Standing(row.id, row.uid, row.claims, row.trusted, names)
    return None


def _new_campaign(connection: Connection, opening: Opening) -> _Standing:
    uid = secrets.token_hex(8)
    made = connection.execute(
        insert(CAMPAIGN).values(
            name=opening.campaign,
            kind=opening.kind.value,
            uid=uid,
            created=datetime.now(UTC),
            trusted=opening.trusted,
            claims=0,
        ),
    )
    number: int = made.inserted_primary_key[0]  # type: ignore[index]
    return _Standing(number, uid, 0, opening.trusted, (opening.campaign,), created=True)
