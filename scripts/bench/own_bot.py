"""Our bot alone, with its ledger, for the bench: ``python -m scripts.bench.own_bot URL TOKEN``.

With ``inbox`` as a third argument updates are received and stored, and nothing else: after
each poll it tells on a line how many it has. With ``broadcast`` and a ledger's file it works with
that one, at the pace that Telegram asks for.
"""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from campaign.bot import Bot, Gate
from campaign.bot.polling import Receiver
from campaign.bot.transport import Transport
from campaign.core.ledger_kind import Kind
from campaign.core.programme import Panel, Programme
from campaign.core.settings import Campaign
from campaign.languages import Catalogue
from campaign.sandbox.credentials import TEAM
from campaign.services.broadcasting import Broadcasting
from campaign.services.conversation import Content
from campaign.store.opening import Limits, open_ledger
from campaign.wiring.clocks import SystemClock

if TYPE_CHECKING:
    from campaign.store.store import Store

ZONE = ZoneInfo("America/Santiago")
PANELS = tuple(
    Panel(f"panel-{n}", f"Panel número {n}", n, datetime(2031, 5, n, 18, 0, tzinfo=ZONE))
    for n in range(1, 7)
)
LEASE = 2.0
CAMPAIGN = Campaign("banco", "Tardes de prueba", "America/Santiago", ZONE)


async def talk(store: Store, url: str, token: str) -> None:
    """Answer until killed, without a limit of messages a second: the peers have none either."""
    clock = SystemClock(datetime(2031, 5, 1, 12, 0, tzinfo=UTC))

    async def content() -> Content:
        mark = await store.mark()
        return Content(CAMPAIGN, Programme(PANELS), mark=mark)

    gate = Gate.open_wide(clock.elapsed)
    bot = Bot(token=token, api_url=url, people=store, content=content, clock=clock, gate=gate)
    await bot.run(asyncio.Event())


async def broadcast(store: Store, url: str, token: str) -> None:
    """Answer, and send what the team wrote to many, until killed."""
    clock = SystemClock()

    async def content() -> Content:
        return Content(CAMPAIGN, Programme(PANELS), team_chat=TEAM, mark=await store.mark())

    feed = Broadcasting(store, content, clock, Catalogue).step
    bot = Bot(token=token, api_url=url, people=store, content=content, clock=clock, feed=feed)
    await bot.run(asyncio.Event())


async def receive(store: Store, url: str, token: str) -> None:
    """Store what comes, until killed."""
    receiver, number = Receiver(Transport(token, url), store), 0
    while True:
        number += await receiver.poll(20)
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()


async def main(url: str, token: str, what: str = "talk", ledger: str = "") -> None:
    """Open a new ledger, or the one that is named, and work with it."""
    if what == "broadcast":
        limits = Limits(lease=LEASE)
        store = open_ledger(f"sqlite:///{ledger}", "banco", Kind.REAL, limits, trusted=True)
        await broadcast(store, url, token)
    with TemporaryDirectory() as folder:
        path = f"sqlite:///{Path(folder) / 'ledger.sqlite'}"
        store = open_ledger(path, "banco", Kind.REAL, trusted=True)
        await (receive if what == "inbox" else talk)(store, url, token)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
