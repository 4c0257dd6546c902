"""A private PostgreSQL server for tests, from the programs that are installed."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import closing, contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_FOLDERS = "/usr/lib/postgresql/*/bin"
_USERS = ("postgres", "nobody")
_PATIENCE = 30.0
_EMPTY = """
DO $$ DECLARE one record; BEGIN
  SET LOCAL session_replication_role = replica;
  FOR one IN SELECT tablename FROM pg_tables
    WHERE schemaname = 'public' AND tablename != 'alembic_version' LOOP
    EXECUTE format('DELETE FROM %I', one.tablename);
  END LOOP;
  PERFORM setval(oid, 1, false) FROM pg_class WHERE relkind = 'S';
END $$
"""
"""Not by TRUNCATE, which makes a new file for each table."""

_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


def programs() -> Path | None:
    """Return the folder with the newest server's programs, ``None`` where none is installed."""
    here = shutil.which("postgres")
    found = [Path(here).parent] if here else []
    found += sorted(Path("/").glob(_FOLDERS[1:]), key=_version)
    return next((one for one in reversed(found) if (one / "initdb").exists()), None)


def _version(folder: Path) -> tuple[int, ...]:
    return tuple(int(part) for part in folder.parent.name.split(".") if part.isdigit())


class PostgresServer:
    """A server of one's own, on a free port of this machine; it is gone with :meth:`close`.

    ``durable`` has it write to the disk before it says that something is committed.
    """

    def __init__(self, folder: Path, bin_folder: Path, *, durable: bool = False) -> None:
        self._bin = bin_folder
        self._user = _other_user() if os.geteuid() == 0 else None
        self._data = folder / "data"
        self._durable = durable
        self._numbers = count(1)
        self._process: subprocess.Popen[bytes] | None = None
        self.port = _free_port()
        self._make(folder)
        self.start()

    def url(self, database: str) -> str:
        """Return the address of a database."""
        return f"postgresql://pregonero@127.0.0.1:{self.port}/{database}"

    def new_database(self) -> str:
        """Make an empty database; return its address."""
        name = f"base_{next(self._numbers)}"
        self.ask(f'CREATE DATABASE "{name}"')
        return self.url(name)

    def emptied(self, database: str = "postgres") -> str:
        """Return the address of a database after taking all rows away; its tables stay."""
        self.ask(_EMPTY, database)
        return self.url(database)

    def ask(self, sql: str, database: str = "postgres") -> Sequence[tuple[object, ...]]:
        """Run one statement on its own; return its rows."""
        import psycopg  # noqa: PLC0415

        with closing(psycopg.connect(self.url(database), autocommit=True)) as connection:
            cursor = connection.execute(sql)
            return cursor.fetchall() if cursor.description else []

    def start(self) -> None:
        """Start it, and wait until it answers."""
        log = (self._data.parent / "log").open("ab")
        options = [] if self._durable else list(_FAST)
        options += ["unix_socket_directories=", "max_connections=200", "listen_addresses=127.0.0.1"]
        settings = [word for one in options for word in ("-c", one)]
        command = [
            str(self._bin / "postgres"),
            "-D",
            str(self._data),
            "-p",
            str(self.port),
            *settings,
        ]
        with log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log, user=self._user)  # noqa: S603
        self._wait()

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop it: at once (SIGINT), or as a crash does (SIGQUIT)."""
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(_PATIENCE)
            self._process = None

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Have it stand still, with all its processes, as long as the block runs."""
        if self._process is None:
            yield
            return
        first = self._process.pid
        os.kill(first, signal.SIGSTOP)  # before the others: it makes no more of them then
        all_of_it = [first, *_made_by(first)]
        try:
            for one in all_of_it:
                os.kill(one, signal.SIGSTOP)
            yield
        finally:
            for one in all_of_it:
                with suppress(ProcessLookupError):
                    os.kill(one, signal.SIGCONT)

    def dump(self, database: str, target: Path) -> None:
        """Copy a database, in use or not, to a file."""
        self._run("pg_dump", "--format=custom", f"--file={target}", self.url(database))

    def put_back(self, database: str, copy: Path) -> None:
        """Put a copy in the place of a database that nobody uses."""
        self.ask(f'DROP DATABASE "{database}" WITH (FORCE)')
        self.ask(f'CREATE DATABASE "{database}"')
        self._run("pg_restore", "--exit-on-error", f"--dbname={self.url(database)}", str(copy))

    def close(self) -> None:
        """Stop it, and take away what it wrote."""
        self.stop(signal.SIGQUIT)
        shutil.rmtree(self._data.parent, ignore_errors=True)

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._bin / program), *arguments]
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603

    def _make(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        if self._user is not None:
            shutil.chown(folder, self._user)
        how = ["--auth=trust", "--username=pregonero", "--encoding=UTF8", "--locale=C.UTF-8"]
        command = [str(self._bin / "initdb"), "-D", str(self._data), "--no-sync", *how]
        subprocess.run(command, check=True, capture_output=True, user=self._user, cwd="/")  # noqa: S603

    def _wait(self) -> None:
        import psycopg  # noqa: PLC0415

        end = time.monotonic() + _PATIENCE
        while True:
            try:
                psycopg.connect(self.url("postgres")).close()
            except psycopg.OperationalError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.05)
            else:
                return


def server_folder() -> Path:
    """Return a new folder into which another user can come: a server refuses to run as root."""
    folder = Path(tempfile.mkdtemp(prefix="pregonero-postgres-"))
    folder.chmod(0o755)
    return folder


def _made_by(process: int) -> list[int]:
    """Return the processes that a process has made."""
    told = subprocess.run(["ps", "-A", "-o", "ppid=,pid="], check=True, capture_output=True)  # noqa: S607
    pairs = (map(int, line.split()) for line in told.stdout.splitlines())
    return [made for maker, made in pairs if maker == process]


def _other_user() -> str:
    for name in _USERS:
        with suppress(KeyError):
            return pwd.getpwnam(name).pw_name
    msg = "PostgreSQL does not run as root, and there is no other user"
    raise RuntimeError(msg)


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
