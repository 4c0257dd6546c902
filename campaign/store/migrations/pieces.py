"""Columns and rules as the migrations write them; never changed once a version is out."""

from datetime import datetime

import sqlalchemy as sa

from campaign.store.columns import Instant


def number(name: str) -> sa.Column[int]:
    """Return a column of whole numbers that is always filled."""
    return sa.Column(name, sa.Integer(), nullable=False)


def text(name: str, *, null: bool = False) -> sa.Column[str]:
    """Return a column of text."""
    return sa.Column(name, sa.Text(), nullable=null)


def instant(name: str, *, null: bool = False) -> sa.Column[datetime]:
    """Return a column of instants."""
    return sa.Column(name, Instant(), nullable=null)


def campaign_of(table: str) -> sa.ForeignKeyConstraint:
    """Return the rule that a row belongs to a campaign."""
    name = f"fk_{table}_campaign_id_campaign"
    return sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=name)
