"""What has been kept of people for long enough, counted and taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, delete, false, func, or_, select, true

from campaign.core.attendees import Seat
from campaign.core.questions import LEFT, OPEN
from campaign.ports.messages import EVERYBODYS, Priority
from campaign.ports.retention import Aged, Kept
from campaign.store.columns import Instant
from campaign.store.dialects import latest_of, member
from campaign.store.part import Part
from campaign.store.people_erasing import erase_attendees, mark_traces
from campaign.store.question_erasing import delete_questions
from campaign.store.tables_people import ATTENDEE, CONSENT, INBOX, KIND, OUTBOX, SAID_NEWS, SIGN_UP
from campaign.store.tables_questions import QUESTION, VOTE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, Table

_CAMPAIGN: Any = bindparam("campaign")
_CUTOFF: Any = bindparam("cutoff", type_=Instant)


def _last(table: Any) -> ColumnElement[Any]:
    """Return the last instant of a person's rows, or that of their beginning."""
    newest = select(func.max(table.c.at)).where(table.c.attendee_id == ATTENDEE.c.id)
    return func.coalesce(newest.correlate(ATTENDEE).scalar_subquery(), ATTENDEE.c.created)


_LAST_CHANGE = latest_of(ATTENDEE.c.created, *map(_last, (SIGN_UP, CONSENT, QUESTION, VOTE)))
_SIGNED_UP = or_(
    select(SIGN_UP.c.id)
    .where(SIGN_UP.c.attendee_id == ATTENDEE.c.id, SIGN_UP.c.state != Seat.CANCELLED)
    .correlate(ATTENDEE)
    .exists(),
    func.coalesce(SAID_NEWS, false()),
)
"""Whether somebody is signed up for anything, be it only for news."""
_ASKED = (
    select(QUESTION.c.id)
    .where(QUESTION.c.attendee_id == ATTENDEE.c.id, QUESTION.c.state.in_(sorted({*OPEN, *LEFT})))
    .correlate(ATTENDEE)
    .exists()
)
_VOTED = (
    select(VOTE.c.id)
    .where(VOTE.c.attendee_id == ATTENDEE.c.id, VOTE.c.counts.is_(True))
    .correlate(ATTENDEE)
    .exists()
)
_TAKES_PART = or_(_SIGNED_UP, _ASKED, _VOTED)
_ABOUT = member(OUTBOX.c.body, "about")
_PEOPLES = or_(KIND != Priority.TEAM, OUTBOX.c.dedupe.startswith(EVERYBODYS))
_OLD: Mapping[Kept, tuple[Table, ColumnElement[Any], ColumnElement[bool]]] = {
    Kept.MESSAGES: (
        OUTBOX,
        OUTBOX.c.taken_at,
        and_(OUTBOX.c.state != "queued", _PEOPLES, _ABOUT.is_(None)),
    ),
    Kept.UPDATES: (INBOX, INBOX.c.handled_at, INBOX.c.handled_at.is_not(None)),
    Kept.IDLE: (ATTENDEE, _LAST_CHANGE, ~_TAKES_PART),
    Kept.PEOPLE: (ATTENDEE, _LAST_CHANGE, _TAKES_PART),
    Kept.QUESTIONS: (QUESTION, QUESTION.c.at, true()),
}
"""Where each kind is kept, since when by which column, and what of it may go.

What is about a post stays: the team answers such a message.
"""


class Retention(Part):
    """The end of what is kept; see :class:`campaign.ports.retention.Keeper`."""

    async def aged(self, cutoffs: Mapping[Kept, datetime]) -> Sequence[Aged]:
        """Return what is from before these instants."""

        def count(connection: Connection, campaign: int) -> Sequence[Aged]:
            return [_aged(connection, campaign, *one) for one in cutoffs.items()]

        return await self._read(count)

    async def purge(self, cutoffs: Mapping[Kept, datetime]) -> Sequence[Aged]:
        """Take it away in one transaction; return what that was."""

        def purge(connection: Connection, campaign: int) -> Sequence[Aged]:
            gone = [_purge(connection, campaign, *one) for one in cutoffs.items()]
            if any(one.rows for one in gone):
                mark_traces(connection, campaign)
            return gone

        gone = await self._write(purge)
        if any(one.rows for one in gone):
            self._database.has_traces = True
        return gone


def _conditions(kept: Kept) -> tuple[ColumnElement[bool], ...]:
    table, since, may_go = _OLD[kept]
    return (table.c.campaign_id == _CAMPAIGN, since < _CUTOFF, may_go)


def _aged(connection: Connection, campaign: int, kept: Kept, cutoff: datetime) -> Aged:
    table, since, _ = _OLD[kept]
    oldest = func.min(since, type_=Instant).label("oldest")
    counted = select(func.count().label("rows"), oldest).select_from(table)
    values = {"campaign": campaign, "cutoff": cutoff}
    row = connection.execute(counted.where(*_conditions(kept)), values).one()
    return Aged(kept, row.rows, row.oldest)


def _purge(connection: Connection, campaign: int, kept: Kept, cutoff: datetime) -> Aged:
    gone = _aged(connection, campaign, kept, cutoff)
    table, _, _ = _OLD[kept]
    values = {"campaign": campaign, "cutoff": cutoff}
    if gone.rows and table is ATTENDEE:
        found = select(ATTENDEE.c.id).where(*_conditions(kept))
        erase_attendees(connection, list(connection.scalars(found, values)))
    elif gone.rows and table is QUESTION:
        found = select(QUESTION.c.id).where(*_conditions(kept))
        delete_questions(connection, list(connection.scalars(found, values)))
    elif gone.rows:
        connection.execute(delete(table).where(*_conditions(kept)), values)
    return gone
