"""The rehearsal's page: gathers what the rehearsal left behind, and writes it for people."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from campaign.core.files import Held
from campaign.sandbox.credentials import TEAM
from campaign.services.checking import known_programme
from campaign.wiring.pages.page import Album, render, write
from campaign.wiring.pages.rehearsal_view import rehearsal_view
from campaign.wiring.pages.rehearsed import Chat, Rehearsed
from campaign.wiring.pages.telling import Teller

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from campaign.core.deliveries import Delivery
    from campaign.ports.ledger import Ledger
    from campaign.sandbox.world import World
    from campaign.wiring.rehearsing import Company

PAGE = "index.html"


async def write_rehearsal_page(folder: Path, told: Mapping[str, Any], company: Company) -> Path:
    """Write ``index.html`` with its pictures into ``folder`` and return its path.

    ``told`` is the report; ledger and emulated networks must still be open.
    """
    album = Album()
    rehearsed = await _gather(told, company, album)

    def work() -> Path:
        return write(folder / PAGE, rehearsal_html(rehearsed), album)

    return await asyncio.to_thread(work)


def rehearsal_html(rehearsed: Rehearsed) -> str:
    """Return the page of a rehearsal."""
    settings, brand = rehearsed.folder.campaign, rehearsed.folder.brand
    return render("rehearsal.html", settings.language, brand, view=rehearsal_view(rehearsed))


async def _gather(told: Mapping[str, Any], company: Company, album: Album) -> Rehearsed:
    snapshot = await company.store.snapshot()
    keys = dict.fromkeys(str(delivery.key) for delivery in snapshot.deliveries)
    programme, _ = known_programme(company.folder, snapshot.facts)
    world = company.stage.world
    return Rehearsed(
        told=told,
        folder=company.folder,
        programme=programme,
        script=company.piece.script,
        deliveries=snapshot.deliveries,
        histories={key: await company.store.history(key) for key in keys},
        sheets=company.desk.drafting.sheets,
        chats=tuple(_chats(world, Teller.of(company.folder.campaign, programme))),
        pictures=await _pictures(company.store, snapshot.deliveries, album),
    )


async def _pictures(
    ledger: Ledger,
    deliveries: Sequence[Delivery],
    album: Album,
) -> dict[str, str]:
    payloads = (delivery.payload for delivery in deliveries if delivery.receipt)
    images = {image.sha256: image for payload in payloads if payload for image in payload.images}
    return {name: album.add(image, Held(await ledger.blob(name))) for name, image in images.items()}


def _chats(world: World, teller: Teller) -> Iterator[Chat]:
    for visitor in world.visitors():
        yield Chat(visitor.name, world.chat(visitor))
    yield Chat(teller.say("talk.team"), world.chat(TEAM), room=True)
