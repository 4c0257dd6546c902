"""What of questions goes with a person: what is published stays, and is nobody's."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, delete, select, update

from campaign.core.questions import LEFT, Standing, shortened
from campaign.store.dialects import in_list, member
from campaign.store.question_rows import free_merged
from campaign.store.tables_people import OUTBOX
from campaign.store.tables_questions import QUESTION, QUESTION_EVENT, VOTE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Connection

_GONE = "…"
"""What stands in a stored message where a person's words or name stood."""

_TOLD = and_(
    OUTBOX.c.campaign_id == bindparam("campaign"),
    member(OUTBOX.c.body, "questions").is_not(None),
)


def erase_questions(connection: Connection, people: Sequence[int]) -> None:
    """Take away the votes of people and their questions; of what is published, whose it is."""
    theirs = {"people": list(people)}
    connection.execute(delete(VOTE).where(in_list(VOTE.c.attendee_id, "people")), theirs)
    of_them = in_list(QUESTION.c.attendee_id, "people")
    rows = connection.execute(select(QUESTION).where(of_them), theirs).all()
    if not rows:
        return
    nobodys = {"attendee_id": None, "name": None, "mark": None}
    left = [row.id for row in rows if Standing(row.state) in LEFT]
    delete_questions(connection, [row.id for row in rows if row.id not in left])
    connection.execute(update(QUESTION).where(QUESTION.c.id.in_(left)).values(nobodys))
    for campaign in {row.campaign_id for row in rows}:
        _forget(connection, campaign, rows, left)


def delete_questions(connection: Connection, numbers: Sequence[int]) -> None:
    """Take questions away, with their votes and their history."""
    free_merged(connection, numbers)
    for table in (VOTE, QUESTION_EVENT):
        connection.execute(delete(table).where(table.c.question_id.in_(numbers)))
    connection.execute(delete(QUESTION).where(QUESTION.c.id.in_(numbers)))


def _forget(
    connection: Connection, campaign: int, rows: Iterable[Any], left: Sequence[int]
) -> None:
    """Take names, and words that do not stay, out of what others were told of these questions."""
    gone = {row.id: [row.name] if row.id in left else _told_as(row) for row in rows}
    told = select(OUTBOX.c.id, OUTBOX.c.body).where(_TOLD)
    for message in connection.execute(told, {"campaign": campaign}).all():
        body = json.loads(message.body)
        words = [word for number in body["questions"] for word in gone.get(number, ()) if word]
        if not words:
            continue
        for word in words:
            body["text"] = body["text"].replace(word, _GONE)
        values = {"body": json.dumps(body, ensure_ascii=False)}
        connection.execute(update(OUTBOX).where(OUTBOX.c.id == message.id).values(values))


def _told_as(row: Any) -> list[str]:
    return [row.text, shortened(row.text), row.name]
