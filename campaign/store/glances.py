"""What is known of many chats at once: one reading for everything that waits for an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, func, or_, select

from campaign.core.attendees import Attendee, Seat
from campaign.ports.attendees import Crowd, Glance, Known, Said, SignUp
from campaign.store.dialects import in_list, listed
from campaign.store.seats import PLACE
from campaign.store.statements import Statement
from campaign.store.tables_people import ATTENDEE, CONTACT, OUTBOX, SAID_NEWS, SIGN_UP

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

_OF_CAMPAIGN: Any = bindparam("campaign")
_TURN = 6
"""A turn is never more messages than this."""

_NEWS = SAID_NEWS.label("news")
_PEOPLE = Statement(
    select(ATTENDEE.c.id, CONTACT.c.chat, ATTENDEE.c.language, ATTENDEE.c.reachable, _NEWS)
    .select_from(ATTENDEE)
    .join(CONTACT, CONTACT.c.attendee_id == ATTENDEE.c.id)
    .where(CONTACT.c.campaign_id == _OF_CAMPAIGN, in_list(CONTACT.c.chat, "chats")),
)
_SIGN_UPS = Statement(
    select(
        CONTACT.c.chat, SIGN_UP.c.attendee_id, SIGN_UP.c.panel, SIGN_UP.c.state, SIGN_UP.c.at, PLACE
    )
    .join(CONTACT, CONTACT.c.attendee_id == SIGN_UP.c.attendee_id)
    .where(
        CONTACT.c.campaign_id == _OF_CAMPAIGN,
        in_list(CONTACT.c.chat, "chats"),
        SIGN_UP.c.state != Seat.CANCELLED,
    )
    .order_by(SIGN_UP.c.at, SIGN_UP.c.id),
)
_CROWDS = Statement(
    select(SIGN_UP.c.panel, SIGN_UP.c.state, func.count().label("people"))
    .join(ATTENDEE, ATTENDEE.c.id == SIGN_UP.c.attendee_id)
    .where(
        SIGN_UP.c.campaign_id == _OF_CAMPAIGN,
        or_(
            SIGN_UP.c.state == Seat.SEATED,
            and_(SIGN_UP.c.state == Seat.WAITING, ATTENDEE.c.reachable.is_(True)),
        ),
    )
    .group_by(SIGN_UP.c.panel, SIGN_UP.c.state),
)
_OF_CHAT = listed("chats", OUTBOX.c.chat)
_RECENT = OUTBOX.alias("recent")
_LAST = Statement(
    select(OUTBOX.c.chat, OUTBOX.c.update_id, OUTBOX.c.body, OUTBOX.c.taken_at)
    .select_from(_OF_CHAT)
    .join(
        OUTBOX,
        OUTBOX.c.id.in_(
            select(_RECENT.c.id)
            .where(_RECENT.c.campaign_id == _OF_CAMPAIGN, _RECENT.c.chat == _OF_CHAT.c.value)
            .order_by(_RECENT.c.id.desc())
            .limit(_TURN)
            .correlate(_OF_CHAT),
        ),
    )
    .order_by(OUTBOX.c.id),
)


def glance(connection: Connection, campaign_id: int, chats: Sequence[int]) -> Glance:
    """Return what is known of these chats and how many signed up for each panel."""
    values = {"campaign": campaign_id, "chats": [*chats]}
    people = {
        row.chat: Attendee(row.id, row.chat, row.language, row.reachable, row.news)
        for row in _PEOPLE.rows(connection, values)
    }
    signed: dict[int, list[SignUp]] = {}
    for row in _SIGN_UPS.rows(connection, values) if people else ():
        signed.setdefault(row.chat, []).append(sign_up_of(row))
    last: dict[int, list[Any]] = {}
    for row in _LAST.rows(connection, values):
        last.setdefault(row.chat, []).append(row)
    found = {c: Known(people.get(c), signed.get(c, []), _turn(last.get(c, ()))) for c in chats}
    return Glance(found, crowds(connection, campaign_id))


def crowds(connection: Connection, campaign_id: int) -> Mapping[str, Crowd]:
    """Return how many signed up for each panel that somebody signed up for."""
    found: dict[str, dict[str, int]] = {}
    for row in _CROWDS.rows(connection, {"campaign": campaign_id}):
        found.setdefault(row.panel, {})[row.state] = row.people
    return {panel: Crowd(**people) for panel, people in found.items()}


def sign_up_of(row: Any) -> SignUp:
    """Return the sign-up of a row that has a ``place``."""
    state = Seat(row.state)
    place = row.place if state is Seat.WAITING else None
    return SignUp(row.attendee_id, row.panel, state, row.at, place)


def _turn(rows: Sequence[Any]) -> Said | None:
    """Return the last answer from a chat's last messages; ``None`` where a notice came after it."""
    if not rows or rows[-1].update_id is None:
        return None
    turn = [row for row in rows if row.update_id == rows[-1].update_id]
    return Said(tuple(row.body for row in turn), turn[-1].taken_at)
