"""What attendees are told without asking: reminders, and changes of the programme."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.services.leads import LEADS, reminded_at
from campaign.services.reminders import Notices

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence
    from datetime import datetime

    from campaign.core.programme import Programme
    from campaign.ports.attendees import Attendee, People
    from campaign.ports.clock import Clock
    from campaign.ports.ledger import Message
    from campaign.ports.phrases import Phrases
    from campaign.services.conversation import Content


class Attending:
    """Keeps everybody with a seat up to date. ``content`` gives the loaded campaign."""

    def __init__(
        self,
        content: Callable[[], Awaitable[Content]],
        people: People,
        clock: Clock,
        phrases_of: Callable[[str], Phrases],
    ) -> None:
        self.content = content
        self.people = people
        self.clock = clock
        self.phrases_of = phrases_of

    async def remind(self) -> int:
        """Put the reminders that are due into the outbox; return how many are due."""
        content = await self.content()
        seated = await self._seated(content.programme)
        notices = Notices(content.campaign, self.phrases_of)
        messages = notices.due(content.programme, seated, self.clock.now())
        if messages:
            await self.people.enqueue(messages)
        return len(messages)

    async def changes(self, before: Programme, after: Programme) -> Sequence[Message]:
        """Return what people with a seat are told of a changed programme."""
        content = await self.content()
        seated = await self._seated(before)
        notices = Notices(content.campaign, self.phrases_of)
        return notices.changes(before, after, seated, self.clock.now())

    async def next_moment(self) -> datetime | None:
        """Return when the next reminder is due, in UTC."""
        content = await self.content()
        now = self.clock.now()
        moments = [
            reminded_at(panel.begins, lead)
            for panel in content.programme.panels
            if panel.begins is not None
            for lead in LEADS.values()
        ]
        return min((m for m in moments if m > now), default=None)

    async def _seated(self, programme: Programme) -> Mapping[str, Sequence[Attendee]]:
        return {panel.id: await self.people.seated(panel.id) for panel in programme.panels}
