"""When something may have to be done next, so that the alarm clock can sleep until then."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, case, exists, func, or_, select, text

from campaign.core.deliveries import OPEN, REPLANNABLE, Late, State
from campaign.ports.ledger import Need
from campaign.store.columns import Instant
from campaign.store.conditions import CLAIMABLE, TRIED, UNRESOLVED, one_of
from campaign.store.dialects import in_list, latest_of
from campaign.store.rows import delivery_of
from campaign.store.tables import ATTEMPT, BEYOND_PLAN, CHANNEL_STATE, DELIVERY, current_plan
from campaign.store.turns import (
    DUE_ONE,
    HOUR,
    IN_ITS_TURN,
    LATELY,
    OPEN_FOR_SENDING,
    SHUT,
    WAS_SENT,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import ColumnElement, Connection, Select

    from campaign.core.deliveries import Delivery

_OF_CAMPAIGN: Any = bindparam("campaign")
_AFTER: Any = bindparam("after", type_=Instant)


def _latest(*moments: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return the latest of moments that may be missing; the first one is there."""
    return latest_of(moments[0], *(func.coalesce(moment, moments[0]) for moment in moments[1:]))


_MOMENT = _latest(DUE_ONE.c.due, DUE_ONE.c.not_before, CHANNEL_STATE.c.hold_until)
_SENDING = (
    select(func.min(_MOMENT))
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
        _MOMENT > _AFTER,
        DUE_ONE.c.payload.is_not(None),
        DUE_ONE.c.attempts < bindparam("cap"),
        CHANNEL_STATE.c.stopped.is_(None),
        OPEN_FOR_SENDING,
        IN_ITS_TURN,
    )
)
_EXPIRING = select(func.min(DELIVERY.c.expires)).where(
    DELIVERY.c.campaign_id == _OF_CAMPAIGN,
    text(one_of("state", REPLANNABLE)),
    DELIVERY.c.expires > _AFTER,
)
_LOOK = func.coalesce(DELIVERY.c.not_before, DELIVERY.c.due)
_RESOLVING = select(func.min(_LOOK)).where(
    DELIVERY.c.campaign_id == _OF_CAMPAIGN, text(UNRESOLVED), _LOOK > _AFTER
)
_NEXT = select(
    _SENDING.scalar_subquery().label("sending"),
    _EXPIRING.scalar_subquery().label("expiring"),
    _RESOLVING.scalar_subquery().label("resolving"),
)
_NOW: Any = bindparam("now", type_=Instant)
_ENDED = one_of("state", {State.REFUSED, State.EXPIRED, State.CANCELLED, State.REMOVED})
_STILL_THERE = one_of("state", OPEN | {State.PUBLISHED})


def _same_post(one: Any, other: Any) -> ColumnElement[bool]:
    names = ("campaign_id", "post", "channel")
    return and_(*(one.c[name] == other.c[name] for name in names))


def _broken_off() -> ColumnElement[bool]:
    """Tell whether an earlier part of the same thread ended without being out."""
    ended, living = DELIVERY.alias("ended"), DELIVERY.alias("living")
    alive = select(living.c.id).where(
        _same_post(living, ended), living.c.part == ended.c.part, text(f"living.{_STILL_THERE}")
    )
    return exists(
        select(ended.c.id).where(
            _same_post(ended, DELIVERY),
            ended.c.part < DELIVERY.c.part,
            text(f"ended.{_ENDED}"),
            ~exists(alive),
        ),
    )


_NEEDS: dict[Need, ColumnElement[bool]] = {
    Need.LOOK: and_(
        text(UNRESOLVED), or_(DELIVERY.c.not_before.is_(None), DELIVERY.c.not_before <= _NOW)
    ),
    Need.EXPIRED: and_(text(one_of("state", REPLANNABLE)), DELIVERY.c.expires <= _NOW),
    Need.BROKEN_OFF: and_(
        text(one_of("delivery.state", REPLANNABLE)), DELIVERY.c.part > 1, _broken_off()
    ),
    Need.TRIED_OFTEN: and_(text(CLAIMABLE), DELIVERY.c.attempts >= bindparam("cap")),
}
"""When a delivery needs what, the first that fits."""
_ATTENTION = (
    select(
        DELIVERY,
        case(*((fits, need.value) for need, fits in _NEEDS.items())).label("need"),
    )
    .where(DELIVERY.c.campaign_id == _OF_CAMPAIGN, or_(*_NEEDS.values()))
    .order_by(DELIVERY.c.id)
)


