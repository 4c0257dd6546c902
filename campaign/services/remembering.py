"""What an account may show although the ledger does not know of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.core.calendar import CORRECTION
from campaign.core.deliveries import REPLANNABLE, State

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from campaign.core.deliveries import Delivery
    from campaign.ports.channels import Channel
    from campaign.ports.ledger import Claim, Snapshot

MOST_LOOKED_FOR = 3
"""How many posts of a channel are looked for when the program starts: each costs a request."""


def may_be_out(delivery: Delivery, now: datetime) -> bool:
    """Tell whether another copy of this ledger could have published it already."""
    if delivery.payload is None or delivery.due is None or delivery.due > now:
        return False
    return delivery.state in REPLANNABLE


def drafted_anew(claim: Claim) -> bool:
    """Tell whether a correction is tried the first time: another copy may have sent it.

    It has no place in the calendar that would tell. Whoever says "send again" is believed.
    """
    return claim.delivery.entry == CORRECTION and claim.attempt == 1


def overdue(
    snapshot: Snapshot, channels: Mapping[str, Channel], now: datetime
) -> Sequence[Delivery]:
    """Return what is planned, never tried here and past its time where one can look."""
    late = [
        d
        for d in snapshot.deliveries
        if d.state is State.PLANNED and not d.attempts and may_be_out(d, now)
    ]
    late.sort(key=lambda d: d.due or now, reverse=True)
    found: list[Delivery] = []
    for name, channel in channels.items():
        if channel.sheet.can_look:
            found += [d for d in late if d.key.channel == name][:MOST_LOOKED_FOR]
    return found
