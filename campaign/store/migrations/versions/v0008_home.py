"""Which folder a ledger was last loaded from.

Revision: 0008, after 0007

Older programs leave it as it is: they load from whatever folder has the name.
"""

from alembic import op

from campaign.store.migrations.pieces import text

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Of ledgers from before nobody knows it: what they hold tells their folder."""
    op.add_column("campaign", text("home", null=True))
