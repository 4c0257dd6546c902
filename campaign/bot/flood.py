"""Who writes faster than anybody reads: told once, kindly, and then not answered for a while."""

from __future__ import annotations

import json
from collections import deque
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import Enum, auto
from typing import TYPE_CHECKING

from campaign.ports.messages import Message
from campaign.services.conversation import Reply

if TYPE_CHECKING:
    from collections.abc import Mapping

    from campaign.ports.attendees import Effects
    from campaign.services.conversation import Heard, View

MANY, WITHIN = 20, timedelta(seconds=10)
"""More messages than that within so long are no conversation."""
GROUP_MANY, GROUP_WITHIN = 15, timedelta(minutes=1)
"""More answers than that within so long are too many for one group."""
_ALL = "all"
KEPT = 1_000
"""Of so many people it is remembered when they wrote."""


class Pace(Enum):
    """How fast somebody writes."""

    FINE = auto()
    TOO_FAST = auto()
    """For the first time since they last paused: they are told so."""
    STILL_TOO_FAST = auto()


@dataclass(slots=True)
class _Person:
    times: deque[datetime] = field(default_factory=lambda: deque(maxlen=MANY + 1))
    told: bool = False


class Flood:
    """Counts what each person writes in each chat. It is forgotten with the process."""

    def __init__(self) -> None:
        self._people: dict[tuple[int | None, int | str | None], _Person] = {}

    def pace(self, heard: Heard, at: datetime) -> Pace:
        """Count one more; ``at`` is when it was written. Of a group, only what is answered."""
        if not heard.private and not self._fits_group(heard, at):
            return Pace.STILL_TOO_FAST
        person = self._of((heard.chat, heard.sender), MANY)
        person.times.append(at)
        if len(person.times) <= MANY or at - person.times[0] > WITHIN:
            person.told = False
            return Pace.FINE
        told, person.told = person.told, True
        return Pace.STILL_TOO_FAST if told else Pace.TOO_FAST

    def _fits_group(self, heard: Heard, at: datetime) -> bool:
        """Tell whether a group hears few enough answers for one more."""
        group = self._of((heard.chat, _ALL), GROUP_MANY)
        full = len(group.times) >= GROUP_MANY and at - group.times[-GROUP_MANY] <= GROUP_WITHIN
        if not full:
            group.times.append(at)
        return not full

    def _of(self, key: tuple[int | None, int | str | None], most: int) -> _Person:
        person = self._people.pop(key, None) or _Person(deque(maxlen=most + 1))
        self._people[key] = person  # the last one is who wrote last
        if len(self._people) > KEPT:
            del self._people[next(iter(self._people))]
        return person


def written_at(update: Mapping[str, object], now: datetime) -> datetime:
    """Return when a message was written, as it says itself: after an outage many come at once.

    What does not say so, as a pressed button, counts as of now.
    """
    message = update.get("message")
    date = message.get("date") if isinstance(message, dict) else None
    if not isinstance(date, int) or isinstance(date, bool):
        return now
    try:
        return min(datetime.fromtimestamp(date, UTC), now)
    except (OverflowError, OSError, ValueError):
        return now


def quieted(effects: Effects, pace: Pace, view: View) -> Effects:
    """Return what comes of a message that was written at this pace.

    What changes something, what the team is told and a question that was not asked just before
    are as they were; of the rest nothing is said but, the first time, why.
    """
    if pace is Pace.FINE:
        return effects
    if effects.chat is None:  # in a group: one who is told so would be one more
        return replace(effects, messages=())
    kept = tuple(effects.messages) if _matters(effects, view) else ()
    if pace is Pace.TOO_FAST:
        kept = (*kept, Message(effects.chat, Reply(view.say("too-fast")).body()))
    return replace(effects, messages=kept)


def _matters(effects: Effects, view: View) -> bool:
    changes = (effects.sign_up, effects.cancel, effects.consent, effects.language, effects.tell)
    if any(changes) or effects.withdraw or effects.erase or effects.silence or effects.questions:
        return True
    said = view.said.bodies if view.said is not None else ()
    return any(
        one.chat != effects.chat or ("asks" in json.loads(one.body) and one.body not in said)
        for one in effects.messages
    )
