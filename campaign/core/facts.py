"""What became known about the programme: what, value, when, by whom, through which door."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from campaign.core.fact_values import (
    PANEL_FACTS,
    PUBLICATION_FACTS,
    SPEAKER_FACTS,
    BadFact,
    Fault,
    as_text,
    link,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from campaign.core.programme import Panel, Programme, Publication, Speaker


PUBLICATION = "publication"
LINKS = "links"


class Door(StrEnum):
    """Through which door a fact came in. Ledgers keep it: a door is closed and not taken away."""

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
    """One thing that became known. ``value`` is text; ``at`` an instant in UTC.

    An empty ``value`` takes back what was entered before: the files hold again. ``was`` is
    what the files said of it when it was entered, ``None`` for nothing.
    """

    subject: str
    name: str
    value: str
    at: datetime
    by: str
    door: Door
    was: str | None = None

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


def in_force(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """Return the facts that hold, in the order in which they came.

    A later one about the same thing replaces an earlier one, or takes it back.
    """
    holding: dict[FactName, Fact] = {}
    for fact in facts:
        holding.pop(fact.what, None)
        if fact.name == "start":
            # A delay was counted from the start that held then.
            holding.pop(FactName(fact.subject, "delay"), None)
        if fact.value:
            holding[fact.what] = fact
    return tuple(holding.values())


def apply_facts(programme: Programme, facts: Iterable[Fact]) -> Programme:
    """Return the programme as it is known after ``facts``, the later one winning.

    Raises:
        BadFact: for a fact about nothing in the programme, or out of form.
    """
    changes: dict[str, dict[str, object]] = {}
    links = dict(programme.links)
    for fact in in_force(facts):
        value = parse_fact(programme, fact)
        if fact.subject == LINKS:
            links[fact.name] = str(value)
        else:
            known = changes.setdefault(fact.subject, {})
            known[fact.name] = value
            if fact.name == "start":
                known["delay"] = timedelta()
    panels = tuple(_with_facts(panel, changes) for panel in programme.panels)
    publication: Publication | None = programme.publication
    if publication is not None and "publication" in changes:
        publication = replace(publication, **changes["publication"])  # type: ignore[arg-type]
    return replace(programme, panels=panels, publication=publication, links=links)


def _with_facts(panel: Panel, changes: dict[str, dict[str, object]]) -> Panel:
    if panel.id not in changes and not any(s.id in changes for s in panel.speakers):
        return panel
    speakers: tuple[Speaker, ...] = tuple(
        _seat_with_facts(s, changes[s.id]) if s.id in changes else s for s in panel.speakers
    )
    return replace(panel, speakers=speakers, **changes.get(panel.id, {}))  # type: ignore[arg-type]


def _seat_with_facts(seat: Speaker, changes: dict[str, object]) -> Speaker:
    """Return a seat with its facts: where the face is on one photo says nothing of another."""
    another = seat.photo is not None and changes.get("photo", seat.photo) != seat.photo
    focus = None if another else seat.focus
    return replace(seat, focus=focus, **changes)  # type: ignore[arg-type]


def parse_fact(programme: Programme, fact: Fact) -> object:
    """Return the value of ``fact`` in the type of the programme's field."""
    names = facts_of(programme, fact.subject)
    if fact.name not in names:
        known = " ".join(sorted(names))
        raise BadFact(Fault.NAME, subject=fact.subject, name=fact.name, known=known)
    try:
        return names[fact.name](fact.value)
    except BadFact as wrong:
        params = {"subject": fact.subject, "name": fact.name, "value": fact.value}
        raise BadFact(wrong.fault, **params) from wrong


def facts_of(programme: Programme, subject: str) -> dict[str, Callable[[str], object]]:
    """Return the facts that one can enter about ``subject``, by name, with their parsers.

    Raises:
        BadFact: when the programme has no such subject.
    """
    if programme.panel(subject) is not None:
        return PANEL_FACTS
    if any(speaker.id == subject for speaker in programme.speakers):
        return SPEAKER_FACTS
    if subject == PUBLICATION and programme.publication is not None:
        return PUBLICATION_FACTS
    if subject == LINKS:
        return dict.fromkeys(programme.links, link)
    raise BadFact(Fault.SUBJECT, subject=subject, known=" ".join(subjects(programme)))


def is_address(name: FactName) -> bool:
    """Tell whether the value of a fact is an address of the web."""
    if name.subject == LINKS:
        return True
    known = PUBLICATION_FACTS if name.subject == PUBLICATION else PANEL_FACTS
    return known.get(name.name) is link


def subjects(programme: Programme) -> tuple[str, ...]:
    """Return all that facts can be entered of: panels, publication, links, speakers."""
    publication = (PUBLICATION,) if programme.publication is not None else ()
    links = (LINKS,) if programme.links else ()
    panels = (panel.id for panel in programme.panels)
    return (*panels, *publication, *links, *(speaker.id for speaker in programme.speakers))


def said_of(programme: Programme, what: FactName) -> str | None:
    """Return what a programme says of something, in the form of :func:`as_text`."""
    if what.subject == LINKS:
        return as_text(programme.links.get(what.name))
    owners: tuple[Panel | Speaker, ...] = (*programme.panels, *programme.speakers)
    owner: object = next((one for one in owners if one.id == what.subject), None)
    if owner is None and what.subject == PUBLICATION:
        owner = programme.publication
    return as_text(getattr(owner, what.name, None))
