"""What a campaign looks like from outside: numbers only, nothing of what is said or of anybody."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from campaign.core.attendees import Seat
    from campaign.core.deliveries import State


class Circuit(StrEnum):
    """Whether a channel's account takes something."""

    OPEN = "open"
    STOPPED = "stopped"
    HELD = "held"


UNDER_WAY = "under_way"
"""The outcome of a try that has none yet."""


@dataclass(frozen=True, slots=True)
class Observation:
    """The numbers of one instant.

    ``deliveries`` are by channel and state. ``due`` is how many of a channel are due and have not
    been sent, whatever they wait for, and ``oldest_due`` since when the first of them is. ``late``
    are those of them that nothing holds back and that were due before ``since``. ``tries`` are all
    that there ever were, by channel and outcome: the name of the move that ended them. ``inbox`` is
    what people asked and nobody has looked at, ``outbox`` what is to be told them, by priority,
    ``seats`` the sign-ups by panel and state, ``questions`` those that wait for a moderator.
    """

    deliveries: Mapping[tuple[str, State], int]
    due: Mapping[str, int]
    oldest_due: Mapping[str, datetime]
    late: Mapping[str, int]
    tries: Mapping[tuple[str, str], int]
    circuits: Mapping[str, Circuit]
    inbox: int
    outbox: Mapping[int, int]
    seats: Mapping[tuple[str, Seat], int]
    questions: int
    is_trusted: bool
    is_held: bool


class Observed(Protocol):
    """A campaign that can be looked at."""

    async def observe(self, now: datetime, since: datetime) -> Observation:
        """Return its numbers; what was due before ``since`` and could go is late."""
        ...
