"""What the ledger says: everything at once, one key's history, the next thing to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, func, or_, select

from campaign.core.deliveries import OPEN, State
from campaign.core.facts import Door, Fact
from campaign.core.reasons import OUT_THOUGH, Reason
from campaign.ports.circuits import ChannelState, Hold
from campaign.ports.history import HistoryLine, TakenDown
from campaign.ports.ledger import Snapshot, Stale
from campaign.store.columns import Instant
from campaign.store.revisions import current_revision
from campaign.store.rows import delivery_of, without_payload
from campaign.store.statements import Statement
from campaign.store.tables import (
    BLOB,
    CAMPAIGN,
    CHANNEL_STATE,
    DELIVERY,
    EVENT,
    FACT,
    HOLD,
    REVISION,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from campaign.core.deliveries import Delivery

_OF_CAMPAIGN: Any = bindparam("campaign")
_SINCE, _UNTIL = (bindparam(name, type_=Instant()) for name in ("since", "until"))
_DELIVERIES = select(DELIVERY).where(DELIVERY.c.campaign_id == _OF_CAMPAIGN).order_by(DELIVERY.c.id)
_STOPPED = select(CHANNEL_STATE.c.channel).where(
    CHANNEL_STATE.c.campaign_id == _OF_CAMPAIGN, CHANNEL_STATE.c.stopped.is_not(None)
)
_OPEN = DELIVERY.c.state.in_(sorted(state.value for state in OPEN))
_UNWANTED = DELIVERY.c.reason.startswith(f'["{OUT_THOUGH}', autoescape=True)
_NEAR = (
    select(*without_payload(DELIVERY))
    .where(
        DELIVERY.c.campaign_id == _OF_CAMPAIGN,
        or_(
            and_(DELIVERY.c.due <= _UNTIL, or_(DELIVERY.c.due >= _SINCE, _OPEN)),
            and_(DELIVERY.c.channel.in_(_STOPPED), _OPEN),
            and_(DELIVERY.c.state == State.PUBLISHED.value, _UNWANTED),
            and_(DELIVERY.c.state == State.EXPIRED.value, DELIVERY.c.expires >= _SINCE),
            and_(DELIVERY.c.state == State.REFUSED.value, DELIVERY.c.ready_at >= _SINCE),
        ),
    )
    .order_by(DELIVERY.c.id)
)
_FACTS = select(FACT).where(FACT.c.campaign_id == _OF_CAMPAIGN).order_by(FACT.c.id)
_HOLD = Statement(
    select(HOLD.c.reason, HOLD.c.by, HOLD.c.at).where(
        HOLD.c.campaign_id == _OF_CAMPAIGN, HOLD.c.ended_at.is_(None)
    )
)
_DELIVERY = Statement(
    select(DELIVERY).where(
        DELIVERY.c.campaign_id == _OF_CAMPAIGN, DELIVERY.c.id == bindparam("of_id")
    )
)
_CHANNELS = select(CHANNEL_STATE).where(CHANNEL_STATE.c.campaign_id == _OF_CAMPAIGN)
_BY_ID = select(DELIVERY).where(
    DELIVERY.c.campaign_id == _OF_CAMPAIGN,
    DELIVERY.c.id.in_(bindparam("ids", expanding=True)),
)
_STANDING = select(
    CAMPAIGN.c.trusted, CAMPAIGN.c.claims, CAMPAIGN.c.plan_number, CAMPAIGN.c.unread
).where(CAMPAIGN.c.id == _OF_CAMPAIGN)
_MARK = Statement(
    select(
        select(func.max(REVISION.c.number))
        .where(REVISION.c.campaign_id == _OF_CAMPAIGN)
        .scalar_subquery()
        .label("revision"),
        select(func.count(FACT.c.id))
        .where(FACT.c.campaign_id == _OF_CAMPAIGN)
        .scalar_subquery()
        .label("facts"),
    ),
)
_HISTORY = (
    select(EVENT)
    .where(EVENT.c.campaign_id == _OF_CAMPAIGN, EVENT.c.key == bindparam("of_key"))
    .order_by(EVENT.c.id)
)
_BLOB = select(BLOB.c.content).where(
    BLOB.c.campaign_id == _OF_CAMPAIGN, BLOB.c.sha256 == bindparam("of_hash")
)


def snapshot(connection: Connection, campaign_id: int) -> Snapshot:
    """Return everything that planning and status need, of one instant."""
    of = {"campaign": campaign_id}
    facts = (
        Fact(row.subject, row.name, row.value, row.at, row.by, Door(row.door), row.was)
        for row in connection.execute(_FACTS, of)
    )
    return _snapshot(connection, campaign_id, connection.execute(_DELIVERIES, of), tuple(facts))


def near(connection: Connection, campaign_id: int, since: datetime, until: datetime) -> Snapshot:
    """Return the same of what is due about now or has just expired, waits for a stopped channel, is
    out unwanted, or came ready late and was refused.
    """
    values = {"campaign": campaign_id, "since": since, "until": until}
    return _snapshot(connection, campaign_id, connection.execute(_NEAR, values), ())


def _snapshot(
    connection: Connection,
    campaign_id: int,
    deliveries: Iterable[Row[Any]],
    facts: tuple[Fact, ...],
) -> Snapshot:
    of = {"campaign": campaign_id}
    standing = connection.execute(_STANDING, of).one()
    return Snapshot(
        revision=current_revision(connection, campaign_id),
        deliveries=tuple(map(delivery_of, deliveries)),
        facts=facts,
        hold=hold(connection, campaign_id),
        channels={
            row.channel: ChannelState(
                row.channel, row.stopped, row.words, row.hold_until, row.stops
            )
            for row in connection.execute(_CHANNELS, of)
        },
        trusted=bool(standing.trusted),
        forgetful=standing.claims > 0 and not standing.trusted,
        plan=standing.plan_number,
        unread=frozenset(standing.unread.split()),
    )


def delivery(connection: Connection, campaign_id: int, number: int) -> Delivery | None:
    """Return one delivery, ``None`` where there is none of this campaign with its number."""
    row = _DELIVERY.row(connection, {"campaign": campaign_id, "of_id": number})
    return None if row is None else delivery_of(row)


def hold(connection: Connection, campaign_id: int) -> Hold | None:
    """Return why everything is held now, if it is."""
    row = _HOLD.row(connection, {"campaign": campaign_id})
    return None if row is None else Hold(row.reason, row.by, row.at)


def receipts(
    connection: Connection, campaign_id: int, deliveries: Sequence[int]
) -> Sequence[TakenDown]:
    """Return what is out of these deliveries, with its proof."""
    values = {"campaign": campaign_id, "ids": list(deliveries)}
    found = (delivery_of(row) for row in connection.execute(_BY_ID, values))
    return [TakenDown(d.key, d.generation, d.receipt) for d in found if d.receipt is not None]


def is_trusted(connection: Connection, campaign_id: int) -> bool:
    """Tell whether the ledger may publish."""
    return bool(connection.execute(_STANDING, {"campaign": campaign_id}).one().trusted)


def mark(connection: Connection, campaign_id: int) -> tuple[int, int]:
    """Return the revision's number (0 for none) and how many facts there are."""
    row = _MARK.row(connection, {"campaign": campaign_id})
    return row.revision or 0, row.facts


def check_mark(connection: Connection, campaign_id: int, known: tuple[int, int] | None) -> None:
    """Let go on what was decided from a campaign that is as it was.

    Raises:
        Stale: when something was loaded or entered since.
    """
    if known is not None and mark(connection, campaign_id) != known:
        raise Stale


def history(connection: Connection, campaign_id: int, key: str) -> Sequence[HistoryLine]:
    """Return the lines of a key, oldest first."""
    return [
        HistoryLine(
            at=row.at,
            generation=row.generation,
            state=State(row.state),
            move=row.move,
            reason=None if row.reason is None else Reason.from_json(row.reason),
            by=row.by,
        )
        for row in connection.execute(_HISTORY, {"campaign": campaign_id, "of_key": key})
    ]


def blob(connection: Connection, campaign_id: int, sha256: str) -> bytes:
    """Return stored bytes; raises KeyError."""
    content = connection.scalar(_BLOB, {"campaign": campaign_id, "of_hash": sha256})
    if content is None:
        raise KeyError(sha256)
    return bytes(content)
