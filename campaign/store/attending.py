"""Remembering a person: who writes from a chat, from the first time that they want something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import insert, select, update

from campaign.store.people_held import attendee_of
from campaign.store.tables_people import ATTENDEE, CONSENT, CONTACT

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import Connection

    from campaign.ports.questions import Consent
    from campaign.store.question_rows import Moment


def remembered(connection: Connection, moment: Moment, language: str) -> int:
    """Return the number of whoever writes, after making or reviving them."""
    chat = moment.chat or 0
    who = attendee_of(connection, moment.campaign_id, chat)
    if who is None:
        return new_attendee(connection, moment.campaign_id, chat, language, moment.at)
    connection.execute(update(ATTENDEE).where(ATTENDEE.c.id == who).values(reachable=True))
    return who


def new_attendee(
    connection: Connection, campaign_id: int, chat: int, language: str, at: datetime
) -> int:
    """Return the number of somebody who was not remembered before."""
    made = connection.execute(
        insert(ATTENDEE).values(
            campaign_id=campaign_id, language=language, reachable=True, created=at
        ),
    )
    who: int = made.inserted_primary_key[0]  # type: ignore[index]
    connection.execute(insert(CONTACT).values(campaign_id=campaign_id, attendee_id=who, chat=chat))
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
        known = select(CONSENT.c.id).where(
            CONSENT.c.attendee_id == who, CONSENT.c.purpose == purpose, CONSENT.c.hash == text_hash
        )
        if not again and connection.scalar(known) is not None:
            continue
        _append(connection, moment, who, (purpose, version, text_hash), given=True)


def end_consent(connection: Connection, moment: Moment, who: int, purpose: str) -> None:
    """Append that a person agrees to something no longer."""
    _append(connection, moment, who, (purpose, "", ""), given=False)


def _append(
    connection: Connection, moment: Moment, who: int, consent: Consent, *, given: bool
) -> None:
    purpose, version, text_hash = consent
    connection.execute(
        insert(CONSENT).values(
            campaign_id=moment.campaign_id,
            attendee_id=who,
            purpose=purpose,
            version=version,
            hash=text_hash,
            at=moment.at,
            given=given,
        ),
    )
