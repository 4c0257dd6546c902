"""What a card is called: its headline, the words above it and those below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.core.facts import FactRead
from campaign.core.folding import folded
from campaign.core.layouts import About, Reckoned, Shown
from campaign.services.card_words.countdown import counted_to

if TYPE_CHECKING:
    from campaign.core.layouts import Layout
    from campaign.core.programme import Panel
    from campaign.services.card_words.told import Told


def panel_of(layout: Layout, told: Told) -> Panel | None:
    """Return the panel that a card is about; of the series a countdown is about the next one."""
    if layout.about is About.SERIES:
        return None
    counts = layout.reckoned is Reckoned.TIME_LEFT
    return counted_to(told) if counts else told.subject.panel


def headline(layout: Layout, panel: Panel | None, told: Told, series: str) -> str:
    """Return what is written largest, but for a figure."""
    subject, publication = told.subject, told.programme.publication
    if subject.quote is not None:
        return subject.quote.text
    if publication is not None and (subject.publication or layout.about is About.PUBLICATION):
        return publication.title
    if panel is None:
        return series
    return _topic(layout, panel, told) or told.title_of(panel)


def kicker(layout: Layout, panel: Panel | None, told: Told) -> str | None:
    """Return what stands above the headline."""
    if told.subject.quote is not None:
        return None
    named = _name(panel, told)
    if layout.kicker is not None:
        own = told.phrases.text(layout.kicker)
        if layout.kicker_of_panel and named is not None:
            return told.phrases.text("cards.kicker.of", what=own, of=named)
        return own
    return told.phrases.text("posts.publication") if told.subject.publication else named


def subtitle(layout: Layout, panel: Panel | None, told: Told) -> str | None:
    """Return what stands below the headline; below a topic the panel that it is in."""
    if panel is not None and _topic(layout, panel, told):
        return told.phrases.text("cards.within", title=told.title_of(panel))
    publication = told.programme.publication
    if publication is None:
        return None
    if told.subject.publication or layout.about is About.PUBLICATION:
        return publication.subtitle
    launch = panel is not None and panel.kind == "launch"
    return publication.title if launch and Shown.LAUNCHED in layout.shows else None


def figure(layout: Layout, told: Told) -> str | None:
    """Return the word that is read first."""
    return told.phrases.text(layout.figure) if layout.figure is not None else None


def _topic(layout: Layout, panel: Panel, told: Told) -> str | None:
    """Return what the person on a card speaks about, where that is not the panel's title."""
    subject, seats = told.subject, panel.speakers
    if not layout.presents or subject.publication or subject.quote is not None:
        return None
    speaker = subject.speaker or (seats[0] if len(seats) == 1 else None)
    if speaker is None:
        return None
    topic = speaker.topic or ""
    told.reads.append(FactRead(speaker.id, "topic", topic))
    return topic if folded(topic) != folded(panel.title) else None


def _name(panel: Panel | None, told: Told) -> str | None:
    return None if panel is None else told.name_of(panel)
