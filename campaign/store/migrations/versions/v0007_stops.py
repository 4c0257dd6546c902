"""How often a channel was stopped: each time is another one to tell of.

Revision: 0007, after 0006

Older programs do not count: what they stop is told of as the time before.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Begin to count from 0: what is stopped now stays so, and nobody knows how often."""
    op.add_column(
        "channel_state", sa.Column("stops", sa.Integer(), nullable=False, server_default="0")
    )
