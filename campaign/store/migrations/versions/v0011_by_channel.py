"""An index that finds a channel's next delivery without walking through the other channels'.

Revision: 0011, after 0010

Older programs use it as well.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What may be claimed is kept in the order of its channel."""
    claimable = sa.text("state IN ('planned', 'retry')")
    op.drop_index("ix_delivery_claimable", "delivery")
    op.create_index(
        "ix_delivery_claimable",
        "delivery",
        ["campaign_id", "channel", "due", "id"],
        sqlite_where=claimable,
        postgresql_where=claimable,
    )
