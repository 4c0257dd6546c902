"""A campaign at work for tests: files in memory, a real ledger, fake networks, a set clock."""

from __future__ import annotations

import atexit
from collections import Counter
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from campaign.core.facts import Door, Fact
from campaign.core.generations import at_hand
from campaign.core.ledger_kind import Kind
from campaign.core.outcomes import Certainty
from campaign.services.conversation import LoadedContent
from campaign.services.deciding import Decisions
from campaign.services.loader import Loader
from campaign.services.publishing import Publisher
from campaign.services.reach import Colleagues, Reach
from campaign.store.opening import open_ledger
from campaign.testing import FakeChannel, fake_sheet
from campaign.wiring.clocks import VirtualClock
from campaign.wiring.desk import build_desk
from campaign.wiring.renderer import start_renderer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from campaign.core.deliveries import Delivery
    from campaign.core.settings import Campaign
    from campaign.ports.rendering import Renderer
    from campaign.services.loader import Loaded
    from campaign.services.team_messages import TeamMessages
    from campaign.store.store import Store

CAMPAIGN = """\
format: 1
name: voces
title: Voces del río
zone: America/Bogota
languages: [es]
channels: [x, telegram]
team:
  - {role: prensa, name: Rocío}
"""
PROGRAMME = """\
panels:
  - id: aguas
    title: Aguas abajo
    start: 2031-05-20 18:00
  - id: orillas
    title: Las dos orillas
    start: 2031-05-27 18:00
"""
CALENDAR = """\
- post: aviso
  for: panels
  when: start - 7d 09:00
  channels: all
  text: "«{{ panel.title }}»: {{ panel.when }}."
  expires: start
- post: en-vivo
  for: panels
  when: start
  channels: all
  text: "Ya comenzó «{{ panel.title }}»: {{ panel.stream }}"
  needs: [stream]
  expires: end
"""
FIRST_DAY = datetime(2031, 5, 10, 12, 0, tzinfo=UTC)


@dataclass(slots=True)
class Newsroom:
    """Everything that one test needs, on one virtual clock."""

    store: Store
    loader: Loader
    decisions: Decisions
    publisher: Publisher
    clock: VirtualClock
    channels: dict[str, FakeChannel]
    files: dict[str, bytes] = field(default_factory=dict)

    async def load(self, **changed: str) -> Loaded:
        """Load the files; ``calendar=…`` replaces ``posts/calendar.yaml`` and so on."""
        for name, text in changed.items():
            self.files[f"posts/{name}.yaml"] = text.encode()
        return await self.loader.load(self.files, "Rocío")

    async def learn(self, subject: str, name: str, value: str) -> Loaded:
        """Enter a fact."""
        fact = Fact(subject, name, value, self.clock.now(), "Rocío", Door.COMMAND)
        return await self.loader.learn([fact], "Rocío")

    async def until(self, moment: str) -> None:
        """Let time pass to a local moment of Bogotá, doing what is due on the way."""
        end = datetime.fromisoformat(f"{moment}-05:00").astimezone(UTC)
        while (due := await self.store.next_due()) is not None and due <= end:
            self.clock.advance_to(due)
            if not await self.publisher.work():
                break
        self.clock.advance_to(end)
        await self.publisher.work()

    def work_with(self, **other: Any) -> None:
        """From now on publish with ``other`` channels, colleagues … than before."""
        self.publisher = Publisher(replace(self.publisher.reach, **other))

    def tell(self, team: TeamMessages) -> None:
        """From now on tell the team what needs a person."""
        colleagues = self.publisher.reach.colleagues
        told = replace(colleagues, tell_team=team.about, tell_late=team.late)
        self.work_with(colleagues=told)

    async def newest(self) -> dict[str, Delivery]:
        """Return the newest generation of every key."""
        snapshot = await self.store.snapshot()
        return {str(k): d for k, d in at_hand(snapshot.deliveries).items()}

    async def states(self) -> dict[str, str]:
        """Return the state of every key."""
        return {key: str(d.state) for key, d in (await self.newest()).items()}

    def visible(self, channel: str = "x") -> list[str]:
        """Return what followers see, oldest first."""
        return [post.payload.text for post in self.channels[channel].posts]

    def doubled(self) -> list[str]:
        """Return texts that followers see twice on one network."""
        return [
            text
            for name in self.channels
            for text, times in Counter(self.visible(name)).items()
            if times > 1
        ]


@cache
def shared_renderer() -> Renderer:
    """Return the rendering child of all newsrooms: it is the same to it for whom it works."""
    renderer = start_renderer()
    atexit.register(renderer.close)
    return renderer


@asynccontextmanager
async def newsroom(folder: Path, approval: str = "") -> AsyncIterator[Newsroom]:
    """Open a newsroom with its ledger in ``folder``."""
    clock = VirtualClock(FIRST_DAY)
    store = open_ledger(f"sqlite:///{folder}/ledger.sqlite", "voces", Kind.SANDBOX, trusted=True)
    desk = build_desk(shared_renderer())
    sheets = {
        "x": fake_sheet("x", Certainty.READBACK),
        "telegram": fake_sheet("telegram", Certainty.BLIND),
    }
    desk.drafting.sheets = sheets
    channels = {name: FakeChannel(sheet, clock.now) for name, sheet in sheets.items()}
    loader = Loader(desk, store, store, clock)
    content = LoadedContent(store, desk.read)

    async def campaign() -> Campaign:
        return (await content()).campaign

    replan = partial(loader.replan, "prueba")
    colleagues = Colleagues(replan=replan, campaign=campaign)
    publisher = Publisher(Reach(store, channels, clock, "prueba", colleagues))
    files = {
        "posts/campaign.yaml": (CAMPAIGN + approval).encode(),
        "posts/programme.yaml": PROGRAMME.encode(),
        "posts/calendar.yaml": CALENDAR.encode(),
    }
    decisions = Decisions(store, clock)
    try:
        yield Newsroom(store, loader, decisions, publisher, clock, channels, files)
    finally:
        await store.close()
