"""Whether messages that wait still say what is so: a post that they miss may be out by now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam, delete, select

from campaign.store.dialects import in_list
from campaign.store.tables import DELIVERY
from campaign.store.tables_people import OUTBOX

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from campaign.ports.attendees import Outgoing

_STATES = select(DELIVERY.c.state).where(
    DELIVERY.c.campaign_id == bindparam("campaign"), in_list(DELIVERY.c.id, "numbers")
)
_HEARD = select(OUTBOX.c.dedupe).where(
    OUTBOX.c.campaign_id == bindparam("campaign"), in_list(OUTBOX.c.dedupe, "once")
)


def is_true(connection: Connection, campaign_id: int, outgoing: Outgoing) -> bool:
    """Tell whether all deliveries that a message is about are as it says; take it back if not."""
    numbers, states = outgoing.message.as_long or ((), ())
    found = connection.scalars(_STATES, {"campaign": campaign_id, "numbers": list(numbers)}).all()
    if set(map(str, found)) <= set(states):
        return True
    taken = and_(OUTBOX.c.id == outgoing.id, OUTBOX.c.state == "taken")
    connection.execute(delete(OUTBOX).where(taken))
    return False


def unheard(connection: Connection, campaign_id: int, once: Sequence[str]) -> frozenset[str]:
    """Return those of these ``dedupe`` values of which there is no message."""
    values = {"campaign": campaign_id, "once": list(once)}
    return frozenset(once) - frozenset(map(str, connection.scalars(_HEARD, values)))
