"""Who signs up for panels, and what they have there."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Seat(StrEnum):
    """The states of a sign-up."""

    SEATED = "seated"
    WAITING = "waiting"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Attendee:
    """A person: an own id; the Telegram chat is one contact of it."""

    id: int
    chat: int
    language: str
    reachable: bool = True
