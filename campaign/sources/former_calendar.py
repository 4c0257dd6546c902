"""The calendar of an old campaign, counted from its events instead of from the days they had."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from campaign.core.calendar import ALL_CHANNELS, Status
from campaign.core.programme import seat_id
from campaign.core.when import NEVER, Anchor, Unit, When, resolve

if TYPE_CHECKING:
    from datetime import datetime

    from campaign.core.calendar import Entry
    from campaign.core.folder import Folder
    from campaign.sources.people import People

_UNITS = ((timedelta(days=1), "d"), (timedelta(hours=1), "h"), (timedelta(minutes=1), "m"))
_WEEK_BEFORE = -7


class FormerCalendar:
    """Writes the entries of ``folder`` anew.

    ``gaps`` are the texts from which somebody's name was taken: what uses them becomes a
    draft. ``notes`` tells, after :meth:`entries`, which entry needs a look and why.
    """

    def __init__(self, folder: Folder, people: People, gaps: frozenset[str]) -> None:
        self.folder = folder
        self.people = people
        self.gaps = gaps
        self.notes: list[tuple[str, str]] = []
        programme = folder.programme
        self.quotes = {quote.id for quote in programme.quotes}
        self.seats = {
            speaker.id: seat_id(panel.id, number)
            for panel in programme.panels
            for number, speaker in enumerate(panel.speakers, 1)
        }
        self.first = min((p.begins for p in programme.panels if p.begins), default=None)
        self.hook = next((e for e in folder.entries if self._counts_from_first(e)), None)

    def entries(self) -> list[dict[str, Any]]:
        """Return the entries as they are to be written; those about one quotation are gone."""
        return [self._entry(e) for e in self.folder.entries if e.subject not in self.quotes]

    def _entry(self, entry: Entry) -> dict[str, Any]:
        when, sure = self._moment(entry, entry.when)
        text, named = self.people.without(entry.text) if entry.literal else (entry.text, ())
        doubts = {
            "no-day": not sure,
            "named": bool(named),
            "pictures": bool(entry.images),
        }
        self.notes += [(entry.id, doubt) for doubt, is_there in doubts.items() if is_there]
        draft = any(doubts.values()) or entry.text in self.gaps or entry.status is Status.DRAFT
        told = {
            "post": entry.id,
            "title": entry.title,
            "for": self.seats.get(entry.subject or "", entry.subject),
            "when": str(when),
            "channels": ALL_CHANNELS if ALL_CHANNELS in entry.channels else list(entry.channels),
            "text": text,
            "card": entry.card,
            "needs": [self._need(need) for need in entry.needs],
            "expires": self._expires(entry),
            "spread": _length(entry.spread),
            "status": Status.DRAFT.value if draft else None,
            "repeat": "yes" if entry.repeat else None,
        }
        return {name: value for name, value in told.items() if value}

    def _expires(self, entry: Entry) -> str | None:
        if entry.expires is None:
            return None
        if entry.expires is NEVER:
            return NEVER.value
        return str(self._moment(entry, entry.expires)[0])

    def _need(self, need: str) -> str:
        owner, dot, name = need.rpartition(".")
        return f"{self.seats.get(owner, owner)}{dot}{name}"

    def _moment(self, entry: Entry, when: When) -> tuple[When, bool]:
        """Return a moment counted from an event, and whether it is the same moment."""
        if when.anchor is not Anchor.DATE:
            return when, True
        local = resolve(when, None, self.folder.campaign.zone).local
        own = self._own_start(entry)
        if own is not None:
            return _counted(When(Anchor.START), own, local), True
        if self.hook is not None and self.hook is not entry:
            base = resolve(self.hook.when, None, self.folder.campaign.zone).local
            return _counted(When(Anchor.POST, post=self.hook.id), base, local), True
        rough = When(Anchor.START, amount=_WEEK_BEFORE, unit=Unit.DAY, at=local.time())
        return rough, False

    def _own_start(self, entry: Entry) -> datetime | None:
        """Return what ``start`` meant for this entry, if it was one moment."""
        if entry.subject is None:
            return self.first
        programme = self.folder.programme
        owners = {speaker.id: speaker.panel for speaker in programme.speakers}
        panel = programme.panel(owners.get(entry.subject, entry.subject))
        return panel.begins if panel else None

    def _counts_from_first(self, entry: Entry) -> bool:
        absolute = entry.when.anchor is Anchor.DATE
        return absolute and entry.subject is None and self.first is not None


def _counted(anchor: When, base: datetime, moment: datetime) -> When:
    days = (moment.date() - base.astimezone(moment.tzinfo).date()).days
    return replace(anchor, amount=days, unit=Unit.DAY, at=moment.time().replace(second=0))


def _length(spread: timedelta) -> str | None:
    for unit, sign in _UNITS:
        if spread and not spread % unit:
            return f"{spread // unit}{sign}"
    return None
