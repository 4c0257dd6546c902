"""When something may have to be done next, so that the alarm clock can sleep until then."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, func, select, text

from campaign.core.deliveries import REPLANNABLE, State
from campaign.store.claims import DUE_ONE, IN_ITS_TURN, OPEN_FOR_SENDING
from campaign.store.conditions import CLAIMABLE, one_of
from campaign.store.tables import CHANNEL_STATE, DELIVERY

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection

_OF_CAMPAIGN: Any = bindparam("campaign")


def _latest(*moments: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return the latest of moments that may be missing; the first one is there."""
    return func.max(moments[0], *(func.coalesce(moment, moments[0]) for moment in moments[1:]))


_SENDING = (
    select(func.min(_latest(DUE_ONE.c.due, DUE_ONE.c.not_before, CHANNEL_STATE.c.hold_until)))
    .select_from(
        DUE_ONE.outerjoin(
            CHANNEL_STATE,
            and_(
                CHANNEL_STATE.c.campaign_id == DUE_ONE.c.campaign_id,
                CHANNEL_STATE.c.channel == DUE_ONE.c.channel,
            ),
        ),
    )
    .where(
        DUE_ONE.c.campaign_id == _OF_CAMPAIGN,
        text(CLAIMABLE),
        DUE_ONE.c.payload.is_not(None),
        DUE_ONE.c.attempts < bindparam("cap"),
        CHANNEL_STATE.c.stopped.is_(None),
        OPEN_FOR_SENDING,
        IN_ITS_TURN,
    )
)
_EXPIRING = select(func.min(DELIVERY.c.expires)).where(
    DELIVERY.c.campaign_id == _OF_CAMPAIGN, text(one_of("state", REPLANNABLE))
)
_RESOLVING = select(func.min(func.coalesce(DELIVERY.c.not_before, DELIVERY.c.due))).where(
    DELIVERY.c.campaign_id == _OF_CAMPAIGN, text(one_of("state", {State.UNKNOWN}))
)
_NEXT = select(
    _SENDING.scalar_subquery().label("sending"),
    _EXPIRING.scalar_subquery().label("expiring"),
    _RESOLVING.scalar_subquery().label("resolving"),
)


def next_due(connection: Connection, campaign_id: int, cap: int) -> datetime | None:
    """Return the next instant at which a delivery is due, expires or is to be looked for.

    What cannot go now for another reason than time is left out: it does not keep the alarm
    ringing.
    """
    found = connection.execute(_NEXT, {"campaign": campaign_id, "cap": cap}).one()
    return min((moment for moment in found if moment is not None), default=None)
