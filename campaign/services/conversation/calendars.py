"""The calendar as an answer: one panel or the whole programme, to subscribe to or as a file."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from campaign.core.feed_links import FeedLinks
from campaign.services.calendar_feed import Feed, calendar
from campaign.services.conversation import saying
from campaign.services.conversation.turns import Document, Reply

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, timedelta

    from campaign.core.programme import Panel
    from campaign.ports.phrases import Phrases
    from campaign.services.conversation.view import Content, View

MEDIA_TYPE = "text/calendar"


def calendar_reply(panel: Panel | None, view: View) -> Reply:
    """Return where to subscribe to a panel, or to all; a file where nothing is served.

    Those without a date are named in the text.
    """
    panels = view.panels if panel is None else (panel,)
    if view.content.public is not None:
        return _subscribing(panel, panels, view, view.content.public)
    missing = _undated("calendar-undated", panels, view)
    if not any(panel.begins for panel in panels):
        return Reply(" ".join([view.say("calendar-empty"), *missing]))
    content = calendar_of(panels, view.content, view.phrases, view.now).decode()
    name = view.content.campaign.name if panel is None else panel.id
    text = " ".join([view.say("calendar"), *missing])
    return Reply(text, document=Document(f"{name}.ics", MEDIA_TYPE, content))


def calendar_of(
    panels: Sequence[Panel],
    content: Content,
    phrases: Phrases,
    now: datetime,
    refresh: timedelta | None = None,
) -> bytes:
    """Return the calendar of these panels; ``now`` counts where nobody knows the last change."""
    feed = Feed(
        content.campaign,
        content.changed or now,
        content.sequence,
        lambda title: phrases.text("bot.calendar-alarm", title=title),
        refresh,
    )
    called = (replace(panel, title=saying.title(panel, phrases)) for panel in panels)
    return calendar(called, feed)


def _subscribing(panel: Panel | None, panels: Sequence[Panel], view: View, public: str) -> Reply:
    """Return where to subscribe: whoever does gets what changes without asking again."""
    campaign = view.content.campaign
    foreign = view.language if view.language != campaign.language else None
    links = FeedLinks(public, panel.id if panel else None, foreign)
    ways = _ways(links, view) if links.is_of_the_web else ()
    text = view.say("calendar-feed" if panel is None else "calendar-feed-one")
    how = view.say("calendar-feed-how" if ways else "calendar-feed-paste", address=links.address)
    missing = _undated("calendar-feed-undated", panels, view)
    return Reply("\n".join([text, how, *missing]), ways)


def _ways(links: FeedLinks, view: View) -> tuple[tuple[str, str], ...]:
    return (
        (view.word("button.to-apple"), links.apple),
        (view.word("button.to-google"), links.google),
        (view.word("button.to-outlook"), links.outlook(view.content.campaign.title)),
    )


def _undated(sentence: str, panels: Sequence[Panel], view: View) -> list[str]:
    """Return a sentence with those that have no date yet, nothing where there are none."""
    found = [saying.name(p, view.phrases) for p in panels if p.begins is None and not p.cancelled]
    return [view.say(sentence, names=saying.listed(found, view.phrases))] if found else []
