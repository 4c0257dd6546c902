"""A ledger moves from a file into a server's database: all of it, compared, or nothing.

Rows keep their numbers: buttons in chats name them, and so does what tells that a message was
sent already. So the database is one in which there is no campaign yet.
"""

from __future__ import annotations

import shutil
from itertools import chain, zip_longest
from typing import TYPE_CHECKING, Any

from sqlalchemy import Integer, Text, func, insert, select, update
from sqlalchemy.exc import DBAPIError

from campaign.core.errors import LedgerInUse, LedgerMiscopied, LedgerTaken, NothingLoaded
from campaign.store.aside import set_aside
from campaign.store.columns import Row
from campaign.store.failures import failure
from campaign.store.journal import Journal
from campaign.store.lineage import is_open
from campaign.store.mark import Mark, note_move
from campaign.store.sqlite import reading_engine
from campaign.store.tables import CAMPAIGN
from campaign.store.tables_questions import QUESTION
from campaign.store.versions import bring_up_to_date, check_same

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from sqlalchemy import ColumnElement, Connection, Table

    from campaign.store.server_backend import ServerBackend

_AT_ONCE = 100
_BESIDE = (".withdrawn", ".erased")
_MERGED = QUESTION.c.merged_into
"""Refers to a row of its own table, perhaps to a later one: it is written when all are there."""


def move(ledger: Path, target: ServerBackend) -> tuple[int, Path | None]:
    """Move all campaigns of a file, and put it aside; nobody may have it open.

    The file is a ledger of the newest version. Returns how many rows moved, and where the file is
    kept now.

    Raises:
        NothingLoaded: when there is no file.
        LedgerInUse: while a program has it open, or left something to be written into it.
        LedgerTaken: when the database has a campaign already.
        EnvironmentFailure: when one of both fails; nothing has changed then.
    """
    if not ledger.exists():
        raise NothingLoaded
    with Mark(ledger).locked():
        if is_open(ledger) or Journal(ledger).waiting():
            raise LedgerInUse(where=ledger)
        target.prepare()
        reading, writing = reading_engine(ledger), target.writing()
        try:
            with reading.connect() as here, here.begin():
                with writing.connect() as there, there.begin():
                    bring_up_to_date(there, target.where)
                    check_same(here, ledger)
                    check_same(there, target.where)
                    rows = _copy(here, there, target.where)
                _carry_beside(here, ledger, target.beside)
        except DBAPIError as error:
            raise failure(error, target.where) from error
        finally:
            reading.dispose()
            writing.dispose()
        former = set_aside(ledger)
        note_move(ledger, target.where)
        return rows, former


def _copy(here: Connection, there: Connection, where: str) -> int:
    """Copy every row, compare them, and let numbers go on after them; return how many there are."""
    if (name := there.scalar(select(CAMPAIGN.c.name).limit(1))) is not None:
        raise LedgerTaken(where=where, name=name)
    for table in _tables():
        for some in _rows(here, table):
            there.execute(insert(table), [_without_merged(table, row) for row in some])
    _merge(here, there)
    rows = sum(_compared(here, there, table, where) for table in _tables())
    for table in _tables():
        if "id" in table.c and isinstance(table.c.id.type, Integer):
            counter = func.pg_get_serial_sequence(table.name, "id")
            following = select(func.coalesce(func.max(table.c.id), 0) + 1).scalar_subquery()
            there.execute(select(func.setval(counter, following, False)))  # noqa: FBT003
    return rows


def _without_merged(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    return row | {_MERGED.name: None} if table is QUESTION else row


def _merge(here: Connection, there: Connection) -> None:
    for one in here.execute(select(QUESTION.c.id, _MERGED).where(_MERGED.is_not(None))):
        into = update(QUESTION).where(QUESTION.c.id == one.id)
        there.execute(into.values(merged_into=one.merged_into))


def _compared(here: Connection, there: Connection, table: Table, where: str) -> int:
    """Return how many rows a table has, after seeing that there are the same as here.

    Raises:
        LedgerMiscopied: where they are not.
    """
    rows = 0
    both = (chain.from_iterable(_rows(one, table)) for one in (here, there))
    for wanted, found in zip_longest(*both):
        if wanted != found:
            raise LedgerMiscopied(where=where, table=table.name)
        rows += 1
    return rows


def _carry_beside(here: Connection, ledger: Path, beside: Path) -> None:
    """Copy what stands beside the file, and note how far its campaigns came."""
    for suffix in _BESIDE:
        kept = ledger.with_name(ledger.name + suffix)
        if kept.exists():
            shutil.copy2(kept, beside.with_name(beside.name + suffix))
    campaigns = here.execute(select(CAMPAIGN.c.uid, CAMPAIGN.c.name, CAMPAIGN.c.claims)).all()
    mark = Mark(beside)
    for one in campaigns:
        mark.advance(one.uid, one.claims)
    mark.note_made([one.name for one in campaigns])


def _tables() -> Sequence[Table]:
    """Return all tables, each after those that it refers to."""
    return Row.metadata.sorted_tables


def _rows(connection: Connection, table: Table) -> Iterator[list[dict[str, Any]]]:
    """Yield the rows of a table in the order of their keys, some at a time."""
    keys = (_sorted(connection, column) for column in table.primary_key.columns)
    asked = select(table).order_by(*keys).execution_options(yield_per=_AT_ONCE)
    with connection.execute(asked) as found:
        for some in found.mappings().partitions():
            yield [dict(one) for one in some]


def _sorted(connection: Connection, column: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return what sorts text by its code points, as SQLite does, whatever a server's language."""
    is_text = isinstance(column.type, Text) and connection.dialect.name != "sqlite"
    return column.collate("C") if is_text else column
