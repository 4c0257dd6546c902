"""What is stored of one person, read in one instant."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, func, or_, select

from campaign.core.attendees import Seat
from campaign.core.questions import Standing
from campaign.ports.held import (
    Held,
    HeldConsent,
    HeldMessage,
    HeldQuestion,
    HeldSignUp,
    HeldVote,
)
from campaign.ports.messages import Priority, passed_on
from campaign.store.tables_people import ATTENDEE, CONSENT, CONTACT, KIND, OUTBOX, SIGN_UP
from campaign.store.tables_questions import QUESTION, VOTE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement, Connection

_WHO = (
    select(ATTENDEE.c.id, ATTENDEE.c.language, ATTENDEE.c.created, ATTENDEE.c.reachable)
    .join(CONTACT, CONTACT.c.attendee_id == ATTENDEE.c.id)
    .where(CONTACT.c.campaign_id == bindparam("campaign"), CONTACT.c.chat == bindparam("of_chat"))
)
_CHATS = (
    select(CONTACT.c.chat).where(CONTACT.c.attendee_id == bindparam("who")).order_by(CONTACT.c.id)
)
_SIGN_UPS = (
    select(SIGN_UP.c.panel, SIGN_UP.c.state, SIGN_UP.c.at)
    .where(SIGN_UP.c.attendee_id == bindparam("who"))
    .order_by(SIGN_UP.c.at, SIGN_UP.c.id)
)
_CONSENTS = (
    select(CONSENT.c.purpose, CONSENT.c.version, CONSENT.c.hash, CONSENT.c.at, CONSENT.c.given)
    .where(CONSENT.c.attendee_id == bindparam("who"))
    .order_by(CONSENT.c.id)
)
_COUNTED = (
    select(func.count())
    .where(VOTE.c.question_id == QUESTION.c.id, VOTE.c.counts.is_(True))
    .correlate(QUESTION)
    .scalar_subquery()
)
_QUESTIONS = (
    select(
        QUESTION.c.panel,
        QUESTION.c.text,
        QUESTION.c.state,
        QUESTION.c.at,
        QUESTION.c.name,
        _COUNTED.label("votes"),
    )
    .where(QUESTION.c.attendee_id == bindparam("who"))
    .order_by(QUESTION.c.id)
)
_VOTES = (
    select(QUESTION.c.panel, QUESTION.c.text, VOTE.c.counts, VOTE.c.at)
    .join(QUESTION, QUESTION.c.id == VOTE.c.question_id)
    .where(VOTE.c.attendee_id == bindparam("who"))
    .order_by(VOTE.c.id)
)


def attendee_of(connection: Connection, campaign_id: int, chat: int) -> int | None:
    """Return the number of whoever writes from a chat; ``None`` where nobody is remembered."""
    found: int | None = connection.scalar(_WHO, {"campaign": campaign_id, "of_chat": chat})
    return found


def read_held(connection: Connection, campaign_id: int, chat: int) -> Held:
    """Return everything that is stored of whoever writes from a chat."""
    who = connection.execute(_WHO, {"campaign": campaign_id, "of_chat": chat}).first()
    if who is None:
        return Held((chat,), messages=_messages(connection, campaign_id, (chat,)))
    of_them: dict[str, Any] = {"who": who.id}
    chats = tuple(connection.scalars(_CHATS, of_them))
    sign_ups = connection.execute(_SIGN_UPS, of_them)
    return Held(
        chats,
        who.language,
        who.created,
        who.reachable,
        tuple(HeldSignUp(row.panel, Seat(row.state), row.at) for row in sign_ups),
        tuple(HeldConsent(*row) for row in connection.execute(_CONSENTS, of_them)),
        _messages(connection, campaign_id, chats),
        tuple(_question(row) for row in connection.execute(_QUESTIONS, of_them)),
        tuple(HeldVote(*row) for row in connection.execute(_VOTES, of_them)),
    )


def _question(row: Any) -> HeldQuestion:
    standing = Standing(row.state)
    return HeldQuestion(row.panel, row.text, standing, row.at, row.name, row.votes)


def is_theirs(campaign_id: int, chats: Sequence[int]) -> ColumnElement[bool]:
    """Tell whether a message is to a person, or has their words for the team; none to forget.

    What is the team's own stays the team's, also where its chat is one person's.
    """
    to_them = and_(OUTBOX.c.chat.in_(chats), KIND != Priority.TEAM)
    return and_(
        OUTBOX.c.campaign_id == campaign_id,
        OUTBOX.c.forget.is_(False),
        or_(to_them, *map(_passed_on, chats)),
    )


def _passed_on(chat: int) -> ColumnElement[bool]:
    """Tell by a range, which the index serves, whether a message was passed on from a chat."""
    first = passed_on(chat)
    return and_(OUTBOX.c.dedupe >= first, OUTBOX.c.dedupe < first[:-1] + chr(ord(first[-1]) + 1))


def _messages(
    connection: Connection, campaign_id: int, chats: Sequence[int]
) -> tuple[HeldMessage, ...]:
    columns = (OUTBOX.c.body, OUTBOX.c.state, OUTBOX.c.taken_at, KIND)
    found = select(*columns).where(is_theirs(campaign_id, chats)).order_by(OUTBOX.c.id)
    return tuple(
        HeldMessage(
            row.body,
            row.state,
            row.taken_at if row.state == "sent" else None,
            to_team=row.kind == Priority.TEAM,
            nameless=_is_nameless(row.body),
        )
        for row in connection.execute(found)
    )


def _is_nameless(body: str) -> bool:
    try:
        table = json.loads(body)
    except ValueError:
        return False
    if not isinstance(table, dict):
        return False
    return "questions" in table and "named" not in table.get("kept", {})
