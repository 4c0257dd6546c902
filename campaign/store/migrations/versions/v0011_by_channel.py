"""Indexes of what may be claimed, and of what there may be only one: quicker to find and to keep.

Revision: 0011, after 0010

A channel's next delivery is found without walking through the other channels'. The conditions
compare with each state: for a list SQLite would fill a table at every change of a row. Older
programs use the indexes as well.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_OPEN = ["held", "needs_person", "paused", "planned", "retry", "sending", "unknown", "waiting"]
_STANDING = sorted([*_OPEN, "published"])


def upgrade() -> None:
    """Make the three indexes anew."""
    _replace("ix_delivery_claimable", "channel due id", "state IN ('planned', 'retry')")
    key = "post channel part"
    _replace("uq_delivery_open", key, _is_one_of(_OPEN), unique=True)
    _replace("uq_delivery_unasked", key, f"{_is_one_of(_STANDING)} AND asked = 0", unique=True)


def _replace(name: str, columns: str, condition: str, *, unique: bool = False) -> None:
    op.drop_index(name, "delivery")
    op.create_index(
        name,
        "delivery",
        ["campaign_id", *columns.split()],
        unique=unique,
        sqlite_where=sa.text(condition),
        postgresql_where=sa.text(condition),
    )


def _is_one_of(states: list[str]) -> str:
    return "(" + " OR ".join(f"state = '{state}'" for state in states) + ")"
