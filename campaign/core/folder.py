"""A campaign folder as it was read: everything typed, and every problem found on the way."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from campaign.core.cards import Brand
from campaign.core.letters import monogram_of
from campaign.core.programme import Programme

if TYPE_CHECKING:
    from collections.abc import Mapping

    from campaign.core.calendar import Entry, Text
    from campaign.core.facts import FactName
    from campaign.core.problems import Place, Problem
    from campaign.core.settings import Campaign


@dataclass(frozen=True, slots=True)
class Known:
    """What a folder may name: channels by their usual names (lower case), layouts, and the
    languages that posts can be completed in. ``labels`` are what people call each channel.
    """

    channels: Mapping[str, str] = field(default_factory=dict)
    layouts: frozenset[str] = frozenset()
    languages: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """A frequent question of ``posts/answers.yaml``: ways to ask it, and the answer."""

    id: str
    questions: tuple[str, ...]
    answer: str


@dataclass(frozen=True, slots=True)
class Folder:
    """What ``sources`` read. ``skipped`` counts calendar rows left out for their errors.

    ``left_out`` are their ids, as far as they have one, with where they stand: what was
    loaded of them before is not withdrawn because of a slip.

    ``unfinished`` are entries left out for an error whose words can be looked at all the
    same, so that everything wrong with them is told at once. Nothing else of them counts.

    ``said_at`` tells where the programme's file says what could also come as a fact.

    ``placeholders`` are values that still are the ones of a new folder, as they are written.

    ``written`` holds files that reading wants kept (``posts/calendar.ids.yaml``):
    only ``load`` writes them.
    """

    campaign: Campaign
    programme: Programme = field(default_factory=Programme)
    entries: tuple[Entry, ...] = ()
    texts: Mapping[str, Text] = field(default_factory=dict)
    answers: tuple[Answer, ...] = ()
    brand: Brand = field(default_factory=Brand)
    problems: tuple[Problem, ...] = ()
    skipped: int = 0
    written: Mapping[str, bytes] = field(default_factory=dict)
    left_out: Mapping[str, Place] = field(default_factory=dict)
    unfinished: tuple[Entry, ...] = ()
    said_at: Mapping[FactName, Place] = field(default_factory=dict)
    placeholders: tuple[str, ...] = ()

    @property
    def monogram(self) -> str:
        """Return the letters that stand for the account's picture: the brand's, or else the first
        ones of the campaign's title.
        """
        return self.brand.monogram or monogram_of(self.campaign.title)

    def source_of(self, entry: Entry, channel: str) -> str:
        """Return the template of an entry's text on a channel; empty where there is none."""
        if entry.literal:
            return entry.text
        text = self.texts.get(entry.text)
        return text.source(channel) if text else ""
