"""Counting what a campaign has, for whoever looks at it from outside."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, exists, func, select, text

from campaign.core.attendees import Seat
from campaign.core.deliveries import OPEN, State
from campaign.core.questions import Standing
from campaign.ports.observing import UNDER_WAY, Circuit, Observation
from campaign.store.agenda import Lateness, Most, late_by_channel, spent
from campaign.store.columns import Instant
from campaign.store.conditions import CLAIMABLE, QUEUED
from campaign.store.dialects import give_up_soon
from campaign.store.part import Part
from campaign.store.tables import ATTEMPT, CAMPAIGN, CHANNEL_STATE, DELIVERY, HOLD
from campaign.store.tables_people import INBOX, OUTBOX, SIGN_UP
from campaign.store.tables_questions import QUESTION

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Column, Connection, Select

LONGEST = 2.0
"""Seconds that whoever only looks waits for what somebody else keeps: an answer comes late then."""

_OF_CAMPAIGN: Any = bindparam("campaign")
_NOW: Any = bindparam("now", type_=Instant)


def _counted(*columns: Column[Any]) -> Select[Any]:
    """Return how many rows of a campaign there are of each combination of ``columns``."""
    own = columns[0].table.c.campaign_id == _OF_CAMPAIGN
    return select(*columns, func.count()).where(own).group_by(*columns)


_DELIVERIES = _counted(DELIVERY.c.channel, DELIVERY.c.state)
_DUE = (
    select(DELIVERY.c.channel, func.count().label("due"), func.min(DELIVERY.c.due).label("oldest"))
    .where(DELIVERY.c.campaign_id == _OF_CAMPAIGN, text(CLAIMABLE), DELIVERY.c.due <= _NOW)
    .group_by(DELIVERY.c.channel)
)
_TRIES = _counted(ATTEMPT.c.channel, ATTEMPT.c.move)
_CIRCUITS = select(
    CHANNEL_STATE.c.channel, CHANNEL_STATE.c.stopped, CHANNEL_STATE.c.hold_until
).where(CHANNEL_STATE.c.campaign_id == _OF_CAMPAIGN)
_INBOX = select(func.count()).where(
    INBOX.c.campaign_id == _OF_CAMPAIGN, INBOX.c.handled_at.is_(None)
)
_OUTBOX = _counted(OUTBOX.c.priority).where(text(QUEUED))
_SEATS = _counted(SIGN_UP.c.panel, SIGN_UP.c.state)
_QUESTIONS = select(func.count()).where(
    QUESTION.c.campaign_id == _OF_CAMPAIGN, QUESTION.c.state == Standing.PENDING.value
)
_GATES = select(
    CAMPAIGN.c.trusted,
    exists(select(HOLD.c.id).where(HOLD.c.campaign_id == _OF_CAMPAIGN, HOLD.c.ended_at.is_(None))),
).where(CAMPAIGN.c.id == _OF_CAMPAIGN)


class ObservedRows(Part):
    """One campaign's numbers: implements ``Observed``."""

    async def observe(self, now: datetime, since: datetime) -> Observation:
        """Return the numbers of one instant; what was due before ``since`` and could go is late.

        Raises:
            LedgerLocked: where somebody keeps a table for longer than a moment.
        """
        limits = self._database.limits
        most = Most(limits.attempts, limits.per_hour)
        return await self._read(partial(_observe, now=now, since=since, most=most))


def _observe(
    connection: Connection, campaign_id: int, now: datetime, since: datetime, most: Most
) -> Observation:
    give_up_soon(connection, LONGEST)
    values = {"campaign": campaign_id, "now": now}

    def found(statement: Select[Any]) -> Sequence[Any]:
        return connection.execute(statement, values).all()

    def number(statement: Select[Any]) -> int:
        return int(connection.scalar(statement, values) or 0)

    due = found(_DUE)
    deliveries = {(channel, State(state)): n for channel, state, n in found(_DELIVERIES)}
    used = {channel for channel, state in deliveries if state in OPEN}
    late = late_by_channel(connection, campaign_id, Lateness(now, since, sorted(used)), most)
    enough = spent(connection, campaign_id, now, tuple(late), most)
    trusted, held = found(_GATES)[0]
    return Observation(
        deliveries=deliveries,
        due={one.channel: one.due for one in due},
        oldest_due={one.channel: one.oldest for one in due},
        late={channel: n for channel, n in late.items() if channel not in enough},
        tries={(channel, move or UNDER_WAY): n for channel, move, n in found(_TRIES)},
        circuits={c.channel: _circuit(c, now) for c in found(_CIRCUITS) if c.channel in used},
        inbox=number(_INBOX),
        outbox={priority: n for priority, n in found(_OUTBOX)},  # noqa: C416 -- rows, not pairs
        seats={(panel, Seat(state)): n for panel, state, n in found(_SEATS)},
        questions=number(_QUESTIONS),
        is_trusted=bool(trusted),
        is_held=bool(held),
    )


def _circuit(row: Any, now: datetime) -> Circuit:
    if row.stopped is not None:
        return Circuit.STOPPED
    return Circuit.HELD if row.hold_until is not None and row.hold_until > now else Circuit.OPEN
