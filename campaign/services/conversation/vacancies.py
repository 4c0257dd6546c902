"""Seats that come free: whose turn it is, and what whoever gets one is told."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from campaign.ports.messages import Message, Priority
from campaign.ports.vacancies import Vacancy
from campaign.services.conversation import buttons, saying
from campaign.services.conversation.turns import Reply
from campaign.services.conversation.view import capital
from campaign.services.leads import SOON, reminders_kind

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from datetime import datetime

    from campaign.core.attendees import Attendee
    from campaign.core.programme import Panel
    from campaign.core.settings import Campaign
    from campaign.ports.phrases import Phrases


@dataclass(frozen=True, slots=True)
class Vacancies:
    """Tells of free seats, in the languages of ``codes`` and the campaign's own."""

    campaign: Campaign
    phrases_of: Callable[[str], Phrases]
    codes: Collection[str]
    now: datetime

    def of(self, panels: Iterable[Panel]) -> tuple[Vacancy, ...]:
        """Return the vacancies of panels; nobody is called to one that is over or cancelled."""
        return tuple(self._vacancy(p) for p in panels if not (p.cancelled or p.is_over(self.now)))

    def _vacancy(self, panel: Panel) -> Vacancy:
        return Vacancy(panel.id, panel.capacity, partial(self._message, panel))

    def _message(self, panel: Panel, who: Attendee, since: datetime) -> Message:
        """Return what somebody is told; they may wait for a panel again, and be told again."""
        own = self.campaign.language
        body = self._told(panel, who.language if who.language in self.codes else own)
        dedupe = f"seat:{panel.id}:{who.id}:{since.isoformat()}"
        return Message(who.chat, body, Priority.NOTICE, dedupe=dedupe)

    def _told(self, panel: Panel, code: str) -> str:
        phrases = self.phrases_of(code)
        named = saying.named(panel, self.campaign, phrases)
        pieces = [phrases.text("bot.seat-free", **named)]
        if panel.begins is None:
            pieces.append(phrases.text("bot.seat-undated"))
        elif (kind := reminders_kind([panel.begins], self.now)) != SOON:
            pieces.append(phrases.text(f"bot.{kind}"))
        if panel.stream:
            pieces.append(phrases.text("bot.reminder-link", url=panel.stream))
        pieces.append(phrases.text("bot.seat-give-up"))
        give_up = buttons.data(buttons.CANCEL, buttons.short(panel.id))
        way = ((phrases.text("bot.button.give-up"), give_up),)
        return Reply(capital(" ".join(pieces)), way).body()
