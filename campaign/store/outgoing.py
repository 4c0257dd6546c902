"""The outbox: messages of the bot, from queued to sent.

A message that may repeat goes out again when its sender died. A ``once`` message that was
taken is never handed out again: whether it arrived is then told by :func:`missed_messages`.

Each chat gets its messages in the order in which they came: none is handed out while an earlier
one of its chat waits or is under way. Whatever goes first takes along what comes before it there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    Integer,
    and_,
    bindparam,
    case,
    delete,
    exists,
    not_,
    or_,
    select,
    text,
    update,
)

from campaign.ports.attendees import Outgoing
from campaign.ports.messages import Message, Priority
from campaign.store.broadcast_reach import still_wanted
from campaign.store.conditions import QUEUED
from campaign.store.dialects import in_list, member, upsert, without_member
from campaign.store.statements import Statement
from campaign.store.tables_people import ATTENDEE, OUTBOX

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, FromClause, Row

    from campaign.store.leases import Count

_EARLIER = OUTBOX.alias("earlier")
_QUEUED_COLUMNS = (
    "campaign_id", "chat", "body", "priority", "kind", "once", "dedupe", "not_before", "state",
    "attempts", "update_id", "forget", "broadcast_id",
)  # fmt: skip


def is_abandoned(messages: FromClause) -> ColumnElement[bool]:
    """Tell whether the sender of a message that was taken has died."""
    over = messages.c.lease_until < bindparam("elapsed")
    return and_(messages.c.state == "taken", or_(messages.c.lease_boot != bindparam("boot"), over))


_ABANDONED = is_abandoned(OUTBOX)
_HELD_BACK = exists().where(
    _EARLIER.c.campaign_id == OUTBOX.c.campaign_id,
    _EARLIER.c.chat == OUTBOX.c.chat,
    _EARLIER.c.id < OUTBOX.c.id,
    text(f"earlier.{QUEUED}"),
    not_(and_(_EARLIER.c.once.is_(True), is_abandoned(_EARLIER))),
)
_NEXT = (
    select(OUTBOX.c.id)
    .where(
        OUTBOX.c.campaign_id == bindparam("campaign"),
        text(f"outbox.{QUEUED}"),
        OUTBOX.c.priority <= bindparam("least"),
        or_(OUTBOX.c.not_before.is_(None), OUTBOX.c.not_before <= bindparam("now")),
        or_(OUTBOX.c.state == "queued", and_(OUTBOX.c.once.is_(False), _ABANDONED)),
        not_(_HELD_BACK),
    )
    .order_by(OUTBOX.c.priority, OUTBOX.c.id)
    .limit(bindparam("most", type_=Integer))
)
_TAKE = Statement(
    update(OUTBOX)
    .where(OUTBOX.c.id.in_(_NEXT))
    .values(
        state="taken",
        attempts=OUTBOX.c.attempts + 1,
        taken_at=bindparam("now"),
        lease_until=bindparam("until"),
        lease_boot=bindparam("boot"),
    )
    .returning(*OUTBOX.c)
)
_MISSED = select(OUTBOX).where(
    OUTBOX.c.campaign_id == bindparam("campaign"), OUTBOX.c.once.is_(True), _ABANDONED
)


_SENT_AS = select(OUTBOX.c.body).where(
    OUTBOX.c.campaign_id == bindparam("campaign"),
    OUTBOX.c.chat == bindparam("of_chat"),
    OUTBOX.c.remote_id == bindparam("remote"),
)
_HURRY = Statement(
    update(OUTBOX)
    .where(
        OUTBOX.c.campaign_id == bindparam("campaign"),
        OUTBOX.c.chat == bindparam("of_chat"),
        OUTBOX.c.priority > bindparam("at_least"),
        text(QUEUED),
    )
    .values(priority=bindparam("at_least"))
)
_QUEUE = Statement(
    upsert(OUTBOX)
    .values({name: bindparam(name, type_=OUTBOX.c[name].type) for name in _QUEUED_COLUMNS})
    .on_conflict_do_nothing(),
)

_FOLLOW = (
    update(OUTBOX)
    .where(
        OUTBOX.c.campaign_id == bindparam("campaign"),
        OUTBOX.c.chat == bindparam("of_chat"),
        text(QUEUED),
    )
    .values(chat=bindparam("moved_to"), state="queued", lease_until=None)
)
_WITHDRAW = delete(OUTBOX).where(
    OUTBOX.c.campaign_id == bindparam("campaign"),
    OUTBOX.c.dedupe == bindparam("named"),
    OUTBOX.c.chat == bindparam("of_chat"),
    OUTBOX.c.state == "queued",
)


_KNOWN = select(ATTENDEE.c.id).where(
    ATTENDEE.c.campaign_id == bindparam("campaign"), in_list(ATTENDEE.c.id, "asked")
)
_FILE = "document"
_WITHOUT_FILE = case(
    (member(OUTBOX.c.body, _FILE).is_(None), OUTBOX.c.body),
    else_=without_member(OUTBOX.c.body, _FILE),
)
"""What is kept of a message that went out: whoever wants its file again asks for it."""
_SENT = Statement(
    update(OUTBOX)
    .where(OUTBOX.c.id == bindparam("of_id"), OUTBOX.c.state == "taken")
    .values(lease_until=None, state="sent", remote_id=bindparam("remote"), body=_WITHOUT_FILE),
)


def queue_messages(
    connection: Connection,
    campaign_id: int,
    messages: Sequence[Message],
    update_id: int | None = None,
) -> None:
    """Store messages to send, without those whose ``dedupe`` value is there already, and without
    those to attendees who were erased since they were made.

    ``update_id`` is the update that they answer. What still waits in the same chats goes before
    them, and so as soon as they would.
    """
    messages = _to_known(connection, campaign_id, messages)
    if not messages:
        return
    _hurry(connection, campaign_id, messages)
    queued = [
        {
            "campaign_id": campaign_id,
            "chat": message.chat,
            "body": message.body,
            "priority": message.priority,
            "kind": message.priority,
            "once": message.once,
            "dedupe": message.dedupe,
            "not_before": message.not_before,
            "state": "queued",
            "attempts": 0,
            "update_id": update_id,
            "forget": message.forget,
            "broadcast_id": message.broadcast,
        }
        for message in messages
    ]
    _QUEUE.run(connection, *queued)


def _to_known(
    connection: Connection, campaign_id: int, messages: Sequence[Message]
) -> Sequence[Message]:
    asked = sorted({m.attendee for m in messages if m.attendee is not None})
    if not asked:
        return messages
    known = set(connection.scalars(_KNOWN, {"campaign": campaign_id, "asked": asked}))
    return [m for m in messages if m.attendee is None or m.attendee in known]


def _hurry(connection: Connection, campaign_id: int, messages: Sequence[Message]) -> None:
    first: dict[int, int] = {}
    for message in messages:
        if message.priority < Priority.NOTICE:
            first[message.chat] = min(message.priority, first.get(message.chat, message.priority))
    if first:
        values = [
            {"campaign": campaign_id, "of_chat": chat, "at_least": priority}
            for chat, priority in first.items()
        ]
        _HURRY.run(connection, *values)


def withdraw_messages(
    connection: Connection, campaign_id: int, messages: Sequence[Message]
) -> None:
    """Take messages back that have a ``dedupe`` value and wait: what is under way goes out."""
    if messages:
        values = [
            {"campaign": campaign_id, "named": message.dedupe, "of_chat": message.chat}
            for message in messages
        ]
        connection.execute(_WITHDRAW, values)


def message_as(connection: Connection, campaign_id: int, chat: int, remote_id: str) -> str | None:
    """Return the body of the message that went out to a chat under this number."""
    values = {"campaign": campaign_id, "of_chat": chat, "remote": remote_id}
    found: str | None = connection.scalar(_SENT_AS, values)
    return found


def take_messages(
    connection: Connection,
    campaign_id: int,
    now: datetime,
    lease: tuple[Count, float],
    wanted: tuple[int, int],
) -> Sequence[Outgoing]:
    """Take the next messages: by priority, then in the order in which they came, which is always
    that of one chat. ``lease`` is what its clock shows, and how many seconds it lasts; ``wanted``
    is how many at most, and of which priority at least.

    Each is the first that waits in its chat: no two of them are of one. What is of a
    broadcast and not wanted any more is taken away instead.
    """
    count, seconds = lease
    most, least = wanted
    values = {
        "campaign": campaign_id,
        "now": now,
        **count.values,
        "until": count.lease(seconds).until,
        "most": most,
        "least": least,
    }
    rows = _taken(connection, values)
    return [_outgoing(row) for row in sorted(rows, key=lambda row: (row.priority, row.id))]


def _taken(connection: Connection, values: Mapping[str, Any]) -> Sequence[Any]:
    while taken := _TAKE.rows(connection, values):
        if wanted := still_wanted(connection, taken):
            return wanted
    return ()


def missed_messages(connection: Connection, campaign_id: int, count: Count) -> Sequence[Outgoing]:
    """Return ``once`` messages whose sender died with them: perhaps sent, never repeated."""
    values = {"campaign": campaign_id, **count.values}
    return [_outgoing(row) for row in connection.execute(_MISSED, values)]


def follow_chat(connection: Connection, campaign_id: int, chat: int, moved_to: int) -> None:
    """Queue for another chat what waits for one, or is under way to it."""
    values = {"campaign": campaign_id, "of_chat": chat, "moved_to": moved_to}
    connection.execute(_FOLLOW, values)


def finish_message(connection: Connection, outgoing: Outgoing, **columns: object) -> bool:
    """Record what came of a message that was taken; tell whether it is forgotten.

    One that is nobody's any more, because its person was erased, stays as it is.
    """
    taken = and_(OUTBOX.c.id == outgoing.id, OUTBOX.c.state == "taken")
    if outgoing.message.forget and columns["state"] != "queued":
        return connection.execute(delete(OUTBOX).where(taken)).rowcount == 1
    if columns["state"] == "sent":
        _SENT.run(connection, {"of_id": outgoing.id, "remote": columns["remote_id"]})
    else:
        connection.execute(update(OUTBOX).where(taken).values(lease_until=None, **columns))
    return False


def _outgoing(row: Row[Any]) -> Outgoing:
    message = Message(
        chat=row.chat,
        body=row.body,
        priority=row.priority,
        once=row.once,
        dedupe=row.dedupe,
        not_before=row.not_before,
        forget=row.forget,
        broadcast=row.broadcast_id,
    )
    return Outgoing(row.id, message, row.attempts)
