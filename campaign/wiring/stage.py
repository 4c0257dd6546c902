"""The stage of a rehearsal: emulated networks on a virtual clock, and visitors of the script."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from campaign.languages import Catalogue
from campaign.sandbox import credentials
from campaign.sandbox.records import Accounts, Visitor
from campaign.sandbox.server import serving
from campaign.sandbox.world import World
from campaign.settings import Settings
from campaign.wiring.clocks import VirtualClock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from campaign.core.settings import Campaign

FIRST_VISITOR = 700_001


@dataclass(slots=True)
class Audience:
    """Visitors by name; implements :class:`campaign.engines.rehearsal.Visitors`."""

    world: World
    language: str
    people: dict[str, Visitor] = field(default_factory=dict)

    def say(self, who: str, text: str) -> None:
        """Let somebody write to the bot in private, or press the button that says just that."""
        visitor = self._visitor(who)
        said = next((s for s in reversed(self.world.chat(visitor)) if s.buttons), None)
        pressed = said and next((b for row in said.buttons for b in row if b["text"] == text), None)
        if said and pressed and "callback_data" in pressed:
            self.world.press(visitor, said.id, pressed["callback_data"])
        else:
            self.world.say(visitor, text)

    def _visitor(self, who: str) -> Visitor:
        if who not in self.people:
            number = FIRST_VISITOR + len(self.people)
            self.people[who] = Visitor(number, who, language=self.language)
        return self.people[who]


@dataclass(frozen=True, slots=True)
class Stage:
    """What a rehearsal plays on."""

    clock: VirtualClock
    world: World
    audience: Audience
    settings: Settings
    url: str


@contextmanager
def staged(campaign: Campaign, start: datetime) -> Iterator[Stage]:
    """Serve emulated networks as long as the block runs; real credentials are not looked at."""
    clock = VirtualClock(start)
    accounts = Accounts.called(campaign.title or campaign.name, campaign.name)
    world = World(clock.now, accounts=accounts)
    phrases = Catalogue(campaign.language)
    with serving(world, phrases=phrases, zone=campaign.zone) as url:
        settings = Settings(credentials.settings(url))
        audience = Audience(world, campaign.language)
        yield Stage(clock, world, audience, settings, url)
