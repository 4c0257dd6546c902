"""The tables of people, as the first version made them."""

import sqlalchemy as sa
from alembic import op

from campaign.store.conditions import where
from campaign.store.migrations.pieces import campaign_of, instant, number, text


def people_tables() -> None:
    """Make the tables of people, each after those it refers to."""
    _attendee()
    _contact()
    _sign_up()
    _consent()
    _inbox()
    _outbox()


def _attendee() -> None:
    op.create_table(
        "attendee",
        number("id"),
        number("campaign_id"),
        text("language"),
        sa.Column("reachable", sa.Boolean(), nullable=False),
        instant("created"),
        campaign_of("attendee"),
        sa.PrimaryKeyConstraint("id", name="pk_attendee"),
    )


def _contact() -> None:
    op.create_table(
        "contact",
        number("id"),
        number("campaign_id"),
        number("attendee_id"),
        sa.Column("chat", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attendee_id"], ["attendee.id"], name="fk_contact_attendee_id_attendee"
        ),
        campaign_of("contact"),
        sa.PrimaryKeyConstraint("id", name="pk_contact"),
        sa.UniqueConstraint("campaign_id", "chat", name="uq_contact_campaign_id_chat"),
    )
    op.create_index("ix_contact_attendee_id", "contact", ["attendee_id"])


def _sign_up() -> None:
    op.create_table(
        "sign_up",
        number("id"),
        number("campaign_id"),
        number("attendee_id"),
        text("panel"),
        text("state"),
        instant("at"),
        sa.CheckConstraint(
            "state IN ('seated', 'waiting', 'cancelled')", name=op.f("ck_sign_up_state")
        ),
        sa.ForeignKeyConstraint(
            ["attendee_id"], ["attendee.id"], name="fk_sign_up_attendee_id_attendee"
        ),
        campaign_of("sign_up"),
        sa.PrimaryKeyConstraint("id", name="pk_sign_up"),
        sa.UniqueConstraint(
            "campaign_id", "attendee_id", "panel", name="uq_sign_up_campaign_id_attendee_id_panel"
        ),
    )
    op.create_index(
        "ix_sign_up_campaign_id_panel_state_at", "sign_up", ["campaign_id", "panel", "state", "at"]
    )


def _consent() -> None:
    op.create_table(
        "consent",
        number("id"),
        number("campaign_id"),
        number("attendee_id"),
        text("purpose"),
        text("version"),
        text("hash"),
        instant("at"),
        sa.ForeignKeyConstraint(
            ["attendee_id"], ["attendee.id"], name="fk_consent_attendee_id_attendee"
        ),
        campaign_of("consent"),
        sa.PrimaryKeyConstraint("id", name="pk_consent"),
    )
    op.create_index("ix_consent_attendee_id", "consent", ["attendee_id"])


def _inbox() -> None:
    op.create_table(
        "inbox",
        number("id"),
        number("campaign_id"),
        sa.Column("update_id", sa.BigInteger(), nullable=False),
        text("raw"),
        instant("handled_at", null=True),
        campaign_of("inbox"),
        sa.PrimaryKeyConstraint("id", name="pk_inbox"),
        sa.UniqueConstraint("campaign_id", "update_id", name="uq_inbox_campaign_id_update_id"),
    )
    op.create_index(
        "ix_inbox_pending", "inbox", ["campaign_id", "update_id"], **where("handled_at IS NULL")
    )


def _outbox() -> None:
    op.create_table(
        "outbox",
        number("id"),
        number("campaign_id"),
        sa.Column("chat", sa.BigInteger(), nullable=False),
        text("body"),
        number("priority"),
        sa.Column("once", sa.Boolean(), nullable=False),
        text("dedupe", null=True),
        instant("not_before", null=True),
        text("state"),
        number("attempts"),
        instant("taken_at", null=True),
        sa.Column("lease_until", sa.Float(), nullable=True),
        text("lease_boot", null=True),
        text("remote_id", null=True),
        text("words", null=True),
        sa.CheckConstraint(
            "state IN ('queued', 'taken', 'sent', 'failed')", name=op.f("ck_outbox_state")
        ),
        campaign_of("outbox"),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.UniqueConstraint("campaign_id", "dedupe", name="uq_outbox_campaign_id_dedupe"),
    )
    op.create_index(
        "ix_outbox_next",
        "outbox",
        ["campaign_id", "priority", "id"],
        **where("state IN ('queued', 'taken')"),
    )
