"""Marks of the settings that all processes of a campaign have to share.

Revision: 0018, after 0017

Older programs leave it alone: a process of theirs starts with whatever settings it has.
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add a column."""
    op.add_column("campaign", sa.Column("setting_marks", sa.Text(), nullable=True))
