"""What can be done with the questions for a panel, and what came of it.

Each is done in the transaction of its update, which also stores what is said of its outcome: of
two people who do the same at once, the second is told what the first did.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from datetime import datetime

    from campaign.core.attendees import Attendee
    from campaign.core.questions import Standing, Verdict
    from campaign.ports.messages import Message

Consent: TypeAlias = tuple[str, str, str]
"""Purpose, version and hash of the text that was shown."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A question that was shown to whoever wrote it and is not sent yet.

    It is kept in that message and nowhere else; ``mark`` is by what its buttons name it. ``name``
    is what would stand beside it, ``consent`` and ``name_consent`` are what one agrees to.
    """

    mark: str
    panel: str
    text: str
    name: str
    consent: Consent
    name_consent: Consent

    def kept(self) -> Mapping[str, str]:
        """Return it as a message keeps it."""
        return {"mark": self.mark, "draft": json.dumps(asdict(self), ensure_ascii=False)}

    @classmethod
    def of(cls, kept: Mapping[str, str]) -> Draft:
        """Return what :meth:`kept` gave."""
        table = json.loads(kept["draft"])
        for name in ("consent", "name_consent"):
            table[name] = tuple(table[name])
        return cls(**table)


@dataclass(frozen=True, slots=True)
class Question:
    """A question for a panel, as somebody sees it: ``mine`` and ``voted`` are about them.

    ``name`` is whose it is, where they want that to be read; ``heard_at`` is where the team heard
    it; ``by`` is who of the team decided on it last.
    """

    id: int
    panel: str
    text: str
    standing: Standing
    at: datetime
    name: str | None = None
    heard_at: str | None = None
    by: str | None = None
    votes: int = 0
    mine: bool = False
    voted: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """One line of a question's history; ``by`` is somebody of the team."""

    standing: Standing
    at: datetime
    by: str | None


@dataclass(frozen=True, slots=True)
class Send:
    """Send the draft with this mark, which may have been sent before."""

    mark: str
    named: bool
    most: int
    language: str


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Take back an open question of one's own."""

    question: int


@dataclass(frozen=True, slots=True)
class Unname:
    """Take one's name away from a question of one's own."""

    question: int


@dataclass(frozen=True, slots=True)
class Vote:
    """Vote for a published question of the ``open_panels``, or take the vote back.

    Which of the two is said, not turned round: the same tap twice is one vote.
    """

    question: int
    counts: bool
    open_panels: Collection[str]
    language: str
    consent: Consent


@dataclass(frozen=True, slots=True)
class Mine:
    """Tell of all questions of one's own."""


@dataclass(frozen=True, slots=True)
class Look:
    """Tell of questions: of one panel or all, in some standings; most votes first."""

    standings: Collection[Standing]
    panel: str | None = None


@dataclass(frozen=True, slots=True)
class Beside:
    """Tell of a question and of the other open ones of its panel."""

    question: int


@dataclass(frozen=True, slots=True)
class Enter:
    """Publish a question that somebody of the team heard elsewhere."""

    panel: str
    text: str
    heard_at: str | None
    who: str


@dataclass(frozen=True, slots=True)
class Decide:
    """Decide as somebody of the team; ``into`` is what the question is merged with."""

    question: int
    verdict: Verdict
    who: str
    into: int | None = None


Act: TypeAlias = Send | Withdraw | Unname | Vote | Mine | Look | Beside | Enter | Decide


class Came(StrEnum):
    """What came of it."""

    DONE = "done"
    ALREADY = "already"
    """It was so before: the question tells how it stands, and who decided."""

    GONE = "gone"
    """There is no such question or draft any more, or it is not theirs."""

    FULL = "full"
    """Whoever asks has too many open ones for this panel."""

    OWN = "own"
    """Nobody votes for what is theirs."""

    CLOSED = "closed"
    """It takes no votes."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an act: the question that it was about, others, and whom that concerns.

    ``authors`` are those who asked it, or one that was merged with it, and can be told.
    """

    came: Came = Came.GONE
    question: Question | None = None
    others: Sequence[Question] = ()
    authors: Sequence[Attendee] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """Something to do with questions, and the messages that tell what came of it."""

    act: Act
    tell: Callable[[Outcome], Sequence[Message]]
