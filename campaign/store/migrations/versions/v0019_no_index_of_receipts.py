"""Receipts have no index: whoever looks for them reads all of a campaign's, which is rare.

Revision: 0019, after 0018

Every publication wrote into it. Older programs find the same without it.
"""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Drop an index."""
    op.drop_index("ix_delivery_receipt", "delivery")
