"""The first version of the ledger: everything from programme to outbox.

Revision: 0001, after nothing
"""

from datetime import datetime

import sqlalchemy as sa
from alembic import op

from campaign.store.columns import Instant
from campaign.store.conditions import where

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_OPEN = "'held', 'needs_person', 'paused', 'planned', 'retry', 'sending', 'unknown', 'waiting'"
_OPEN_OR_OUT = _OPEN.replace("'planned', ", "'planned', 'published', ")
_ALL = (
    "'cancelled', 'expired', 'held', 'needs_person', 'paused', 'planned', 'published', "
    "'refused', 'removed', 'retry', 'sending', 'superseded', 'unknown', 'waiting'"
)


def upgrade() -> None:
    """Make all tables, each after those it refers to."""
    _campaign()
    _revision()
    _blob()
    _revision_file()
    _fact()
    _delivery()
    _attempt()
    _approval()
    _event()
    _channel_state()
    _hold()
    _attendee()
    _contact()
    _sign_up()
    _consent()
    _inbox()
    _outbox()


def _campaign() -> None:
    op.create_table(
        "campaign",
        _number("id"),
        _text("name"),
        _text("kind"),
        _text("uid"),
        _instant("created"),
        sa.Column("trusted", sa.Boolean(), nullable=False),
        _number("claims"),
        sa.CheckConstraint(
            "kind IN ('real', 'rehearsal', 'sandbox')", name=op.f("ck_campaign_kind")
        ),
        sa.PrimaryKeyConstraint("id", name="pk_campaign"),
        sa.UniqueConstraint("name", name="uq_campaign_name"),
    )


def _revision() -> None:
    op.create_table(
        "revision",
        _number("id"),
        _number("campaign_id"),
        _number("number"),
        _instant("loaded_at"),
        _text("loaded_by"),
        _campaign_of("revision"),
        sa.PrimaryKeyConstraint("id", name="pk_revision"),
        sa.UniqueConstraint("campaign_id", "number", name="uq_revision_campaign_id_number"),
    )


def _blob() -> None:
    op.create_table(
        "blob",
        _number("campaign_id"),
        _text("sha256"),
        _text("media_type"),
        _number("size"),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        _campaign_of("blob"),
        sa.PrimaryKeyConstraint("campaign_id", "sha256", name="pk_blob"),
    )


def _revision_file() -> None:
    op.create_table(
        "revision_file",
        _number("campaign_id"),
        _number("revision"),
        _text("path"),
        _text("sha256"),
        sa.ForeignKeyConstraint(
            ["campaign_id", "revision"],
            ["revision.campaign_id", "revision.number"],
            name="fk_revision_file_campaign_id_revision",
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id", "sha256"],
            ["blob.campaign_id", "blob.sha256"],
            name="fk_revision_file_campaign_id_blob",
        ),
        _campaign_of("revision_file"),
        sa.PrimaryKeyConstraint("campaign_id", "revision", "path", name="pk_revision_file"),
    )


def _fact() -> None:
    op.create_table(
        "fact",
        _number("id"),
        _number("campaign_id"),
        _text("subject"),
        _text("name"),
        _text("value"),
        _instant("at"),
        _text("by"),
        _text("door"),
        _campaign_of("fact"),
        sa.PrimaryKeyConstraint("id", name="pk_fact"),
    )
    op.create_index("ix_fact_campaign_id_id", "fact", ["campaign_id", "id"])


def _attempt() -> None:
    op.create_table(
        "attempt",
        _number("id"),
        _number("campaign_id"),
        _number("delivery_id"),
        _text("channel"),
        _number("number"),
        _number("fence"),
        _text("owner"),
        sa.Column("revision", sa.Integer(), nullable=True),
        _text("payload_hash", null=True),
        _text("idempotency_key"),
        _instant("started_at"),
        _instant("ended_at", null=True),
        _text("move", null=True),
        _text("reason", null=True),
        _campaign_of("attempt"),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["delivery.id"], name="fk_attempt_delivery_id_delivery"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_attempt"),
        sa.UniqueConstraint(
            "campaign_id", "delivery_id", "fence", name="uq_attempt_campaign_id_delivery_id_fence"
        ),
    )
    op.create_index(
        "ix_attempt_campaign_id_channel_started_at",
        "attempt",
        ["campaign_id", "channel", "started_at"],
    )


