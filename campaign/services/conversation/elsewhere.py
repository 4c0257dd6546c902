"""A panel's time for people who are elsewhere: in Spain, in New York."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from campaign.core.programme import Panel
    from campaign.services.conversation.turns import Reply
    from campaign.services.conversation.view import View


def elsewhere(reply: Reply, panel: Panel, places: Iterable[tuple[str, str]], view: View) -> Reply:
    """Return what is told of a panel with its time at ``places``: names with zone names."""
    return replace(reply, text="\n".join([reply.text, *_times(panel, places, view)]))


def _times(panel: Panel, places: Iterable[tuple[str, str]], view: View) -> Iterable[str]:
    for place, name in dict.fromkeys(places):
        zone = _zone(name)
        if panel.begins is not None and zone is not None:
            moment = view.phrases.dates.say(panel.begins.astimezone(zone))
            yield view.say("elsewhere", place=place, moment=moment)


def _zone(name: str) -> ZoneInfo | None:
    """Return a zone; the zone data of a machine may lack one."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return None
