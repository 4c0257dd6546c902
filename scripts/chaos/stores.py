"""Where the ledger of chaos is: in a file, or on a PostgreSQL server of its own."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from typing import TYPE_CHECKING, Any, Protocol

from campaign.core.ledger_kind import Kind
from campaign.store.opening import backup, restore
from campaign.testing.postgres import PostgresServer, programs, server_folder
from scripts.chaos.folder import NAME

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path


NO_SERVER = "no PostgreSQL server is installed"


class ChaosFailed(Exception):
    """Chaos itself did not work, which says nothing of the program."""


class Keeping(Protocol):
    """A place for one ledger."""

    address: str

    def ask(self, query: str) -> Sequence[tuple[Any, ...]]:
        """Read the ledger beside its processes."""
        ...

    def copy(self, target: Path) -> None:
        """Copy the ledger while it is in use; raises LedgerLocked."""
        ...

    def put_back(self, copy: Path, *, by_hand: bool) -> None:
        """Put a copy in the ledger's place; nobody has that open."""
        ...


class InFile:
    """A ledger in a file."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "ledger.sqlite"
        self.address = f"sqlite:///{self._file}"

    def ask(self, query: str) -> Sequence[tuple[Any, ...]]:
        """Read the file."""
        path = f"file:{self._file}?mode=ro"
        with contextlib.closing(sqlite3.connect(path, timeout=60, uri=True)) as connection:
            return connection.execute(query).fetchall()

    def copy(self, target: Path) -> None:
        """Copy it by the door for that."""
        backup(self.address, target)

    def put_back(self, copy: Path, *, by_hand: bool) -> None:
        """Put it back by the door for that, or the file alone, beside a log that is not its own."""
        if by_hand:
            shutil.copyfile(copy, self._file)
        else:
            restore(copy, self.address, NAME, Kind.SANDBOX)


class OnServer:
    """A ledger in a database of a server."""

    def __init__(self, server: PostgresServer) -> None:
        self._server = server
        self.address = server.new_database()
        self._database = self.address.rpartition("/")[2]

    def ask(self, query: str) -> Sequence[tuple[Any, ...]]:
        """Read the database."""
        return self._server.ask(query, self._database)

    def copy(self, target: Path) -> None:
        """Copy it with the server's own program."""
        self._server.dump(self._database, target)

    def put_back(self, copy: Path, *, by_hand: bool) -> None:
        """Put it back with the server's own program: there is no other way."""
        del by_hand
        self._server.put_back(self._database, copy)


@contextlib.contextmanager
def server(kind: str) -> Iterator[PostgresServer | None]:
    """Run a server that writes to the disk, where one is wanted."""
    if kind != "postgres":
        yield None
        return
    found = programs()
    if found is None:
        raise ChaosFailed(NO_SERVER)
    with contextlib.closing(PostgresServer(server_folder(), found, durable=True)) as running:
        yield running
