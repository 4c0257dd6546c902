"""With which words a delivery counts down that stops being true before it ends otherwise.

Revision: 0010, after 0009

Older programs leave it empty: what expires then does so without its words.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What is in the ledger gets its words with the next load that changes it."""
    op.add_column("delivery", sa.Column("countdown", sa.Text(), nullable=True))
