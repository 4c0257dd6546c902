"""Receipts are looked up among what has one: nothing else stands in their index.

Revision: 0019, after 0018

Older programs ask for receipts with the same condition.
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make an index anew."""
    has_one = sa.text("published_at IS NOT NULL")
    op.drop_index("ix_delivery_receipt", "delivery")
    op.create_index(
        "ix_delivery_receipt",
        "delivery",
        ["campaign_id", "channel", "published_at"],
        sqlite_where=has_one,
        postgresql_where=has_one,
    )
