"""The steps by which posts come back: revived, sent again, or with the rest of their thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.core.deliveries import Delivery, State
from campaign.core.doubts import may_be_out
from campaign.core.generations import at_hand
from campaign.core.kept_back import held_for, is_kept_back, kept_for, no_longer
from campaign.core.life import Move
from campaign.core.proofs import why_held
from campaign.core.reasons import ASKED_AGAIN, PREVIOUS_PART, Reason, because
from campaign.ports.ledger import Step
from campaign.services.planning import is_ready, why_waiting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from campaign.ports.ledger import Snapshot
    from campaign.services.cancelling import Times


def rest_of_threads(snapshot: Snapshot, found: Sequence[Delivery]) -> list[Delivery]:
    """Return the later parts that were cancelled because these did not go out."""
    by_part = sorted(found, key=lambda d: d.key.part, reverse=True)
    first = {d.key.thread: d.key.part for d in by_part}
    return [
        delivery
        for key, delivery in at_hand(snapshot.deliveries).items()
        if first.get(key.thread, key.part) < key.part
        and delivery.state is State.CANCELLED
        and Reason.stored(delivery.reason).id == PREVIOUS_PART
    ]


def as_before(
    snapshot: Snapshot, delivery: Delivery, who: str, times: Times | None = None
) -> list[Step]:
    """Return the steps that undo a cancellation: what was held is held again."""
    if may_be_out(delivery):
        return [Step(delivery.id, delivery.fence, None, no_longer(delivery, Move.CANCEL), who)]
    held = held_for(delivery)
    if held is None:
        return _back(snapshot, delivery, who, times)
    return _waiting(delivery, who, times, (Move.HOLD, held))


def _back(snapshot: Snapshot, delivery: Delivery, who: str, times: Times | None) -> list[Step]:
    """Return the steps by which a post waits again for what it lacks, or is planned; where an
    earlier generation is out, or its thread began with other words, it waits for a person.
    """
    held = why_held(delivery, snapshot.deliveries)
    return _waiting(delivery, who, times, None if held is None else (Move.HOLD, held))


def again(delivery: Delivery, who: str) -> list[Step]:
    """Return the steps by which a post goes out again, or is kept back as it was before."""
    if not is_kept_back(delivery):
        return [Step(delivery.id, delivery.fence, Move.RETRY, because(ASKED_AGAIN, who=who), who)]
    return _waiting(delivery, who, None, kept_for(delivery))


def _waiting(
    delivery: Delivery, who: str, times: Times | None, kept: tuple[Move, Reason] | None
) -> list[Step]:
    changes = times.changes if times else {}
    due = times.due if times else delivery.due
    why = why_waiting(delivery.waits, due)
    waiting = Step(delivery.id, delivery.fence, Move.WAIT, why, who, changes)
    if kept is not None:
        return [waiting, Step(delivery.id, delivery.fence + 1, *kept, who)]
    if not is_ready(delivery.waits, due, written=delivery.payload is not None):
        return [waiting]
    return [waiting, Step(delivery.id, delivery.fence + 1, Move.READY, None, who)]
