"""Which whole plan covered a delivery last, and which hours it may go out late in.

Revision: 0002, after 0001

Older programs write rows without a plan's number: those count as not yet covered, and are
planned again before they are sent.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Count plans from 0: everything there is was covered by the last one."""
    for table in ("campaign", "delivery"):
        plan = sa.Column("plan_number", sa.Integer(), nullable=False, server_default="0")
        op.add_column(table, plan)
    op.execute("UPDATE delivery SET late = 'awake' WHERE late = 'expire'")
