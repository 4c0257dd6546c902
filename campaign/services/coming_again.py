"""What is over, and is planned again by a load: it is back in the folder, or came to a new time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.core.calendar import CORRECTION
from campaign.core.card_inputs import same_inputs
from campaign.core.deliveries import State
from campaign.core.kept_back import calls_off
from campaign.core.lateness import is_over
from campaign.core.life import NEVER_SENT
from campaign.core.proofs import is_unwanted
from campaign.core.reasons import (
    PREVIOUS_PART,
    TAKEN_DOWN_PARTLY,
    WITHDRAWN,
    WITHDRAWN_UNSURE,
    Reason,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from campaign.core.deliveries import Delivery
    from campaign.services.drafting import Prepared
    from campaign.services.planning import Row

_ENDED = frozenset({*NEVER_SENT, State.REMOVED})


def may_come_again(item: Prepared, old: Delivery, now: datetime) -> bool:
    """Tell whether a new generation may follow one that is over; ``now`` is in UTC."""
    if old.is_open:
        return False
    different = bool(item.text) and not same_inputs(item.inputs, old.inputs)
    if old.state in {State.PUBLISHED, State.REMOVED}:  # taken down, it says nothing any more
        return item.entry.id == CORRECTION and different
    if old.state is State.REFUSED:
        return different
    if old.state is State.CANCELLED:
        return was_withdrawn(old) or _was_broken_off(old)
    return old.state is State.EXPIRED and _is_to_come_again(item, old, now)


def _is_to_come_again(item: Prepared, old: Delivery, now: datetime) -> bool:
    """Tell whether what expired was moved to where it can go out: it, or only its end."""
    due, expires = item.draft.due, item.draft.expires
    if is_over(expires, now):
        return False
    if item.entry.id == CORRECTION:  # due whenever it is planned: it comes for what it says
        return not same_inputs(item.inputs, old.inputs)
    if due is None:
        return old.due is None and expires != old.expires
    moved = due.utc != old.due or expires != old.expires
    return due.utc > now and moved


def was_withdrawn(old: Delivery) -> bool:
    """Tell whether it ended because the folder had it no more."""
    return old.state is State.CANCELLED and Reason.stored(old.reason).id == WITHDRAWN


def _was_broken_off(old: Delivery) -> bool:
    return old.state is State.CANCELLED and Reason.stored(old.reason).id == PREVIOUS_PART


def stays_broken_off(row: Row, rows: Iterable[Row]) -> bool:
    """Tell whether an earlier part keeps in what would come again: it is over, also after loading,
    without being out, or it is no longer to be out, wherever it is.
    """
    old, key = row.delivery, row.key
    if old is None or not row.opens_generation or not _was_broken_off(old):
        return False
    return any(
        one.key.thread == key.thread and one.key.part < key.part and _keeps_in(one) for one in rows
    )


def _keeps_in(row: Row) -> bool:
    if row.state in _ENDED:
        return True
    return row.reason is not None and _is_not_to_be_out(row.reason)


def _is_not_to_be_out(why: Reason) -> bool:
    """Tell of what is out, or may be, whether somebody wants that it is not."""
    unsure = why.id in {WITHDRAWN_UNSURE, TAKEN_DOWN_PARTLY}
    return unsure or calls_off(why) or is_unwanted(why)
