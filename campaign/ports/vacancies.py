"""Free seats of a panel, for those on its waiting list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from campaign.core.attendees import Attendee
    from campaign.ports.messages import Message


@dataclass(frozen=True, slots=True)
class Vacancy:
    """A panel whose free seats go to those who wait for one, the first who came first.

    ``seats`` are all that the panel has, ``None`` without a limit. ``tell`` makes the message to
    whoever gets one, from who that is and since when they waited.
    """

    panel: str
    seats: int | None
    tell: Callable[[Attendee, datetime], Message]
