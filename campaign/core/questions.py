"""Questions that people ask a panel: what becomes of one, and how many somebody may have."""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from campaign.core.folding import folded

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_LETTERS = 500
MOST_OPEN = 3
"""So many open questions somebody may have for one panel."""


class Standing(StrEnum):
    """How a question stands."""

    PENDING = "pending"
    """The team has not read it yet; nobody else sees it."""

    PUBLISHED = "published"
    """Everybody sees it and can vote for it."""

    ANSWERED = "answered"
    DECLINED = "declined"
    MERGED = "merged"
    """It counts as a vote for another one."""

    WITHDRAWN = "withdrawn"
    """Whoever asked took it back; its words are gone."""


OPEN = frozenset({Standing.PENDING, Standing.PUBLISHED})
VISIBLE = frozenset({Standing.PUBLISHED, Standing.ANSWERED})
LEFT = frozenset({Standing.PUBLISHED, Standing.ANSWERED})
"""What stays, without whoever asked, when they have their data erased."""


class Verdict(StrEnum):
    """What the team decides about a question."""

    PUBLISH = "publish"
    DECLINE = "decline"
    TAKE_DOWN = "take-down"
    """Decline after all what was published."""

    ANSWER = "answer"
    MERGE = "merge"
    RESTORE = "restore"
    """Publish after all what was declined."""


FROM: Mapping[Verdict, frozenset[Standing]] = MappingProxyType(
    {
        Verdict.PUBLISH: frozenset({Standing.PENDING}),
        Verdict.DECLINE: frozenset({Standing.PENDING}),
        Verdict.TAKE_DOWN: frozenset({Standing.PUBLISHED}),
        Verdict.ANSWER: frozenset({Standing.PUBLISHED}),
        Verdict.MERGE: OPEN,
        Verdict.RESTORE: frozenset({Standing.DECLINED}),
    }
)
"""Of what each decides: of two people who press at once, the second comes too late."""

TO: Mapping[Verdict, Standing] = MappingProxyType(
    {
        Verdict.PUBLISH: Standing.PUBLISHED,
        Verdict.DECLINE: Standing.DECLINED,
        Verdict.TAKE_DOWN: Standing.DECLINED,
        Verdict.ANSWER: Standing.ANSWERED,
        Verdict.MERGE: Standing.MERGED,
        Verdict.RESTORE: Standing.PUBLISHED,
    }
)


def one_line(text: str) -> str:
    """Return a question as it is kept: in one line, without spaces around it."""
    return " ".join(text.split())


def same(one: str, other: str) -> bool:
    """Tell whether two questions have the same words, whatever their capitals and signs.

    >>> same("¿Quién paga?", "quien  paga")
    True
    """
    return _words(one) == _words(other)


def _words(text: str) -> list[str]:
    return "".join(sign if sign.isalnum() else " " for sign in folded(text)).split()


def shortened(text: str, longest: int = 240) -> str:
    """Return a question as it stands in a list."""
    return text if len(text) <= longest else text[: longest - 1] + "…"
