"""What erasing a person needs: receipts that are forgotten, what was erased, traces in the file.

Revision: 0013, after 0012

The updates that were handled lose their text: nobody reads it. Older programs keep it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add two columns and a table, and take the text of what was handled away."""
    op.add_column(
        "outbox", sa.Column("forget", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column("campaign", sa.Column("traces", sa.Integer(), nullable=False, server_default="0"))
    op.create_table(
        "erasure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("sign_ups", sa.Integer(), nullable=False),
        sa.Column("consents", sa.Integer(), nullable=False),
        sa.Column("messages", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name="fk_erasure_campaign_id_campaign"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_erasure"),
    )
    op.execute("UPDATE inbox SET raw = '' WHERE handled_at IS NOT NULL")
    op.execute("UPDATE campaign SET traces = 1")
