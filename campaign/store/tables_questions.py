"""The tables of questions for a panel: who asked, who votes, and what the team decided."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from campaign.core.questions import Standing
from campaign.store.columns import Row, instant, no, number, of_campaign, table_of, words
from campaign.store.conditions import one_of


class QuestionRow(Row, table=True):
    """A question; without ``attendee_id`` it is nobody's any more, or the team heard it.

    ``mark`` is that of its draft. ``merged_into`` is the question that it counts for. Of one that
    is ``quiet`` whoever asked wants to hear nothing.
    """

    __tablename__ = "question"
    __table_args__ = (
        UniqueConstraint("campaign_id", "mark"),
        CheckConstraint(one_of("state", Standing), name="state"),
        Index(None, "campaign_id", "panel", "state"),
    )
    id: int | None = number()
    campaign_id: int = of_campaign()
    attendee_id: int | None = Field(default=None, foreign_key="attendee.id", index=True)
    panel: str = words()
    text: str = words()
    state: str = words()
    at: datetime = instant()
    name: str | None = words(null=True)
    heard_at: str | None = words(null=True)
    mark: str | None = words(null=True)
    merged_into: int | None = Field(default=None, foreign_key="question.id", index=True)
    quiet: bool = no()


class VoteRow(Row, table=True):
    """A vote, or one that was taken back: ``update_id`` is the last word on it."""

    __tablename__ = "vote"
    __table_args__ = (UniqueConstraint("question_id", "attendee_id"),)
    id: int | None = number()
    campaign_id: int = of_campaign()
    question_id: int = Field(foreign_key="question.id")
    attendee_id: int = Field(foreign_key="attendee.id", index=True)
    counts: bool = no()
    update_id: int = Field(sa_type=BigInteger)
    at: datetime = instant()


class QuestionEventRow(Row, table=True):
    """One line of a question's history; ``by`` is who of the team it was. Appended."""

    __tablename__ = "question_event"
    __table_args__ = (Index(None, "campaign_id", "question_id", "id"),)
    id: int | None = number()
    campaign_id: int = of_campaign()
    question_id: int = Field(foreign_key="question.id")
    at: datetime = instant()
    state: str = words()
    by: str | None = words(null=True)


QUESTION = table_of(QuestionRow)
VOTE = table_of(VoteRow)
QUESTION_EVENT = table_of(QuestionEventRow)
