"""How attempts end: settled with what came of them, closed by a proof, or taken over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, or_, select, text, update

from campaign.core.deliveries import Receipt, State
from campaign.core.life import SPENDING, Move
from campaign.core.reasons import because
from campaign.ports.ledger import Stale
from campaign.store.changes import write_seen
from campaign.store.circuits import shut
from campaign.store.conditions import IN_FLIGHT
from campaign.store.events import Author, line_of, write_lines
from campaign.store.outgoing import queue_messages
from campaign.store.rows import delivery_of, reason_json
from campaign.store.statements import Statement
from campaign.store.tables import ATTEMPT, DELIVERY, READ_OF_DELIVERY

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from campaign.core.deliveries import Delivery
    from campaign.core.reasons import Reason
    from campaign.ports.circuits import Pause, Stop
    from campaign.ports.claims import Claim
    from campaign.ports.ledger import Step
    from campaign.ports.messages import Message
    from campaign.store.leases import Count

_GIVE_BACK = Statement(
    update(DELIVERY)
    .where(DELIVERY.c.id == bindparam("which"))
    .values(attempts=DELIVERY.c.attempts - 1)
)
_STARTED = Statement(
    select(ATTEMPT.c.started_at).where(
        ATTEMPT.c.delivery_id == bindparam("which"), ATTEMPT.c.fence == bindparam("taken_at_fence")
    )
)
_CLOSE = Statement(
    update(ATTEMPT)
    .where(
        ATTEMPT.c.campaign_id == bindparam("campaign"),
        ATTEMPT.c.delivery_id == bindparam("which"),
        ATTEMPT.c.fence == bindparam("taken_at_fence"),
    )
    .values(ended_at=bindparam("at"), move=bindparam("came"), reason=bindparam("why"))
)
_OVER = Statement(
    update(DELIVERY)
    .where(
        DELIVERY.c.campaign_id == bindparam("campaign"),
        text(IN_FLIGHT),
        or_(
            DELIVERY.c.lease_boot != bindparam("boot"),
            DELIVERY.c.lease_until < bindparam("elapsed"),
        ),
    )
    .values(
        state=State.UNKNOWN.value,
        fence=DELIVERY.c.fence + 1,
        reason=bindparam("why"),
        not_before=None,
        lease_until=None,
        lease_boot=None,
        owner=None,
    )
    .returning(*READ_OF_DELIVERY)
)


@dataclass(frozen=True, slots=True)
class Settlement:
    """What came of a claim; ``at`` is ``None`` where nobody said when."""

    campaign_id: int
    claim: Claim
    step: Step
    at: datetime | None
    messages: Sequence[Message] = ()
    shut: Stop | Pause | None = None


def settle(connection: Connection, settlements: Sequence[Settlement]) -> Sequence[None]:
    """Record what came of attempts; raises Stale where a claim was lost."""
    steps = [(_author(connection, one), one.step) for one in settlements]
    write_seen(connection, [one.claim.delivery for one in settlements], steps)
    given_back = [
        {"which": step.delivery}
        for _, step in steps
        if step.move not in SPENDING and not step.counts
    ]
    if given_back:
        _GIVE_BACK.run(connection, *given_back)
    for one in settlements:
        queue_messages(connection, one.campaign_id, one.messages)
        if one.shut is not None:
            shut(connection, one.campaign_id, one.claim.delivery.key.channel, one.shut)
    ends = [
        _end(author, step.delivery, step.fence, step.move, reason_json(step.reason))
        for author, step in steps
    ]
    _CLOSE.run(connection, *ends)
    return [None] * len(settlements)


def _author(connection: Connection, settlement: Settlement) -> Author:
    at = settlement.at or _moment(connection, settlement)
    return Author(settlement.campaign_id, at, settlement.step.by)


def _moment(connection: Connection, settlement: Settlement) -> datetime:
    """Return when a result came, for a caller who does not say: the receipt's time or the claim's.

    Raises:
        Stale: for an attempt that this ledger does not know.
    """
    receipt = settlement.step.changes.get("receipt")
    if isinstance(receipt, Receipt):
        return receipt.at
    claim = settlement.claim
    values = {"which": claim.delivery.id, "taken_at_fence": claim.fence}
    started: datetime | None = _STARTED.value(connection, values)
    if started is None:
        raise Stale(claim.delivery.id)
    return started


def _end(
    author: Author, which: int, fence: int, move: Move | None, reason: str | None
) -> dict[str, object]:
    """Return how an attempt at a delivery ends that was taken at this fence."""
    return {
        "campaign": author.campaign_id,
        "which": which,
        "taken_at_fence": fence,
        "at": author.at,
        "came": None if move is None else move.value,
        "why": reason,
    }


def close_published(
    connection: Connection, author: Author, which: int, fence: int, why: Reason
) -> None:
    """Note that the attempt at this fence, if there is one, put the delivery out."""
    _CLOSE.run(connection, _end(author, which, fence, Move.PUBLISH, why.to_json()))


def take_over(connection: Connection, author: Author, count: Count) -> Sequence[Delivery]:
    """Turn claims whose lease ran out into unknown ones: they may have been sent."""
    reason = because("lease-lost").to_json()
    values = {"campaign": author.campaign_id, **count.values, "why": reason}
    lost = [delivery_of(row) for row in _OVER.rows(connection, values)]
    if lost:
        write_lines(connection, [(author, line_of(one, Move.LOSE)) for one in lost])
        ends = [_end(author, one.id, one.fence - 1, Move.LOSE, reason) for one in lost]
        _CLOSE.run(connection, *ends)
    return lost
