"""Holding and cancelling, also what may be out: then for the case that it is not.

Nothing sends it meanwhile. It is looked for as before; where that cannot be done, a person is
asked. If it is not out it is held, or cancelled, as was wanted; if it is, the team is told.
What a person is asked about already is cancelled at once.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from campaign.core.deliveries import REPLANNABLE, State
from campaign.core.doubts import may_be_out
from campaign.core.generations import at_hand
from campaign.core.kept_back import calls_off, kept_for, wanted, wanting, with_hold
from campaign.core.life import MOVES, Move
from campaign.core.reasons import HELD, HELD_PLAINLY, PREVIOUS_PART, Reason, because
from campaign.ports.ledger import Step
from campaign.services.cancelling import why_cancelled
from campaign.services.choosing import movable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from campaign.core.deliveries import Delivery
    from campaign.ports.ledger import Snapshot


def can_be(delivery: Delivery, move: Move) -> bool:
    """Tell whether something can be held or cancelled, or is to be if it is not out."""
    return (delivery.state, move) in MOVES or _can_be_wanted(delivery, move)


def _can_be_wanted(delivery: Delivery, move: Move) -> bool:
    called_off = calls_off(Reason.stored(delivery.reason))
    return may_be_out(delivery) and (move is Move.CANCEL or not called_off)


def is_held_if_not_out(delivery: Delivery) -> bool:
    """Tell of what may be out whether it is held if it is not: that can be taken back."""
    kept = kept_for(delivery)
    return may_be_out(delivery) and kept is not None and kept[0] is Move.HOLD


@dataclass(frozen=True, slots=True)
class Wish:
    """That something is held, or cancelled; who wants it, and why."""

    move: Move
    who: str
    why: str

    def of(self, snapshot: Snapshot, keys: Sequence[str]) -> list[Delivery]:
        """Return what keys name that can be held, or cancelled, now or if it is not out.

        Raises:
            UnknownDelivery: for a key that names nothing.
            NotApprovable: where nothing that they name can.
        """
        return movable(snapshot, keys, self.move, perhaps=lambda d: _can_be_wanted(d, self.move))

    def steps(self, snapshot: Snapshot, found: Sequence[Delivery]) -> list[Step]:
        """Return the steps: with a part of a thread that is cancelled though it may be out, those
        after it are.
        """
        steps = [step for one in found if (step := self._step(one)) is not None]
        rest, why = self.rest(snapshot, found), because(PREVIOUS_PART)
        return steps + [Step(d.id, d.fence, self.move, with_hold(why, d), self.who) for d in rest]

    def rest(self, snapshot: Snapshot, found: Sequence[Delivery]) -> list[Delivery]:
        """Return the later parts that are cancelled with what is found, and are not named."""
        if self.move is not Move.CANCEL:
            return []
        named = {one.id for one in found}
        unsure = [one for one in found if (one.state, self.move) not in MOVES]
        return [one for one in _after(snapshot, unsure) if one.id not in named]

    def _step(self, one: Delivery) -> Step | None:
        if (one.state, self.move) in MOVES:
            return Step(one.id, one.fence, self.move, self._reason(one), self.who)
        before = wanted(one)
        if before is not None and before[0] is self.move:
            return None
        why = self._reason(replace(one, state=State.RETRY))
        if one.state is State.SENDING:
            lost = wanting(because("unknown", words="", looks=0), self.move, why)
            return Step(one.id, one.fence, Move.LOSE, lost, self.who, {"not_before": None})
        said = wanting(Reason.stored(one.reason), self.move, why)
        return Step(one.id, one.fence, None, said, self.who)

    def _reason(self, one: Delivery) -> Reason:
        if self.move is Move.CANCEL:
            return why_cancelled(one, self.who, self.why)
        plain = because(HELD_PLAINLY, who=self.who)
        return because(HELD, who=self.who, why=self.why) if self.why else plain


def _after(snapshot: Snapshot, found: Sequence[Delivery]) -> list[Delivery]:
    """Return what has not left yet of the later parts of their threads."""
    first: dict[tuple[str, str], int] = {}
    for one in found:
        thread = one.key.thread
        first[thread] = min(first.get(thread, one.key.part), one.key.part)
    return [
        one
        for key, one in at_hand(snapshot.deliveries).items()
        if first.get(key.thread, key.part) < key.part and one.state in REPLANNABLE
    ]
