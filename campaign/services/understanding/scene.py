"""The programme as a message is read against it, and what names its panels."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from campaign.core.subjects import launch_panel
from campaign.services.understanding.days import DayReader

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from campaign.core.programme import Panel, Programme
    from campaign.services.understanding.lexicon import Lexicon
    from campaign.services.understanding.words import Word

LAUNCH = "launch"


class By(StrEnum):
    """How a panel was named."""

    NUMBER = "number"
    NEXT = "next"
    DAY = "day"
    TIME = "time"
    TOPIC = "topic"
    LAUNCH = "launch"
    EITHER = "either"


@dataclass(frozen=True, slots=True)
class Reference:
    """Words ``[start, end)`` that name panels; ``day`` where a day was named, ``until`` the last.

    ``number`` counts panels, ``loose`` without a word for panel beside it (*el segundo*); beside
    a ``day`` it may be either (*el 3*).
    ``joined`` tells that only an *and* stands between it and what was named before.
    """

    by: By
    start: int
    end: int
    panels: tuple[str, ...]
    day: date | None = None
    number: int | None = None
    loose: bool = False
    until: date | None = None
    joined: bool = False


@dataclass(frozen=True, slots=True)
class Scene:
    """The programme as seen from an instant: panels in order, and in which language one speaks.

    ``foreign`` are words that say nothing in other languages: no topics either. ``spoken`` tells
    whether that is the message's language: elsewhere a word like one of it is no slip.
    """

    programme: Programme
    now: datetime
    lexicon: Lexicon
    foreign: frozenset[str] = frozenset()
    spoken: bool = True

    @property
    def panels(self) -> tuple[Panel, ...]:
        """Return the panels by their number."""
        return tuple(sorted(self.programme.panels, key=lambda panel: panel.number))

    @property
    def today(self) -> date:
        """Return the day where the panels take place."""
        zone = next((p.begins.tzinfo for p in self.panels if p.begins), None)
        return self.now.astimezone(zone).date() if zone else self.now.date()

    def on(self, first: date, last: date) -> tuple[str, ...]:
        """Return the panels of days, in order of time."""
        dated = [
            (p.begins, p.id) for p in self.panels if p.begins and first <= p.begins.date() <= last
        ]
        return tuple(panel for _, panel in sorted(dated))

    @property
    def coming(self) -> tuple[str, ...]:
        """Return the panels that are not over and not cancelled, in order."""
        left = (p for p in self.panels if not p.cancelled)
        return tuple(p.id for p in left if not p.is_over(self.now))

    def days(self, words: Sequence[Word]) -> DayReader:
        """Return what reads days in a message."""
        known = sorted({p.begins.date() for p in self.panels if p.begins})
        numbers = frozenset(panel.number for panel in self.panels)
        return DayReader(words, self.lexicon.calendar, self.today, known, numbers)

    @property
    def next_panel(self) -> Panel | None:
        """Return the panel that starts next; where none is to come, the one that is under way."""
        return following_panel(self.programme, self.now) or next_panel(self.programme, self.now)


def next_panel(programme: Programme, now: datetime) -> Panel | None:
    """Return the panel that is under way or starts next; one without a date comes last."""
    return live_panel(programme, now) or following_panel(programme, now)


def following_panel(programme: Programme, now: datetime) -> Panel | None:
    """Return the panel that starts next; one without a date comes last."""
    left = [p for p in programme.panels if not (p.cancelled or p.is_over(now) or p.is_live(now))]
    dated = [p for p in left if p.begins]
    if dated:
        return min(dated, key=lambda p: (p.begins, p.number))
    return next(iter(left), None)


def live_panel(programme: Programme, now: datetime) -> Panel | None:
    """Return the panel that is under way, of several the one that began last."""
    live = [p for p in programme.panels if p.is_live(now)]
    return max(live, key=lambda p: (p.started or p.begins, p.number), default=None)


def name_of(panel: str, programme: Programme) -> str:
    """Return the subject that stands for a panel: its id, or ``launch``."""
    launch = launch_panel(programme)
    return LAUNCH if launch is not None and launch.id == panel else panel


def panel_of(subject: str | None, programme: Programme) -> Panel | None:
    """Return the panel of a subject."""
    if subject is None:
        return None
    return launch_panel(programme) if subject == LAUNCH else programme.panel(subject)
