"""Seats that come free: whose turn it is, and what whoever gets one is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from campaign.ports.vacancies import Vacancy
from campaign.services.conversation import buttons, saying
from campaign.services.conversation.turns import Reply
from campaign.services.conversation.view import capital
from campaign.services.leads import reminders_kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from campaign.core.programme import Panel
    from campaign.core.settings import Campaign
    from campaign.ports.phrases import Phrases


@dataclass(frozen=True, slots=True)
class Vacancies:
    """Tells of free seats, in every language of ``codes`` and the campaign's own."""

    campaign: Campaign
    phrases_of: Callable[[str], Phrases]
    codes: Iterable[str]
    now: datetime

    def of(self, panels: Iterable[Panel]) -> tuple[Vacancy, ...]:
        """Return the vacancies of panels; nobody is called to one that is over or cancelled."""
        return tuple(self._vacancy(p) for p in panels if not (p.cancelled or p.is_over(self.now)))

    def _vacancy(self, panel: Panel) -> Vacancy:
        codes = dict.fromkeys((self.campaign.language, *self.codes))
        return Vacancy(panel.id, panel.capacity, {code: self._told(panel, code) for code in codes})

    def _told(self, panel: Panel, code: str) -> str:
        phrases = self.phrases_of(code)
        named = saying.named(panel, self.campaign, phrases)
        pieces = [phrases.text("bot.seat-free", **named)]
        if panel.begins is None:
            pieces.append(phrases.text("bot.seat-undated"))
        elif self.now < panel.begins:
            pieces.append(phrases.text(f"bot.{reminders_kind([panel.begins], self.now)}"))
        if panel.stream:
            pieces.append(phrases.text("bot.reminder-link", url=panel.stream))
        pieces.append(phrases.text("bot.seat-give-up"))
        give_up = buttons.data(buttons.CANCEL, buttons.short(panel.id))
        way = ((phrases.text("bot.button.give-up"), give_up),)
        return Reply(capital(" ".join(pieces)), way).body()
