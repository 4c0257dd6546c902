"""What kind of message the bot stored, whatever place in the queue it has come to since.

Revision: 0016, after 0015

Older programs leave it out: theirs are of the kind that their place says.
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add a column."""
    op.add_column("outbox", sa.Column("kind", sa.Integer(), nullable=True))
