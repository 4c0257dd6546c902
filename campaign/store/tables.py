"""The ledger's tables, as declarations only.

Two rules that no code has to remember are indexes here: one open generation of a key, and
one request in flight on an account.
"""

from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKeyConstraint,
    FromClause,
    Index,
    LargeBinary,
    ScalarSelect,
    UniqueConstraint,
    select,
)
from sqlmodel import Field

from campaign.core.deliveries import State
from campaign.core.ledger_kind import Kind
from campaign.store.columns import (
    Row,
    counted,
    instant,
    listed,
    number,
    of_campaign,
    table_of,
    word_key,
    words,
)
from campaign.store.conditions import (
    CLAIMABLE,
    IN_FLIGHT,
    OPEN_STATES,
    STANDING_STATES,
    one_of,
    where,
)


class CampaignRow(Row, table=True):
    """A campaign in this ledger.

    ``uid`` tells this ledger from every other of the same name, and ``claims`` counts what
    was ever taken for sending: the mark beside the file knows the last count. ``plan_number`` is
    the number of the last whole plan. ``read_back_at`` is when the networks were last read
    back for what this copy had forgotten. ``home`` is the folder that was last loaded. ``unread``
    names the channels, between spaces, that were not connected then and are to be read back.
    ``traces`` rises with every erasure, and is 0 again once the file holds no trace of them.
    ``setting_marks`` are those of the settings that all processes share, as JSON.
    """

    __tablename__ = "campaign"
    __table_args__ = (
        UniqueConstraint("name"),
        CheckConstraint(one_of("kind", Kind), name="kind"),
    )
    id: int | None = number()
    name: str = words()
    kind: str = words()
    uid: str = words()
    created: datetime = instant()
    trusted: bool
    claims: int = 0
    plan_number: int = counted()
    read_back_at: datetime | None = instant(null=True)
    home: str | None = words(null=True)
    unread: str = listed()
    traces: int = counted()
    setting_marks: str | None = words(null=True)


class RevisionRow(Row, table=True):
    """One loaded state of programme and calendar."""

    __tablename__ = "revision"
    __table_args__ = (UniqueConstraint("campaign_id", "number"),)
    id: int | None = number()
    campaign_id: int = of_campaign()
    number: int
    loaded_at: datetime = instant()
    loaded_by: str = words()


class BlobRow(Row, table=True):
    """Bytes stored once, by their content."""

    __tablename__ = "blob"
    campaign_id: int = of_campaign(key=True)
    sha256: str = word_key()
    media_type: str = words()
    size: int
    content: bytes = Field(sa_type=LargeBinary)


class RevisionFileRow(Row, table=True):
    """A file of a revision."""

    __tablename__ = "revision_file"
    __table_args__ = (
        ForeignKeyConstraint(["campaign_id", "sha256"], ["blob.campaign_id", "blob.sha256"]),
        ForeignKeyConstraint(
            ["campaign_id", "revision"], ["revision.campaign_id", "revision.number"]
        ),
    )
    campaign_id: int = of_campaign(key=True)
    revision: int = Field(primary_key=True)
    path: str = word_key()
    sha256: str = words()


class FactRow(Row, table=True):
    """Something that became known; appended, never changed.

    ``value`` is empty where it was taken back; ``was`` is what the files said when it came.
    """

    __tablename__ = "fact"
    __table_args__ = (Index(None, "campaign_id", "id"),)
    id: int | None = number()
    campaign_id: int = of_campaign()
    subject: str = words()
    name: str = words()
    value: str = words()
    at: datetime = instant()
    by: str = words()
    door: str = words()
    was: str | None = words(null=True)


