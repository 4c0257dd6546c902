"""Erasing a person: everything that is held of them goes, in the transaction of their update."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, bindparam, delete, func, insert, or_, select, update

from campaign.ports.messages import Priority
from campaign.store.dialects import in_list, member
from campaign.store.people_held import attendee_of, is_theirs, read_held
from campaign.store.question_erasing import erase_questions
from campaign.store.tables import CAMPAIGN
from campaign.store.tables_people import (
    ATTENDEE,
    CONSENT,
    CONTACT,
    ERASURE,
    INBOX,
    KIND,
    OUTBOX,
    SIGN_UP,
)
from campaign.store.tables_questions import QUESTION

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from campaign.ports.attendees import Effects
    from campaign.ports.held import Held

NOBODY: dict[str, Any] = {
    "chat": 0,
    "body": "{}",
    "dedupe": None,
    "state": "failed",
    "lease_until": None,
    "words": None,
    "update_id": None,
    "broadcast_id": None,
}
"""What is left of a message that is on its way: its number, which its sender knows it by."""

_MARK_TRACES = (
    update(CAMPAIGN)
    .where(CAMPAIGN.c.id == bindparam("campaign"))
    .values(traces=CAMPAIGN.c.traces + 1)
)
CHAT_OF_UPDATE = func.coalesce(
    member(INBOX.c.raw, "message.chat.id", BigInteger()),
    member(INBOX.c.raw, "callback_query.message.chat.id", BigInteger()),
)


def erase_person(connection: Connection, campaign_id: int, chat: int, effects: Effects) -> Held:
    """Take away everything that is held of whoever writes from a chat; return what that was.

    What they wrote before and was not handled yet is not done after.
    """
    held = read_held(connection, campaign_id, chat)
    who = attendee_of(connection, campaign_id, chat)
    _pass_over(connection, campaign_id, held.chats, effects)
    erase_messages(connection, campaign_id, held.chats)
    if who is not None:
        erase_attendees(connection, [who])
    if held.is_remembered or held.messages:
        _note(connection, campaign_id, held, who, effects.at)
    mark_traces(connection, campaign_id)
    return held


def erase_messages(connection: Connection, campaign_id: int, chats: Sequence[int]) -> None:
    """Take away the messages of a person; one that is on its way goes out as nobody's."""
    theirs = is_theirs(campaign_id, chats)
    connection.execute(update(OUTBOX).where(theirs, OUTBOX.c.state == "taken").values(NOBODY))
    connection.execute(delete(OUTBOX).where(theirs))


def erase_attendees(connection: Connection, numbers: Sequence[int]) -> None:
    """Take away people, with what they signed up for, asked, agreed to and are reached by."""
    erase_questions(connection, numbers)
    gone = {"gone": list(numbers)}
    for table in (SIGN_UP, CONSENT, CONTACT):
        connection.execute(delete(table).where(in_list(table.c.attendee_id, "gone")), gone)
    connection.execute(delete(ATTENDEE).where(in_list(ATTENDEE.c.id, "gone")), gone)


def silence(connection: Connection, campaign_id: int, chat: int) -> None:
    """Take back what waits to be told to a person unasked, and tell no more of their questions."""
    person = attendee_of(connection, campaign_id, chat)
    chats = [chat]
    if person is not None:
        chats = list(
            connection.scalars(select(CONTACT.c.chat).where(CONTACT.c.attendee_id == person))
        )
        theirs = update(QUESTION).where(QUESTION.c.attendee_id == person)
        connection.execute(theirs.values(quiet=True))
    connection.execute(
        delete(OUTBOX).where(
            OUTBOX.c.campaign_id == campaign_id,
            OUTBOX.c.chat.in_(chats),
            OUTBOX.c.state == "queued",
            or_(KIND == Priority.NOTICE, OUTBOX.c.broadcast_id.is_not(None)),
        )
    )


def mark_traces(connection: Connection, campaign_id: int) -> None:
    """Note that the file may hold traces of what was taken away just now."""
    connection.execute(_MARK_TRACES, {"campaign": campaign_id})


def _pass_over(
    connection: Connection, campaign_id: int, chats: Sequence[int], effects: Effects
) -> None:
    earlier = update(INBOX).where(
        INBOX.c.campaign_id == campaign_id,
        INBOX.c.handled_at.is_(None),
        INBOX.c.update_id < effects.update_id,
        CHAT_OF_UPDATE.in_(chats),
    )
    connection.execute(earlier.values(raw="", handled_at=effects.at))


def _note(
    connection: Connection, campaign_id: int, held: Held, who: int | None, at: datetime
) -> None:
    connection.execute(
        insert(ERASURE).values(
            campaign_id=campaign_id,
            at=at,
            sign_ups=len(held.sign_ups),
            consents=len(held.consents),
            messages=len(held.messages),
            mark=secrets.token_hex(8),
            attendee=who,
            since=held.since,
        )
    )
