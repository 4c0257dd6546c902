"""The tables of the bot: people, what they said, and what is to be told to them."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint, func, select
from sqlmodel import Field

from campaign.core.attendees import NEWS as OF_NEWS
from campaign.store.columns import (
    Row,
    counted,
    instant,
    no,
    number,
    of_campaign,
    table_of,
    words,
    yes,
)
from campaign.store.conditions import OF_BROADCAST, QUEUED, where


class AttendeeRow(Row, table=True):
    """A person with an own id, whatever they write from."""

    __tablename__ = "attendee"
    id: int | None = number()
    campaign_id: int = of_campaign()
    language: str = words()
    reachable: bool
    created: datetime = instant()


class ContactRow(Row, table=True):
    """A way to reach a person; a Telegram chat belongs to one person."""

    __tablename__ = "contact"
    __table_args__ = (UniqueConstraint("campaign_id", "chat"),)
    id: int | None = number()
    campaign_id: int = of_campaign()
    attendee_id: int = Field(foreign_key="attendee.id", index=True)
    chat: int = Field(sa_type=BigInteger)


class SignUpRow(Row, table=True):
    """A seat on a panel, or a place in the waiting list: those are in the order of ``at``."""

    __tablename__ = "sign_up"
    __table_args__ = (
        UniqueConstraint("campaign_id", "attendee_id", "panel"),
        CheckConstraint("state IN ('seated', 'waiting', 'cancelled')", name="state"),
        Index(None, "campaign_id", "panel", "state", "at"),
    )
    id: int | None = number()
    campaign_id: int = of_campaign()
    attendee_id: int = Field(foreign_key="attendee.id")
    panel: str = words()
    state: str = words()
    at: datetime = instant()


class ConsentRow(Row, table=True):
    """What a person agreed to: purpose, version and hash of the text they saw. Appended: the last
    row of a purpose holds, and one that is not ``given`` ends it.
    """

    __tablename__ = "consent"
    id: int | None = number()
    campaign_id: int = of_campaign()
    attendee_id: int = Field(foreign_key="attendee.id", index=True)
    purpose: str = words()
    version: str = words()
    hash: str = words()
    at: datetime = instant()
    given: bool = yes()


class InboxRow(Row, table=True):
    """An update as it came; ``raw`` is JSON. Handled once ``handled_at`` is set."""

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("campaign_id", "update_id"),
        Index("ix_inbox_pending", "campaign_id", "update_id", **where("handled_at IS NULL")),
    )
    id: int | None = number()
    campaign_id: int = of_campaign()
    update_id: int = Field(sa_type=BigInteger)
    raw: str = words()
    handled_at: datetime | None = instant(null=True)


class OutboxRow(Row, table=True):
    """A message of the bot: queued, taken by a sender, sent, or failed for good.

    ``priority`` is its place in the queue, which rises where an answer waits behind it; ``kind`` is
    the one that it was made with, NULL where an older program made it. ``update_id`` is the update
    that it answers; a notice answers none. One to ``forget`` is gone
    once it is out. ``broadcast_id`` is the broadcast that it is of.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("campaign_id", "dedupe"),
        CheckConstraint("state IN ('queued', 'taken', 'sent', 'failed')", name="state"),
        Index("ix_outbox_next", "campaign_id", "priority", "id", **where(QUEUED)),
        Index("ix_outbox_waiting", "campaign_id", "chat", "id", **where(QUEUED)),
        Index(None, "campaign_id", "chat", "id"),
        Index("ix_outbox_broadcast", "broadcast_id", "state", **where(OF_BROADCAST)),
    )
    id: int | None = number()
    campaign_id: int = of_campaign()
    chat: int = Field(sa_type=BigInteger)
    body: str = words()
    priority: int
    kind: int | None = None
    once: bool
    dedupe: str | None = words(null=True)
    not_before: datetime | None = instant(null=True)
    state: str = words()
    attempts: int
    taken_at: datetime | None = instant(null=True)
    lease_until: float | None = None
    lease_boot: str | None = words(null=True)
    remote_id: str | None = words(null=True)
    words: str | None = words(null=True)
    update_id: int | None = Field(default=None, sa_type=BigInteger)
    forget: bool = no()
    broadcast_id: int | None = None


class BroadcastRow(Row, table=True):
    """What the team wrote to many at once, and who let it out: a draft is confirmed once.

    ``last`` is the highest number that an attendee had then, ``fed`` the one up to which messages
    were queued: whoever goes on goes on there. The counts are those of its end.
    """

    __tablename__ = "broadcast"
    __table_args__ = (UniqueConstraint("campaign_id", "draft"),)
    id: int | None = number()
    campaign_id: int = of_campaign()
    draft: str = words()
    audience: str = words()
    text: str = words()
    marks: str = words()
    by: str = words()
    at: datetime = instant()
    people: int
    last: int
    fed: int = counted()
    stopped_by: str | None = words(null=True)
    ended: datetime | None = instant(null=True)
    sent: int = counted()
    failed: int = counted()
    missed: int = counted()


class ErasureRow(Row, table=True):
    """That somebody was erased, and how much that was: not who. Appended.

    ``mark`` is its own, by which the file beside the ledger and a copy know it; ``attendee`` and
    ``since`` are the number of the row that is gone and when that was made. Without a mark: an
    older program wrote it.
    """

    __tablename__ = "erasure"
    id: int | None = number()
    campaign_id: int = of_campaign()
    at: datetime = instant()
    sign_ups: int
    consents: int
    messages: int
    mark: str | None = words(null=True)
    attendee: int | None = None
    since: datetime | None = instant(null=True)


ATTENDEE = table_of(AttendeeRow)
CONTACT = table_of(ContactRow)
SIGN_UP = table_of(SignUpRow)
CONSENT = table_of(ConsentRow)
INBOX = table_of(InboxRow)
OUTBOX = table_of(OutboxRow)
KIND = func.coalesce(OUTBOX.c.kind, OUTBOX.c.priority).label("kind")
"""What a message was made as, which is not changed by what waits behind it."""
BROADCAST = table_of(BroadcastRow)
ERASURE = table_of(ErasureRow)

_OTHER = CONTACT.alias("other")
FIRST_CONTACT = (
    select(func.min(_OTHER.c.id))
    .where(_OTHER.c.attendee_id == ATTENDEE.c.id)
    .correlate(ATTENDEE)
    .scalar_subquery()
)
"""The contact by which a person is told what they did not ask for, however many they have."""

_SAID = CONSENT.alias("said")
SAID_NEWS = (
    select(_SAID.c.given)
    .where(_SAID.c.attendee_id == ATTENDEE.c.id, _SAID.c.purpose == OF_NEWS)
    .order_by(_SAID.c.id.desc())
    .limit(1)
    .correlate(ATTENDEE)
    .scalar_subquery()
)
"""Whether a person agreed to news, as they said last; nothing where they never said."""
