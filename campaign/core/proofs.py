"""A proof that something is out, which may come late: what it says of what was decided since."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from campaign.core.calendar import CORRECTION
from campaign.core.deliveries import REPLANNABLE, State
from campaign.core.doubts import HANDED_ON
from campaign.core.kept_back import wanted
from campaign.core.life import MOVES, NEVER_SENT, Move
from campaign.core.reasons import (
    CONFIRMED,
    CONFIRMED_THOUGH,
    EARLIER_IS_OUT,
    OUT_THOUGH,
    THREAD_BEGUN,
    WITHDRAWN_UNSURE,
    Reason,
    because,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from campaign.core.deliveries import Delivery, Receipt

_LEFT_TO_A_PERSON = {
    **dict.fromkeys((State.WAITING, State.PLANNED, State.RETRY, State.PAUSED), (Move.HOLD,)),
    State.SENDING: (Move.LOSE, Move.ASK),
    State.UNKNOWN: (Move.ASK,),
}

_WANTED = {Move.CANCEL: State.CANCELLED.value, Move.HOLD: "kept"}

_TOLD_APART = frozenset(
    f"{OUT_THOUGH}{name}"
    for name in ("twice", "another", "held", "unsure", "confirmed", "withdrawn")
)
"""Why something is out that was no longer to go out, where its sentences are its own."""


def move_of(one: Delivery) -> Move | None:
    """Return the move that records a proof; ``None`` where one is recorded, or was taken down."""
    return next((m for m in (Move.PUBLISH, Move.ADOPT) if (one.state, m) in MOVES), None)


def is_known(receipt: Receipt, of_key: Iterable[Delivery]) -> bool:
    """Tell whether it is of the same post as the receipt of some generation."""
    return any(one.receipt is not None and is_same(one.receipt, receipt) for one in of_key)


def is_same(one: Receipt, other: Receipt) -> bool:
    """Tell whether two receipts are of one post: of an album also where each, or a person's link,
    names other messages of it.
    """
    by_address = one.url is not None and one.url == other.url
    return by_address or not _numbers(one).isdisjoint(_numbers(other))


def _numbers(receipt: Receipt) -> set[str]:
    return set(receipt.remote_id.split(","))


def named_better(receipt: Receipt, of_key: Iterable[Delivery]) -> Delivery | None:
    """Return the delivery whose post this receipt names with more messages than its own does."""
    for one in of_key:
        known = one.receipt
        if one.state is State.PUBLISHED and known is not None and is_same(known, receipt):
            return one if len(_numbers(receipt)) > len(_numbers(known)) else None
    return None


def why_twice(one: Delivery) -> Reason:
    """Return why a post counts as out that another receipt is known of."""
    known = one.receipt
    return because(f"{OUT_THOUGH}twice", other=(known.url or known.remote_id) if known else "")


def stands(one: Delivery) -> bool:
    """Tell whether a generation is out, or may still go out."""
    return one.is_open or one.state is State.PUBLISHED


def beside(one: Delivery, of_key: Sequence[Delivery]) -> Delivery | None:
    """Return the generation after this one that may still go out, else the last that is out."""
    later = (other for other in of_key if other.generation > one.generation and stands(other))
    return max(later, key=lambda other: (other.is_open, other.generation), default=None)


def why_out(one: Delivery, other: Delivery | None, otherwise: Reason) -> Reason:
    """Return why something counts as published; ``other`` is what stands :func:`beside` it."""
    said, kept = Reason.stored(one.reason), wanted(one)
    unsure = said.id == WITHDRAWN_UNSURE
    if otherwise.id == CONFIRMED:
        though = unsure or kept or other or one.state in NEVER_SENT
        return because(CONFIRMED_THOUGH, **otherwise.params) if though else otherwise
    if unsure:
        return because(f"{OUT_THOUGH}withdrawn", who=said.params.get("who", ""))
    if kept is not None:
        return because(f"{OUT_THOUGH}{_WANTED[kept[0]]}")
    if other is not None:
        return because(f"{OUT_THOUGH}{_told_of(other)}", generation=other.generation)
    return because(f"{OUT_THOUGH}{one.state}") if one.state in NEVER_SENT else otherwise


def _told_of(other: Delivery) -> str:
    if other.state is State.PUBLISHED:
        return "another"
    return "held" if other.state in REPLANNABLE else "unsure"


def is_unwanted(why: Reason) -> bool:
    """Tell whether something is out that was no longer to go out."""
    return why.id.startswith(OUT_THOUGH)


def told_as(why: Reason) -> str:
    """Return the name of the sentences about what is out so: there is one for most reasons, and one
    of its own for each that tells what else to look at.
    """
    return why.id if why.id in _TOLD_APART else "out-though"


def kept_back(
    other: Delivery, generation: int, receipt: Receipt, name: str = EARLIER_IS_OUT
) -> Sequence[tuple[Move, Reason]]:
    """Return the moves by which a generation goes out only if a person says so.

    Another ``generation`` of its key is out already, by this receipt.
    """
    moves = _LEFT_TO_A_PERSON.get(other.state, ())
    why = _beside(name if Move.HOLD in moves else f"{name}-unsure", generation, receipt)
    return [(move, why) for move in moves]


def _beside(name: str, generation: int, receipt: Receipt) -> Reason:
    return because(name, generation=generation, url=receipt.url or receipt.remote_id)


def held_rest(one: Delivery, of_thread: Sequence[Delivery]) -> list[tuple[Delivery, Reason]]:
    """Return the other parts that are held, and why, where this part is out in words that were
    replaced, and not in the later ones.
    """
    later = [d for d in of_thread if d.key == one.key and d.generation > one.generation]
    if not later or any(d.state is State.PUBLISHED for d in later):
        return []
    to_go = REPLANNABLE - {State.HELD}
    why = because(THREAD_BEGUN)
    return [(d, why) for d in of_thread if d.key != one.key and d.state in to_go]


def begun_threads(deliveries: Iterable[Delivery]) -> set[tuple[str, str]]:
    """Return the posts and channels of which a part is handed on, and another is not."""
    parts: dict[tuple[str, str], set[bool]] = defaultdict(set)
    for delivery in deliveries:
        parts[delivery.key.thread].add(delivery.state in HANDED_ON)
    return {thread for thread, out in parts.items() if out == {True, False}}


def begun_otherwise(deliveries: Iterable[Delivery]) -> set[tuple[str, str]]:
    """Return the posts and channels where what followers see of a part was replaced."""
    by_age = sorted(deliveries, key=lambda one: one.generation)
    last = {one.key: one for one in by_age}
    seen = {one.key: one for one in by_age if one.state is State.PUBLISHED}
    return {one.key.thread for key, one in seen.items() if one is not last[key]}


def why_held(one: Delivery, deliveries: Iterable[Delivery]) -> Reason | None:
    """Return why something that comes back waits for a person: for what is out already.

    A correction is to be read beside those before it.
    """
    if one.entry == CORRECTION:
        return None
    of_thread = [d for d in deliveries if d.key.thread == one.key.thread]
    for out in of_thread:
        if out.key == one.key and out.state is State.PUBLISHED and out.receipt is not None:
            return _beside(EARLIER_IS_OUT, out.generation, out.receipt)
    return because(THREAD_BEGUN) if begun_otherwise(of_thread) else None
