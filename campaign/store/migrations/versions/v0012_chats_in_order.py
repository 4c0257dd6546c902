"""An index that tells whether an earlier message of the same chat still waits.

Revision: 0012, after 0011

Older programs use it as well, but let messages of one chat overtake each other.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What waits or is under way is also kept in the order of its chat."""
    waiting = sa.text("state IN ('queued', 'taken')")
    op.create_index(
        "ix_outbox_waiting",
        "outbox",
        ["campaign_id", "chat", "id"],
        sqlite_where=waiting,
        postgresql_where=waiting,
    )
