"""What became known about the programme: what, value, when, by whom, through which door."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from campaign.core.programme import Panel, Programme, Publication, Speaker


class Door(StrEnum):
    """Through which door a fact came in."""

    FILE = "file"
    COMMAND = "command"
    CHAT = "chat"
    REHEARSAL = "rehearsal"


@dataclass(frozen=True, slots=True, order=True)
class FactName:
    """What a fact is about: ``panel-1`` and ``stream``."""

    subject: str
    name: str

    def __str__(self) -> str:
        return f"{self.subject}.{self.name}"


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that became known. ``value`` is text; ``at`` an instant in UTC."""

    subject: str
    name: str
    value: str
    at: datetime
    by: str
    door: Door

    @property
    def what(self) -> FactName:
        """Return the subject and the name."""
        return FactName(self.subject, self.name)


@dataclass(frozen=True, slots=True)
class FactRead:
    """A fact that a text or a card used, and the value that it had then."""

    subject: str
    name: str
    value: str


class BadFact(ValueError):
    """A fact that nobody can enter: no such subject, no such name, or a value out of form."""


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        msg = "a moment needs its offset"
        raise ValueError(msg)
    return moment


def _duration(text: str) -> timedelta:
    found = re.fullmatch(r"(-?\d{1,4})\s*(m|min|h)?", text.strip())
    if found is None:
        msg = "a duration is minutes or hours: 10m, 1h"
        raise ValueError(msg)
    return timedelta(minutes=int(found[1]) * (60 if found[2] == "h" else 1))


def _url(text: str) -> str:
    if not re.fullmatch(r"https?://[^\s<>\"]+", text):
        msg = "an address begins with https://"
        raise ValueError(msg)
    return text


def _yes(text: str) -> bool:
    if text.lower() not in {"yes", "no", "sí", "si", "true", "false"}:
        msg = "yes or no"
        raise ValueError(msg)
    return text.lower() in {"yes", "sí", "si", "true"}


def _text(text: str) -> str:
    if not text.strip():
        msg = "it is empty"
        raise ValueError(msg)
    return text.strip()


PANEL_FACTS: dict[str, Callable[[str], object]] = {
    "start": _moment,
    "delay": _duration,
    "title": _text,
    "stream": _url,
    "signup": _url,
    "recording": _url,
    "note": _url,
    "started": _moment,
    "ended": _moment,
    "cancelled": _yes,
}
SPEAKER_FACTS: dict[str, Callable[[str], object]] = {
    "name": _text,
    "role": _text,
    "organisation": _text,
    "topic": _text,
    "photo": _text,
}
PUBLICATION_FACTS: dict[str, Callable[[str], object]] = {"title": _text, "url": _url}


def apply_facts(programme: Programme, facts: Iterable[Fact]) -> Programme:
    """Return the programme as it is known after ``facts``, the later one winning.

    Raises:
        BadFact: for a fact about nothing in the programme, or out of form.
    """
    changes: dict[str, dict[str, object]] = {}
    links = dict(programme.links)
    for fact in facts:
        if fact.subject == "links":
            links[fact.name] = _parsed(_url, fact)
        else:
            known = changes.setdefault(fact.subject, {})
            known[fact.name] = parse_fact(programme, fact)
            if fact.name == "start":
                # A delay was counted from the start that held then.
                known["delay"] = timedelta()
    panels = tuple(_with_facts(panel, changes) for panel in programme.panels)
    publication: Publication | None = programme.publication
    if publication is not None and "publication" in changes:
        publication = replace(publication, **changes["publication"])  # type: ignore[arg-type]
    return replace(programme, panels=panels, publication=publication, links=links)


def _with_facts(panel: Panel, changes: dict[str, dict[str, object]]) -> Panel:
    speakers: tuple[Speaker, ...] = tuple(
        replace(s, **changes[s.id]) if s.id in changes else s  # type: ignore[arg-type]
        for s in panel.speakers
    )
    return replace(panel, speakers=speakers, **changes.get(panel.id, {}))  # type: ignore[arg-type]


def parse_fact(programme: Programme, fact: Fact) -> object:
    """Return the value of ``fact`` in the type of the programme's field."""
    names = facts_of(programme, fact.subject)
    if fact.name not in names:
        raise BadFact(fact.what)
    return _parsed(names[fact.name], fact)


def _parsed(parse: Callable[[str], object], fact: Fact) -> str:
    try:
        return parse(fact.value)  # type: ignore[return-value]
    except ValueError as wrong:
        raise BadFact(fact.what, str(wrong)) from wrong


def facts_of(programme: Programme, subject: str) -> dict[str, Callable[[str], object]]:
    """Return the facts that one can enter about ``subject``, by name, with their parsers.

    Raises:
        BadFact: when the programme has no such subject.
    """
    if programme.panel(subject) is not None:
        return PANEL_FACTS
    if any(speaker.id == subject for speaker in programme.speakers):
        return SPEAKER_FACTS
    if subject == "publication" and programme.publication is not None:
        return PUBLICATION_FACTS
    if subject == "links":
        return dict.fromkeys(programme.links, _url)
    raise BadFact(subject)
