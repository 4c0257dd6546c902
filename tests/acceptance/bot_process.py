"""A bot in a process of its own, which may kill itself at a named instant.

``bot_process API_URL DATABASE LEASE [METHOD:before|after:COUNT]``, with a webhook where the
environment has its ``WEBHOOK_PORT``, and a team where it has ``TEAM_CHAT``.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from campaign.bot import Bot, Gate
from campaign.core.ledger_kind import Kind
from campaign.core.programme import Panel, Programme
from campaign.core.settings import Campaign
from campaign.engines.standby import Together
from campaign.languages import Catalogue
from campaign.sandbox.credentials import BOT_TOKEN
from campaign.services.broadcasting import Broadcasting
from campaign.services.conversation import Content
from campaign.store.opening import Limits, open_ledger
from campaign.wiring.clocks import SystemClock
from campaign.wiring.places import Place
from campaign.wiring.webhooks import Webhook

ZONE = ZoneInfo("America/Lima")
NAME = "tardes"
PANEL = Panel("agua", "Agua para todos", 1, datetime(2031, 5, 8, 18, 0, tzinfo=ZONE))
SMALL = replace(PANEL, id="pozo", title="Pozos profundos", number=2, capacity=1)
NOW = datetime(2031, 5, 1, 12, 0, tzinfo=UTC)
LIMITS = Limits(lease=0.5)
"""Seconds; the outbox waits twice that for a sender that died."""


class Mortal:
    """People rows whose process dies before or after the given call of a method."""

    def __init__(self, people: Any, method: str, when: str, count: int) -> None:
        self._people = people
        self._method = method
        self._before = when == "before"
        self._left = count

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._people, name)
        if name != self._method:
            return found

        async def call(*args: Any, **kwargs: Any) -> Any:
            self._left -= 1
            if self._left <= 0 and self._before:
                os.kill(os.getpid(), signal.SIGKILL)
            result = await found(*args, **kwargs)
            if isinstance(result, list) and not result:
                self._left += 1  # it had nothing to do
            elif self._left <= 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return result

        return call


def open_store(database: str, limits: Limits = LIMITS) -> Any:
    """Open the ledger that all lives of the bot share."""
    return open_ledger(f"sqlite:///{database}", NAME, Kind.SANDBOX, limits, trusted=True)


async def content() -> Content:
    """Return the programme that the bot answers from."""
    campaign = Campaign(NAME, "Tardes de agua", "America/Lima", ZONE)
    team = os.environ.get("TEAM_CHAT")
    return Content(campaign, Programme((PANEL, SMALL)), team_chat=int(team) if team else None)


def make_bot(api_url: str, people: Any, gate: Gate | None = None, port: int | None = None) -> Bot:
    """Return the bot that talks about the programme."""
    return Bot(
        token=BOT_TOKEN,
        api_url=api_url,
        people=people,
        content=content,
        clock=SystemClock(NOW),
        gate=gate,
        team=make_team(people) if "TEAM_CHAT" in os.environ else None,
        webhook=port
        and Webhook(f"http://127.0.0.1:{port}/hook", "s3cret", Place("127.0.0.1", port)),
        feed=Broadcasting(people, content, SystemClock(NOW), Catalogue).step,
    )


def make_team(people: Any) -> Any:
    """Return what decides about questions in the team's chat."""
    from campaign.services.deciding import Decisions  # noqa: PLC0415 -- others start without
    from campaign.services.team_desk import TeamDesk  # noqa: PLC0415
    from campaign.services.team_questions import QuestionCounter  # noqa: PLC0415

    decisions = Decisions(people, SystemClock(NOW))
    return TeamDesk(people, people, decisions, {}, [QuestionCounter()])


async def talk_once(api_url: str, database: str) -> None:
    """Answer what is there, in this process."""
    store = open_store(database)
    bot = make_bot(api_url, store, Gate.open_wide(time.monotonic))
    try:
        await bot.step()
    finally:
        await bot.close()
        await store.close()


async def live(api_url: str, database: str, lease: str, death: str = "") -> None:
    """Run until killed."""
    store = open_store(database, Limits(lease=float(lease)))
    people: Any = store
    if death:
        method, when, count = death.split(":")
        people = Mortal(store, method, when, int(count))
    port = os.environ.get("WEBHOOK_PORT")
    bot = make_bot(api_url, people, port=int(port) if port else None)
    door = bot.reception
    parts = (bot,) if door is None else (door, door.complaint, bot)
    await Together(parts).run(asyncio.Event())


def main() -> None:
    """Live as the command line says."""
    asyncio.run(live(*sys.argv[1:]))


if __name__ == "__main__":
    main()
