"""Recording that something is out, whatever was decided of it since."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam, insert, select

from campaign.core.deliveries import State
from campaign.core.life import Move
from campaign.core.proofs import (
    beside,
    held_rest,
    is_known,
    kept_back,
    move_of,
    named_better,
    why_out,
    why_twice,
)
from campaign.core.reasons import EARLIER_IS_OUT
from campaign.ports.ledger import Step
from campaign.store.changes import stand_beside, write_steps
from campaign.store.events import Line, write_lines
from campaign.store.rows import changed_columns, delivery_of
from campaign.store.settlements import close_published
from campaign.store.tables import DELIVERY

if TYPE_CHECKING:
    from collections.abc import Sequence

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
_ROW = select(DELIVERY).where(DELIVERY.c.id == bindparam("which"))


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
    The try at the proof's fence ends with it. Another receipt of what is out, or was taken down,
    is kept as a generation of its own.
    """
    values = {"which": proof.delivery, "campaign": author.campaign_id}
    of_thread = [delivery_of(row) for row in connection.execute(_OF_THREAD, values)]
    one = next((d for d in of_thread if d.id == proof.delivery), None)
    if one is None:
        return None
    others = [d for d in of_thread if d.key == one.key and d is not one]
    if (move := move_of(one)) is None:
        return _prove_second(connection, author, proof, [one, *others])
    is_second = any(d.state is State.PUBLISHED for d in others)
    asked = [one] if is_second else others
    which = [d.id for d in asked]
    stand_beside(connection, author, which)
    other = beside(one, others)
    why = why_out(one, other, proof.why)
    step = Step(one.id, one.fence, move, why, author.by, {"receipt": proof.receipt})
    rest = [Step(d.id, d.fence, Move.HOLD, said) for d, said in held_rest(one, of_thread)]
    back = [] if other is None else keep_back(other, one.generation, proof.receipt)
    write_steps(connection, author, [*back, *rest, step])
    close_published(connection, author, one.id, proof.fence, why)
    return why


def _prove_second(
    connection: Connection, author: Author, proof: Proof, of_key: Sequence[Delivery]
) -> Reason | None:
    """Keep another receipt of the first of ``of_key``, which has one: its post is out twice."""
    one = of_key[0]
    if (known := named_better(proof.receipt, of_key)) is not None:
        whole = Step(known.id, known.fence, None, None, author.by, {"receipt": proof.receipt})
        write_steps(connection, author, [whole])
    if is_known(proof.receipt, of_key):
        return None
    why, generation = why_twice(one), max(d.generation for d in of_key) + 1
    row = connection.execute(_ROW, {"which": one.id}).one()
    second = {
        **{name: value for name, value in row._mapping.items() if name != "id"},  # noqa: SLF001 -- SQLAlchemy's public name
        **changed_columns({"receipt": proof.receipt}),
        "generation": generation,
        "state": State.PUBLISHED.value,
        "reason": why.to_json(),
        "fence": 0,
        "attempts": 0,
        "asked": 1,
    }
    connection.execute(insert(DELIVERY), second)
    line = Line(one.key, generation, State.PUBLISHED, Move.PUBLISH, why.to_json())
    write_lines(connection, [(author, line)])
    close_published(connection, author, one.id, proof.fence, why)
    return why


def keep_back(
    other: Delivery, generation: int, receipt: Receipt, name: str = EARLIER_IS_OUT
) -> list[Step]:
    """Return the steps that leave a generation to a person, for another one is out."""
    moves = kept_back(other, generation, receipt, name)
    return [Step(other.id, other.fence + n, move, why) for n, (move, why) in enumerate(moves)]