def _approval() -> None:
    op.create_table(
        "approval",
        _number("id"),
        _number("campaign_id"),
        _text("key"),
        _number("generation"),
        _text("payload_hash"),
        _text("who"),
        _text("role"),
        _instant("at"),
        _campaign_of("approval"),
        sa.PrimaryKeyConstraint("id", name="pk_approval"),
    )
    op.create_index(
        "ix_approval_campaign_id_key_generation", "approval", ["campaign_id", "key", "generation"]
    )


def _event() -> None:
    op.create_table(
        "event",
        _number("id"),
        _number("campaign_id"),
        _text("key"),
        _number("generation"),
        _instant("at"),
        _text("state"),
        _text("move", null=True),
        _text("reason", null=True),
        _text("by"),
        _campaign_of("event"),
        sa.PrimaryKeyConstraint("id", name="pk_event"),
    )
    op.create_index("ix_event_campaign_id_key_id", "event", ["campaign_id", "key", "id"])


def _channel_state() -> None:
    op.create_table(
        "channel_state",
        _number("campaign_id"),
        _text("channel"),
        _text("stopped", null=True),
        _text("words", null=True),
        _instant("hold_until", null=True),
        _campaign_of("channel_state"),
        sa.PrimaryKeyConstraint("campaign_id", "channel", name="pk_channel_state"),
    )


def _hold() -> None:
    op.create_table(
        "hold",
        _number("id"),
        _number("campaign_id"),
        _text("reason"),
        _text("by"),
        _instant("at"),
        _instant("ended_at", null=True),
        _text("ended_by", null=True),
        _campaign_of("hold"),
        sa.PrimaryKeyConstraint("id", name="pk_hold"),
    )
    op.create_index(
        "uq_hold_active", "hold", ["campaign_id"], unique=True, **where("ended_at IS NULL")
    )


def _attendee() -> None:
    op.create_table(
        "attendee",
        _number("id"),
        _number("campaign_id"),
        _text("language"),
        sa.Column("reachable", sa.Boolean(), nullable=False),
        _instant("created"),
        _campaign_of("attendee"),
        sa.PrimaryKeyConstraint("id", name="pk_attendee"),
    )


def _contact() -> None:
    op.create_table(
        "contact",
        _number("id"),
        _number("campaign_id"),
        _number("attendee_id"),
        sa.Column("chat", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attendee_id"], ["attendee.id"], name="fk_contact_attendee_id_attendee"
        ),
        _campaign_of("contact"),
        sa.PrimaryKeyConstraint("id", name="pk_contact"),
        sa.UniqueConstraint("campaign_id", "chat", name="uq_contact_campaign_id_chat"),
    )
    op.create_index("ix_contact_attendee_id", "contact", ["attendee_id"])


def _sign_up() -> None:
    op.create_table(
        "sign_up",
        _number("id"),
        _number("campaign_id"),
        _number("attendee_id"),
        _text("panel"),
        _text("state"),
        _instant("at"),
        sa.CheckConstraint(
            "state IN ('seated', 'waiting', 'cancelled')", name=op.f("ck_sign_up_state")
        ),
        sa.ForeignKeyConstraint(
            ["attendee_id"], ["attendee.id"], name="fk_sign_up_attendee_id_attendee"
        ),
        _campaign_of("sign_up"),
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
        _number("id"),
        _number("campaign_id"),
        _number("attendee_id"),
        _text("purpose"),
        _text("version"),
        _text("hash"),
        _instant("at"),
        sa.ForeignKeyConstraint(
            ["attendee_id"], ["attendee.id"], name="fk_consent_attendee_id_attendee"
        ),
        _campaign_of("consent"),
        sa.PrimaryKeyConstraint("id", name="pk_consent"),
    )
    op.create_index("ix_consent_attendee_id", "consent", ["attendee_id"])


def _inbox() -> None:
    op.create_table(
        "inbox",
        _number("id"),
        _number("campaign_id"),
        sa.Column("update_id", sa.BigInteger(), nullable=False),
        _text("raw"),
        _instant("handled_at", null=True),
        _campaign_of("inbox"),
        sa.PrimaryKeyConstraint("id", name="pk_inbox"),
        sa.UniqueConstraint("campaign_id", "update_id", name="uq_inbox_campaign_id_update_id"),
    )
    op.create_index(
        "ix_inbox_pending", "inbox", ["campaign_id", "update_id"], **where("handled_at IS NULL")
    )


