"""Who signs up for panels, and what they have there."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


class Seat(StrEnum):
    """The states of a sign-up."""

    SEATED = "seated"
    WAITING = "waiting"
    CANCELLED = "cancelled"


NEWS = "news"
"""The purpose of what the team writes: agreed to by itself, beside a sign-up."""


@dataclass(frozen=True, slots=True)
class Attendee:
    """A person: an own id; the Telegram chat is one contact of it.

    ``news`` tells whether they agreed to news from the team; ``None`` if they never said.
    ``since`` is when they signed up for what they are asked about, where they are listed for that.
    """

    id: int
    chat: int
    language: str
    reachable: bool = True
    news: bool | None = None
    since: datetime | None = field(default=None, compare=False)
