"""What attendees are told without asking: reminders, changes of the programme, a free seat."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from campaign.ports.attendees import Crowd
from campaign.ports.ledger import Stale
from campaign.ports.messages import Message, Priority
from campaign.services.conversation import Reply
from campaign.services.conversation.vacancies import Vacancies
from campaign.services.leads import LEADS, reminded_at
from campaign.services.loader import Told
from campaign.services.reminders import Notices, Signed, changed, due_now

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
    from datetime import datetime

    from campaign.core.programme import Panel, Programme
    from campaign.core.settings import Campaign
    from campaign.ports.attendees import People
    from campaign.ports.clock import Clock
    from campaign.ports.phrases import Phrases
    from campaign.ports.vacancies import Vacancy
    from campaign.services.conversation import Content


class Attending:
    """Keeps everybody who signed up up to date. ``content`` gives the loaded campaign.

    ``codes`` are the languages in which people may have signed up.
    """

    def __init__(
        self,
        content: Callable[[], Awaitable[Content]],
        people: People,
        clock: Clock,
        phrases_of: Callable[[str], Phrases],
        codes: Iterable[str] = (),
    ) -> None:
        self.content = content
        self.people = people
        self.clock = clock
        self.phrases_of = phrases_of
        self.codes = tuple(codes)

    async def fill_seats(self) -> int:
        """Give seats that are free to those who wait, whatever freed them; return how many."""
        content, crowds = await self.content(), await self.people.crowds()
        free = [p for p in content.programme.panels if _is_to_fill(p, crowds.get(p.id, Crowd()))]
        if not free:
            return 0
        with contextlib.suppress(Stale):  # the next round goes by what was loaded meanwhile
            return await self.people.fill(self._vacancies(content.campaign, free), content.mark)
        return 0

    async def remind(self) -> int:
        """Put the reminders that are due into the outbox; return how many are due."""
        content = await self.content()
        coming = {panel.id for panel, _ in due_now(content.programme, self.clock.now())}
        seated = {panel: await self.people.seated(panel) for panel in coming}
        notices = Notices(content.campaign, self.phrases_of)
        messages = notices.due(content.programme, seated, self.clock.now())
        if messages:
            await self.people.enqueue(messages)
        return len(messages)

    async def changes(self, before: Programme, after: Programme) -> Told:
        """Return what people who signed up are told of a changed programme."""
        content = await self.content()
        now = self.clock.now()
        signed_up = {
            panel.id: Signed(
                await self.people.seated(panel.id), await self.people.waiting(panel.id)
            )
            for panel, _ in changed(before, after, now)
        }
        notices = Notices(content.campaign, self.phrases_of)
        messages = (
            *notices.changes(before, after, signed_up, now),
            *self._too_few(content, before, after, await self.people.crowds()),
        )
        return Told(messages, self._vacancies(content.campaign, after.panels))

    def _too_few(
        self,
        content: Content,
        before: Programme,
        after: Programme,
        crowds: Mapping[str, Crowd],
    ) -> Iterator[Message]:
        """Tell the team of panels that lose seats which people have."""
        chat, now = content.team_chat, self.clock.now()
        phrases = self.phrases_of(content.campaign.language)
        for panel in after.panels if chat is not None else ():
            seated, was = crowds.get(panel.id, Crowd()).seated, before.panel(panel.id)
            if panel.capacity is None or seated <= panel.capacity or panel.is_over(now):
                continue
            if panel.cancelled or (was is not None and was.capacity == panel.capacity):
                continue
            said = {"panel": panel.title, "seated": seated, "seats": panel.capacity}
            text = phrases.text("alarms.seats", **said, more=seated - panel.capacity)
            once = f"alarm:seats:{panel.id}:{panel.capacity}:{now.isoformat()}"
            body = Reply(text).body()
            yield Message(chat or 0, body, Priority.TEAM, once=True, dedupe=once)

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

    def _vacancies(self, campaign: Campaign, panels: Iterable[Panel]) -> tuple[Vacancy, ...]:
        return Vacancies(campaign, self.phrases_of, self.codes, self.clock.now()).of(panels)


def _is_to_fill(panel: Panel, crowd: Crowd) -> bool:
    """Tell whether somebody waits for a panel that has seats left."""
    return crowd.waiting > 0 and (panel.capacity is None or crowd.seated < panel.capacity)
