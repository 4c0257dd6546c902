"""What is held of one person, as it is told to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from campaign.core.attendees import Seat
    from campaign.core.questions import Standing


@dataclass(frozen=True, slots=True)
class HeldSignUp:
    """A sign-up of the person, also one that was cancelled; ``at`` is when they joined."""

    panel: str
    state: Seat
    at: datetime


@dataclass(frozen=True, slots=True)
class HeldConsent:
    """What the person agreed to: purpose, version and hash of the text that they saw.

    Not ``given`` where they ended it, which shows no text.
    """

    purpose: str
    version: str
    hash: str
    at: datetime
    given: bool = True


@dataclass(frozen=True, slots=True)
class HeldMessage:
    """A stored message to the person, or one of theirs that was passed on to the team.

    ``state`` is that of the outbox: queued, taken, sent or failed; ``at`` is when it was sent.
    ``nameless`` is one that told the team a question and not whose it is.
    """

    body: str
    state: str
    at: datetime | None
    to_team: bool = False
    nameless: bool = False


@dataclass(frozen=True, slots=True)
class HeldQuestion:
    """A question of the person; ``name`` is what stands beside it, ``votes`` counts others'."""

    panel: str
    text: str
    standing: Standing
    at: datetime
    name: str | None = None
    votes: int = 0


@dataclass(frozen=True, slots=True)
class HeldVote:
    """A vote of the person for somebody's question; one taken back does not count."""

    panel: str
    text: str
    counts: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Held:
    """Everything that is stored of one person.

    ``language`` and ``since`` are ``None`` for somebody who is not remembered.
    """

    chats: tuple[int, ...]
    language: str | None = None
    since: datetime | None = None
    reachable: bool = True
    sign_ups: tuple[HeldSignUp, ...] = ()
    consents: tuple[HeldConsent, ...] = ()
    messages: tuple[HeldMessage, ...] = ()
    questions: tuple[HeldQuestion, ...] = ()
    votes: tuple[HeldVote, ...] = ()

    @property
    def is_remembered(self) -> bool:
        """Tell whether the person is kept beyond the messages of the last days."""
        return self.since is not None
