"""The file of a ledger: where it is, and a look at it without the database's library."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

from campaign.core.errors import LedgerAddress, LedgerOnServer

_SCHEME = "sqlite:///"
SERVERS = frozenset({"postgresql", "postgres"})
_HIDDEN = "…"
_AT_HOST = re.compile(
    r"\w+://(?:[^:/]*(?::[^@]*)?@)?"  # a password may have any sign but @
    r"(?P<host>(?:\[[\da-fA-F:.]+\]|[\w.\-]+)?(?::\d+)?)(?P<base>/[^?#@]*)?(?:\?[^@]*)?",
)


def is_server(url: str) -> bool:
    """Tell whether an address is that of a PostgreSQL server."""
    return _scheme(url) in SERVERS


def shown(url: str) -> str:
    """Return an address as people are told it: where it is, without user and password.

    Of one that can be read in several ways only the scheme is told: what looks like a part of the
    host may be one of the password.
    """
    found = _AT_HOST.fullmatch(url)
    where = _HIDDEN if found is None else f"{found['host']}{found['base'] or ''}"
    return f"{_scheme(url)}://{where}"


def is_plain(url: str) -> bool:
    """Tell whether it is plain what of an address is the host, and what the password."""
    return _AT_HOST.fullmatch(url) is not None


def _scheme(url: str) -> str:
    return url.partition(":")[0].lower()


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
        raise LedgerAddress(address=shown(url))
    return Path(path).expanduser()


def reading(source: Path) -> sqlite3.Connection:
    """Open a ledger to look at it only."""
    return sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True, timeout=5)
