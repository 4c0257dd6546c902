"""What tells an erasure from another, and finds who was erased in a copy from before.

Revision: 0017, after 0016

Older programs leave it out: who was erased by them comes back with a copy from before.
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add three columns."""
    op.add_column("erasure", sa.Column("mark", sa.Text(), nullable=True))
    op.add_column("erasure", sa.Column("attendee", sa.Integer(), nullable=True))
    op.add_column("erasure", sa.Column("since", sa.Text(), nullable=True))
