"""Which delivery may go now, and whose turn it is, told in SQL.

Whoever takes one does so in the statement that chooses it: nothing can come between. What keeps
one from going has a name here, and whoever tells when something can go says it by these names.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Integer, and_, bindparam, exists, func, or_, select, text

from campaign.core.deliveries import OPEN, State
from campaign.core.life import SPENDING
from campaign.store.columns import Instant
from campaign.store.conditions import CLAIMABLE, IN_FLIGHT, is_one_of, one_of
from campaign.store.tables import ATTEMPT, CAMPAIGN, CHANNEL_STATE, DELIVERY, HOLD

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import ColumnElement, ScalarSelect

HOUR = timedelta(hours=1)
DUE_ONE = DELIVERY.alias("due_one")
_CAMPAIGN_ID: Any = bindparam("campaign")
_CHANNEL: Any = bindparam("of_channel")
_NOW: Any = bindparam("now", type_=Instant)
_PER_HOUR: Any = bindparam("per_hour", type_=Integer)


def _previous(states: Iterable[State]) -> ColumnElement[bool]:
    """Tell whether the thread's previous part has a generation in such a state."""
    part = DELIVERY.alias("previous")
    return exists(
        select(part.c.id).where(
            part.c.campaign_id == DUE_ONE.c.campaign_id,
            part.c.post == DUE_ONE.c.post,
            part.c.channel == DUE_ONE.c.channel,
            part.c.part == DUE_ONE.c.part - 1,
            text(is_one_of("previous.state", states)),
        ),
    )


IN_ITS_TURN = or_(DUE_ONE.c.part == 1, and_(_previous({State.PUBLISHED}), ~_previous(OPEN)))
"""The first part of a thread, or one whose previous part is out."""

SENDABLE = and_(
    DUE_ONE.c.campaign_id == _CAMPAIGN_ID,
    text(CLAIMABLE),
    DUE_ONE.c.payload.is_not(None),
    DUE_ONE.c.attempts < bindparam("cap"),
)
"""What lacks nothing and was not tried as often as may be (parameters ``campaign``, ``cap``)."""
LAST_PLAN = select(CAMPAIGN.c.plan_number).where(CAMPAIGN.c.id == _CAMPAIGN_ID).scalar_subquery()
IN_PLAN = DUE_ONE.c.plan_number == LAST_PLAN
"""What the last whole plan covered: anything else is planned again first."""
NOT_PUT_OFF = or_(DUE_ONE.c.not_before.is_(None), DUE_ONE.c.not_before <= _NOW)
NOT_OVER = or_(DUE_ONE.c.expires.is_(None), DUE_ONE.c.expires > _NOW)
ON_ITS_CHANNEL = DUE_ONE.c.channel == _CHANNEL

_FLYING = DELIVERY.alias("flying")
_BUSY = select(_FLYING.c.id).where(
    _FLYING.c.campaign_id == _CAMPAIGN_ID, _FLYING.c.channel == _CHANNEL, text(IN_FLIGHT)
)
SHUT = select(CHANNEL_STATE.c.channel).where(
    CHANNEL_STATE.c.campaign_id == _CAMPAIGN_ID,
    or_(CHANNEL_STATE.c.stopped.is_not(None), CHANNEL_STATE.c.hold_until > _NOW),
)
_WAS_SENT = or_(ATTEMPT.c.move.is_(None), text(one_of("attempt.move", SPENDING)))
"""What a try counts for: it is on its way, or it reached the network."""

LATELY = ATTEMPT.c.started_at > bindparam("hour_ago", type_=Instant)
_TRIED = ATTEMPT.c.campaign_id == _CAMPAIGN_ID
_TRIED_THERE = (
    select(func.count())
    .select_from(ATTEMPT)
    .where(_TRIED, LATELY, ATTEMPT.c.channel == _CHANNEL)
    .scalar_subquery()
)


def room_since(channel: ColumnElement[Any], *lately: ColumnElement[bool]) -> ScalarSelect[Any]:
    """Return when the earliest of the last tries began that fill a channel's hour: an hour later
    there is room again. ``NULL`` where there were not as many (parameters ``campaign``,
    ``per_hour``).
    """
    return (
        select(ATTEMPT.c.started_at)
        .where(_TRIED, ATTEMPT.c.channel == channel, _WAS_SENT, *lately)
        .order_by(ATTEMPT.c.started_at.desc())
        .limit(1)
        .offset(_PER_HOUR - 1)
        .scalar_subquery()
    )


_HAS_ROOM = or_(  # all tries are counted in the index alone: which were sent is asked last
    _TRIED_THERE < _PER_HOUR, room_since(_CHANNEL, LATELY).is_(None)
)
"""Whether less was sent on the channel within an hour than may be: no more than a mistake does."""

OPEN_FOR_SENDING = and_(
    exists(select(CAMPAIGN.c.id).where(CAMPAIGN.c.id == _CAMPAIGN_ID, CAMPAIGN.c.trusted)),
    ~exists(select(HOLD.c.id).where(HOLD.c.campaign_id == _CAMPAIGN_ID, HOLD.c.ended_at.is_(None))),
)
OPEN_THERE = and_(~exists(SHUT.where(CHANNEL_STATE.c.channel == _CHANNEL)), OPEN_FOR_SENDING)
"""Whether nothing is stopped (parameters ``campaign``, ``of_channel``, ``now``)."""
COULD_GO = and_(SENDABLE, IN_PLAN, NOT_PUT_OFF, NOT_OVER, IN_ITS_TURN)
"""What goes once its time has come, as far as its channel takes it (parameter ``now``)."""
_MAY_GO = select(DUE_ONE.c.id).where(
    COULD_GO,
    ON_ITS_CHANNEL,
    ~exists(_BUSY),
    _HAS_ROOM,
    OPEN_THERE,
)
_SINCE: Any = bindparam("since")
ON_TIME = (
    _MAY_GO.where(DUE_ONE.c.due > _SINCE, DUE_ONE.c.due <= _NOW)
    .order_by(DUE_ONE.c.due, DUE_ONE.c.id)
    .limit(1)
    .scalar_subquery()
)
"""The earliest delivery of a channel that is due after ``since`` and may go now (parameters
``campaign``, ``now``, ``since``, ``of_channel``, ``cap``, ``hour_ago``, ``per_hour``).
"""

_LATEST_MOMENT = (  # first when, then which: one index serves both, read backwards and forwards
    _MAY_GO.with_only_columns(DUE_ONE.c.due)
    .where(DUE_ONE.c.due <= _SINCE)
    .order_by(DUE_ONE.c.due.desc())
    .limit(1)
    .correlate(None)
    .scalar_subquery()
)
NEWEST_LATE = (
    _MAY_GO.where(DUE_ONE.c.due == _LATEST_MOMENT).order_by(DUE_ONE.c.id).limit(1).scalar_subquery()
)
"""The newest of those that are late and may go now, which wait for what is on time."""
