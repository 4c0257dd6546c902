"""What is said when: the entries of the content calendar."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from campaign.core.deliveries import Late
from campaign.core.layouts import Tense, layout_of
from campaign.core.problems import Place

if TYPE_CHECKING:
    from collections.abc import Mapping

    from campaign.core.when import Never, When

ALL_CHANNELS = "all"

CORRECTION = "change"
"""The entry id of corrections, which no calendar may use: only they may come again."""

_NAME = re.compile(r"[\w./\\-]*[\w/\\-]")


def reads_as_words(text: str) -> bool:
    """Tell whether a calendar's text is the text itself and no name of a file with one: it has a
    space, or a sign that stands in no name (*¡Vamos!*, *#GovTech*, an address).

    >>> [reads_as_words(text) for text in ("anuncio", "Vamos!", "Vamos.", "Ya salió")]
    [False, True, True, True]
    """
    return "://" in text or _NAME.fullmatch(text) is None


class Status(StrEnum):
    """Whether the team lets an entry go; a draft waits."""

    READY = "ready"
    DRAFT = "draft"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the calendar, whichever file it comes from.

    ``text`` is the name of a file in ``posts/texts/``, or the text itself when
    ``literal`` (:func:`reads_as_words`). ``subject`` is ``panels``, ``speakers``, ``quotes``,
    ``publication``, the id of one of them, or ``None``. Without ``expires`` a post grows old
    with the panel that it is about. ``title`` is what the
    team calls the entry; changing it is a rename, not another post.
    ``places`` tells the cell or line of single fields. ``also`` are the further rows of a sheet
    that are this entry on other channels.
    """

    id: str
    when: When
    channels: tuple[str, ...]
    text: str
    literal: bool = False
    subject: str | None = None
    card: str | None = None
    images: tuple[str, ...] = ()
    alt: tuple[str, ...] = ()
    expires: When | Never | None = None
    needs: tuple[str, ...] = ()
    spread: timedelta = timedelta()
    status: Status = Status.READY
    repeat: bool = False
    title: str | None = None
    place: Place = Place()
    places: Mapping[str, Place] = field(default_factory=dict)
    also: tuple[Place, ...] = ()

    @property
    def late(self) -> Late:
        """Return at which hours it may go out that missed its time."""
        # What is on now cannot wait for the morning.
        return Late.ANY if layout_of(self.card).tense is Tense.NOW else Late.AWAKE

    def place_of(self, name: str) -> Place:
        """Return where the field ``name`` is written."""
        return self.places.get(name, self.place)


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of copy: the template, per channel where it differs, and its place.

    ``lines`` tells the line on which a channel's template begins, ``""`` for the body.
    """

    name: str
    body: str
    variants: Mapping[str, str] = field(default_factory=dict)
    alt: str | None = None
    place: Place = Place()
    lines: Mapping[str, int] = field(default_factory=dict)

    def source(self, channel: str) -> str:
        """Return the template for ``channel``."""
        return self.variants.get(channel, self.body)

    def place_of(self, channel: str, line: int | None = None) -> Place:
        """Return where line ``line`` (from 1) of the template for ``channel`` is written."""
        begin = self.lines.get(channel if channel in self.variants else "", self.place.line)
        if begin is None:
            return self.place
        return Place(self.place.file, begin + (line or 1) - 1)
