"""The doors of the store: open a ledger, back it up, put a copy in its place.

Light to import: the database's libraries are loaded when a ledger is opened.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from campaign.core.errors import LedgerAddress

if TYPE_CHECKING:
    from campaign.ports.ledger import Kind
    from campaign.store.store import Store


def open_ledger(
    url: str,
    campaign: str,
    kind: Kind,
    lease: float = 15.0,
    *,
    trusted: bool = False,
    attempts: int = 3,
) -> Store:
    """Open the ledger of a campaign, and make or migrate it where needed.

    ``lease`` is in seconds. A new ledger is not trusted, and lets nothing leave until
    ``trust()``, unless the caller says ``trusted`` (a rehearsal, whose networks are as new
    as it is). ``attempts`` is how often one delivery may be tried by itself.

    Raises:
        LedgerKindMismatch: when the ledger is of another kind.
        EnvironmentFailure: when it cannot be opened, or is of a newer version.
    """
    from campaign.store.database import Limits  # noqa: PLC0415 -- loads the database's library
    from campaign.store.store import Opening, open_store  # noqa: PLC0415

    return open_store(
        Opening(ledger_path(url), campaign, kind, trusted, Limits(lease, attempts)),
    )


def ledger_path(url: str) -> Path:
    """Return the file of a ``sqlite:///`` address.

    Raises:
        LedgerAddress: for another address, with its password left out.
    """
    parts = urlsplit(url)
    if parts.scheme != "sqlite" or parts.netloc or not parts.path.strip("/"):
        raise LedgerAddress(address=f"{parts.scheme}://{parts.hostname or ''}")
    return Path(unquote(parts.path[1:])).expanduser()
