"""A ledger in one SQLite file: where it is, who may read it, how it is opened."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from sqlalchemy import URL, create_engine, event
from sqlalchemy.pool import QueuePool

from campaign.store.backend import Safety
from campaign.store.lineage import add_link
from campaign.store.statements import execute

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection, Engine

_BUSY_MS = 5_000
_WRITING = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
)
_READING = ("PRAGMA query_only = ON",)
_REWRITING = (
    "PRAGMA secure_delete = ON",
    "PRAGMA foreign_keys = OFF",
    "PRAGMA temp_store = MEMORY",
)
_BEFORE = "written before"


def prepare_file(path: Path) -> None:
    """Make an empty file that only its owner can read, in a folder that only they can enter.

    A folder that is there already keeps its rights; so does a file.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))


_SYNCHRONOUS = {Safety.MACHINE: "FULL", Safety.PROGRAM: "OFF"}


def writing_engine(path: Path, safety: Safety = Safety.MACHINE) -> Engine:
    """Return the engine of the one writer: every transaction begins IMMEDIATE, and what it
    wrote is linked to what was written before.
    """
    return _linking(path, (*_WRITING, f"PRAGMA synchronous = {_SYNCHRONOUS[safety]}"))


def rewriting_engine(path: Path) -> Engine:
    """Return the engine of what writes whole tables anew, as they are: it minds no keys."""
    return _linking(path, _REWRITING)


def _linking(path: Path, pragmas: tuple[str, ...]) -> Engine:
    engine = _engine(path, pragmas, "BEGIN IMMEDIATE")

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        connection.info[_BEFORE] = _written(connection)

    @event.listens_for(engine, "commit")
    def _committing(connection: Connection) -> None:
        if _written(connection) != connection.info[_BEFORE]:
            add_link(connection)

    return engine


def _written(connection: Connection) -> int:
    """Return how many rows this connection has written so far."""
    raw: Any = connection.connection.dbapi_connection
    total: int = raw.total_changes
    return total


def reading_engine(path: Path) -> Engine:
    """Return the engine of the readers: they see one instant and can change nothing."""
    return _engine(path, _READING, "BEGIN")


def _engine(path: Path, pragmas: tuple[str, ...], begin: str) -> Engine:
    url = URL.create("sqlite", database=str(path))
    # What people write is among the parameters, and the words of an error come into the log.
    engine = create_engine(url, poolclass=QueuePool, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def _connected(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        connection.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
        for pragma in pragmas:
            connection.execute(pragma)

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        execute(connection, begin)

    return engine
