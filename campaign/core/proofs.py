"""A proof that something is out, which may come late: what it says of what was decided since."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.core.deliveries import State
from campaign.core.life import MOVES, Move
from campaign.core.reasons import OUT_THOUGH, WITHDRAWN_UNSURE, Reason, because

if TYPE_CHECKING:
    from collections.abc import Sequence

    from campaign.core.deliveries import Delivery, Receipt

_LEFT_TO_A_PERSON = {
    **dict.fromkeys((State.WAITING, State.PLANNED, State.RETRY, State.PAUSED), (Move.HOLD,)),
    State.SENDING: (Move.LOSE, Move.ASK),
    State.UNKNOWN: (Move.ASK,),
}
_NEVER_SENT = frozenset({State.CANCELLED, State.EXPIRED, State.REFUSED, State.SUPERSEDED})


def move_of(one: Delivery) -> Move | None:
    """Return the move that records a proof; ``None`` where it is recorded, or was taken down."""
    return next((m for m in (Move.PUBLISH, Move.ADOPT) if (one.state, m) in MOVES), None)


def stands(one: Delivery) -> bool:
    """Tell whether a generation is out, or may still go out."""
    return one.is_open or one.state is State.PUBLISHED


def beside(one: Delivery, of_key: Sequence[Delivery]) -> Delivery | None:
    """Return the last generation after this one that :func:`stands`; ``of_key`` is in order."""
    later = [other for other in of_key if other.generation > one.generation]
    return next(filter(stands, reversed(later)), None)


def why_out(one: Delivery, other: Delivery | None, otherwise: Reason) -> Reason:
    """Return why something counts as published; ``other`` is what stands :func:`beside` it."""
    said = Reason.stored(one.reason)
    if said.id == WITHDRAWN_UNSURE:
        return because(f"{OUT_THOUGH}withdrawn", who=said.params.get("who", ""))
    if other is not None:
        return because(f"{OUT_THOUGH}another", generation=other.generation)
    return because(f"{OUT_THOUGH}{one.state}") if one.state in _NEVER_SENT else otherwise


def is_unwanted(why: Reason) -> bool:
    """Tell whether something is out that was no longer to go out."""
    return why.id.startswith(OUT_THOUGH)


def kept_back(other: Delivery, out: Delivery, receipt: Receipt) -> Sequence[tuple[Move, Reason]]:
    """Return the moves by which a later generation goes out only if a person says so.

    An earlier one is ``out`` already, by this receipt.
    """
    moves = _LEFT_TO_A_PERSON.get(other.state, ())
    told = {"generation": out.generation, "url": receipt.url or receipt.remote_id}
    name = "earlier-is-out" if Move.HOLD in moves else "earlier-is-out-unsure"
    return [(move, because(name, **told)) for move in moves]
