"""Broadcasts of the team, and consents that were ended.

Revision: 0015, after 0014

Older programs let out what waits of a broadcast without asking whether it is still wanted.
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add two columns, an index and a table."""
    op.add_column(
        "consent", sa.Column("given", sa.Boolean(), nullable=False, server_default=sa.true())
    )
    op.add_column("outbox", sa.Column("broadcast_id", sa.Integer(), nullable=True))
    of_broadcast = sa.text("broadcast_id IS NOT NULL")
    op.create_index(
        "ix_outbox_broadcast",
        "outbox",
        ["broadcast_id", "state"],
        sqlite_where=of_broadcast,
        postgresql_where=of_broadcast,
    )
    op.create_table(
        "broadcast",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("draft", sa.Text(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("marks", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("fed", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("stopped_by", sa.Text(), nullable=True),
        sa.Column("ended", sa.Text(), nullable=True),
        sa.Column("sent", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("failed", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("missed", sa.Integer(), nullable=False, server_default="0"),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name="fk_broadcast_campaign_id_campaign"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_broadcast"),
        sa.UniqueConstraint("campaign_id", "draft", name="uq_broadcast_campaign_id_draft"),
    )
