"""Questions for panels, the votes for them, and what the team decided.

Revision: 0014, after 0013

Older programs leave them alone; they erase nobody who asked one.
"""

import sqlalchemy as sa
from alembic import op

from campaign.store.migrations.pieces import campaign_of, instant, number, text

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add three tables."""
    _question()
    _vote()
    _event()


def _question() -> None:
    op.create_table(
        "question",
        number("id"),
        number("campaign_id"),
        sa.Column("attendee_id", sa.Integer(), nullable=True),
        text("panel"),
        text("text"),
        text("state"),
        instant("at"),
        text("name", null=True),
        text("heard_at", null=True),
        text("mark", null=True),
        sa.Column("merged_into", sa.Integer(), nullable=True),
        sa.Column("quiet", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.CheckConstraint(
            "state IN ('answered', 'declined', 'merged', 'pending', 'published', 'withdrawn')",
            name=op.f("ck_question_state"),
        ),
        campaign_of("question"),
        _of("question", "attendee_id", "attendee"),
        _of("question", "merged_into", "question"),
        sa.PrimaryKeyConstraint("id", name="pk_question"),
        sa.UniqueConstraint("campaign_id", "mark", name="uq_question_campaign_id_mark"),
    )
    op.create_index("ix_question_attendee_id", "question", ["attendee_id"])
    op.create_index("ix_question_merged_into", "question", ["merged_into"])
    columns = ["campaign_id", "panel", "state"]
    op.create_index("ix_question_campaign_id_panel_state", "question", columns)


def _vote() -> None:
    op.create_table(
        "vote",
        number("id"),
        number("campaign_id"),
        number("question_id"),
        number("attendee_id"),
        sa.Column("counts", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("update_id", sa.BigInteger(), nullable=False),
        instant("at"),
        campaign_of("vote"),
        _of("vote", "question_id", "question"),
        _of("vote", "attendee_id", "attendee"),
        sa.PrimaryKeyConstraint("id", name="pk_vote"),
        sa.UniqueConstraint("question_id", "attendee_id", name="uq_vote_question_id_attendee_id"),
    )
    op.create_index("ix_vote_attendee_id", "vote", ["attendee_id"])


def _event() -> None:
    op.create_table(
        "question_event",
        number("id"),
        number("campaign_id"),
        number("question_id"),
        instant("at"),
        text("state"),
        text("by", null=True),
        campaign_of("question_event"),
        _of("question_event", "question_id", "question"),
        sa.PrimaryKeyConstraint("id", name="pk_question_event"),
    )
    columns = ["campaign_id", "question_id", "id"]
    op.create_index("ix_question_event_campaign_id_question_id_id", "question_event", columns)


def _of(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}_{other}"
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name)
