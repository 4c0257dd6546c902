"""The store: a campaign's ledger and people, and how it comes into being in its file."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import insert, select, update
from sqlalchemy.exc import DBAPIError

from campaign.core.errors import LedgerKindMismatch
from campaign.store.database import Campaign, Database, Limits, drain
from campaign.store.failures import failure
from campaign.store.journal import Journal
from campaign.store.ledger import LedgerRows
from campaign.store.mark import Mark
from campaign.store.people import PeopleRows
from campaign.store.reader import Reader
from campaign.store.sqlite import prepare_file, reading_engine, writing_engine
from campaign.store.tables import CAMPAIGN
from campaign.store.versions import bring_up_to_date

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection

    from campaign.ports.ledger import Kind


class Store(LedgerRows, PeopleRows):
    """One campaign in one database: implements ``Ledger`` and ``People``."""


@dataclass(frozen=True, slots=True)
class Opening:
    """Which ledger is opened, for what; ``trusted`` is what a new one begins with."""

    path: Path
    campaign: str
    kind: Kind
    trusted: bool
    limits: Limits


def open_store(opening: Opening) -> Store:
    """Open the ledger, making or migrating it first; see :func:`opening.open_ledger`."""
    path = opening.path
    mark, journal = Mark(path), Journal(path)
    try:
        prepare_file(path)
        engine = writing_engine(path)
        with mark.locked(), engine.connect() as connection, connection.begin():
            bring_up_to_date(connection, path)
            row = _campaign(connection, opening)
            campaign = Campaign(row.id, row.uid)
        journal.reserve()
        if journal.waiting():
            drain(engine, journal, path)
        if row.trusted and not mark.knows(row.uid, row.claims):
            with engine.connect() as connection, connection.begin():
                distrust(connection)
        reader = Reader(reading_engine(path), path)
        return Store(Database(path, campaign, (engine, reader), (mark, journal), opening.limits))
    except (DBAPIError, OSError) as error:
        raise failure(error, path) from error


def distrust(connection: Connection) -> None:
    """Let nothing leave until the networks were read back."""
    connection.execute(update(CAMPAIGN).values(trusted=False))


@dataclass(frozen=True, slots=True)
class _Standing:
    id: int
    uid: str
    trusted: bool
    claims: int


def _campaign(connection: Connection, opening: Opening) -> _Standing:
    """Return the campaign's row, made if it is new. A ledger is of one kind, whatever it holds.

    Raises:
        LedgerKindMismatch: when the ledger is for something else.
    """
    rows = connection.execute(select(CAMPAIGN)).all()
    for row in rows:
        if row.kind != opening.kind:
            raise LedgerKindMismatch(where=opening.path, kind=row.kind, wanted=opening.kind)
    for row in rows:
        if row.name == opening.campaign:
            return _Standing(row.id, row.uid, row.trusted, row.claims)
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
    return _Standing(number, uid, opening.trusted, 0)
