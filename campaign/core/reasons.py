"""Why a delivery is where it is: a message id and its values, told in the reader's language."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


OURSELVES = "pregonero"
"""Who decides, in the history, where no person does."""

BY_HAND = "by-hand"
"""Why a post needs a person who publishes it: it is certainly not out yet."""

PREVIOUS_PART = "previous-part"
"""Why a part of a thread is cancelled whose earlier part ended without being out."""


CONFIRMED = "confirmed"
"""Why a post counts as published: a person said where it is."""

ASKED_AGAIN = "asked-again"
"""Why a post is sent of which nobody knew whether it is out: a person has looked."""

OTHERS = "others-since-copy"
"""Why a person is asked where an account shows posts that a restored ledger does not know."""

HELD, HELD_PLAINLY = "held", "held-plainly"
CANCELLED, CANCELLED_PLAINLY = "cancelled", "cancelled-plainly"
"""Why a person keeps it back, or does not want it at all; plainly where they did not say."""

WITHDRAWN = "withdrawn"
"""Why it is cancelled: the calendar has no such post any more."""

WITHDRAWN_UNSURE = "withdrawn-unsure"
"""Why a post needs a person that somebody wanted taken down: nobody knows whether it is out."""

EXPIRED_UNSENT, EXPIRED_UNTRUE = "expired-unsent", "expired-untrue"
"""Why it expired though nothing was missing: it did not go out in time, or what it said of the time
that is left was over.
"""

TAKEN_DOWN_PARTLY = "taken-down-partly"
"""Why something still counts as published: we could take down only a part of its messages."""

OUT_THOUGH = "out-though-"
"""How the reasons begin of what is out although it was no longer to go out."""

CONFIRMED_THOUGH = f"{OUT_THOUGH}confirmed"
"""The same of what was no longer to go out."""

BY_WORD = frozenset({CONFIRMED, CONFIRMED_THOUGH})

THREAD_BEGUN = "thread-begun"
"""Why a part is held: its thread began with other words."""

EARLIER_IS_OUT, ANOTHER_IS_OUT = "earlier-is-out", "another-is-out"
"""Why a version is held: an earlier one is out after all, or one that this ledger does not know."""

LEFT_TO_A_PERSON = frozenset({EARLIER_IS_OUT, ANOTHER_IS_OUT, THREAD_BEGUN})
"""Why something is held that nobody held: what is out already says something else."""

LATE_TOGETHER = "late-together"
"""Why something is held that missed its time together with others: a person decides."""


@dataclass(frozen=True, slots=True)
class Reason:
    """A message id of ``languages/<lang>/reasons.toml`` and the values for it."""

    id: str
    params: Mapping[str, str] = field(default_factory=dict)

    def to_json(self) -> str:
        """Return the reason as stored text."""
        return json.dumps([self.id, dict(self.params)], ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, raw: str) -> Reason:
        """Read what :meth:`to_json` wrote."""
        name, params = json.loads(raw)
        return cls(name, params)

    @classmethod
    def stored(cls, raw: str | None) -> Reason:
        """Read a reason that may be missing: then its id is empty."""
        return cls.from_json(raw) if raw else cls("")


def because(reason_id: str, **params: object) -> Reason:
    """Return a reason with its values as text."""
    return Reason(reason_id, {name: str(value) for name, value in params.items()})
