"""The waiting list: a free seat goes to whoever waits longest, who is told in the same breath."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, func, or_, select, update

from campaign.core.attendees import Attendee, Seat
from campaign.store.outgoing import queue_messages
from campaign.store.statements import Statement
from campaign.store.tables_people import ATTENDEE, CONTACT, FIRST_CONTACT, SIGN_UP

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Row, Select

    from campaign.ports.vacancies import Vacancy

_OF_CAMPAIGN: Any = bindparam("campaign")
_OF_PANEL: Any = bindparam("of_panel")
_TAKEN = Statement(
    select(func.count()).where(
        SIGN_UP.c.campaign_id == _OF_CAMPAIGN,
        SIGN_UP.c.panel == _OF_PANEL,
        SIGN_UP.c.state == Seat.SEATED.value,
    )
)
_LAST = Statement(
    select(func.max(SIGN_UP.c.at)).where(
        SIGN_UP.c.campaign_id == _OF_CAMPAIGN,
        SIGN_UP.c.panel == _OF_PANEL,
        SIGN_UP.c.state == Seat.WAITING.value,
    )
)
_REACHED: Select[Any] = (
    select(
        SIGN_UP.c.id,
        SIGN_UP.c.attendee_id,
        SIGN_UP.c.at,
        ATTENDEE.c.language,
        CONTACT.c.chat,
    )
    .select_from(SIGN_UP)
    .join(ATTENDEE, ATTENDEE.c.id == SIGN_UP.c.attendee_id)
    .join(CONTACT, CONTACT.c.id == FIRST_CONTACT)
    .where(
        SIGN_UP.c.campaign_id == _OF_CAMPAIGN,
        SIGN_UP.c.panel == _OF_PANEL,
        SIGN_UP.c.state == Seat.WAITING,
        ATTENDEE.c.reachable.is_(True),
    )
    .order_by(SIGN_UP.c.at, SIGN_UP.c.id)
    .limit(bindparam("free"))
)
"""Who waits and can be told; who cannot keeps the place until they write again."""

_GIVE = update(SIGN_UP).where(SIGN_UP.c.id == bindparam("of_id")).values(state=Seat.SEATED)
_EVERYBODY = 2**31 - 1

_BEFORE = SIGN_UP.alias("before")
PLACE = (
    select(func.count() + 1)
    .select_from(_BEFORE.join(ATTENDEE, ATTENDEE.c.id == _BEFORE.c.attendee_id))
    .where(
        _BEFORE.c.campaign_id == SIGN_UP.c.campaign_id,
        _BEFORE.c.panel == SIGN_UP.c.panel,
        _BEFORE.c.state == Seat.WAITING,
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
    """Tell whether one of all the ``seats`` of a panel is left after :func:`fill_seats`."""
    return seats is None or _taken(connection, campaign_id, panel) < seats


def _taken(connection: Connection, campaign_id: int, panel: str) -> int:
    taken: int = _TAKEN.value(connection, {"campaign": campaign_id, "of_panel": panel})
    return taken


def after_all(connection: Connection, campaign_id: int, panel: str, now: datetime) -> datetime:
    """Return the instant at which somebody joins: after all who wait, also if a clock was put back.

    The list goes by these instants.
    """
    last: datetime | None = _LAST.value(connection, {"campaign": campaign_id, "of_panel": panel})
    return now if last is None else max(now, last + timedelta(microseconds=1))


def fill_seats(connection: Connection, campaign_id: int, vacancies: Sequence[Vacancy]) -> int:
    """Give the free seats of panels to those who wait; return how many got one.

    Each is told by a message of the same transaction.
    """
    given = [(row, one) for one in vacancies for row in _next(connection, campaign_id, one)]
    if given:
        connection.execute(_GIVE, [{"of_id": row.id} for row, _ in given])
        told = [one.tell(whom(row), row.at) for row, one in given]
        queue_messages(connection, campaign_id, told)
    return len(given)


def _next(connection: Connection, campaign_id: int, vacancy: Vacancy) -> Sequence[Row[Any]]:
    values = {"campaign": campaign_id, "of_panel": vacancy.panel}
    free = _EVERYBODY
    if vacancy.seats is not None:
        free = max(vacancy.seats - _taken(connection, campaign_id, vacancy.panel), 0)
    return connection.execute(_REACHED, {**values, "free": free}).all()


def whom(row: Row[Any]) -> Attendee:
    """Return who is told of a seat: news are withdrawn as they were told."""
    return Attendee(row.attendee_id, row.chat, row.language)
