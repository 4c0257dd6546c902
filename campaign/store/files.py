"""The file of a ledger: where it is, and a look at it without the database's library."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from urllib.parse import urlsplit

from campaign.core.errors import LedgerAddress, LedgerOnServer

_SCHEME = "sqlite:///"
SERVERS = frozenset({"postgresql", "postgres"})


def is_server(url: str) -> bool:
    """Tell whether an address is that of a PostgreSQL server."""
    return urlsplit(url).scheme in SERVERS


def shown(url: str) -> str:
    """Return an address as people are told it: where it is, without user and password."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def ledger_path(url: str) -> Path:
    """Return the file of a ``sqlite:///PATH`` address; the path is taken as it is written.

    Raises:
        LedgerAddress: for another address, with its password left out.
        LedgerOnServer: for that of a server, which is no file.
    """
    if is_server(url):
        raise LedgerOnServer(address=shown(url))
    path = url.removeprefix(_SCHEME)
    if path == url or not path.strip("/") or path == ":memory:":
        parts = urlsplit(url)
        raise LedgerAddress(address=f"{parts.scheme}://{parts.hostname or ''}")
    return Path(path).expanduser()


def reading(source: Path) -> sqlite3.Connection:
    """Open a ledger to look at it only."""
    return sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True, timeout=5)
