"""What became of the time of a panel: the one that it had, and the one that it has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.core.facts import FactRead

if TYPE_CHECKING:
    from datetime import datetime

    from campaign.core.programme import Panel
    from campaign.services.card_words.told import Told


def words(told: Told) -> dict[str, str | None] | None:
    """Return ``kicker``, ``before`` and ``when`` of a card; ``None`` where nothing is to come."""
    panel = told.subject.panel
    if panel is None:
        return None
    if panel.cancelled:
        return _off(told, panel)
    before = told.draft.before or panel.moved_from
    begins = panel.begins
    if begins is None:
        told.start_of(panel)
        to_come = told.phrases.text("cards.change.undated")
        return {"kicker": _kind(told, panel, None), "before": _said(told, before), "when": to_come}
    if told.is_past(begins):
        return None
    told.start_of(panel)
    old = None if before == begins else before
    return {
        "kicker": _kind(told, panel, old),
        "before": _said(told, old),
        "when": told.phrases.dates.say(begins),
    }


def _off(told: Told, panel: Panel) -> dict[str, str | None]:
    told.reads.append(FactRead(panel.id, "cancelled", "yes"))
    text = told.phrases.text
    before = _said(told, told.draft.before or panel.begins)
    return {
        "kicker": text("cards.change.other"),
        "before": before,
        "when": text("cards.change.cancelled"),
    }


def _kind(told: Told, panel: Panel, before: datetime | None) -> str:
    """Return what kind of change it is; a panel that had a window has a date now."""
    begins = panel.begins
    if before is None or begins is None:
        dated = begins is not None and panel.window is not None
        return told.phrases.text("cards.change.dated" if dated else "cards.change.other")
    same = before.astimezone(begins.tzinfo).date() == begins.date()
    return told.phrases.text("cards.change.hour" if same else "cards.change.day")


def _said(told: Told, moment: datetime | None) -> str | None:
    if moment is None:
        return None
    zone = told.due.tzinfo if told.due else moment.tzinfo
    return told.phrases.dates.say(moment.astimezone(zone))
