"""Writing the emergency journal into the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from campaign.core.deliveries import State
from campaign.core.life import MOVES, Move
from campaign.core.reasons import because
from campaign.ports.ledger import Step
from campaign.store.changes import write_steps
from campaign.store.events import Author
from campaign.store.tables import CAMPAIGN, DELIVERY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from campaign.store.journal import Rescued

_STANDING = select(DELIVERY.c.campaign_id, DELIVERY.c.state, DELIVERY.c.fence).where(
    DELIVERY.c.id == bindparam("which"),
    DELIVERY.c.campaign_id.in_(select(CAMPAIGN.c.id).where(CAMPAIGN.c.uid == bindparam("ledger"))),
)


def write_rescued(connection: Connection, rescued: Sequence[Rescued]) -> None:
    """Record publications late; what is recorded already stays as it is.

    A delivery that was taken over meanwhile is adopted: its receipt is the proof.
    """
    for one in rescued:  # a handful at most: each is a disk that was full
        standing = connection.execute(_STANDING, {"which": one.delivery, "ledger": one.ledger})
        for row in standing:
            state = State(row.state)
            move = next((m for m in (Move.PUBLISH, Move.ADOPT) if (state, m) in MOVES), None)
            if move is not None:
                author = Author(row.campaign_id, one.at, one.by)
                changes = {"receipt": one.receipt}
                reason = because("from-journal")
                step = Step(one.delivery, row.fence, move, reason, one.by, changes)
                write_steps(connection, author, [step])
