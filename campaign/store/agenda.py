"""When something may have to be done, and what: what is next, late, full, or needs attention."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Float, and_, bindparam, case, exists, func, or_, select, text

from campaign.core.deliveries import OPEN, REPLANNABLE, Late, State
from campaign.ports.claims import Need
from campaign.store.columns import Instant
from campaign.store.conditions import CLAIMABLE, IN_FLIGHT, OPEN_STATES, TRIED, UNRESOLVED, one_of
from campaign.store.dialects import in_list, listed
from campaign.store.leases import Count
from campaign.store.rows import delivery_of, without_payload
from campaign.store.statements import Statement
from campaign.store.tables import BEYOND_PLAN, CHANNEL_STATE, DELIVERY
from campaign.store.turns import (
    COULD_GO,
    DUE_ONE,
    HOUR,
    IN_ITS_TURN,
    LAST_PLAN,
    LATELY,
    NOT_OVER,
    NOT_PUT_OFF,
    ON_ITS_CHANNEL,
    OPEN_FOR_SENDING,
    SENDABLE,
    SHUT,
    room_since,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import CTE, ColumnElement, Connection, ScalarSelect, TextClause

    from campaign.core.deliveries import Delivery

    Condition = ColumnElement[bool] | TextClause


@dataclass(frozen=True, slots=True)
class Most:
    """How often one delivery is tried, and how many are sent on one channel within an hour."""

    tries: int
    per_hour: int

    def values(self, campaign_id: int) -> dict[str, Any]:
        """Return them as values of the statements about a campaign."""
        return {"campaign": campaign_id, "cap": self.tries, "per_hour": self.per_hour}


@dataclass(frozen=True, slots=True)
class Lateness:
    """What is late ``now``: what was due by ``since``, on some channels."""

    now: datetime
    since: datetime
    channels: Sequence[str]

    @property
    def values(self) -> dict[str, Any]:
        """Return it as values of the statements."""
        return {"now": self.now, "since": self.since, "channels": list(self.channels)}


_OF_CAMPAIGN: Any = bindparam("campaign")
_AFTER: Any = bindparam("after", type_=Instant)
_NOW: Any = bindparam("now", type_=Instant)
_EARLIEST, _FOREVER = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


def _next_channel(*after: ColumnElement[bool]) -> ScalarSelect[Any]:
    """Return the first channel in the index on which something lacks only its time."""
    rows = select(DELIVERY.c.channel).where(
        DELIVERY.c.campaign_id == _OF_CAMPAIGN, text(CLAIMABLE), *after
    )
    columns = (DELIVERY.c.channel, DELIVERY.c.due, DELIVERY.c.id)
    return rows.order_by(*columns).limit(1).scalar_subquery()


def _used_channels() -> CTE:
    """Return all of these, found by leaps through the index."""
    used = select(_next_channel().label("channel")).cte("used", recursive=True)
    after = _next_channel(DELIVERY.c.channel > used.c.channel)
    return used.union_all(select(after).where(used.c.channel.is_not(None)))


_USED = _used_channels()
_GOING_CHANNELS = Statement(
    select(
        _USED.c.channel,
        CHANNEL_STATE.c.hold_until,
        room_since(_USED.c.channel, LATELY).label("full_since"),
    )
    .select_from(
        _USED.outerjoin(
            CHANNEL_STATE,
            and_(
                CHANNEL_STATE.c.campaign_id == _OF_CAMPAIGN,
                CHANNEL_STATE.c.channel == _USED.c.channel,
            ),
        ),
    )
    .where(_USED.c.channel.is_not(None), CHANNEL_STATE.c.stopped.is_(None), OPEN_FOR_SENDING)
)
_COMING = (SENDABLE, ON_ITS_CHANNEL, NOT_OVER, IN_ITS_TURN)
"""What can go at some time; what is planned again first, is at its time at the latest."""
_NEXT_TIME = Statement(
    select(DUE_ONE.c.due)
    .where(
        *_COMING,
        DUE_ONE.c.due > _AFTER,
        or_(DUE_ONE.c.not_before.is_(None), DUE_ONE.c.not_before <= DUE_ONE.c.due),
    )
    .order_by(DUE_ONE.c.due, DUE_ONE.c.id)
    .limit(1)
)
"""The next time of a channel's posts that were not put off beyond it."""
_NEXT_PUT_OFF = Statement(
    select(func.min(DUE_ONE.c.not_before).label("not_before")).where(
        *_COMING,
        DUE_ONE.c.due < bindparam("until", type_=Instant),
        DUE_ONE.c.not_before > DUE_ONE.c.due,
        DUE_ONE.c.not_before > _AFTER,
    )
)
"""The next moment to which any of those was put off whose times are before ``until``."""
_IS_OPEN = text(OPEN_STATES)  # so that the index of what is open serves
_LOOK = func.coalesce(DELIVERY.c.not_before, DELIVERY.c.due)


