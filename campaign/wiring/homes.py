"""Whose ledger it is: of the folder at hand, or of another one with the campaign's name; and
whether the folder at hand has a ledger under another name.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from campaign.core.errors import LedgerAddress
from campaign.core.ledger_kind import Kind
from campaign.services.kinship import same_campaign
from campaign.services.renaming import renamed
from campaign.sources.tree import read_tree
from campaign.store.files import ledger_path
from campaign.store.predecessors import standing, tenants
from campaign.wiring.desk import read_campaign, read_folder
from campaign.wiring.ledgers import ledger_url, real_ledgers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from campaign.services.renaming import Renamed
    from campaign.settings import Settings
    from campaign.store.predecessors import Tenant
    from campaign.store.store import Store

CAMPAIGN = "posts/campaign.yaml"


@dataclass(frozen=True, slots=True)
class Another:
    """The ledger is another folder's: which one, where that is known."""

    home: Path | None


async def another_home(store: Store, root: Path, name: str, kind: Kind) -> Another | None:
    """Return whose ledger it is, ``None`` where it is that of the folder ``root``.

    A folder that was moved, or came from another computer, is known by its programme; as long
    as the former one is there, there are two. Sandboxes and rehearsals live in their folder.
    """
    if kind is not Kind.REAL:
        return None
    home = await store.home()
    if home is not None and _same_place(home, root):
        return None
    loaded = await store.revision_files()
    if not loaded:
        return None
    if home is not None and _is_there(home, name):
        return Another(home)
    same = same_campaign(read_folder(loaded), read_folder(read_tree(root)))
    return None if same else Another(home)


def _same_place(home: Path, root: Path) -> bool:
    try:
        return home == root or home.samefile(root)
    except OSError:
        return False


def _is_there(home: Path, name: str) -> bool:
    """Tell whether there is a folder of this campaign, as far as one may look."""
    try:
        content = (home / CAMPAIGN).read_bytes()
    except OSError:
        return False
    return read_campaign({CAMPAIGN: content}).name == name


def renamed_here(root: Path, settings: Settings, name: str, kind: Kind) -> Renamed | None:
    """Return that a campaign is loaded from the folder ``root`` under another name than ``name``;
    ``None`` where there is none, or ``name`` is loaded from it as well.

    Nothing is written. A ledger in a campaign's folder (a sandbox's) is that folder's. Ledgers of
    other campaigns are only opened where that of this name does not know the folder.

    Raises:
        EnvironmentFailure: when there is one whose ledger cannot be read to its end.
    """
    if not name:
        return None
    found: Tenant | None = None
    for tenant in _of_folder(root, settings, name, kind):
        if tenant.name == name:
            return None
        found = found or tenant
    if found is None:
        return None
    there = standing(found)
    return renamed(found.name, name, there.states, there.sign_ups)


def _of_folder(root: Path, settings: Settings, name: str, kind: Kind) -> Iterator[Tenant]:
    try:
        own = ledger_path(ledger_url(root, settings, name, kind))
    except LedgerAddress:
        return
    if kind is not Kind.REAL:
        all_here = tenants(own, kind)
        noted = [tenant for tenant in all_here if tenant.home is not None]
        yield from noted or all_here
        return
    for ledger in dict.fromkeys((own, *real_ledgers())):
        for tenant in tenants(ledger, kind):
            if tenant.home is not None and _same_place(Path(tenant.home), root):
                yield tenant


async def settle(store: Store, root: Path, settings: Settings, name: str, kind: Kind) -> None:
    """Note that the ledger ``store``, of the campaign ``name``, is that of the folder ``root`` from
    now on, and that of no other name is.

    Ledgers are files of their own, so this is no single step: whoever is killed on the way leaves
    a folder with two campaigns, and the next one to come here ends that. The new one moves in
    first: a folder that were nobody's for a moment could begin a third one unasked.
    """
    if await store.home() != root:
        await store.move_to(root)
    for tenant in list(_of_folder(root, settings, name, kind)):
        if tenant.name != name and tenant.home is not None:
            await _move_out(tenant, kind)


async def _move_out(tenant: Tenant, kind: Kind) -> None:
    """Note that no folder is this campaign's any more."""
    from campaign.store.opening import open_ledger  # noqa: PLC0415 -- the database's library

    store = await asyncio.to_thread(open_ledger, f"sqlite:///{tenant.ledger}", tenant.name, kind)
    try:
        await store.move_out()
    finally:
        await store.close()
