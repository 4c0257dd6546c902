"""Remembering a person: who writes from a chat, from the first time that they want something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, insert, select, update

from campaign.store.people_held import attendee_of
from campaign.store.statements import Statement
from campaign.store.tables_people import ATTENDEE, CONSENT, CONTACT

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import Connection

    from campaign.ports.questions import Consent
    from campaign.store.question_rows import Moment


_MAKE = Statement(
    insert(ATTENDEE)
    .values(
        campaign_id=bindparam("campaign"),
        language=bindparam("language"),
        reachable=True,
        created=bindparam("at"),
    )
    .returning(ATTENDEE.c.id)
)
_REACH = Statement(
    insert(CONTACT).values(
        campaign_id=bindparam("campaign"), attendee_id=bindparam("who"), chat=bindparam("chat")
    )
)
_REVIVE = Statement(
    update(ATTENDEE)
    .where(ATTENDEE.c.id == bindparam("who"))
    .values(
        reachable=True,
        language=func.coalesce(
            bindparam("spoken", type_=ATTENDEE.c.language.type), ATTENDEE.c.language
        ),
    )
)
_AGREED = Statement(
    select(CONSENT.c.id).where(
        CONSENT.c.attendee_id == bindparam("who"),
        CONSENT.c.purpose == bindparam("for"),
        CONSENT.c.hash == bindparam("text"),
    )
)
_APPEND = Statement(
    insert(CONSENT).values(
        {column: bindparam(column.name) for column in CONSENT.c if column is not CONSENT.c.id}
    )
)


def remembered(connection: Connection, moment: Moment, language: str) -> int:
    """Return the number of whoever writes, after making or reviving them."""
    chat = moment.chat or 0
    who = attendee_of(connection, moment.campaign_id, chat)
    if who is None:
        return new_attendee(connection, moment.campaign_id, chat, language, moment.at)
    revive(connection, who)
    return who


def revive(connection: Connection, who: int, language: str | None = None) -> None:
    """Note that somebody can be reached again, and in which language they spoke, if they did."""
    _REVIVE.run(connection, {"who": who, "spoken": language})


def new_attendee(
    connection: Connection, campaign_id: int, chat: int, language: str, at: datetime
) -> int:
    """Return the number of somebody who was not remembered before."""
    made = {"campaign": campaign_id, "language": language, "at": at}
    who = int(_MAKE.value(connection, made))
    _REACH.run(connection, {"campaign": campaign_id, "who": who, "chat": chat})
    return who


def note_consents(
    connection: Connection,
    moment: Moment,
    who: int,
    consents: Iterable[Consent],
    *,
    again: bool = True,
) -> None:
    """Append what a person agreed to; unless ``again``, only where that text is a new one."""
    for purpose, version, text_hash in consents:
        asked = {"who": who, "for": purpose, "text": text_hash}
        if not again and _AGREED.value(connection, asked) is not None:
            continue
        _append(connection, moment, who, (purpose, version, text_hash), given=True)


def end_consent(connection: Connection, moment: Moment, who: int, purpose: str) -> None:
    """Append that a person agrees to something no longer."""
    _append(connection, moment, who, (purpose, "", ""), given=False)


def _append(
    connection: Connection, moment: Moment, who: int, consent: Consent, *, given: bool
) -> None:
    purpose, version, text_hash = consent
    values = {
        "campaign_id": moment.campaign_id,
        "attendee_id": who,
        "purpose": purpose,
        "version": version,
        "hash": text_hash,
        "at": moment.at,
        "given": given,
    }
    _APPEND.run(connection, values)