def _first(moment: ColumnElement[Any], *conditions: Condition) -> ColumnElement[Any]:
    return func.min(case((and_(*conditions, moment > _AFTER), moment)))


_OTHERWISE = Statement(
    select(
        _first(DELIVERY.c.expires, text(one_of("state", REPLANNABLE))).label("expiring"),
        _first(_LOOK, text(UNRESOLVED)).label("resolving"),
    ).where(DELIVERY.c.campaign_id == _OF_CAMPAIGN, _IS_OPEN)
)
_ELAPSED = bindparam("elapsed", type_=Float)
_LAPSE = Statement(
    select((func.min(DELIVERY.c.lease_until) - _ELAPSED).label("left")).where(
        DELIVERY.c.campaign_id == _OF_CAMPAIGN,
        text(IN_FLIGHT),
        DELIVERY.c.lease_boot == bindparam("boot"),
        DELIVERY.c.lease_until >= _ELAPSED,
    )
)
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
_ATTENTION = Statement(
    select(
        *DELIVERY.c,
        case(*((fits, need.value) for need, fits in _NEEDS.items())).label("need"),
    )
    .where(DELIVERY.c.campaign_id == _OF_CAMPAIGN, _IS_OPEN, or_(*_NEEDS.values()))
    .order_by(DELIVERY.c.id)
)


def _exists(*conditions: Condition) -> ColumnElement[bool]:
    return exists(select(DELIVERY.c.id).where(DELIVERY.c.campaign_id == _OF_CAMPAIGN, *conditions))


_BEHIND = Statement(
    select(
        or_(
            _exists(_IS_OPEN, text(CLAIMABLE), DELIVERY.c.plan_number != LAST_PLAN),
            _exists(
                text(one_of("state", {State.PUBLISHED})), DELIVERY.c.plan_number == BEYOND_PLAN
            ),
        ).label("behind")
    )
)
_LATE = (
    select(*without_payload(DUE_ONE))
    .where(
        SENDABLE,
        in_list(DUE_ONE.c.channel, "channels"),
        DUE_ONE.c.due <= bindparam("since", type_=Instant),
        or_(NOT_PUT_OFF, text(TRIED)),
        NOT_OVER,
        DUE_ONE.c.channel.not_in(SHUT),
        OPEN_FOR_SENDING,
        DUE_ONE.c.late != Late.ANY.value,
        DUE_ONE.c.part == 1,
    )
    .order_by(DUE_ONE.c.due, DUE_ONE.c.id)
)
"""Also what is planned again first: it is as late as what is not."""
_LATE_ONES = Statement(_LATE)
_LATE_BY_CHANNEL = Statement(
    _LATE.with_only_columns(DUE_ONE.c.channel, func.count().label("late"))
    .order_by(None)
    .group_by(DUE_ONE.c.channel)
)
_ASKED = listed("channels", DELIVERY.c.channel)
_SPENT = Statement(
    select(_ASKED.c.value, room_since(_ASKED.c.value, LATELY).label("full_since")).where(
        room_since(_ASKED.c.value, LATELY).is_not(None),
        _ASKED.c.value.not_in(SHUT),
        OPEN_FOR_SENDING,
        exists(
            select(DUE_ONE.c.id).where(
                COULD_GO, DUE_ONE.c.channel == _ASKED.c.value, DUE_ONE.c.due <= _NOW
            )
        ),
    )
)
_ROOMS = Statement(select(_ASKED.c.value, room_since(_ASKED.c.value).label("full_since")))