def _outbox() -> None:
    op.create_table(
        "outbox",
        _number("id"),
        _number("campaign_id"),
        sa.Column("chat", sa.BigInteger(), nullable=False),
        _text("body"),
        _number("priority"),
        sa.Column("once", sa.Boolean(), nullable=False),
        _text("dedupe", null=True),
        _instant("not_before", null=True),
        _text("state"),
        _number("attempts"),
        _instant("taken_at", null=True),
        sa.Column("lease_until", sa.Float(), nullable=True),
        _text("lease_boot", null=True),
        _text("remote_id", null=True),
        _text("words", null=True),
        sa.CheckConstraint(
            "state IN ('queued', 'taken', 'sent', 'failed')", name=op.f("ck_outbox_state")
        ),
        _campaign_of("outbox"),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.UniqueConstraint("campaign_id", "dedupe", name="uq_outbox_campaign_id_dedupe"),
    )
    op.create_index(
        "ix_outbox_next",
        "outbox",
        ["campaign_id", "priority", "id"],
        **where("state IN ('queued', 'taken')"),
    )


def _delivery() -> None:
    op.create_table("delivery", *_delivery_plan(), *_delivery_life(), *_delivery_rules())
    op.create_index(
        "ix_delivery_claimable",
        "delivery",
        ["campaign_id", "due", "id"],
        **where("state IN ('planned', 'retry')"),
    )
    op.create_index("ix_delivery_receipt", "delivery", ["campaign_id", "channel", "published_at"])
    op.create_index(
        "uq_delivery_in_flight",
        "delivery",
        ["campaign_id", "channel"],
        unique=True,
        **where("state IN ('sending')"),
    )
    op.create_index(
        "uq_delivery_open",
        "delivery",
        ["campaign_id", "post", "channel", "part"],
        unique=True,
        **where(f"state IN ({_OPEN})"),
    )
    op.create_index(
        "uq_delivery_unasked",
        "delivery",
        ["campaign_id", "post", "channel", "part"],
        unique=True,
        **where(f"state IN ({_OPEN_OR_OUT}) AND asked = 0"),
    )


def _delivery_plan() -> tuple[sa.schema.SchemaItem, ...]:
    return (
        _number("id"),
        _number("campaign_id"),
        _text("post"),
        _text("channel"),
        _number("part"),
        _number("generation"),
        _text("entry"),
        _text("title"),
        _text("subject", null=True),
    )


def _delivery_life() -> tuple[sa.schema.SchemaItem, ...]:
    return (
        _text("state"),
        _instant("due", null=True),
        _text("local", null=True),
        _instant("expires", null=True),
        _text("payload", null=True),
        _text("payload_hash", null=True),
        _text("inputs"),
        _text("waits"),
        _text("approver", null=True),
        _text("approved_by", null=True),
        _text("reason", null=True),
        _number("fence"),
        _number("attempts"),
        _instant("not_before", null=True),
        sa.Column("lease_until", sa.Float(), nullable=True),
        _text("lease_boot", null=True),
        _text("owner", null=True),
        _text("remote_id", null=True),
        _text("url", null=True),
        _instant("published_at", null=True),
        _text("late"),
        _text("files"),
        _number("asked"),
    )


def _delivery_rules() -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.CheckConstraint(
            "state <> 'sending' OR lease_until IS NOT NULL",
            name=op.f("ck_delivery_sending_has_lease"),
        ),
        sa.CheckConstraint(
            f"state IN ({_ALL})",
            name=op.f("ck_delivery_state"),
        ),
        sa.CheckConstraint(
            "part >= 1 AND generation >= 1", name=op.f("ck_delivery_counted_from_one")
        ),
        _campaign_of("delivery"),
        sa.PrimaryKeyConstraint("id", name="pk_delivery"),
        sa.UniqueConstraint(
            "campaign_id",
            "post",
            "channel",
            "part",
            "generation",
            name="uq_delivery_campaign_id_post_channel_part_generation",
        ),
    )


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _text(name: str, *, null: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=null)


def _instant(name: str, *, null: bool = False) -> sa.Column[datetime]:
    return sa.Column(name, Instant(), nullable=null)


def _campaign_of(table: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_campaign_id_campaign"
    return sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=name)