class DeliveryRow(Row, table=True):
    """A generation of a key; see :class:`campaign.core.deliveries.Delivery`.

    ``payload``, ``waits``, ``reason`` and ``files`` are JSON. ``lease_until`` is in seconds
    of the machine's own clock since the start that ``lease_boot`` names. ``asked`` says that
    a person wanted another generation of a published key. ``plan_number`` is the last whole plan
    that covered it: what a newer one has not seen yet is not sent. ``ready_at`` is when nothing
    but its time was missing any more, ``countdown`` the words with whose truth it expires.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("campaign_id", "post", "channel", "part", "generation"),
        CheckConstraint("part >= 1 AND generation >= 1", name="counted_from_one"),
        CheckConstraint(one_of("state", State), name="state"),
        CheckConstraint("state <> 'sending' OR lease_until IS NOT NULL", name="sending_has_lease"),
        Index(
            "uq_delivery_open",
            "campaign_id",
            "post",
            "channel",
            "part",
            unique=True,
            **where(OPEN_STATES),
        ),
        Index(
            "uq_delivery_unasked",
            "campaign_id",
            "post",
            "channel",
            "part",
            unique=True,
            **where(f"{STANDING_STATES} AND asked = 0"),
        ),
        Index("uq_delivery_in_flight", "campaign_id", "channel", unique=True, **where(IN_FLIGHT)),
        Index("ix_delivery_claimable", "campaign_id", "channel", "due", "id", **where(CLAIMABLE)),
    )
    id: int | None = number()
    campaign_id: int = of_campaign()
    post: str = words()
    channel: str = words()
    part: int
    generation: int
    entry: str = words()
    title: str = words()
    subject: str | None = words(null=True)
    state: str = words()
    due: datetime | None = instant(null=True)
    local: str | None = words(null=True)
    expires: datetime | None = instant(null=True)
    payload: str | None = words(null=True)
    payload_hash: str | None = words(null=True)
    inputs: str = words()
    waits: str = words()
    approver: str | None = words(null=True)
    approved_by: str | None = words(null=True)
    reason: str | None = words(null=True)
    fence: int
    attempts: int
    not_before: datetime | None = instant(null=True)
    lease_until: float | None = None
    lease_boot: str | None = words(null=True)
    owner: str | None = words(null=True)
    remote_id: str | None = words(null=True)
    url: str | None = words(null=True)
    published_at: datetime | None = instant(null=True)
    late: str = words()
    files: str = words()
    asked: int
    plan_number: int = counted()
    ready_at: datetime | None = instant(null=True)
    countdown: str | None = words(null=True)


class AttemptRow(Row, table=True):
    """One try at sending, written before a byte leaves; ``move`` is what came of it.

    ``idempotency_key`` is for people: by it a network's own log finds the request. The program
    makes the key anew wherever it needs it, and never reads this one.
    """

    __tablename__ = "attempt"
    __table_args__ = (
        UniqueConstraint("campaign_id", "delivery_id", "fence"),
        Index(None, "campaign_id", "channel", "started_at"),
    )
    id: int | None = number()
    campaign_id: int = of_campaign()
    delivery_id: int = Field(foreign_key="delivery.id")
    channel: str = words()
    number: int
    fence: int
    owner: str = words()
    revision: int | None = None
    payload_hash: str | None = words(null=True)
    idempotency_key: str = words()
    started_at: datetime = instant()
    ended_at: datetime | None = instant(null=True)
    move: str | None = words(null=True)
    reason: str | None = words(null=True)


class ApprovalRow(Row, table=True):
    """Who approved which payload, in which role; appended, never changed."""

    __tablename__ = "approval"
    __table_args__ = (Index(None, "campaign_id", "key", "generation"),)
    id: int | None = number()
    campaign_id: int = of_campaign()
    key: str = words()
    generation: int
    payload_hash: str = words()
    who: str = words()
    role: str = words()
    at: datetime = instant()


class EventRow(Row, table=True):
    """One line of a delivery's history; appended, never changed."""

    __tablename__ = "event"
    __table_args__ = (Index(None, "campaign_id", "key", "id"),)
    id: int | None = number()
    campaign_id: int = of_campaign()
    key: str = words()
    generation: int
    at: datetime = instant()
    state: str = words()
    move: str | None = words(null=True)
    reason: str | None = words(null=True)
    by: str = words()


class ChannelStateRow(Row, table=True):
    """The circuit of a channel and the wait that its network asked for."""

    __tablename__ = "channel_state"
    campaign_id: int = of_campaign(key=True)
    channel: str = word_key()
    stopped: str | None = words(null=True)
    words: str | None = words(null=True)
    hold_until: datetime | None = instant(null=True)
    stops: int = Field(default=0, sa_column_kwargs={"server_default": "0"})


class HoldRow(Row, table=True):
    """A time in which everything was held; over once ``ended_at`` is set."""

    __tablename__ = "hold"
    __table_args__ = (
        Index("uq_hold_active", "campaign_id", unique=True, **where("ended_at IS NULL")),
    )
    id: int | None = number()
    campaign_id: int = of_campaign()
    reason: str = words()
    by: str = words()
    at: datetime = instant()
    ended_at: datetime | None = instant(null=True)
    ended_by: str | None = words(null=True)


CAMPAIGN = table_of(CampaignRow)
REVISION = table_of(RevisionRow)
REVISION_FILE = table_of(RevisionFileRow)
BLOB = table_of(BlobRow)
FACT = table_of(FactRow)
DELIVERY = table_of(DeliveryRow)
ATTEMPT = table_of(AttemptRow)
APPROVAL = table_of(ApprovalRow)
EVENT = table_of(EventRow)
CHANNEL_STATE = table_of(ChannelStateRow)
HOLD = table_of(HoldRow)


READ_OF_DELIVERY = tuple(
    column
    for column in DELIVERY.c
    if column.name not in {"campaign_id", "lease_boot", "owner", "asked", "plan_number"}
)
"""The columns that :func:`campaign.store.rows.delivery_of` reads; the others serve conditions."""

BEYOND_PLAN = -1
"""The plan of a delivery that was on its way when everything was planned last."""


def current_plan(of: FromClause) -> ScalarSelect[int]:
    """Return the number of the last whole plan of the campaign that a row is of."""
    return select(CAMPAIGN.c.plan_number).where(CAMPAIGN.c.id == of.c.campaign_id).scalar_subquery()
