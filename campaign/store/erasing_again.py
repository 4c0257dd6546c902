"""What was erased after a copy was made is erased in it as well, before anybody works with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, delete, insert, select, update

from campaign.ports.messages import EVERYBODYS, Priority
from campaign.store.dialects import in_list
from campaign.store.erasures import unknown_to
from campaign.store.people_erasing import (
    CHAT_OF_UPDATE,
    NOBODY,
    erase_attendees,
    erase_messages,
    mark_traces,
)
from campaign.store.people_scrubbing import Scrubber
from campaign.store.sqlite import writing_engine
from campaign.store.tables import CAMPAIGN
from campaign.store.tables_people import ATTENDEE, CONTACT, ERASURE, INBOX, KIND, OUTBOX
from campaign.store.versions import bring_up_to_date

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy import ColumnElement, Connection, Engine, Table

    from campaign.store.erasures import Erasure, Erasures

_MARKS = select(ERASURE.c.mark).where(ERASURE.c.mark.is_not(None))


def erase_in_copy(copy: Path, erasures: Erasures) -> int:
    """Erase in a copy, which nobody has open, who was erased since; return how many that were.

    The copy is brought up to date for it. No trace of them is left in its file.

    Raises:
        LedgerTooNew: when a newer Pregonero made the copy.
        OSError, sqlalchemy.exc.DBAPIError: when it cannot be read or written.
    """
    if not erasures.read():
        return 0
    engine = writing_engine(copy)
    try:
        with engine.connect() as connection, connection.begin():
            bring_up_to_date(connection, copy)
            campaigns = connection.execute(select(CAMPAIGN.c.id, CAMPAIGN.c.uid)).all()
        again = {one.id: erase_again(engine, erasures, (one.id, one.uid)) for one in campaigns}
    finally:
        engine.dispose()
    for campaign_id, people in again.items():
        if people:
            Scrubber(copy, campaign_id).scrub()
    return sum(again.values())


def erase_again(engine: Engine, erasures: Erasures, campaign: tuple[int, str]) -> int:
    """Erase who was erased after this ledger was copied; return how many that were.

    ``campaign`` is its number here and its uid. Nothing is written where there is nobody.
    """
    number, uid = campaign
    found = erasures.read()
    if not any(one.ledger == uid for one in found):
        return 0
    with engine.connect() as connection, connection.begin():
        since = unknown_to(connection.scalars(_MARKS), found, uid)
        for one in since:  # a handful: they are those between a copy and its return
            _erase(connection, number, one)
        if since:
            mark_traces(connection, number)
    return len(since)


def _erase(connection: Connection, campaign_id: int, one: Erasure) -> None:
    who = connection.scalar(
        select(ATTENDEE.c.id).where(
            ATTENDEE.c.campaign_id == campaign_id,
            ATTENDEE.c.id == one.attendee,
            ATTENDEE.c.created == one.since,
        )
    )
    if who is None:
        _forget_strangers(connection, campaign_id, one.at)
    else:
        contacts = select(CONTACT.c.chat).where(CONTACT.c.attendee_id == who)
        chats = list(connection.scalars(contacts))
        _pass_over(connection, campaign_id, one.at, CHAT_OF_UPDATE.in_(chats))
        erase_messages(connection, campaign_id, chats)
        erase_attendees(connection, [who])
    noted = {"campaign_id": campaign_id, "at": one.at, "mark": one.mark}
    noted |= {"attendee": one.attendee, "since": one.since}
    nothing = {"sign_ups": 0, "consents": 0, "messages": 0}
    connection.execute(insert(ERASURE).values(noted | nothing))


def _forget_strangers(connection: Connection, campaign_id: int, at: datetime) -> None:
    """Take away what is to nobody who is known, or from them: one of them was erased.

    What is to a group is to nobody in particular, and what is the team's own stays.
    """
    known = set(connection.scalars(select(CONTACT.c.chat).where(_of(CONTACT, campaign_id))))
    columns = (OUTBOX.c.id, OUTBOX.c.chat, OUTBOX.c.dedupe, KIND)
    rows = connection.execute(select(*columns).where(_of(OUTBOX, campaign_id))).all()
    theirs = {"gone": [row.id for row in rows if _whose(row) not in {None, *known}]}
    gone = in_list(OUTBOX.c.id, "gone")
    on_its_way = update(OUTBOX).where(gone, OUTBOX.c.state == "taken").values(NOBODY)
    connection.execute(on_its_way, theirs)
    connection.execute(delete(OUTBOX).where(gone, OUTBOX.c.chat != 0), theirs)
    strange = and_(CHAT_OF_UPDATE > 0, ~in_list(CHAT_OF_UPDATE, "known"))
    _pass_over(connection, campaign_id, at, strange, known=list(known))


def _whose(row: Any) -> int | None:
    """Return the chat of the person whom a message is to, or whose words it has."""
    if (row.dedupe or "").startswith(EVERYBODYS):
        chat = row.dedupe.removeprefix(EVERYBODYS).partition(":")[0]
        return int(chat) if chat.isdecimal() else None
    return row.chat if row.chat > 0 and row.kind != Priority.TEAM else None


def _of(table: Table, campaign_id: int) -> ColumnElement[bool]:
    return table.c.campaign_id == campaign_id


def _pass_over(
    connection: Connection,
    campaign_id: int,
    at: datetime,
    theirs: ColumnElement[bool],
    **values: object,
) -> None:
    waiting = update(INBOX).where(_of(INBOX, campaign_id), INBOX.c.handled_at.is_(None), theirs)
    connection.execute(waiting.values(raw="", handled_at=at), values)
