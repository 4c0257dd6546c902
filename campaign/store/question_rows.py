"""Questions as they are read: with their votes, and with who decided on them last."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, insert, or_, select, update

from campaign.core.attendees import Attendee
from campaign.core.questions import Standing
from campaign.ports.questions import Change, Question
from campaign.store.tables_people import ATTENDEE, CONTACT, FIRST_CONTACT
from campaign.store.tables_questions import QUESTION, QUESTION_EVENT, VOTE

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, Select

_VOTES = (
    select(func.count())
    .where(VOTE.c.question_id == QUESTION.c.id, VOTE.c.counts.is_(True))
    .correlate(QUESTION)
    .scalar_subquery()
    .label("votes")
)
_BY = (
    select(QUESTION_EVENT.c.by)
    .where(QUESTION_EVENT.c.question_id == QUESTION.c.id)
    .order_by(QUESTION_EVENT.c.id.desc())
    .limit(1)
    .correlate(QUESTION)
    .scalar_subquery()
    .label("decided_by")
)


@dataclass(frozen=True, slots=True)
class Moment:
    """Whose questions are meant and when: ``who`` is the attendee who looks or acts, if known."""

    campaign_id: int
    update_id: int
    at: datetime
    chat: int | None = None
    who: int | None = None


def questions_where(
    connection: Connection, moment: Moment, *conditions: ColumnElement[bool]
) -> list[Question]:
    """Return questions as ``moment.who`` sees them: most votes first, then in their order."""
    rows = connection.execute(_seen_by(moment.campaign_id, moment.who).where(*conditions))
    return [_question(row, moment.who) for row in rows]


def question_as(connection: Connection, moment: Moment, number: int) -> Question | None:
    """Return one question as ``moment.who`` sees it."""
    return next(iter(questions_where(connection, moment, QUESTION.c.id == number)), None)


def all_questions(connection: Connection, campaign_id: int) -> Sequence[Question]:
    """Return the questions of a campaign, most votes first."""
    return [_question(row, None) for row in connection.execute(_seen_by(campaign_id, None))]


def history_of(connection: Connection, campaign_id: int, number: int) -> Sequence[Change]:
    """Return what became of a question, oldest first."""
    lines = (
        select(QUESTION_EVENT.c.state, QUESTION_EVENT.c.at, QUESTION_EVENT.c.by)
        .where(QUESTION_EVENT.c.campaign_id == campaign_id, QUESTION_EVENT.c.question_id == number)
        .order_by(QUESTION_EVENT.c.id)
    )
    return [Change(Standing(row.state), row.at, row.by) for row in connection.execute(lines)]


def _seen_by(campaign_id: int, who: int | None) -> Select[Any]:
    voted = (
        select(VOTE.c.id)
        .where(
            VOTE.c.question_id == QUESTION.c.id,
            VOTE.c.attendee_id == who,
            VOTE.c.counts.is_(True),
        )
        .correlate(QUESTION)
        .exists()
        .label("voted")
    )
    return (
        select(QUESTION, _VOTES, _BY, voted)
        .where(QUESTION.c.campaign_id == campaign_id)
        .order_by(_VOTES.desc(), QUESTION.c.at, QUESTION.c.id)
    )


def _question(row: Any, who: int | None) -> Question:
    return Question(
        row.id,
        row.panel,
        row.text,
        Standing(row.state),
        row.at,
        row.name,
        row.heard_at,
        row.decided_by,
        row.votes,
        mine=who is not None and row.attendee_id == who,
        voted=bool(row.voted),
    )


def authors_of(connection: Connection, number: int) -> Sequence[Attendee]:
    """Return who asked a question, or one that counts for it, and can be told."""
    merged = and_(QUESTION.c.merged_into == number, QUESTION.c.state == Standing.MERGED)
    asked = (
        select(ATTENDEE.c.id, CONTACT.c.chat, ATTENDEE.c.language)
        .select_from(QUESTION)
        .join(ATTENDEE, ATTENDEE.c.id == QUESTION.c.attendee_id)
        .join(CONTACT, CONTACT.c.id == FIRST_CONTACT)
        .where(
            or_(QUESTION.c.id == number, merged),
            ATTENDEE.c.reachable.is_(True),
            QUESTION.c.quiet.is_(False),
        )
        .order_by(QUESTION.c.id)
    )
    found = {row.id: Attendee(row.id, row.chat, row.language) for row in connection.execute(asked)}
    return tuple(found.values())


def note(
    connection: Connection, moment: Moment, number: int, state: str, by: str | None = None
) -> None:
    """Append to a question's history; ``by`` is somebody of the team."""
    connection.execute(
        insert(QUESTION_EVENT).values(
            campaign_id=moment.campaign_id, question_id=number, at=moment.at, state=state, by=by
        )
    )


def free_merged(connection: Connection, numbers: Sequence[int]) -> None:
    """Let what counted for these questions wait again: there is nothing any more to count for."""
    counted = update(QUESTION).where(QUESTION.c.merged_into.in_(numbers))
    connection.execute(counted.values(state=Standing.PENDING, merged_into=None))
