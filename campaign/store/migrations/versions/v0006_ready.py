"""Since when a delivery may go that became ready after its time.

Revision: 0006, after 0005

Older programs leave it empty: what is late then counts from its time.
"""

from alembic import op

from campaign.store.migrations.pieces import instant

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What is in the ledger counts from its time."""
    op.add_column("delivery", instant("ready_at", null=True))
