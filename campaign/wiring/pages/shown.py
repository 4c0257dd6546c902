"""A post as its followers see it on one channel, with what the team wants to know besides."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markupsafe import Markup

    from campaign.core.deliveries import Image

BUBBLES = frozenset({"telegram", "whatsapp"})
"""Networks that show posts as messages of a chat; all others show a stream."""

_TALLEST, _WIDEST = 3 / 4, 2.0
"""Width to height: what lies beyond is cropped where posts stand in a stream."""


class Look(StrEnum):
    """The two ways in which networks show posts."""

    STREAM = "stream"
    BUBBLE = "bubble"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture on a page: its address there, its size in pixels, what it says."""

    src: str
    width: int
    height: int
    alt: str
    crop: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A channel: its place on the page from 1, its name, and how it looks."""

    place: int
    channel: str
    label: str
    look: Look


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a post's history, in words."""

    at: str
    state: str
    reason: str
    by: str


@dataclass(frozen=True, slots=True)
class Measure:
    """How long a text is and may be, in the network's own units."""

    count: int
    limit: int

    @property
    def over(self) -> int:
        """Return by how much it is too long."""
        return max(0, self.count - self.limit)


@dataclass(frozen=True, slots=True)
class Trouble:
    """A problem that ``check`` found: its sentence, the way out, and where it is."""

    error: bool
    message: str
    hint: str
    place: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One part of a post on one channel.

    ``out`` tells whether followers see it; ``html`` is ``None`` where there are no words yet.
    """

    anchor: str
    column: Column
    state: str
    state_word: str
    out: bool
    time: str
    iso: str
    language: str
    html: Markup | None
    pictures: tuple[Picture, ...] = ()
    part: int = 1
    parts: int = 1
    correction: bool = False
    url: str | None = None
    late: str = ""
    reasons: tuple[str, ...] = ()
    history: tuple[Line, ...] = ()
    measure: Measure | None = None
    troubles: tuple[Trouble, ...] = ()
    alts: bool = True
    undrawn: str = ""
    by_hand: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """The parts of one post on one channel, in their order."""

    column: Column
    parts: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class Moment:
    """One post at its time, on all its channels side by side; ``name`` is what commands call it."""

    time: str
    iso: str
    title: str
    subject: str
    cells: tuple[Cell, ...]
    name: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    """What belongs to one local day; ``anchor`` is its place on the page."""

    anchor: str
    name: str
    short: str
    moments: tuple[Moment, ...]


def column(place: int, channel: str, label: str) -> Column:
    """Return the column of a channel."""
    return Column(place, channel, label, Look.BUBBLE if channel in BUBBLES else Look.STREAM)


def picture(src: str, image: Image, look: Look, *, alone: bool) -> Picture:
    """Return a picture with the class by which its network crops it."""
    ratio = image.width / image.height if image.height else 1.0
    crop = ""
    if look is Look.STREAM and alone:
        crop = "tall" if ratio < _TALLEST else "wide" if ratio > _WIDEST else ""
    elif not alone:
        crop = "tile"
    return Picture(src, image.width, image.height, image.alt, crop)
