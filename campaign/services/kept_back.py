"""What keeps a post back, also while a person is asked whether it is out already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.core.deliveries import State
from campaign.core.reasons import Reason

if TYPE_CHECKING:
    from campaign.core.deliveries import Delivery


def with_hold(reason: Reason, delivery: Delivery) -> Reason:
    """Return a reason that remembers the hold which it ends, where there is one."""
    if delivery.state is not State.HELD:
        return reason
    return Reason(reason.id, {**reason.params, "held": delivery.reason or ""})


def held_for(delivery: Delivery) -> Reason | None:
    """Return why a post was held before its state changed, ``None`` where it was not."""
    held = Reason.stored(delivery.reason).params.get("held")
    return Reason.from_json(held) if held else None


def is_kept_back(delivery: Delivery) -> bool:
    """Tell of a post that may be out whether it does not go out yet if it is not: it was held, or
    lacks an approval or a fact.
    """
    return bool(delivery.waits) or held_for(delivery) is not None
