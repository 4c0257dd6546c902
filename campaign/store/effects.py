"""What handling one update changes, with its inbox row, in one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, literal, select, update

from campaign.core.attendees import Seat
from campaign.ports.messages import Priority
from campaign.store.attending import end_consent, new_attendee, note_consents, revive
from campaign.store.dialects import upsert
from campaign.store.outgoing import queue_messages, withdraw_messages
from campaign.store.people_erasing import erase_person, silence
from campaign.store.people_held import read_held
from campaign.store.question_rows import Moment
from campaign.store.questions import do_act
from campaign.store.reading import check_mark
from campaign.store.seats import after_all, fill_seats, has_seat, whom
from campaign.store.statements import Statement
from campaign.store.tables_people import (
    ATTENDEE,
    CONTACT,
    FIRST_CONTACT,
    INBOX,
    SIGN_UP,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Select

    from campaign.ports.attendees import Effects
    from campaign.ports.messages import Message

_FALLBACK_LANGUAGE = "es"
_OF_CAMPAIGN: Any = bindparam("campaign")
_WHO = Statement(
    select(CONTACT.c.attendee_id).where(
        CONTACT.c.campaign_id == _OF_CAMPAIGN, CONTACT.c.chat == bindparam("of_chat")
    )
)
_HELD: Select[Any] = (
    select(
        SIGN_UP.c.panel, SIGN_UP.c.attendee_id, SIGN_UP.c.at, ATTENDEE.c.language, CONTACT.c.chat
    )
    .join(ATTENDEE, ATTENDEE.c.id == SIGN_UP.c.attendee_id)
    .join(CONTACT, CONTACT.c.id == FIRST_CONTACT)
    .where(SIGN_UP.c.attendee_id == bindparam("who"), SIGN_UP.c.state == Seat.SEATED)
)
"""The seats of a person, with what the news of each was told from."""

_CANCEL = (
    update(SIGN_UP)
    .where(
        SIGN_UP.c.campaign_id == _OF_CAMPAIGN,
        SIGN_UP.c.attendee_id == bindparam("who"),
        SIGN_UP.c.panel == bindparam("of_panel"),
    )
    .values(state=Seat.CANCELLED)
)

_SEAT = upsert(SIGN_UP).values(
    campaign_id=_OF_CAMPAIGN,
    attendee_id=bindparam("who"),
    panel=bindparam("of_panel"),
    state=bindparam("seat"),
    at=bindparam("joins"),
)
_SIGN_UP = Statement(
    _SEAT.on_conflict_do_update(
        index_elements=["campaign_id", "attendee_id", "panel"],
        set_={"state": _SEAT.excluded.state, "at": _SEAT.excluded.at},
        where=SIGN_UP.c.state == Seat.CANCELLED.value,
    ),
)

_ROW = upsert(INBOX).values(
    campaign_id=_OF_CAMPAIGN,
    update_id=bindparam("of_update", type_=INBOX.c.update_id.type),
    raw=literal(""),
    handled_at=bindparam("at", type_=INBOX.c.handled_at.type),
)
_HANDLED = Statement(
    _ROW.on_conflict_do_update(
        index_elements=["campaign_id", "update_id"],
        set_={"handled_at": _ROW.excluded.handled_at, "raw": _ROW.excluded.raw},
        where=INBOX.c.handled_at.is_(None),
    ),
)


def write_effects(connection: Connection, campaign_id: int, effects: Effects) -> bool:
    """Write everything, or nothing where the update was handled before.

    Raises:
        Stale: when the campaign that it was decided from is not the one there now.
    """
    check_mark(connection, campaign_id, effects.mark)
    if not _mark_handled(connection, campaign_id, effects):
        return False
    told = _told(connection, campaign_id, effects)
    if effects.chat is not None and _concerns_person(effects):
        who = _attendee(connection, campaign_id, effects.chat, effects)
        _cancel(connection, campaign_id, who, effects)
        fill_seats(connection, campaign_id, effects.vacancies)
        seats = {one.panel: one.seats for one in effects.vacancies}
        for panel in effects.sign_up:  # one or two; each has its own count of seats
            free = has_seat(connection, campaign_id, panel, seats.get(panel))
            _sign_up(connection, campaign_id, (who, panel), effects.at, free=free)
        _consent(connection, _moment(campaign_id, effects), who, effects)
    messages = (*effects.messages, *told, *_of_questions(connection, campaign_id, effects))
    notices = [one for one in messages if one.priority == Priority.NOTICE]
    answers = [one for one in messages if one.priority != Priority.NOTICE]
    queue_messages(connection, campaign_id, answers, effects.update_id)
    queue_messages(connection, campaign_id, notices)
    return True


def _of_questions(connection: Connection, campaign_id: int, effects: Effects) -> Sequence[Message]:
    """Do what is to be done with questions; return what is told of it, to whoever it concerns."""
    moment = _moment(campaign_id, effects)
    told = (step.tell(do_act(connection, moment, step.act)) for step in effects.questions)
    return [message for messages in told for message in messages]


def _consent(connection: Connection, moment: Moment, who: int, effects: Effects) -> None:
    """Append what the person agrees to no longer, and what they agreed to."""
    if effects.withdraw is not None:
        end_consent(connection, moment, who, effects.withdraw)
    if effects.consent is not None:
        note_consents(connection, moment, who, (effects.consent,))


def _moment(campaign_id: int, effects: Effects) -> Moment:
    return Moment(campaign_id, effects.update_id, effects.at, effects.chat)


def _told(connection: Connection, campaign_id: int, effects: Effects) -> Sequence[Message]:
    """Erase or silence the person where that is wanted; return what they are told of it."""
    if effects.chat is None:
        return ()
    held = None
    if effects.erase:
        held = erase_person(connection, campaign_id, effects.chat, effects)
        fill_seats(connection, campaign_id, effects.vacancies)
    elif effects.silence:
        silence(connection, campaign_id, effects.chat)
    if effects.tell is None:
        return ()
    return effects.tell(held or read_held(connection, campaign_id, effects.chat))


def _mark_handled(connection: Connection, campaign_id: int, effects: Effects) -> bool:
    """Tell whether the update is ours to handle; one that was never stored counts as new.

    Its text goes: nobody needs it any more.
    """
    values = {"campaign": campaign_id, "of_update": effects.update_id, "at": effects.at}
    return _HANDLED.run(connection, values) == 1


def _concerns_person(effects: Effects) -> bool:
    """Tell whether a person is to be remembered: who only asks leaves no trace."""
    if effects.erase:
        return False
    kept = (effects.sign_up, effects.cancel, effects.consent, effects.language, effects.withdraw)
    return any(kept)


def _attendee(connection: Connection, campaign_id: int, chat: int, effects: Effects) -> int:
    """Return the person's number, after making or reviving them."""
    who: int | None = _WHO.value(connection, {"campaign": campaign_id, "of_chat": chat})
    if who is None:
        language = effects.language or _FALLBACK_LANGUAGE
        return new_attendee(connection, campaign_id, chat, language, effects.at)
    revive(connection, who, effects.language)
    return who


def _cancel(connection: Connection, campaign_id: int, who: int, effects: Effects) -> None:
    """Cancel, and take back the news of a seat that has not gone out yet."""
    if not effects.cancel:
        return
    values = [{"campaign": campaign_id, "who": who, "of_panel": p} for p in effects.cancel]
    given = {one.panel: one for one in effects.vacancies}
    held = {row.panel: row for row in connection.execute(_HELD, {"who": who})}
    news = [
        given[panel].tell(whom(held[panel]), held[panel].at)
        for panel in effects.cancel
        if panel in given and panel in held
    ]
    withdraw_messages(connection, campaign_id, news)
    connection.execute(_CANCEL, values)


def _sign_up(
    connection: Connection, campaign_id: int, whom: tuple[int, str], now: datetime, *, free: bool
) -> None:
    """Give a person (``whom`` names them and the panel) a ``free`` seat, or a place in the list.

    Who has either keeps it; who had cancelled comes last.
    """
    who, panel = whom
    seat = Seat.SEATED if free else Seat.WAITING
    joins = after_all(connection, campaign_id, panel, now)
    values = {"campaign": campaign_id, "who": who, "of_panel": panel, "seat": seat.value}
    _SIGN_UP.run(connection, {**values, "joins": joins})
