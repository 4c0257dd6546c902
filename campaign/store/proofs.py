"""Recording that something is out, whatever was decided of it since."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam, select

from campaign.core.proofs import beside, kept_back, move_of, stands, why_out
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
_OF_KEY = (
    select(DELIVERY)
    .join(
        _ONE,
        and_(
            *(
                DELIVERY.c[name] == _ONE.c[name]
                for name in ("campaign_id", "post", "channel", "part")
            )
        ),
    )
    .where(_ONE.c.id == bindparam("which"), _ONE.c.campaign_id == bindparam("campaign"))
    .order_by(DELIVERY.c.generation)
)
"""All generations of the key of a delivery, the earliest first."""


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

    A later generation that is not out yet is left to a person. Where another one stands, this one
    is beside it as if somebody had asked for it. The try at the proof's fence ends with it.
    """
    values = {"which": proof.delivery, "campaign": author.campaign_id}
    rows = connection.execute(_OF_KEY, values).all()
    of_key = [delivery_of(row) for row in rows]
    one = next((d for d in of_key if d.id == proof.delivery), None)
    move = None if one is None else move_of(one)
    if one is None or move is None:
        return None
    unasked = {row.id for row in rows if not row.asked} - {one.id}
    is_second = any(d.id in unasked and stands(d) for d in of_key)
    changes = {"receipt": proof.receipt, **({"asked": 1} if is_second else {})}
    other = beside(one, of_key)
    why = why_out(one, other, proof.why)
    step = Step(one.id, one.fence, move, why, author.by, changes)
    write_steps(connection, author, [*_kept_back(other, one, proof.receipt), step])
    close_published(connection, author, one.id, proof.fence, why)
    return why


def _kept_back(other: Delivery | None, out: Delivery, receipt: Receipt) -> list[Step]:
    if other is None:
        return []
    return [
        Step(other.id, other.fence + later, move, why)
        for later, (move, why) in enumerate(kept_back(other, out, receipt))
    ]
