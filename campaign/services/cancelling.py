"""What a person cancelled, and lets go on after all: only what certainly never left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.core.deliveries import REPLANNABLE, Delivery, State
from campaign.core.errors import CancelledTooLong, CancelledUnsure
from campaign.core.lateness import GONE_BY
from campaign.core.life import Move
from campaign.core.reasons import BY_HAND, Reason, because
from campaign.services.choosing import movable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from campaign.ports.ledger import Snapshot

CANCELLED, CANCELLED_PLAINLY = "cancelled", "cancelled-plainly"
"""Reasons: a person cancelled it, and said why or not."""


def why_cancelled(delivery: Delivery, who: str, why: str) -> Reason:
    """Return the reason of a cancellation, with the state that it ended and why it was held."""
    params = {"who": who, "was": delivery.state.value}
    if _reason(delivery).id == BY_HAND:
        params["was"] = BY_HAND
    if delivery.state is State.HELD:
        params["held"] = delivery.reason or ""
    return because(CANCELLED, **params, why=why) if why else because(CANCELLED_PLAINLY, **params)


def held_for(delivery: Delivery) -> Reason | None:
    """Return why a cancelled post was held before, ``None`` where it was not: then it goes on."""
    held = _reason(delivery).params.get("held")
    return Reason.from_json(held) if held else None


def revivable(snapshot: Snapshot, keys: Sequence[str], now: datetime) -> list[Delivery]:
    """Return what keys name that a person cancelled and that can go on; ``now`` is in UTC.

    Raises:
        UnknownDelivery: for a key that names nothing.
        NotApprovable: where nothing that they name was cancelled by a person.
        CancelledTooLong: where the time of all of it is over.
        CancelledUnsure: where all the rest may have been out when it was cancelled.
    """
    found = movable(snapshot, keys, Move.WAIT, _by_a_person)
    sure = [delivery for delivery in found if _never_left(delivery)]
    if found and not sure:
        raise CancelledUnsure(key=found[0].key)
    going = [delivery for delivery in sure if not _is_over(delivery, now)]
    if sure and not going:
        raise CancelledTooLong(key=sure[0].key)
    return going


def _by_a_person(delivery: Delivery) -> bool:
    return delivery.state is State.CANCELLED and _reason(delivery).id in {
        CANCELLED,
        CANCELLED_PLAINLY,
    }


def _never_left(delivery: Delivery) -> bool:
    """Tell whether it was certainly in the house; ledgers from before do not say."""
    return _reason(delivery).params.get("was") in {BY_HAND, *REPLANNABLE}


def _is_over(delivery: Delivery, now: datetime) -> bool:
    if delivery.expires is not None and delivery.expires <= now:
        return True
    return delivery.due is not None and delivery.due < now - GONE_BY


def _reason(delivery: Delivery) -> Reason:
    return Reason.from_json(delivery.reason or "[null, {}]")
