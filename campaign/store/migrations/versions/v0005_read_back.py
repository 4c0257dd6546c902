"""When the networks were last read back for what a restored ledger had forgotten.

Revision: 0005, after 0004

Older programs leave it as it is: they remember it as long as they run.
"""

from alembic import op

from campaign.store.migrations.pieces import instant

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Ledgers from before were never read back, as far as one knows."""
    op.add_column("campaign", instant("read_back_at", null=True))
