"""What keeps a post back, also while nobody knows whether it is out already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.core.deliveries import State
from campaign.core.life import Move
from campaign.core.reasons import Reason

if TYPE_CHECKING:
    from campaign.core.deliveries import Delivery

_HELD = "held"
_MEANWHILE = {Move.HOLD: "held-meanwhile", Move.CANCEL: "cancelled-meanwhile"}
"""What a reason remembers: the hold that it ended, and what a person wants of a post since it may
be out.
"""


def with_hold(reason: Reason, delivery: Delivery) -> Reason:
    """Return a reason that remembers the hold which it ends, where there is one."""
    held = Reason.stored(delivery.reason) if delivery.state is State.HELD else held_for(delivery)
    if held is None:
        return reason
    return Reason(reason.id, {**reason.params, _HELD: held.to_json()})


def still_wanting(reason: Reason, delivery: Delivery) -> Reason:
    """Return another reason of what may be out, with what a person wants of it all the same."""
    before = wanted(delivery)
    return with_hold(reason, delivery) if before is None else wanting(reason, *before)


def wanting(reason: Reason, move: Move, why: Reason) -> Reason:
    """Return the reason of what may be out, with what is to come of it if it is not."""
    return Reason(reason.id, {**reason.params, _MEANWHILE[move]: why.to_json()})


def no_longer(delivery: Delivery, move: Move) -> Reason:
    """Return the reason of what may be out, without what a person took back."""
    said = Reason.stored(delivery.reason)
    ended = {_MEANWHILE[move], _HELD} if move is Move.HOLD else {_MEANWHILE[move]}
    return Reason(said.id, {k: v for k, v in said.params.items() if k not in ended})


def wanted(delivery: Delivery) -> tuple[Move, Reason] | None:
    """Return what a person wants of a post that may be out, if it is not, and why."""
    return wanted_by(Reason.stored(delivery.reason))


def wanted_by(reason: Reason) -> tuple[Move, Reason] | None:
    """Return what a person wants of a post that may be out for this reason."""
    for move in (Move.CANCEL, Move.HOLD):
        if why := reason.params.get(_MEANWHILE[move]):
            return move, Reason.from_json(why)
    return None


def calls_off(reason: Reason) -> bool:
    """Tell whether a post that may be out for this reason is cancelled if it is not."""
    wish = wanted_by(reason)
    return wish is not None and wish[0] is Move.CANCEL


def held_for(delivery: Delivery) -> Reason | None:
    """Return why a post was held before its state changed, ``None`` where it was not."""
    said = Reason.stored(delivery.reason).params
    held = said.get(_MEANWHILE[Move.HOLD]) or said.get(_HELD)
    return Reason.from_json(held) if held else None


def kept_for(delivery: Delivery) -> tuple[Move, Reason] | None:
    """Return how a post that may be out is kept in if it is not, and why: cancelled, or held."""
    held = held_for(delivery)
    return wanted(delivery) or (None if held is None else (Move.HOLD, held))


def is_kept_back(delivery: Delivery) -> bool:
    """Tell of a post that may be out whether it does not go out yet if it is not: it was held or
    cancelled, or lacks an approval or a fact.
    """
    return bool(delivery.waits) or kept_for(delivery) is not None