def spent(
    connection: Connection, campaign_id: int, now: datetime, channels: Sequence[str], most: Most
) -> Mapping[str, datetime]:
    """Return the channels on which enough was sent within an hour and something that is due waits
    only for that, with when the next one may go.
    """
    values = {**most.values(campaign_id), "now": now, "hour_ago": now - HOUR}
    found = _SPENT.rows(connection, {**values, "channels": list(channels)})
    return {row.value: row.full_since + HOUR for row in found}


def rooms(
    connection: Connection, campaign_id: int, channels: Sequence[str], most: Most
) -> Mapping[str, datetime]:
    """Return since when, or from when on, less was sent than may be within an hour, of each channel
    by which so much ever was.
    """
    found = _ROOMS.rows(connection, {**most.values(campaign_id), "channels": list(channels)})
    return {row.value: row.full_since + HOUR for row in found if row.full_since is not None}


def behind_plan(connection: Connection, campaign_id: int) -> bool:
    """Tell whether something could be sent that the last whole plan did not cover, or is out by
    now that was on its way then: who reads it may have to be told what has changed.
    """
    return bool(_BEHIND.value(connection, {"campaign": campaign_id}))


def late(
    connection: Connection, campaign_id: int, lateness: Lateness, most: Most
) -> Sequence[Delivery]:
    """Return what is late, without payloads, the earliest first."""
    values = {**most.values(campaign_id), **lateness.values}
    return [delivery_of(row) for row in _LATE_ONES.rows(connection, values)]


def late_by_channel(
    connection: Connection, campaign_id: int, lateness: Lateness, most: Most
) -> Mapping[str, int]:
    """Return how many :func:`late` returns of each channel that has some."""
    values = {**most.values(campaign_id), **lateness.values}
    return {row.channel: row.late for row in _LATE_BY_CHANNEL.rows(connection, values)}


def next_due(
    connection: Connection, campaign_id: int, most: Most, after: datetime | None
) -> datetime | None:
    """Return the next instant at which a delivery is due, expires or is to be looked for.

    What cannot go now for another reason than time is left out: it does not keep the alarm
    ringing.
    """
    begin = after or _EARLIEST
    values = {**most.values(campaign_id), "now": begin, "after": begin}
    otherwise = _OTHERWISE.row(connection, values)
    moments = [otherwise.expiring, otherwise.resolving, *_sending(connection, values)]
    return min((moment for moment in moments if moment is not None), default=None)


def until_lapse(connection: Connection, campaign_id: int) -> float | None:
    """Return in how many seconds the next lease runs out; ``None`` where none runs.

    One that ran out is left out: who could take over has done so, and nobody else is to keep on
    ringing for it.
    """
    values = {"campaign": campaign_id, **Count.of(connection).values}
    left: float | None = _LAPSE.value(connection, values)
    return left


def _sending(connection: Connection, values: Mapping[str, Any]) -> Iterator[datetime]:
    """Yield the next moment of each channel at which something could be sent there.

    Where the channel waits for longer than until then, that is what was due before, too.
    """
    begin = values["after"]
    hour_ago = max(begin, _EARLIEST + HOUR) - HOUR
    found = _GOING_CHANNELS.rows(connection, {**values, "hour_ago": hour_ago})
    waits = [_opens(row) for row in found]
    asked = [
        {**values, "of_channel": row.channel, "after": _EARLIEST if opens > begin else begin}
        for row, opens in zip(found, waits, strict=True)
    ]
    times = [row and row.due for row in _NEXT_TIME.first_of_each(connection, asked)]
    asked = [{**one, "until": time or _FOREVER} for one, time in zip(asked, times, strict=True)]
    put_off = [row.not_before for row in _NEXT_PUT_OFF.first_of_each(connection, asked)]
    for opens, *moments in zip(waits, times, put_off, strict=True):
        first = min((moment for moment in moments if moment is not None), default=None)
        if first is not None:
            yield max(first, opens)


def _opens(channel: Any) -> datetime:
    """Return when a channel takes something again, in the past where it does already."""
    room = _EARLIEST if channel.full_since is None else channel.full_since + HOUR
    return max(channel.hold_until or _EARLIEST, room)


def attention(
    connection: Connection, campaign_id: int, cap: int, now: datetime
) -> Sequence[tuple[Delivery, Need]]:
    """Return what needs something beside being sent, and what that is."""
    values = {"campaign": campaign_id, "cap": cap, "now": now}
    return [(delivery_of(row), Need(row.need)) for row in _ATTENTION.rows(connection, values)]
