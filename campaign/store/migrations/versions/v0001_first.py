"""The first version of the ledger: everything from programme to outbox.

Revision: 0001, after nothing
"""

import sqlalchemy as sa
from alembic import op

from campaign.store.conditions import where
from campaign.store.migrations.first_people import people_tables
from campaign.store.migrations.pieces import campaign_of, instant, number, text

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
    people_tables()


def _campaign() -> None:
    op.create_table(
        "campaign",
        number("id"),
        text("name"),
        text("kind"),
        text("uid"),
        instant("created"),
        sa.Column("trusted", sa.Boolean(), nullable=False),
        number("claims"),
        sa.CheckConstraint(
            "kind IN ('real', 'rehearsal', 'sandbox')", name=op.f("ck_campaign_kind")
        ),
        sa.PrimaryKeyConstraint("id", name="pk_campaign"),
        sa.UniqueConstraint("name", name="uq_campaign_name"),
    )


def _revision() -> None:
    op.create_table(
        "revision",
        number("id"),
        number("campaign_id"),
        number("number"),
        instant("loaded_at"),
        text("loaded_by"),
        campaign_of("revision"),
        sa.PrimaryKeyConstraint("id", name="pk_revision"),
        sa.UniqueConstraint("campaign_id", "number", name="uq_revision_campaign_id_number"),
    )


def _blob() -> None:
    op.create_table(
        "blob",
        number("campaign_id"),
        text("sha256"),
        text("media_type"),
        number("size"),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        campaign_of("blob"),
        sa.PrimaryKeyConstraint("campaign_id", "sha256", name="pk_blob"),
    )


def _revision_file() -> None:
    op.create_table(
        "revision_file",
        number("campaign_id"),
        number("revision"),
        text("path"),
        text("sha256"),
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
        campaign_of("revision_file"),
        sa.PrimaryKeyConstraint("campaign_id", "revision", "path", name="pk_revision_file"),
    )


def _fact() -> None:
    op.create_table(
        "fact",
        number("id"),
        number("campaign_id"),
        text("subject"),
        text("name"),
        text("value"),
        instant("at"),
        text("by"),
        text("door"),
        campaign_of("fact"),
        sa.PrimaryKeyConstraint("id", name="pk_fact"),
    )
    op.create_index("ix_fact_campaign_id_id", "fact", ["campaign_id", "id"])


def _attempt() -> None:
    op.create_table(
        "attempt",
        number("id"),
        number("campaign_id"),
        number("delivery_id"),
        text("channel"),
        number("number"),
        number("fence"),
        text("owner"),
        sa.Column("revision", sa.Integer(), nullable=True),
        text("payload_hash", null=True),
        text("idempotency_key"),
        instant("started_at"),
        instant("ended_at", null=True),
        text("move", null=True),
        text("reason", null=True),
        campaign_of("attempt"),
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
        number("id"),
        number("campaign_id"),
        text("key"),
        number("generation"),
        text("payload_hash"),
        text("who"),
        text("role"),
        instant("at"),
        campaign_of("approval"),
        sa.PrimaryKeyConstraint("id", name="pk_approval"),
    )
    op.create_index(
        "ix_approval_campaign_id_key_generation", "approval", ["campaign_id", "key", "generation"]
    )


def _event() -> None:
    op.create_table(
        "event",
        number("id"),
        number("campaign_id"),
        text("key"),
        number("generation"),
        instant("at"),
        text("state"),
        text("move", null=True),
        text("reason", null=True),
        text("by"),
        campaign_of("event"),
        sa.PrimaryKeyConstraint("id", name="pk_event"),
    )
    op.create_index("ix_event_campaign_id_key_id", "event", ["campaign_id", "key", "id"])


def _channel_state() -> None:
    op.create_table(
        "channel_state",
        number("campaign_id"),
        text("channel"),
        text("stopped", null=True),
        text("words", null=True),
        instant("hold_until", null=True),
        campaign_of("channel_state"),
        sa.PrimaryKeyConstraint("campaign_id", "channel", name="pk_channel_state"),
    )


def _hold() -> None:
    op.create_table(
        "hold",
        number("id"),
        number("campaign_id"),
        text("reason"),
        text("by"),
        instant("at"),
        instant("ended_at", null=True),
        text("ended_by", null=True),
        campaign_of("hold"),
        sa.PrimaryKeyConstraint("id", name="pk_hold"),
    )
    op.create_index(
        "uq_hold_active", "hold", ["campaign_id"], unique=True, **where("ended_at IS NULL")
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
        number("id"),
        number("campaign_id"),
        text("post"),
        text("channel"),
        number("part"),
        number("generation"),
        text("entry"),
        text("title"),
        text("subject", null=True),
    )


def _delivery_life() -> tuple[sa.schema.SchemaItem, ...]:
    return (
        text("state"),
        instant("due", null=True),
        text("local", null=True),
        instant("expires", null=True),
        text("payload", null=True),
        text("payload_hash", null=True),
        text("inputs"),
        text("waits"),
        text("approver", null=True),
        text("approved_by", null=True),
        text("reason", null=True),
        number("fence"),
        number("attempts"),
        instant("not_before", null=True),
        sa.Column("lease_until", sa.Float(), nullable=True),
        text("lease_boot", null=True),
        text("owner", null=True),
        text("remote_id", null=True),
        text("url", null=True),
        instant("published_at", null=True),
        text("late"),
        text("files"),
        number("asked"),
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
        campaign_of("delivery"),
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
