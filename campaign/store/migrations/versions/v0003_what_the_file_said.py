"""What the files said of a fact when it was entered.

Revision: 0003, after 0002
"""

from alembic import op

from campaign.store.migrations.pieces import text

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; of facts that are there already nobody knows it."""
    op.add_column("fact", text("was", null=True))
