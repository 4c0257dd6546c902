"""Which channels nobody could read back when the others of a restored ledger were.

Revision: 0009, after 0008

Older programs leave it as it is: they ask a person about each post of such a channel.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Of ledgers from before, all was read back or asked about."""
    op.add_column("campaign", sa.Column("unread", sa.Text(), nullable=False, server_default=""))
