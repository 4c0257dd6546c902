"""Messages of the bot, which wait in the outbox."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime


class Priority(IntEnum):
    """Which messages go first: who writes waits for an answer, alarms are few, notices many, and
    what the team writes to all of them has no hour.
    """

    REPLY = 0
    TEAM = 1
    NOTICE = 2
    BROADCAST = 3


EVERYBODYS = "to-team:"


def passed_on(chat: int) -> str:
    """Return how the ``dedupe`` value of a message begins that has words from this chat.

    By it they are found when the person asks for what is held of them, or has it erased.
    """
    return f"{EVERYBODYS}{chat}:"


@dataclass(frozen=True, slots=True)
class Message:
    """A bot message to send; ``once`` messages (reminders, alarms) are never repeated.

    The smallest ``priority`` goes first. ``dedupe`` makes a message unique: a second one with
    the same value is not stored. One to ``forget`` is kept until it is out, and no longer.
    ``attendee`` is whom a message is to that nobody asked for: it is not stored where they are
    gone. One of a ``broadcast`` is only handed out to whom that is still for.
    ``body`` is JSON: ``{"text", "buttons": [[label, data]], "document": {...}}``. One with
    ``"as_long": {"deliveries": [numbers], "states": [names]}`` is true only as long as each of
    these deliveries is in one of these states.
    """

    chat: int
    body: str
    priority: int = Priority.REPLY
    once: bool = False
    dedupe: str | None = None
    not_before: datetime | None = None
    forget: bool = False
    attendee: int | None = None
    broadcast: int | None = None

    @property
    def as_long(self) -> tuple[Sequence[int], Sequence[str]] | None:
        """Return as long as which deliveries are in which states it is true; ``None``: always."""
        if '"as_long"' not in self.body:
            return None
        told = json.loads(self.body).get("as_long")
        return (told["deliveries"], told["states"]) if told else None