_BEHIND = select(
    exists(
        select(DELIVERY.c.id).where(
            DELIVERY.c.campaign_id == _OF_CAMPAIGN,
            or_(
                and_(text(CLAIMABLE), DELIVERY.c.plan_number != current_plan(DELIVERY)),
                and_(
                    text(one_of("state", {State.PUBLISHED})),
                    DELIVERY.c.plan_number == BEYOND_PLAN,
                ),
            ),
        ),
    ),
)
_LATE = (
    select(DELIVERY)
    .where(
        DELIVERY.c.campaign_id == _OF_CAMPAIGN,
        text(CLAIMABLE),
        DELIVERY.c.due < bindparam("since", type_=Instant),
        or_(DELIVERY.c.not_before.is_(None), DELIVERY.c.not_before <= _NOW, text(TRIED)),
        or_(DELIVERY.c.expires.is_(None), DELIVERY.c.expires > _NOW),
        DELIVERY.c.channel.not_in(SHUT),
        OPEN_FOR_SENDING,
        DELIVERY.c.late != Late.ANY.value,
        DELIVERY.c.part == 1,
    )
    .order_by(DELIVERY.c.due, DELIVERY.c.id)
)
_LATE_BY_CHANNEL = (
    _LATE.with_only_columns(DELIVERY.c.channel, func.count())
    .order_by(None)
    .group_by(DELIVERY.c.channel)
)


_WAITING_THERE = exists(
    select(DELIVERY.c.id).where(
        DELIVERY.c.campaign_id == _OF_CAMPAIGN,
        DELIVERY.c.channel == ATTEMPT.c.channel,
        text(CLAIMABLE),
        DELIVERY.c.due <= _NOW,
    )
)
_SPENT = (
    select(ATTEMPT.c.channel)
    .where(LATELY, WAS_SENT, in_list(ATTEMPT.c.channel, "channels"))
    .group_by(ATTEMPT.c.channel)
    .having(func.count() >= bindparam("per_hour"))
)
"""Channels on which as much was sent within an hour as may be."""
_SENT_THERE = (
    select(ATTEMPT.c.channel, ATTEMPT.c.started_at)
    .where(LATELY, WAS_SENT, ATTEMPT.c.channel.in_(_SPENT))
    .order_by(ATTEMPT.c.started_at.desc())
)


def used_up(
    connection: Connection,
    campaign_id: int,
    now: datetime,
    channels: Sequence[str],
    most: int,
    statement: Select[Any] = _SENT_THERE,
) -> Mapping[str, datetime]:
    """Return the channels on which enough was sent within an hour, with when the next one may go:
    an hour after the earliest of the last ``most``.
    """
    values = {"campaign": campaign_id, "now": now, "hour_ago": now - HOUR}
    asked = {**values, "channels": tuple(channels), "per_hour": most}
    lately: dict[str, list[datetime]] = {}
    for channel, started in connection.execute(statement, asked):
        lately.setdefault(channel, []).append(started)
    return {channel: started[most - 1] + HOUR for channel, started in lately.items()}


spent = partial(used_up, statement=_SENT_THERE.where(_WAITING_THERE))
"""Return those of :func:`used_up` on which something that is due waits for it."""


def behind_plan(connection: Connection, campaign_id: int) -> bool:
    """Tell whether something could be sent that the last whole plan did not cover, or is out by
    now that was on its way then: who reads it may have to be told what has changed.
    """
    return bool(connection.scalar(_BEHIND, {"campaign": campaign_id}))


def late(
    connection: Connection, campaign_id: int, now: datetime, since: datetime
) -> Sequence[Delivery]:
    """Return what was due before ``since`` and may go, but for what may go at any hour."""
    values = {"campaign": campaign_id, "now": now, "since": since}
    return [delivery_of(row) for row in connection.execute(_LATE, values)]


def late_by_channel(
    connection: Connection, campaign_id: int, now: datetime, since: datetime
) -> Mapping[str, int]:
    """Return how many :func:`late` returns of each channel that has some."""
    values = {"campaign": campaign_id, "now": now, "since": since}
    return {channel: n for channel, n in connection.execute(_LATE_BY_CHANNEL, values)}  # noqa: C416


def next_due(
    connection: Connection, campaign_id: int, cap: int, after: datetime | None
) -> datetime | None:
    """Return the next instant at which a delivery is due, expires or is to be looked for.

    What cannot go now for another reason than time is left out: it does not keep the alarm
    ringing.
    """
    begin = after or datetime.min.replace(tzinfo=UTC)
    values = {"campaign": campaign_id, "cap": cap, "after": begin}
    found = connection.execute(_NEXT, values).one()
    return min((moment for moment in found if moment is not None), default=None)


def attention(
    connection: Connection, campaign_id: int, cap: int, now: datetime
) -> Sequence[tuple[Delivery, Need]]:
    """Return what needs something beside being sent, and what that is."""
    values = {"campaign": campaign_id, "cap": cap, "now": now}
    return [(delivery_of(row), Need(row.need)) for row in connection.execute(_ATTENTION, values)]
