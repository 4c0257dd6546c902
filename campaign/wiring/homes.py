"""Whose ledger it is: of the folder at hand, or of another one with the campaign's name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from campaign.core.ledger_kind import Kind
from campaign.services.kinship import same_campaign
from campaign.sources.tree import read_tree
from campaign.wiring.desk import read_campaign, read_folder

if TYPE_CHECKING:
    from pathlib import Path

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
