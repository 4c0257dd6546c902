"""Broadcasts of the team, and consents that were ended.

Revision: 0015, after 0014

Older programs let out what waits of a broadcast without asking whether it is still wanted.
"""

import sqlalchemy as sa
from alembic import op

from campaign.store.migrations.pieces import campaign_of, instant, number, text

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
        number("id"),
        number("campaign_id"),
        text("draft"),
        text("audience"),
        text("text"),
        text("marks"),
        text("by"),
        instant("at"),
        number("people"),
        number("last"),
        sa.Column("fed", sa.Integer(), nullable=False, server_default="0"),
        text("stopped_by", null=True),
        instant("ended", null=True),
        sa.Column("sent", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("failed", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("missed", sa.Integer(), nullable=False, server_default="0"),
        campaign_of("broadcast"),
        sa.PrimaryKeyConstraint("id", name="pk_broadcast"),
        sa.UniqueConstraint("campaign_id", "draft", name="uq_broadcast_campaign_id_draft"),
    )
