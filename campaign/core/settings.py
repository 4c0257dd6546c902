"""How one campaign is run: accounts, team, rules; the content of ``posts/campaign.yaml``."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, time, tzinfo
from typing import TYPE_CHECKING

from campaign.core.problems import Place

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

ANYBODY = "anybody"
"""The approval rule that lets a post go out as it was loaded."""


UNSET_ZONE = "UTC"
"""What a new folder has for a zone where nobody knows it; ``Etc/UTC`` is one on purpose."""


@dataclass(frozen=True, slots=True)
class TeamMember:
    """Somebody who prepares, approves or watches. ``name`` is ``None`` while the role is open."""

    role: str
    name: str | None = None
    telegram: int | None = None


@dataclass(frozen=True, slots=True)
class QuietHours:
    """The hours of the local day in which nothing is published, as ``[start, end)``."""

    start: time
    end: time

    def __contains__(self, moment: time) -> bool:
        if self.start <= self.end:
            return self.start <= moment < self.end
        return moment >= self.start or moment < self.end


@dataclass(frozen=True, slots=True)
class Campaign:
    """One campaign: its names, its zone, its channels and its rules.

    ``approval`` maps an entry's id to the role that must approve it; ``default``
    holds for the others. ``closest`` is the distance in minutes that two posts
    on one channel keep. ``x_budget`` is in US dollars for the whole campaign.
    ``loads`` are the roles that load sheets from the team's chat; none for everybody there.
    ``session`` is what a session is called on cards, with its number behind it («Charla»);
    empty for a panel. ``card_sizes`` are the sizes of cards in pixels on channels that do not take
    their own.
    """

    name: str
    title: str
    zone_name: str = UNSET_ZONE
    zone: tzinfo = UTC
    languages: tuple[str, ...] = ("es",)
    channels: tuple[str, ...] = ()
    organisers: tuple[str, ...] = ()
    hashtags: tuple[str, ...] = ()
    session: str = ""
    team: tuple[TeamMember, ...] = ()
    approval: Mapping[str, str] = field(default_factory=dict)
    quiet_hours: QuietHours | None = None
    max_per_day: int | None = None
    closest: int = 10
    x_budget: Decimal | None = None
    loads: tuple[str, ...] = ()
    card_sizes: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    place: Place = Place()

    @property
    def city(self) -> str:
        """Return what people call the zone: its city."""
        return self.zone_name.rpartition("/")[2].replace("_", " ")

    @property
    def zone_is_unset(self) -> bool:
        """Tell whether the zone still is that of a new folder: then no time can be told."""
        return self.zone_name == UNSET_ZONE

    @property
    def language(self) -> str:
        """Return the language in which the campaign writes."""
        return self.languages[0] if self.languages else "es"

    def approver(self, entry_id: str) -> str | None:
        """Return the role that must approve posts of this entry, ``None`` for nobody."""
        role = self.approval.get(entry_id, self.approval.get("default", ANYBODY))
        return None if role == ANYBODY else role
