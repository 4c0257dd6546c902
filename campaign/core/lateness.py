"""When a post counts as late: then others go first, and not every hour is good for it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from campaign.core.calendar import CORRECTION
from campaign.core.deliveries import REPLANNABLE, Late, State

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from campaign.core.deliveries import Delivery

SENDABLE = (State.PLANNED, State.RETRY)
"""States in which a post goes out by itself: past its time, a person should see it."""

LATE = timedelta(minutes=10)
"""How long after its time a post counts as late."""

WORTH_SAYING = timedelta(minutes=2)
"""From when on one is told how late a post went out."""

GONE_BY = timedelta(hours=1)
"""How far into the past a post may be moved and still go out, and go without being asked."""


def kept_waiting(delivery: Delivery, now: datetime) -> timedelta:
    """Return for how long a delivery could have gone out and did not.

    What came ready after its time (a fact arrived, a person approved it or let it go) was not
    kept waiting before.
    """
    moments = [moment for moment in (delivery.due, delivery.ready_at) if moment is not None]
    return now - max(moments, default=now)


def keeps_quiet(late: Late, due: datetime, now: datetime) -> bool:
    """Tell whether a post missed its time by so much that it goes out in no quiet hours."""
    return late is not Late.ANY and now - due > LATE


def is_over(expires: datetime | None, now: datetime) -> bool:
    """Tell whether the time of a post that may go out until ``expires`` is over."""
    return expires is not None and expires <= now


def has_lapsed(delivery: Delivery, now: datetime) -> bool:
    """Tell whether a post goes out no more, though nobody has written that yet."""
    return delivery.state in REPLANNABLE and is_over(delivery.expires, now)


def overdue(deliveries: Iterable[Delivery], now: datetime) -> list[Delivery]:
    """Return what should have gone out by itself and has not.

    A correction misses no time: its time is whenever it can go out.
    """
    going = (d for d in deliveries if d.state in SENDABLE and d.entry != CORRECTION)
    return [d for d in going if d.due and d.due < now and not has_lapsed(d, now)]


def goes_at_once(delivery: Delivery, now: datetime) -> bool:
    """Tell of a correction whether its time has come: it goes out as soon as anything can."""
    going = delivery.entry == CORRECTION and delivery.state in SENDABLE
    has_come = delivery.due is not None and delivery.due < now
    return going and has_come and not has_lapsed(delivery, now)


def late_by(delivery: Delivery, out: datetime) -> timedelta | None:
    """Return how long after its time a post came out; ``None`` where it is not worth saying."""
    late = timedelta() if delivery.due is None else out - delivery.due
    return late if late >= WORTH_SAYING else None


def span(long: timedelta) -> str:
    """Return a length of time with the two largest units that it has, as in any language.

    >>> span(timedelta(hours=26, minutes=5))
    '1 d 2 h'
    """
    minutes = int(long.total_seconds()) // 60
    units = ((minutes // 1440, "d"), (minutes // 60 % 24, "h"), (minutes % 60, "min"))
    told = [f"{n} {unit}" for n, unit in units if n]
    return " ".join(told[:2]) or "0 min"
