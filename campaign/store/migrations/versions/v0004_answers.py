"""Which update a message of the bot answers, and the messages of a chat by their order.

Revision: 0004, after 0003

Older programs write messages without it: those ask nothing that a typed *yes* could answer.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Messages from before answer nothing."""
    op.add_column("outbox", sa.Column("update_id", sa.BigInteger(), nullable=True))
    op.create_index(op.f("ix_outbox_campaign_id_chat_id"), "outbox", ["campaign_id", "chat", "id"])
