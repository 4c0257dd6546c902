"""The calendar file as an answer: one panel or the whole programme."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from campaign.services.calendar_feed import Feed, calendar
from campaign.services.conversation import saying
from campaign.services.conversation.turns import Document, Reply

if TYPE_CHECKING:
    from collections.abc import Sequence

    from campaign.core.programme import Panel
    from campaign.services.conversation.view import View

MEDIA_TYPE = "text/calendar"


def calendar_reply(panels: Sequence[Panel], view: View) -> Reply:
    """Return the file for these panels; those without a date are named in the text."""
    undated = [saying.name(p, view.phrases) for p in panels if p.begins is None and not p.cancelled]
    missing = view.say("calendar-undated", names=saying.listed(undated, view.phrases))
    dated = any(panel.begins for panel in panels)
    text = view.say("calendar" if dated else "calendar-empty")
    text = f"{text} {missing}" if undated else text
    if not dated:
        return Reply(text)
    campaign = view.content.campaign
    feed = Feed(
        campaign,
        view.now,
        view.content.sequence,
        lambda title: view.say("calendar-alarm", title=title),
    )
    name = panels[0].id if len(panels) == 1 else campaign.name
    called = [replace(panel, title=saying.title(panel, view.phrases)) for panel in panels]
    content = calendar(called, feed).decode()
    return Reply(text, document=Document(f"{name}.ics", MEDIA_TYPE, content))
