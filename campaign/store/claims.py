"""Taking deliveries for sending, under a lease: choosing, taking and fencing are one statement.

The update finds the delivery, takes it and raises its fence at once. Its attempt row is
written in the same transaction, so that no byte leaves without one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, func, insert, or_, select, text, update

from campaign.core.addresses import answerable
from campaign.core.deliveries import Receipt, State, idempotency_key
from campaign.core.lateness import LATE
from campaign.core.life import Move
from campaign.ports.claims import Claim, Sought
from campaign.ports.ledger import Stale
from campaign.store.conditions import IN_FLIGHT, one_of
from campaign.store.dialects import in_list
from campaign.store.events import Author, line_of, write_lines
from campaign.store.leases import Count
from campaign.store.revisions import LATEST
from campaign.store.rows import delivery_of
from campaign.store.statements import Statement
from campaign.store.tables import ATTEMPT, CAMPAIGN, DELIVERY, READ_OF_DELIVERY
from campaign.store.turns import HOUR, NEWEST_LATE, ON_TIME, OPEN_THERE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from campaign.core.deliveries import Delivery, Payload
    from campaign.store.leases import Lease

_OF_CAMPAIGN = select(CAMPAIGN).where(CAMPAIGN.c.id == bindparam("campaign"))
_ATTEMPTS = select(ATTEMPT.c.id).where(
    ATTEMPT.c.campaign_id == DELIVERY.c.campaign_id, ATTEMPT.c.delivery_id == DELIVERY.c.id
)
_TRIES = _ATTEMPTS.with_only_columns(func.count()).scalar_subquery()
"""How often a delivery was tried, spent or not."""
_TRIES_NOW = (
    _ATTEMPTS.where(ATTEMPT.c.fence == DELIVERY.c.fence)
    .with_only_columns(func.count())
    .scalar_subquery()
)
"""How often since it was taken. For EXISTS a server without statistics walks all attempts."""
_TAKE = update(DELIVERY).values(
    state=State.SENDING.value,
    fence=DELIVERY.c.fence + 1,
    attempts=DELIVERY.c.attempts + 1,
    lease_until=bindparam("until"),
    lease_boot=bindparam("boot"),
    owner=bindparam("taker"),
)
_TAKE_ON_TIME = Statement(_TAKE.where(DELIVERY.c.id == ON_TIME))
_TAKE_LATE = Statement(_TAKE.where(DELIVERY.c.id == NEWEST_LATE))
_TAKEN = Statement(
    select(
        *READ_OF_DELIVERY,
        *(
            _OF_CAMPAIGN.with_only_columns(column).scalar_subquery().label(f"campaign_{column.key}")
            for column in (CAMPAIGN.c.name, CAMPAIGN.c.read_back_at)
        ),
        _TRIES.label("tries"),
    ).where(
        DELIVERY.c.campaign_id == bindparam("campaign"),
        in_list(DELIVERY.c.channel, "channels"),
        text(IN_FLIGHT),
        DELIVERY.c.lease_until == bindparam("until"),
        _TRIES_NOW == 0,
    )
)
"""What this transaction has taken: no attempt at it is written yet, and its lease begins now."""
_COUNT = Statement(
    update(CAMPAIGN)
    .where(CAMPAIGN.c.id == bindparam("which"))
    .values(claims=CAMPAIGN.c.claims + bindparam("more"))
    .returning(CAMPAIGN.c.claims)
)
_ANSWERED = Statement(
    select(DELIVERY.c.remote_id)
    .where(
        DELIVERY.c.campaign_id == bindparam("campaign"),
        DELIVERY.c.post == bindparam("post"),
        DELIVERY.c.channel == bindparam("channel"),
        DELIVERY.c.part == bindparam("part"),
        text(one_of("state", {State.PUBLISHED, State.REMOVED})),
        DELIVERY.c.remote_id.is_not(None),
    )
    .order_by(DELIVERY.c.generation.desc())
    .limit(1)
)
"""What a part of a thread answers: also where that was taken down since, for what is looked for."""
_KNOWN = Statement(
    select(DELIVERY.c.remote_id, DELIVERY.c.url, DELIVERY.c.published_at).where(
        DELIVERY.c.campaign_id == bindparam("campaign"),
        DELIVERY.c.channel == bindparam("channel"),
        DELIVERY.c.id != bindparam("but"),
        DELIVERY.c.remote_id.is_not(None),
        DELIVERY.c.published_at.is_not(None),
    )
)
_FIRST_TRY = Statement(
    select(func.min(ATTEMPT.c.started_at)).where(
        ATTEMPT.c.campaign_id == bindparam("campaign"),
        ATTEMPT.c.delivery_id == bindparam("delivery"),
        or_(ATTEMPT.c.move.is_(None), ATTEMPT.c.move == Move.LOSE.value),
    )
)
"""When the first try began that may have put the post out: others certainly did not."""
_ATTEMPT = Statement(
    insert(ATTEMPT).values(
        campaign_id=bindparam("campaign"),
        delivery_id=bindparam("delivery"),
        channel=bindparam("channel"),
        number=bindparam("number"),
        fence=bindparam("fence"),
        owner=bindparam("owner"),
        revision=LATEST,
        payload_hash=bindparam("payload_hash"),
        idempotency_key=bindparam("idempotency_key"),
        started_at=bindparam("started_at"),
    )
)
_KEEP = (
    update(DELIVERY)
    .where(
        DELIVERY.c.id == bindparam("which"),
        DELIVERY.c.fence == bindparam("expected"),
        text(IN_FLIGHT),
    )
    .values(lease_until=bindparam("until"), lease_boot=bindparam("boot"))
)
_RENEW = Statement(_KEEP)
_LET_LEAVE = Statement(_KEEP.returning(OPEN_THERE.label("is_open")))


@dataclass(frozen=True, slots=True)
class Wish:
    """Who wants to send now, of which campaign and on which channel, with how many attempts for
    one delivery, how many on the channel within an hour, and for how many seconds at first.
    """

    campaign_id: int
    now: datetime
    owner: str
    channel: str
    cap: int
    per_hour: int
    lease: float


def count_claims(connection: Connection, campaign_id: int, more: int) -> int:
    """Count claims of one transaction with all that there ever were, and return their number."""
    counted: int = _COUNT.value(connection, {"which": campaign_id, "more": more})
    return counted


def take(connection: Connection, wishes: Sequence[Wish]) -> Sequence[Claim | None]:
    """Take for each what may go now and whose turn it is: what is on time, then the newest that is
    late; ``None`` where there is nothing. All are of one campaign, with leases of one length. Of
    several for one channel the first is heard: one is under way there at most.

    The transaction that it is part of is to count what was taken: :func:`count_claims`.
    """
    lease = Count.of(connection).lease(wishes[0].lease)
    asking = {wish.channel: wish for wish in reversed(wishes)}
    rows = _rows(connection, _TAKE_ON_TIME, asking, lease)
    without = {channel: wish for channel, wish in asking.items() if channel not in rows}
    rows |= _rows(connection, _TAKE_LATE, without, lease)
    taken = {channel: _taken(asking[channel], row) for channel, row in rows.items()}
    _note_attempts(connection, [*taken.values()])
    claims = {channel: _claim(connection, one) for channel, one in taken.items()}
    return [claims.get(wish.channel) if wish is asking[wish.channel] else None for wish in wishes]


def _rows(
    connection: Connection, how: Statement, wishes: Mapping[str, Wish], lease: Lease
) -> dict[str, Any]:
    """Take for each channel; return the rows of what was taken, by channel."""
    if not wishes:
        return {}
    asked = [_asked(wish, lease) for wish in wishes.values()]
    values = {"campaign": asked[0]["campaign"], "until": lease.until, "channels": [*wishes]}
    taken = _TAKEN.rows_after(connection, how, asked, values)
    return {row.channel: row for row in taken}


@dataclass(frozen=True, slots=True)
class _Taken:
    """A delivery that was taken, with which try at it this is, and with its key for the network."""

    wish: Wish
    delivery: Delivery
    number: int
    key: str
    read_back_at: datetime | None


def _asked(wish: Wish, lease: Lease) -> dict[str, object]:
    """Return what a wish asks of the statements."""
    return {
        "campaign": wish.campaign_id,
        "now": wish.now,
        "since": wish.now - LATE,
        "of_channel": wish.channel,
        "cap": wish.cap,
        "per_hour": wish.per_hour,
        "hour_ago": wish.now - HOUR,
        "until": lease.until,
        "boot": lease.boot,
        "taker": wish.owner,
    }


def _taken(wish: Wish, row: Any) -> _Taken:
    delivery = delivery_of(row)
    key = idempotency_key(row.campaign_name, delivery.key, delivery.generation)
    return _Taken(wish, delivery, row.tries + 1, key, row.campaign_read_back_at)


def _claim(connection: Connection, taken: _Taken) -> Claim:
    """Return the claim of what was taken, whose attempt is written."""
    wish, delivery, number = taken.wish, taken.delivery, taken.number
    first = wish.now if number == 1 else None
    payload = _as_sent(connection, wish.campaign_id, delivery, first)
    if payload is None:  # the choice demands one
        raise Stale(delivery.id)
    return Claim(delivery, payload, number, delivery.fence, taken.key, taken.read_back_at)


def sought(connection: Connection, campaign_id: int, delivery: Delivery) -> Sought | None:
    """Return what to look for on the network, and which posts there are other deliveries'."""
    payload = _as_sent(connection, campaign_id, delivery)
    if payload is None:
        return None
    values = {"campaign": campaign_id, "channel": delivery.key.channel, "but": delivery.id}
    name = connection.scalars(select(CAMPAIGN.c.name).where(CAMPAIGN.c.id == campaign_id)).one()
    key = idempotency_key(name, delivery.key, delivery.generation)
    known = frozenset(Receipt(*row) for row in _KNOWN.rows(connection, values))
    return Sought(payload, known, key)


