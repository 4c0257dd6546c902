"""What a person can do for a post that does not go out by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.core.deliveries import State
from campaign.services.listing import way_out
from campaign.services.standing import ATTENTION

if TYPE_CHECKING:
    from campaign.cli.session import Session
    from campaign.core.deliveries import Delivery


def ways_out(here: Session, one: Delivery, key: str) -> list[str]:
    """Return what a person can do for a post to go on, one sentence for each thing it lacks."""
    if one.state is State.WAITING:
        return [way_out(wait, here.phrases, key, here.here) for wait in one.waits]
    if one.state in ATTENTION:
        return [here.phrases.text(f"states.way.{one.state}", key=key, here=here.here)]
    return []
