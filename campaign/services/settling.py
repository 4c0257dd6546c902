"""From what came of a try to the step that the ledger records."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from campaign.core.life import Move
from campaign.core.outcomes import (
    Doubted,
    Handed,
    Lost,
    NotSent,
    Outcome,
    Published,
    Refused,
    Stopped,
)
from campaign.core.reasons import BY_HAND, OTHERS, Reason, because
from campaign.ports.ledger import Step

if TYPE_CHECKING:
    from datetime import datetime

    from campaign.ports.claims import Claim
    from campaign.services.patience import Backoff


@dataclass(frozen=True, slots=True)
class Settling:
    """Makes the steps of one sender. ``settling`` is how long a network takes to show a post."""

    by: str
    now: datetime
    settling: float
    backoff: Backoff

    def step(self, claim: Claim, outcome: Outcome) -> Step:
        """Return the step."""
        match outcome:
            case Published(receipt):
                return self._moved(claim, Move.PUBLISH, None, receipt=receipt)
            case NotSent(words, hold_until, counts):
                pause = self.backoff.after(claim.attempt, claim.idempotency_key)
                later = hold_until or self.now + pause
                reason = because("held-by-network" if hold_until else "not-sent", words=words)
                step = self._moved(claim, Move.FAIL, reason, not_before=later)
                return replace(step, counts=counts)
            case Refused(words):
                return self._moved(claim, Move.REFUSE, because("refused", words=words))
            case Stopped(why, words):
                reason = because(f"stopped-{why}", words=words)
                return self._moved(claim, Move.STOP, reason)
            case Handed() | Doubted():
                doubts = isinstance(outcome, Doubted)
                asked = because(OTHERS, links=outcome.words) if doubts else because(BY_HAND)
                return self._moved(claim, Move.ASK, asked)
            case Lost(words):
                later = self.now + timedelta(seconds=self.settling)
                reason = because("unknown", words=words, looks=0)
                return self._moved(claim, Move.LOSE, reason, not_before=later)

    def _moved(self, claim: Claim, move: Move, reason: Reason | None, **changes: object) -> Step:
        return Step(claim.delivery.id, claim.fence, move, reason, self.by, changes)
