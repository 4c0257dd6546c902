"""A rehearsal put together: ledger, channels, bot and stage, played, and told as a report."""

from __future__ import annotations

import asyncio
import json
import shutil
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from campaign.core.ledger_kind import Kind
from campaign.languages import Catalogue
from campaign.services.outcome import Seen, report
from campaign.wiring.accounts import connect_all
from campaign.wiring.attendees import attendees
from campaign.wiring.desk import read_folder
from campaign.wiring.ledgers import BUILD, ledger_url, limits
from campaign.wiring.pages.rehearsal_page import write_rehearsal_page
from campaign.wiring.press import Press
from campaign.wiring.stage import staged
from campaign.wiring.team import team_messages

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from pathlib import Path

    from campaign.core.folder import Folder
    from campaign.core.script import Script
    from campaign.sandbox.world import World
    from campaign.services.proposing import Desk
    from campaign.services.publishing import Publisher
    from campaign.settings import Settings
    from campaign.store.store import Store
    from campaign.wiring.accounts import Accounts
    from campaign.wiring.attendees import Lobby
    from campaign.wiring.stage import Stage

    Play = Callable[["Company"], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Company:
    """The parts with which a rehearsal is played."""

    piece: Piece
    folder: Folder
    desk: Desk
    store: Store
    accounts: Accounts
    stage: Stage
    lobby: Lobby

    def publisher(self, owner: str) -> Publisher:
        """Return what publishes, as in a campaign at work.

        It has no gates: this clock jumps, and nobody else is on networks that are its own. Nobody
        is told anything meanwhile: what is advised at work helps nothing here.
        """
        team = team_messages(self.folder.campaign, self.stage.settings)
        channels, clock = self.accounts.channels, self.stage.clock
        return Press(self.lobby, team, channels, clock, self.piece.own, _to_nobody).publisher(owner)


def _to_nobody(_message_id: str, **_params: object) -> None:
    """Say nothing."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What is rehearsed, from the folder ``root``; ``own`` are the settings of the program itself,
    whose limits hold here, too.
    """

    root: Path
    files: Mapping[str, bytes]
    script: Script
    own: Settings


async def rehearse(
    piece: Piece, desk: Desk, play: Play, out: Path | None = None
) -> tuple[dict[str, Any], World]:
    """Play a piece on a fresh ledger and stage; return the report and what happened.

    The page is written into ``out``, by default into ``build/rehearsal/``.

    ``play`` is the engine: this layer puts the parts together and may not import it.
    """
    began = time.monotonic()
    folder = read_folder(piece.files)
    desk = replace(desk, kind=Kind.REHEARSAL)
    with staged(folder.campaign, piece.script.start) as stage:
        store = await asyncio.to_thread(_fresh_store, piece, folder)
        accounts = await connect_all(folder.campaign, stage.settings, stage.clock)
        try:
            lobby = attendees(store, desk, stage.settings, stage.clock)
            company = Company(piece, folder, desk, store, accounts, stage, lobby)
            await play(company)
            told = await _told(company)
            told["seconds"] = round(time.monotonic() - began, 2)
            await write_rehearsal_page(
                out or piece.root / BUILD / Kind.REHEARSAL.value, told, company
            )
        finally:
            await accounts.close()
            await store.close()
        return told, stage.world


def _fresh_store(piece: Piece, folder: Folder) -> Store:
    """Open an empty ledger of the kind *rehearsal*, trusted: its networks are as new as it."""
    from campaign.store.opening import open_ledger  # noqa: PLC0415

    shutil.rmtree(piece.root / BUILD / Kind.REHEARSAL.value, ignore_errors=True)
    name = folder.campaign.name
    url = ledger_url(piece.root, piece.own, name, Kind.REHEARSAL)
    return open_ledger(url, name, Kind.REHEARSAL, limits(piece.own), trusted=True)


async def _told(company: Company) -> dict[str, Any]:
    snapshot = await company.store.snapshot()
    keys = {str(delivery.key) for delivery in snapshot.deliveries}
    histories = {key: await company.store.history(key) for key in sorted(keys)}
    language = company.folder.campaign.language
    return report(
        snapshot.deliveries,
        histories,
        seen(company.stage.world),
        company.desk.drafting.sheets,
        Catalogue(language),
        company.stage.clock.now(),
    )


def seen(world: World) -> list[Seen]:
    """Return what followers can see on the emulated networks."""
    return [
        Seen(post.network, post.text, post.id)
        for post in world.posts()
        if post.deleted is None and not post.by_hand
    ]


def write_report(folder: Path, told: Mapping[str, Any]) -> None:
    """Write ``report.json``."""
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(told, ensure_ascii=False, indent=1)
    (folder / "report.json").write_text(text, encoding="utf-8")
