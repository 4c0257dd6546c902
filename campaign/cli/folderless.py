"""Work for a campaign without its folder: what was loaded is in a ledger that is on a server."""

from __future__ import annotations

import shlex
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from campaign.core.errors import (
    EnvironmentFailure,
    FolderElsewhere,
    FolderNear,
    NoFolder,
    NoFolderNorServer,
    NothingOnServer,
    UsageError,
)
from campaign.store.files import is_server

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from contextlib import AbstractAsyncContextManager

    from campaign.cli.session import Session
    from campaign.store.store import Store

CAMPAIGN = "CAMPAIGN"


def is_folderless(here: Session) -> bool:
    """Tell whether the campaign's folder is elsewhere, and its ledger on a server."""
    if here.sandbox or (here.root / "posts").is_dir():
        return False
    return is_server(here.settings.get("DATABASE_URL") or "")


def ledger_to_look_at(here: Session) -> AbstractAsyncContextManager[Store]:
    """Open the ledger of the campaign in this folder or, without one, on the server."""
    return ledger_on_server(here) if is_folderless(here) else here.ledger(_name_here(here))


def ledger_to_decide_in(here: Session, *, own: bool) -> AbstractAsyncContextManager[Store]:
    """Open it for a decision that needs nothing but the ledger; ``own`` as for
    :meth:`Session.ledger_to_write`.
    """
    if not is_folderless(here):
        return here.ledger_to_write(_name_here(here), own=own)
    here.refuse_now()
    return ledger_on_server(here)


def _name_here(here: Session) -> str:
    """Return the name of the campaign in this folder; who has none may lack only a setting."""
    try:
        return here.campaign_name()
    except NoFolder as none:
        if here.sandbox or type(none) is not NoFolder or here.settings.get("DATABASE_URL"):
            raise
        raise NoFolderNorServer(**none.params) from none


def why_no_folder(here: Session) -> NoFolder:
    """Return what to tell somebody who does not stand in a campaign's folder: where there is one,
    or that it is on another machine.
    """
    from campaign.sources.tree import campaign_near  # noqa: PLC0415

    near = campaign_near(here.root)
    if near is not None:
        return FolderNear(folder=here.root, near=shlex.quote(str(near)))
    names = _names_on_server(here) if is_folderless(here) else ""
    if names:
        return FolderElsewhere(folder=here.root, names=names)
    return NoFolder(folder=here.root)


def _names_on_server(here: Session) -> str:
    """Return the campaign that the settings name, or those that the server has, if it answers."""
    from campaign.wiring.ledgers import campaigns_on  # noqa: PLC0415

    named = here.settings.get(CAMPAIGN)
    try:
        return named or ", ".join(campaigns_on(here.settings.get("DATABASE_URL") or ""))
    except EnvironmentFailure:
        return ""


@asynccontextmanager
async def ledger_on_server(here: Session) -> AsyncIterator[Store]:
    """Open the ledger of the campaign that the settings name, or of the only one there is, and let
    the session be that campaign's.

    Raises:
        UsageError: where the ledger is no server's, or nobody says which campaign is meant.
        NothingOnServer: where nothing was loaded for it.
    """
    import asyncio  # noqa: PLC0415 -- not for commands that only read files

    from campaign.wiring.desk import read_campaign  # noqa: PLC0415
    from campaign.wiring.ledgers import open_store  # noqa: PLC0415

    name = await asyncio.to_thread(_name, here)
    here.serve(name)
    store = await asyncio.to_thread(open_store, here.root, here.settings, name, here.kind)
    try:
        files = await store.revision_files()
        if not files:
            raise NothingOnServer
        here.adopt(read_campaign(files))
        yield store
    finally:
        await store.close()


def _name(here: Session) -> str:
    from campaign.wiring.ledgers import campaigns_on  # noqa: PLC0415

    url, wanted = here.settings.get("DATABASE_URL") or "", here.settings.get(CAMPAIGN)
    if not is_server(url):
        raise UsageError(what=here.say("run.no-server"))
    there = campaigns_on(url)
    if not there:
        raise NothingOnServer
    if wanted and wanted not in there:
        raise UsageError(what=here.say("run.campaign-unknown", name=wanted, names=", ".join(there)))
    if not wanted and len(there) > 1:
        raise UsageError(what=here.say("run.campaign-which", names=", ".join(there)))
    return wanted or there[0]
