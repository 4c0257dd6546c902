"""What one card is made from, and what was read and said on the way."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC
from typing import TYPE_CHECKING

from campaign.core.facts import FactRead
from campaign.core.time_left import end_of_day

if TYPE_CHECKING:
    from datetime import date, datetime

    from campaign.core.countdowns import Countdown
    from campaign.core.expansion import Draft
    from campaign.core.programme import Panel, Programme
    from campaign.core.subjects import Subject
    from campaign.ports.phrases import Phrases


@dataclass(slots=True)
class Told:
    """A card under way. ``programme`` has its facts applied, ``series`` is the campaign's title,
    ``session`` what it calls a session, empty for a panel.

    ``reads`` are the facts that it shows, ``until`` is when the first date on it will be past
    (UTC), ``countdown`` what it says of the time until something.
    """

    draft: Draft
    programme: Programme
    phrases: Phrases
    series: str = ""
    session: str = ""
    reads: list[FactRead] = field(default_factory=list)
    until: datetime | None = None
    countdown: Countdown | None = None

    @property
    def subject(self) -> Subject:
        """Return what the card is about."""
        return self.draft.subject

    @property
    def due(self) -> datetime | None:
        """Return when it goes out, in the zone of its readers; ``None`` while nobody knows."""
        return self.draft.due.local if self.draft.due else None

    def is_past(self, moment: datetime) -> bool:
        """Tell whether a moment is over when the card goes out."""
        due = self.draft.due
        return due is not None and moment.astimezone(UTC) <= due.utc

    def start_of(self, panel: Panel) -> datetime | None:
        """Return the start of a panel, to be told with its hour."""
        begins = panel.begins
        self.reads.append(FactRead(panel.id, "start", begins.isoformat() if begins else ""))
        if begins is not None:
            self._lasts(begins.astimezone(UTC))
        return begins

    def day_of(self, panel: Panel) -> date | None:
        """Return the day of a panel: who is told no hour cannot know one that is old later."""
        day = panel.begins.date() if panel.begins else None
        self.reads.append(FactRead(panel.id, "start", day.isoformat() if day else ""))
        if panel.begins is not None:
            self._lasts(end_of_day(panel.begins))
        return day

    def name_of(self, panel: Panel) -> str:
        """Return what a session is called in short: *Panel 1*, or as the campaign has it."""
        if panel.kind != "launch" and self.session:
            return f"{self.session} {panel.number}"
        kind = "launch" if panel.kind == "launch" else "panel"
        return self.phrases.text(f"posts.{kind}", number=panel.number)

    def title_of(self, panel: Panel) -> str:
        """Return the title of a panel."""
        self.reads.append(FactRead(panel.id, "title", panel.title))
        return panel.title

    def _lasts(self, end: datetime) -> None:
        if not self.is_past(end):
            self.until = end if self.until is None else min(self.until, end)
