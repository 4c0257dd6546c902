"""Whom a broadcast is for: asked when they are counted, queued for, and handed a message out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, case, delete, exists, false, func, or_, select, true

from campaign.core.attendees import Seat
from campaign.ports.broadcasts import ALL, NEWS, OF_PANEL, Reach
from campaign.store.dialects import in_list
from campaign.store.statements import Statement
from campaign.store.tables_people import (
    ATTENDEE,
    BROADCAST,
    CONTACT,
    FIRST_CONTACT,
    OUTBOX,
    SAID_NEWS,
    SIGN_UP,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement, Connection

_CAMPAIGN: Any = bindparam("campaign")


def _belongs(audience: ColumnElement[str]) -> ColumnElement[bool]:
    """Tell whether an attendee is of an audience, whether or not they can and want to be told."""
    signed_up = exists().where(
        SIGN_UP.c.campaign_id == ATTENDEE.c.campaign_id,
        SIGN_UP.c.attendee_id == ATTENDEE.c.id,
        SIGN_UP.c.state != Seat.CANCELLED,
        or_(audience == ALL, SIGN_UP.c.panel == func.substr(audience, len(OF_PANEL) + 1)),
    )
    return case((audience == NEWS, func.coalesce(SAID_NEWS, false())), else_=signed_up)


def _wants(audience: ColumnElement[str]) -> ColumnElement[bool]:
    return and_(_belongs(audience), func.coalesce(SAID_NEWS, true()))


_AUDIENCE: Any = bindparam("audience")
_OF_AUDIENCE = (
    select(ATTENDEE.c.reachable, func.coalesce(SAID_NEWS, true()).label("wants"))
    .where(ATTENDEE.c.campaign_id == _CAMPAIGN, _belongs(_AUDIENCE))
    .subquery()
)
_REACH = Statement(
    select(_OF_AUDIENCE.c.wants, _OF_AUDIENCE.c.reachable, func.count().label("people"))
    .select_from(_OF_AUDIENCE)
    .group_by(_OF_AUDIENCE.c.wants, _OF_AUDIENCE.c.reachable)
)
_NEXT = Statement(
    select(ATTENDEE.c.id, CONTACT.c.chat, ATTENDEE.c.language)
    .select_from(ATTENDEE)
    .join(CONTACT, CONTACT.c.id == FIRST_CONTACT)
    .where(
        ATTENDEE.c.campaign_id == _CAMPAIGN,
        ATTENDEE.c.id > bindparam("after"),
        ATTENDEE.c.id <= bindparam("last"),
        ATTENDEE.c.reachable.is_(True),
        _wants(_AUDIENCE),
    )
    .order_by(ATTENDEE.c.id)
    .limit(bindparam("many"))
)
_WANTED = Statement(
    select(OUTBOX.c.id)
    .join(BROADCAST, BROADCAST.c.id == OUTBOX.c.broadcast_id)
    .join(
        CONTACT,
        and_(CONTACT.c.campaign_id == OUTBOX.c.campaign_id, CONTACT.c.chat == OUTBOX.c.chat),
    )
    .join(ATTENDEE, ATTENDEE.c.id == CONTACT.c.attendee_id)
    .where(
        in_list(OUTBOX.c.id, "taken"),
        BROADCAST.c.stopped_by.is_(None),
        ATTENDEE.c.reachable.is_(True),
        _wants(BROADCAST.c.audience),
    )
)
_DROP = Statement(delete(OUTBOX).where(in_list(OUTBOX.c.id, "unwanted")))


def reach_of(connection: Connection, campaign_id: int, audience: str) -> Reach:
    """Return how many people an audience is now."""
    rows = _REACH.rows(connection, {"campaign": campaign_id, "audience": audience})
    found = {(bool(row.wants), bool(row.reachable)): row.people for row in rows}
    return Reach(
        found.get((True, True), 0),
        found.get((False, True), 0) + found.get((False, False), 0),
        found.get((True, False), 0),
    )


def next_people(
    connection: Connection, campaign_id: int, audience: str, span: tuple[int, int], many: int
) -> Sequence[Any]:
    """Return the next people of an audience by their numbers, with chat and language.

    ``span`` is after which number and up to which.
    """
    after, last = span
    values = {"campaign": campaign_id, "audience": audience, "after": after, "last": last}
    return _NEXT.rows(connection, {**values, "many": many})


def still_wanted(connection: Connection, rows: Sequence[Any]) -> Sequence[Any]:
    """Return the rows of the outbox without what is of a broadcast and no more for its person.

    Those are taken away: nobody is told that somebody did not want to be told.
    """
    asked = {row.id for row in rows if row.broadcast_id is not None}
    if not asked:
        return rows
    wanted = {row.id for row in _WANTED.rows(connection, {"taken": sorted(asked)})}
    if asked - wanted:
        _DROP.run(connection, {"unwanted": sorted(asked - wanted)})
    return [row for row in rows if row.id in wanted or row.id not in asked]
