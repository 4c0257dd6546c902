"""What happens: panels, speakers, partners, quotations, the publication.

Everything that the organisers have not decided yet is ``None``; what depends on it waits.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from campaign.core.problems import Place
from campaign.core.walltime import elapse

if TYPE_CHECKING:
    from collections.abc import Mapping


class Tier(StrEnum):
    """What a partner does for the series, in the order in which partners are named."""

    ORGANISES = "organises"
    CONVENES = "convenes"
    SPONSORS = "sponsors"
    ASSOCIATES = "associates"


@dataclass(frozen=True, slots=True)
class Partner:
    """An institution behind the series."""

    id: str
    name: str
    tier: Tier
    short: str | None = None
    url: str | None = None
    logo: str | None = None


@dataclass(frozen=True, slots=True)
class Speaker:
    """A seat on a panel; ``name`` is ``None`` until somebody has confirmed."""

    id: str
    panel: str
    name: str | None = None
    role: str | None = None
    organisation: str | None = None
    photo: str | None = None
    photo_credit: str | None = None
    topic: str | None = None
    focus: tuple[float, float] | None = None
    place: Place = Place()


_SEAT = re.compile(r"(?P<panel>.+)-speaker-(?P<n>\d+)", re.ASCII)

NAME = "name"
"""The fact that a seat lacks as long as nobody has confirmed."""


def seat_id(panel: str, number: int) -> str:
    """Return what the seat of a speaker is called who has no id of their own."""
    return f"{panel}-speaker-{number}"


def seat_of(speaker: str) -> tuple[str, int] | None:
    """Return panel and number of a seat that :func:`seat_id` names; ``None`` for an own id.

    >>> seat_of("panel-3-speaker-2")
    ('panel-3', 2)
    """
    found = _SEAT.fullmatch(speaker)
    return (found["panel"], int(found["n"])) if found else None


@dataclass(frozen=True, slots=True)
class Panel:
    """One session of the series. ``start`` is an aware local time, or ``None`` while unknown.

    ``window`` is what the organisers say while the start is unknown
    ("primera semana de marzo"). ``delay`` moves the start that people are told.
    ``moved_from`` is when it was to begin before, where that is known.
    """

    id: str
    title: str
    number: int
    start: datetime | None = None
    window: str | None = None
    minutes: int = 60
    talk_minutes: int = 15
    question_minutes: int = 15
    kind: str = "panel"
    summary: str | None = None
    speakers: tuple[Speaker, ...] = ()
    stream: str | None = None
    recording: str | None = None
    note: str | None = None
    signup: str | None = None
    capacity: int | None = None
    delay: timedelta = timedelta()
    started: datetime | None = None
    ended: datetime | None = None
    cancelled: bool = False
    moved_from: datetime | None = None
    accessibility: tuple[str, ...] = ()
    place: Place = Place()

    @property
    def begins(self) -> datetime | None:
        """Return the start that people are told: the planned one and the delay."""
        return None if self.start is None else elapse(self.start, self.delay)

    @property
    def ends(self) -> datetime | None:
        """Return when the panel is planned to be over."""
        if self.start is None:
            return None
        return elapse(self.start, self.delay + timedelta(minutes=self.minutes))

    def is_over(self, now: datetime) -> bool:
        """Tell whether the panel has ended: what was entered of it counts more than the plan."""
        if self.ended is not None:
            return True
        ends = self.ends
        if self.started is not None:
            ends = max(filter(None, (ends, elapse(self.started, timedelta(minutes=self.minutes)))))
        return ends is not None and ends <= now

    def is_live(self, now: datetime) -> bool:
        """Tell whether the panel is under way, be it before its time."""
        begins = self.begins if self.started is None else self.started
        return not self.cancelled and not self.is_over(now) and begins is not None and begins <= now


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence worth a card: ``text`` without quotation marks, ``source`` is who says it."""

    id: str
    text: str
    source: str | None = None
    panel: str | None = None
    emphasis: str | None = None
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class Publication:
    """The final document of the series."""

    title: str
    subtitle: str | None = None
    summary: str | None = None
    url: str | None = None
    launch_panel: str | None = None
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class Programme:
    """Everything that happens in one series. ``where`` is where one watches it, in words."""

    panels: tuple[Panel, ...] = ()
    partners: tuple[Partner, ...] = ()
    quotes: tuple[Quote, ...] = ()
    publication: Publication | None = None
    links: Mapping[str, str | None] = field(default_factory=dict)
    audience: str | None = None
    where: str | None = None

    @property
    def speakers(self) -> tuple[Speaker, ...]:
        """Return all speakers, panel by panel."""
        return tuple(speaker for panel in self.panels for speaker in panel.speakers)

    def panel(self, panel_id: str) -> Panel | None:
        """Return the panel with this id."""
        return next((p for p in self.panels if p.id == panel_id), None)
