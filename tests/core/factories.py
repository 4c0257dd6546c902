"""Programmes and campaigns for tests, with no surprises: what is not said is absent."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from campaign.core.calendar import Entry
from campaign.core.programme import Panel, Programme, Publication, Quote, Speaker
from campaign.core.settings import Campaign
from campaign.core.when import parse_when

BERLIN = ZoneInfo("Europe/Berlin")


def campaign(**changes: Any) -> Campaign:
    """Return an English campaign in Berlin on one channel."""
    values: dict[str, Any] = {
        "name": "autumn",
        "title": "Autumn Lectures",
        "zone_name": "Europe/Berlin",
        "zone": BERLIN,
        "languages": ("en",),
        "channels": ("x",),
    }
    return Campaign(**{**values, **changes})


def panel(panel_id: str, start: str | None = None, **changes: Any) -> Panel:
    """Return a panel; ``start`` is a local time of Berlin."""
    begins = datetime.fromisoformat(start).replace(tzinfo=BERLIN) if start else None
    values: dict[str, Any] = {"title": f"Title of {panel_id}", "number": 1, "start": begins}
    return Panel(panel_id, **{**values, **changes})


def programme(*panels: Panel, **changes: Any) -> Programme:
    """Return a programme of these panels."""
    return Programme(panels, **changes)


def entry(entry_id: str, when: str, **changes: Any) -> Entry:
    """Return an entry with a text of its own on the channel X."""
    values: dict[str, Any] = {"channels": ("x",), "text": "A text.", "literal": True}
    return Entry(entry_id, parse_when(when), **{**values, **changes})


__all__ = ["Publication", "Quote", "Speaker", "campaign", "entry", "panel", "programme"]
