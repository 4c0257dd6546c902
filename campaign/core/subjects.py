"""What an entry speaks of: a panel, a speaker, a quotation, the publication, or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from campaign.core.fact_values import PANEL_FACTS, PUBLICATION_FACTS, SPEAKER_FACTS
from campaign.core.facts import FactName

if TYPE_CHECKING:
    from campaign.core.programme import Panel, Programme, Quote, Speaker

PANELS = "panels"
SPEAKERS = "speakers"
QUOTES = "quotes"
PUBLICATION = "publication"
GROUPS = (PANELS, SPEAKERS, QUOTES, PUBLICATION)


@dataclass(frozen=True, slots=True)
class Subject:
    """One thing that a post is about. ``panel`` is the panel that it belongs to, if any."""

    id: str | None = None
    panel: Panel | None = None
    speaker: Speaker | None = None
    quote: Quote | None = None
    publication: bool = False

    def fact(self, need: str) -> FactName | None:
        """Return which fact ``need`` means here: ``stream``, ``links.signup``, ``panel-2.stream``.

        ``None`` when there is no such fact.
        """
        owner, dot, name = need.rpartition(".")
        if dot:
            return FactName(owner, name)
        if self.speaker is not None and need in SPEAKER_FACTS:
            return FactName(self.speaker.id, need)
        if self.panel is not None and need in PANEL_FACTS:
            return FactName(self.panel.id, need)
        if self.publication and need in PUBLICATION_FACTS:
            return FactName(PUBLICATION, need)
        return None


def subjects_of(programme: Programme, wanted: str | None) -> tuple[Subject, ...] | None:
    """Return what ``for: wanted`` expands to, in the programme's order; ``None`` if unknown."""
    if wanted is None:
        return (Subject(),)
    if wanted == PANELS:
        return tuple(_panel(panel) for panel in programme.panels)
    if wanted == SPEAKERS:
        return tuple(_speaker(programme, speaker) for speaker in programme.speakers)
    if wanted == QUOTES:
        return tuple(_quote(programme, quote) for quote in programme.quotes)
    if wanted == PUBLICATION:
        return (_publication(programme),) if programme.publication else ()
    one = _one(programme, wanted)
    return None if one is None else (one,)


def _one(programme: Programme, wanted: str) -> Subject | None:
    panel = programme.panel(wanted)
    if panel is not None:
        return _panel(panel)
    for speaker in programme.speakers:
        if speaker.id == wanted:
            return _speaker(programme, speaker)
    for quote in programme.quotes:
        if quote.id == wanted:
            return _quote(programme, quote)
    return None


def launch_panel(programme: Programme) -> Panel | None:
    """Return the panel at which the publication is launched."""
    named = programme.publication.launch_panel if programme.publication else None
    return programme.panel(named or "launch")


def _panel(panel: Panel) -> Subject:
    return Subject(panel.id, panel)


def _speaker(programme: Programme, speaker: Speaker) -> Subject:
    return Subject(speaker.id, programme.panel(speaker.panel), speaker=speaker)


def _quote(programme: Programme, quote: Quote) -> Subject:
    panel = programme.panel(quote.panel) if quote.panel else None
    return Subject(quote.id, panel, quote=quote)


def _publication(programme: Programme) -> Subject:
    return Subject(PUBLICATION, launch_panel(programme), publication=True)


def fact_value(programme: Programme, fact: FactName) -> object | None:
    """Return what is known of a fact; ``None`` while nobody knows.

    Raises:
        KeyError: when the programme has no such fact.
    """
    panel = programme.panel(fact.subject)
    if panel is not None and fact.name in PANEL_FACTS:
        return _value(panel, fact.name)
    if fact.subject == "links" and fact.name in programme.links:
        return programme.links[fact.name]
    if fact.subject == PUBLICATION and programme.publication and fact.name in PUBLICATION_FACTS:
        return _value(programme.publication, fact.name)
    for speaker in programme.speakers:
        if speaker.id == fact.subject and fact.name in SPEAKER_FACTS:
            return _value(speaker, fact.name)
    raise KeyError(fact)


def _value(owner: object, name: str) -> object | None:
    value: object | None = getattr(owner, name)
    return value
