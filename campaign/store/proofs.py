"""Recording that something is out, whatever was decided of it since."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam, select, update

from campaign.core.deliveries import State
from campaign.core.life import Move
from campaign.core.proofs import beside, held_rest, kept_back, move_of, why_out
from campaign.ports.ledger import Step
from campaign.store.changes import write_steps
from campaign.store.claims import close_published
from campaign.store.rows import delivery_of
from campaign.store.tables import DELIVERY

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from campaign.core.deliveries import Delivery, Receipt
    from campaign.core.reasons import Reason
    from campaign.store.events import Author

_ONE = DELIVERY.alias("one")
_OF_THREAD = (
    select(DELIVERY)
    .join(
        _ONE,
        and_(*(DELIVERY.c[name] == _ONE.c[name] for name in ("campaign_id", "post", "channel"))),
    )
    .where(_ONE.c.id == bindparam("which"), _ONE.c.campaign_id == bindparam("campaign"))
    .order_by(DELIVERY.c.generation)
)
"""All generations of the parts of the thread of a delivery, the earliest first."""
_ASKED = (
    update(DELIVERY)
    .where(
        DELIVERY.c.campaign_id == bindparam("campaign"),
        DELIVERY.c.id.in_(bindparam("asked_for", expanding=True)),
    )
    .values(asked=1)
)


@dataclass(frozen=True, slots=True)
class Proof:
    """A receipt for a delivery, and the fence at which it was known or taken for sending.

    ``why`` is said where nothing else was decided of it meanwhile.
    """

    delivery: int
    fence: int
    receipt: Receipt
    why: Reason


def prove(connection: Connection, author: Author, proof: Proof) -> Reason | None:
    """Record a proof; return why it counts as published, ``None`` where nothing was to be done.

    A later generation that is not out yet is left to a person, and so is what follows in its
    thread. What is out first blocks the others: they are beside it only if somebody asks for them.
    The try at the proof's fence ends with it.
    """
    values = {"which": proof.delivery, "campaign": author.campaign_id}
    of_thread = [delivery_of(row) for row in connection.execute(_OF_THREAD, values)]
    one = next((d for d in of_thread if d.id == proof.delivery), None)
    move = None if one is None else move_of(one)
    if one is None or move is None:
        return None
    others = [d for d in of_thread if d.key == one.key and d is not one]
    is_second = any(d.state is State.PUBLISHED for d in others)
    asked = [one] if is_second else others
    which = [d.id for d in asked]
    connection.execute(_ASKED, {"campaign": author.campaign_id, "asked_for": which})
    other = beside(one, others)
    why = why_out(one, other, proof.why)
    step = Step(one.id, one.fence, move, why, author.by, {"receipt": proof.receipt})
    rest = [Step(d.id, d.fence, Move.HOLD, said) for d, said in held_rest(one, of_thread)]
    write_steps(connection, author, [*_kept_back(other, one, proof.receipt), *rest, step])
    close_published(connection, author, one.id, proof.fence, why)
    return why


def _kept_back(other: Delivery | None, out: Delivery, receipt: Receipt) -> list[Step]:
    if other is None:
        return []
    return [
        Step(other.id, other.fence + later, move, why)
        for later, (move, why) in enumerate(kept_back(other, out, receipt))
    ]
