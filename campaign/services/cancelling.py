"""What a person cancelled, and lets go on after all: only what certainly never left."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from campaign.core.deliveries import REPLANNABLE, Delivery, State
from campaign.core.doubts import may_be_out
from campaign.core.errors import CancelledTooLong, CancelledUnsure, NotApprovable
from campaign.core.kept_back import calls_off, held_for, with_hold
from campaign.core.lateness import GONE_BY, is_over
from campaign.core.life import Move
from campaign.core.reasons import BY_HAND, CANCELLED, CANCELLED_PLAINLY, Reason, because
from campaign.services.choosing import movable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from campaign.core.deliveries import Key
    from campaign.ports.ledger import Snapshot
    from campaign.services.drafting import Prepared
    from campaign.services.planning import Plan


def why_cancelled(delivery: Delivery, who: str, why: str) -> Reason:
    """Return the reason of a cancellation, with the state that it ended and why it was held."""
    params = {"who": who, "was": delivery.state.value}
    if _reason(delivery).id == BY_HAND:
        params["was"] = BY_HAND
    plain = because(CANCELLED, **params, why=why) if why else because(CANCELLED_PLAINLY, **params)
    return with_hold(plain, delivery)


@dataclass(frozen=True, slots=True)
class Times:
    """When a post is due and of no use any more, as the plan has it now; both in UTC.

    ``local`` is its due time on the campaign's wall, in ISO form. ``waits`` tells whether
    something is missing without which it does not go out.
    """

    due: datetime | None
    local: str | None
    expires: datetime | None
    waits: bool = False

    @property
    def changes(self) -> dict[str, object]:
        """The columns of a delivery that hold them."""
        return {"due": self.due, "local": self.local, "expires": self.expires}

    def are_over(self, now: datetime) -> bool:
        """Tell whether nobody would be helped by a post of these times any more.

        What waits is of use until it expires: it would have gone out late without a cancellation.
        """
        if is_over(self.expires, now):
            return True
        return not self.waits and self.due is not None and self.due < now - GONE_BY


@dataclass(frozen=True, slots=True)
class Revivable:
    """What of a cancellation goes on, or is not cancelled if it is not out; and what stays, for its
    time is over or it may be out.
    """

    going: Sequence[Delivery]
    over: Sequence[Delivery]
    unsure: Sequence[Delivery]


def present_times(plan: Plan) -> dict[Key, Times]:
    """Return the times that the calendar gives now; a cancelled row keeps those it had."""
    return {
        row.key: _planned(row.item, signed=row.approver is None or row.approved_by is not None)
        for row in plan.rows
        if row.item is not None
    }


def _planned(item: Prepared, *, signed: bool) -> Times:
    due = item.draft.due
    waits = bool(item.waits) or not signed
    if due is None:
        return Times(None, None, item.draft.expires, waits)
    return Times(due.utc, due.local.isoformat(), item.draft.expires, waits)


def times_of(delivery: Delivery, present: Mapping[Key, Times]) -> Times:
    """Return the times of now, or those stored where the calendar has it no more.

    What a person holds, or is to publish by hand, waits for that person.
    """
    stored = Times(delivery.due, delivery.local, delivery.expires, bool(delivery.waits))
    times = present.get(delivery.key, stored)
    return replace(times, waits=times.waits or _is_a_persons(delivery))


def _is_a_persons(delivery: Delivery) -> bool:
    said = _reason(delivery)
    held = delivery.state is State.HELD or held_for(delivery) is not None
    return held or BY_HAND in {said.id, said.params.get("was")}


def can_come_back(delivery: Delivery, now: datetime) -> bool:
    """Tell of what is still open whether a cancellation of it could be undone."""
    in_house = delivery.state in REPLANNABLE or _reason(delivery).id == BY_HAND
    return in_house and not times_of(delivery, {}).are_over(now)


def revivable(
    snapshot: Snapshot, keys: Sequence[str], now: datetime, present: Mapping[Key, Times]
) -> Revivable:
    """Return what keys name that a person cancelled, parted; ``now`` is in UTC.

    Raises:
        UnknownDelivery: for a key that names nothing.
        NotApprovable: where nothing that they name was cancelled by a person.
        CancelledTooLong: where nothing can go on, and the time of some of it is over.
        CancelledUnsure: where all of it may have been out when it was cancelled.
    """
    found = movable(snapshot, keys, Move.WAIT, _can_be_undone, perhaps=_is_called_off_if_not_out)
    for delivery in found:
        if not _can_be_undone(delivery):
            raise NotApprovable(key=delivery.key, state=delivery.state)
    sure = [d for d in found if _never_left(d) or _is_called_off_if_not_out(d)]
    unsure = [delivery for delivery in found if delivery not in sure]
    if found and not sure:
        raise CancelledUnsure(key=found[0].key)
    over = [d for d in sure if not may_be_out(d) and times_of(d, present).are_over(now)]
    going = [delivery for delivery in sure if delivery not in over]
    if sure and not going:
        raise CancelledTooLong(key=sure[0].key)
    return Revivable(going, over, unsure)


def is_called_off(delivery: Delivery) -> bool:
    """Tell whether a person cancelled it, who could undo that: it certainly never left."""
    return _by_a_person(delivery) and _never_left(delivery)


def _is_called_off_if_not_out(delivery: Delivery) -> bool:
    """Tell of what may be out whether it is cancelled if it is not."""
    return may_be_out(delivery) and calls_off(_reason(delivery))


def _can_be_undone(delivery: Delivery) -> bool:
    return _by_a_person(delivery) or _is_called_off_if_not_out(delivery)


def _by_a_person(delivery: Delivery) -> bool:
    return delivery.state is State.CANCELLED and _reason(delivery).id in {
        CANCELLED,
        CANCELLED_PLAINLY,
    }


def _never_left(delivery: Delivery) -> bool:
    """Tell whether it was certainly in the house; ledgers from before do not say."""
    return _reason(delivery).params.get("was") in {BY_HAND, *REPLANNABLE}


def _reason(delivery: Delivery) -> Reason:
    return Reason.stored(delivery.reason)
