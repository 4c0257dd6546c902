"""The rehearsal: a whole campaign on a virtual clock, on emulated networks, over real HTTP.

Time moves only when nothing is under way: everything that is due has been done and
every message has been answered.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from campaign.core.facts import Door, Fact
from campaign.core.files import changed
from campaign.core.script import Approves, FactArrives, NoteArrives, Says

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from campaign.core.script import Event, Script
    from campaign.ports.ledger import Ledger
    from campaign.services.deciding import Decisions
    from campaign.services.loader import Loader
    from campaign.services.publishing import Publisher

BY = "ensayo"
MOST_ROUNDS = 1000


class Stepping(Protocol):
    """Something that does all it can do now and says how much that was."""

    async def step(self) -> int:
        """Do what can be done; return how many things were done."""
        ...


class Reminding(Protocol):
    """What attendees are told at certain moments."""

    async def fill_seats(self) -> int:
        """Give free seats to those who wait."""
        ...

    async def remind(self) -> int:
        """Say what is due."""
        ...

    async def next_moment(self) -> datetime | None:
        """Return when something is due next, in UTC."""
        ...


class Settable(Protocol):
    """A calendar that is set by hand."""

    def now(self) -> datetime:
        """Return the calendar's now in UTC."""
        ...

    def advance_to(self, moment: datetime) -> None:
        """Set the calendar forward."""
        ...


class Visitors(Protocol):
    """People of the script, who write to the bot."""

    def say(self, who: str, text: str) -> None:
        """Let somebody write to the bot."""
        ...


class Talking(Stepping, Protocol):
    """The bot, which holds connections."""

    async def close(self) -> None:
        """Free the connections."""
        ...


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody who takes part in a rehearsal."""

    loader: Loader
    decisions: Decisions
    publisher: Publisher
    bot: Talking
    visitors: Visitors
    attending: Reminding
    clock: Settable


class Rehearsal:
    """Plays a script from its start to its end."""

    def __init__(self, script: Script, files: Mapping[str, bytes], cast: Cast) -> None:
        self.script = script
        self.files = files
        self.loader = cast.loader
        self.ledger: Ledger = cast.loader.ledger
        self.decisions = cast.decisions
        self.publisher = cast.publisher
        self.bot = cast.bot
        self.visitors = cast.visitors
        self.attending = cast.attending
        self.clock = cast.clock

    async def play(self, progress: Callable[[float], None]) -> None:
        """Play everything; ``progress`` is told the share of calendar time that has passed."""
        await self.loader.load(self.files, BY)
        events = sorted(self.script.events, key=lambda event: event.at)
        end = self.script.end.astimezone(UTC)
        span = (end - self.clock.now()) or timedelta(seconds=1)
        begin = self.clock.now()
        while True:
            await self._settle()
            while events and events[0].at <= self.clock.now():
                await self._perform(events.pop(0))
                await self._settle()
            upcoming = await self._next(events)
            if upcoming is None or upcoming > end:
                break
            self.clock.advance_to(upcoming)
            progress((self.clock.now() - begin) / span)
        self.clock.advance_to(end)
        await self._settle()
        progress(1.0)

    async def _settle(self) -> None:
        """Let everything that is due now happen."""
        await self.attending.fill_seats()
        await self.attending.remind()
        for _ in range(MOST_ROUNDS):
            if not await self.publisher.work() + await self.bot.step():
                return

    async def _next(self, events: list[Event]) -> datetime | None:
        moments = [events[0].at.astimezone(UTC)] if events else []
        reminder = await self.attending.next_moment()
        if reminder is not None:
            moments.append(reminder)
        due = await self.ledger.next_due(self.clock.now())
        if due is not None:
            moments.append(due)
        return min(moments, default=None)

    async def _perform(self, event: Event) -> None:
        match event.what:
            case FactArrives(subject, name, value):
                fact = Fact(subject, name, value, self.clock.now(), BY, Door.REHEARSAL)
                await self.loader.learn([fact], BY)
            case Approves(keys, by, role):
                await self.decisions.approve(keys, by, role)
            case NoteArrives(panel, text):
                self.files = changed(self.files, {f"posts/notes/{panel}.md": text.encode()})
                await self.loader.load(self.files, BY)
            case Says(who, text):
                self.visitors.say(who, text)
