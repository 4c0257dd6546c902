"""The waiting list: a free seat goes to whoever waits longest, who is told in the same breath."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, func, or_, select, update

from campaign.ports.ledger import Message
from campaign.store.outgoing import queue_messages
from campaign.store.tables_people import ATTENDEE, CONTACT, SIGN_UP

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Row, Select

    from campaign.ports.vacancies import Vacancy

PRIORITY = 2
"""That of a notice of change: who waits and is told of both reads them in their order."""

_OF_CAMPAIGN: Any = bindparam("campaign")
_OF_PANEL: Any = bindparam("of_panel")
_TAKEN = select(func.count()).where(
    SIGN_UP.c.campaign_id == _OF_CAMPAIGN,
    SIGN_UP.c.panel == _OF_PANEL,
    SIGN_UP.c.state == "seated",
)
_LAST = select(func.max(SIGN_UP.c.at)).where(
    SIGN_UP.c.campaign_id == _OF_CAMPAIGN,
    SIGN_UP.c.panel == _OF_PANEL,
    SIGN_UP.c.state == "waiting",
)
_REACHED: Select[Any] = (
    select(
        SIGN_UP.c.id,
        SIGN_UP.c.attendee_id,
        SIGN_UP.c.panel,
        SIGN_UP.c.at,
        ATTENDEE.c.language,
        CONTACT.c.chat,
    )
    .join(ATTENDEE, ATTENDEE.c.id == SIGN_UP.c.attendee_id)
    .join(CONTACT, CONTACT.c.attendee_id == ATTENDEE.c.id)
    .where(
        SIGN_UP.c.campaign_id == _OF_CAMPAIGN,
        SIGN_UP.c.panel == _OF_PANEL,
        SIGN_UP.c.state == "waiting",
        ATTENDEE.c.reachable.is_(True),
    )
    .order_by(SIGN_UP.c.at, SIGN_UP.c.id)
    .limit(bindparam("free"))
)
"""Who waits and can be told; who cannot keeps the place until they write again."""

_GIVE = update(SIGN_UP).where(SIGN_UP.c.id == bindparam("of_id")).values(state="seated")
_EVERYBODY = 2**31 - 1

_BEFORE = SIGN_UP.alias("before")
PLACE = (
    select(func.count() + 1)
    .select_from(_BEFORE.join(ATTENDEE, ATTENDEE.c.id == _BEFORE.c.attendee_id))
    .where(
        _BEFORE.c.campaign_id == SIGN_UP.c.campaign_id,
        _BEFORE.c.panel == SIGN_UP.c.panel,
        _BEFORE.c.state == "waiting",
        ATTENDEE.c.reachable.is_(True),
        or_(
            _BEFORE.c.at < SIGN_UP.c.at,
            and_(_BEFORE.c.at == SIGN_UP.c.at, _BEFORE.c.id < SIGN_UP.c.id),
        ),
    )
    .scalar_subquery()
    .label("place")
)
"""Whose turn it is on a waiting list, from 1."""


def has_seat(connection: Connection, campaign_id: int, panel: str, seats: int | None) -> bool:
    """Tell whether whoever comes now gets a seat: one is free, and nobody waits for it."""
    if seats is None:
        return True
    values = {"campaign": campaign_id, "of_panel": panel}
    if (connection.scalar(_TAKEN, values) or 0) >= seats:
        return False
    return connection.execute(_REACHED, {**values, "free": 1}).first() is None


def after_all(connection: Connection, campaign_id: int, panel: str, now: datetime) -> datetime:
    """Return the instant at which somebody joins: after all who wait, also if a clock was put back.

    The list goes by these instants.
    """
    last = connection.scalar(_LAST, {"campaign": campaign_id, "of_panel": panel})
    return now if last is None else max(now, last + timedelta(microseconds=1))


def fill_seats(connection: Connection, campaign_id: int, vacancies: Sequence[Vacancy]) -> int:
    """Give the free seats of panels to those who wait; return how many got one.

    Each is told by a message of the same transaction.
    """
    given = [row for one in vacancies for row in _next(connection, campaign_id, one)]
    if given:
        told = {one.panel: one.told for one in vacancies}
        connection.execute(_GIVE, [{"of_id": row.id} for row in given])
        queue_messages(connection, campaign_id, [_told(row, told[row.panel]) for row in given])
    return len(given)


def _next(connection: Connection, campaign_id: int, vacancy: Vacancy) -> Sequence[Row[Any]]:
    values = {"campaign": campaign_id, "of_panel": vacancy.panel}
    free = _EVERYBODY
    if vacancy.seats is not None:
        free = max(vacancy.seats - (connection.scalar(_TAKEN, values) or 0), 0)
    return connection.execute(_REACHED, {**values, "free": free}).all()


def _told(row: Row[Any], bodies: Mapping[str, str]) -> Message:
    """Return what somebody is told; they may wait for a panel again, and be told again."""
    body = bodies.get(row.language) or next(iter(bodies.values()))
    dedupe = f"seat:{row.panel}:{row.attendee_id}:{row.at.isoformat()}"
    return Message(row.chat, body, PRIORITY, dedupe=dedupe)
