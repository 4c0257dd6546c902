"""What missed its time does not go out at night: it waits for the end of the quiet hours."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from campaign.core.reasons import because
from campaign.core.walltime import at_wall
from campaign.ports.ledger import Step

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from campaign.core.deliveries import Delivery
    from campaign.core.settings import Campaign


def quiet_until(campaign: Campaign, now: datetime) -> datetime | None:
    """Return when the quiet hours end that hold at ``now`` (both in UTC), if they do."""
    quiet = campaign.quiet_hours
    local = now.astimezone(campaign.zone)
    if quiet is None or local.time() not in quiet:
        return None
    day = local.date() + timedelta(days=local.time() >= quiet.end)
    return at_wall(datetime.combine(day, quiet.end), campaign.zone).utc


def put_off(campaign: Campaign, late: Sequence[Delivery], end: datetime, by: str) -> Iterator[Step]:
    """Return the steps that let late deliveries wait for the ``end`` of the quiet hours.

    In the morning they do not come all at once: on one channel they keep the distance that
    the campaign asks for, the newest first.
    """
    before: Counter[str] = Counter()
    for delivery in sorted(late, key=lambda d: d.due or end, reverse=True):
        channel = delivery.key.channel
        moment = end + before[channel] * timedelta(minutes=campaign.closest)
        before[channel] += 1
        local = moment.astimezone(campaign.zone)
        reason = because("quiet-hours", until=f"{local:%H:%M}")
        yield Step(
            delivery.id,
            delivery.fence,
            None,
            reason,
            by,
            {"not_before": moment, "ready_at": moment},
        )