def _as_sent(
    connection: Connection, campaign_id: int, delivery: Delivery, first: datetime | None = None
) -> Payload | None:
    """Return what goes out, as an answer to the thread's previous part where there is one, and
    with the time of the first try that may have put it out (``first``, where that is known).
    """
    if delivery.payload is None:
        return None
    tries = {"campaign": campaign_id, "delivery": delivery.id}
    at = first or _FIRST_TRY.value(connection, tries)
    if delivery.key.part == 1:
        return delivery.payload.tried(at, delivery.payload.reply_to)
    post, channel, part = delivery.key.post, delivery.key.channel, delivery.key.part - 1
    answered = {"campaign": campaign_id, "post": post, "channel": channel, "part": part}
    return delivery.payload.tried(at, answerable(_ANSWERED.value(connection, answered)))


def _note_attempts(connection: Connection, taken: Sequence[_Taken]) -> None:
    """Write the attempts, and that they begin."""
    if not taken:
        return
    attempts = [
        {
            "campaign": one.wish.campaign_id,
            "delivery": one.delivery.id,
            "channel": one.delivery.key.channel,
            "number": one.number,
            "fence": one.delivery.fence,
            "owner": one.wish.owner,
            "payload_hash": one.delivery.payload_hash,
            "idempotency_key": one.key,
            "started_at": one.wish.now,
        }
        for one in taken
    ]
    _ATTEMPT.run(connection, *attempts)
    authors = [Author(one.wish.campaign_id, one.wish.now, one.wish.owner) for one in taken]
    lines = [line_of(one.delivery, Move.CLAIM) for one in taken]
    write_lines(connection, [*zip(authors, lines, strict=True)])


def renew(connection: Connection, claim: Claim, lease: Lease) -> bool:
    """Lengthen the lease of a claim that nobody took over."""
    return _RENEW.run(connection, _kept(claim, lease)) == 1


def let_leave(
    connection: Connection, campaign_id: int, claim: Claim, lease: Lease, now: datetime
) -> bool | None:
    """Do the same; tell whether nothing is stopped, ``None`` where somebody took it over."""
    asked = {"campaign": campaign_id, "of_channel": claim.delivery.key.channel, "now": now}
    is_open = _LET_LEAVE.value(connection, {**_kept(claim, lease), **asked})
    return None if is_open is None else bool(is_open)


def _kept(claim: Claim, lease: Lease) -> dict[str, object]:
    values = {"which": claim.delivery.id, "expected": claim.fence}
    return {**values, "until": lease.until, "boot": lease.boot}
