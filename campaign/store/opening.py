"""The doors of the store: open a ledger, back it up, put a copy in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.core.errors import LedgerAddress
from campaign.store.backend import SILENCE
from campaign.store.backups import (
    Purpose,
    Restored,
    back_up,
    check_copy,
    is_copy,
    is_unused,
    loaded_names,
    names_held,
    put_back,
)
from campaign.store.database import Limits
from campaign.store.file_backend import FileBackend
from campaign.store.files import is_server, ledger_path
from campaign.store.mark import Mark, forget, is_gone
from campaign.store.store import Opening, Store, open_store

if TYPE_CHECKING:
    from pathlib import Path

    from campaign.core.ledger_kind import Kind
    from campaign.store.backend import Backend

__all__ = [
    "Limits",
    "Store",
    "backup",
    "is_copy",
    "is_lost",
    "knows",
    "open_ledger",
    "restorable",
    "restore",
    "start_over",
]


def open_ledger(
    url: str,
    campaign: str,
    kind: Kind,
    limits: Limits | None = None,
    *,
    trusted: bool = False,
    kept: Path | None = None,
) -> Store:
    """Open the ledger of a campaign, and make or migrate it where needed.

    ``kept`` is the folder of this machine for what stands beside a ledger that is on a server.

    A new ledger is not trusted, and lets nothing leave until ``trust()``, unless the caller
    says ``trusted`` (a rehearsal, whose networks are as new as it is).

    Raises:
        LedgerKindMismatch: when the ledger is of another kind.
        LedgerGone: when there was one, and it was removed or emptied.
        EnvironmentFailure: when it cannot be opened, or is of a newer version.
    """
    limits = limits or Limits()
    return open_store(
        Opening(_backend(url, kept, limits.silence), campaign, kind, trusted, limits),
    )


def _backend(url: str, kept: Path | None, silence: float = SILENCE) -> Backend:
    """Return what keeps the ledger: the server's library is loaded for a server only."""
    if kept is not None and is_server(url):
        from campaign.store.server_backend import ServerBackend  # noqa: PLC0415

        return ServerBackend(url, kept, silence)
    return FileBackend(ledger_path(url))


def knows(url: str, campaign: str) -> bool:
    """Tell whether something of this campaign is loaded there, as far as it can be read."""
    try:
        path = ledger_path(url)
    except LedgerAddress:
        return False
    return campaign in loaded_names(path)


def is_lost(url: str, campaign: str, kept: Path | None = None) -> bool:
    """Tell whether there was a ledger of this campaign, which is gone, emptied or another's."""
    if kept is not None and is_server(url):
        from campaign.store.server_backend import ServerBackend  # noqa: PLC0415

        return ServerBackend(url, kept).is_lost(campaign)
    path = ledger_path(url)
    if is_gone(path, campaign):
        return True
    held = names_held(path)
    return held is not None and campaign not in held and Mark(path).remembers(campaign)


def start_over(url: str, campaign: str, kept: Path | None = None) -> bool:
    """Let a campaign begin anew where its ledger is gone; ``False`` where none is missing."""
    if not is_lost(url, campaign, kept):
        return False
    forget(_backend(url, kept).beside, campaign, stays=is_server(url))
    return True


def holds_nothing(url: str) -> bool:
    """Tell whether there is a ledger into which nothing was ever loaded."""
    return is_unused(ledger_path(url))


def backup(url: str, target: Path) -> None:
    """Copy a ledger that may be in use to ``target``, whole or not at all.

    Raises:
        NothingLoaded: when no ledger was begun yet.
        EnvironmentFailure: when it is gone, there is no folder for ``target``, or it cannot be
            written.
    """
    back_up(ledger_path(url), target)


def restorable(source: Path, url: str, campaign: str, kind: Kind) -> None:
    """See that :func:`restore` would take a copy, before anybody is asked; changes nothing.

    Raises:
        CampaignError: when it is another campaign's, or for another kind of use.
        RestoreOfItself: when ``source`` is the ledger.
        EnvironmentFailure: when ``source`` is no ledger, or a program works with the one here.
    """
    check_copy(source, ledger_path(url), Purpose(campaign, kind))


def restore(source: Path, url: str, campaign: str, kind: Kind) -> Restored:
    """Put a copy in the place of a ledger; return where the former one is kept, and what people
    decided there since.

    Nothing may leave from it until the networks were read back, and what was held or cancelled
    since not before somebody decides anew.

    Raises:
        CampaignError: when it is another campaign's, or for another kind of use.
        EnvironmentFailure: when ``source`` is no ledger, or the place cannot be written; the
            former ledger is then untouched.
    """
    return put_back(source, ledger_path(url), Purpose(campaign, kind))
