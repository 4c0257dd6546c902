"""When a post counts as late: then others go first, and not every hour is good for it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from campaign.core.deliveries import Delivery

LATE = timedelta(minutes=10)
"""How long after its time a post counts as late."""

GONE_BY = timedelta(hours=1)
"""How far into the past a post may be moved and still go out."""


def kept_waiting(delivery: Delivery, now: datetime) -> timedelta:
    """Return for how long a delivery could have gone out and did not.

    What came ready after its time (a fact arrived, a person approved it or let it go) was not
    kept waiting before.
    """
    moments = [moment for moment in (delivery.due, delivery.ready_at) if moment is not None]
    return now - max(moments, default=now)
