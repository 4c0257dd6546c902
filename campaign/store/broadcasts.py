"""Broadcasts of the team: confirmed once, queued a little ahead of the sender, ended, counted."""

from __future__ import annotations

from dataclasses import asdict, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, case, delete, exists, func, select, update

from campaign.core.attendees import Attendee
from campaign.ports.broadcasts import Broadcast, Confirmed, Tally
from campaign.store.broadcast_reach import next_people, reach_of
from campaign.store.columns import Instant
from campaign.store.dialects import upsert
from campaign.store.leases import Count
from campaign.store.outgoing import is_abandoned, queue_messages
from campaign.store.part import Part
from campaign.store.tables import HOLD
from campaign.store.tables_people import ATTENDEE, BROADCAST, CONTACT, OUTBOX

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Select

    from campaign.ports.broadcasts import Reach
    from campaign.ports.messages import Message

    Make = Callable[[Broadcast, Attendee], Message]
    Tell = Callable[[Broadcast, Sequence[int]], Sequence[Message]]

_CAMPAIGN: Any = bindparam("campaign")
_SINCE: Any = bindparam("since", type_=Instant())
_ONES = select(BROADCAST).where(BROADCAST.c.campaign_id == _CAMPAIGN).order_by(BROADCAST.c.id)
_ONE = _ONES.where(BROADCAST.c.id == bindparam("number"))
_DRAFT = _ONES.where(BROADCAST.c.draft == bindparam("draft"))
_GOING = _ONES.where(BROADCAST.c.ended.is_(None))
_RECENT = _ONES.where(func.coalesce(BROADCAST.c.ended, _SINCE) >= _SINCE, BROADCAST.c.text != "")
_HELD = select(exists().where(HOLD.c.campaign_id == _CAMPAIGN, HOLD.c.ended_at.is_(None)))
_LAST = select(func.max(ATTENDEE.c.id)).where(ATTENDEE.c.campaign_id == _CAMPAIGN)
_OF_IT = OUTBOX.c.broadcast_id == bindparam("number")
_WHAT_BECAME = case((is_abandoned(OUTBOX), "missed"), else_=OUTBOX.c.state).label("became")
_TALLY = select(_WHAT_BECAME, func.count().label("messages")).where(_OF_IT).group_by(_WHAT_BECAME)
_QUEUED = select(func.count()).where(_OF_IT, OUTBOX.c.state == "queued")
_MISSED = (
    select(CONTACT.c.attendee_id)
    .select_from(OUTBOX)
    .join(CONTACT, CONTACT.c.chat == OUTBOX.c.chat)
    .where(CONTACT.c.campaign_id == _CAMPAIGN, _OF_IT, is_abandoned(OUTBOX))
    .order_by(CONTACT.c.attendee_id)
)


class BroadcastRows(Part):
    """The rows of broadcasts; see :class:`campaign.ports.broadcasts.Broadcasts`."""

    async def reach(self, audience: str) -> Reach:
        """Return how many people an audience is now."""
        return await self._read(partial(reach_of, audience=audience))

    async def confirm(self, confirmed: Confirmed) -> tuple[Broadcast, bool]:
        """Begin a broadcast; return it, and whether that is new."""
        people = (await self.reach(confirmed.audience)).people  # takes too long for who also writes
        return await self._write(partial(_confirm, confirmed=confirmed, people=people))

    async def discard(self, confirmed: Confirmed) -> tuple[Broadcast, bool]:
        """Note that a draft is not to go out; return what became of it, and whether that is new."""
        return await self._write(partial(_discard, confirmed=confirmed))

    async def drafted(self, draft: str) -> Broadcast | None:
        """Return what became of a draft; ``None`` as long as nobody decided."""
        return await self._one(_DRAFT, draft=draft)

    async def broadcast(self, number: int) -> Broadcast | None:
        """Return one broadcast."""
        return await self._one(_ONE, number=number)

    async def _one(self, statement: Select[Any], **which: object) -> Broadcast | None:
        def read(connection: Connection, campaign: int) -> Broadcast | None:
            row = connection.execute(statement, {"campaign": campaign, **which}).first()
            return None if row is None else _broadcast(connection, row)

        return await self._read(read)

    async def broadcasts(self, *, since: datetime) -> Sequence[Broadcast]:
        """Return those that are not over, and those that ended since, oldest first."""

        def read(connection: Connection, campaign: int) -> Sequence[Broadcast]:
            rows = connection.execute(_RECENT, {"campaign": campaign, "since": since}).all()
            return [_broadcast(connection, row) for row in rows]

        return await self._read(read)

    async def feed(self, make: Make, few: int, many: int) -> bool:
        """Queue the next messages; tell whether there were any."""

        def is_to_feed(connection: Connection, campaign: int) -> bool:
            return bool(_to_feed(connection, campaign, few))

        def feed(connection: Connection, campaign: int) -> bool:
            rows = _to_feed(connection, campaign, few)
            fed = [_feed(connection, campaign, row, (make, many)) for row in rows]
            return any(fed)

        return await self._read(is_to_feed) and await self._write(feed)

    async def stop(self, number: int, by: str) -> bool:
        """Stop a broadcast: what waits is not sent. ``False`` where it had ended or stopped."""
        return await self._write(partial(_stop, number=number, by=by))

    async def end(self, number: int, at: datetime, tell: Tell) -> bool:
        """End a broadcast of which nothing waits any more, and tell of it in the same breath."""
        return await self._write(partial(_end, number=number, at=at, tell=tell))


def _confirm(
    connection: Connection, campaign_id: int, confirmed: Confirmed, people: int
) -> tuple[Broadcast, bool]:
    last = connection.scalar(_LAST, {"campaign": campaign_id}) or 0
    return _decide(connection, campaign_id, confirmed, {"people": people, "last": last})


def _discard(
    connection: Connection, campaign_id: int, confirmed: Confirmed
) -> tuple[Broadcast, bool]:
    """Keep that nobody is to send it, without what was written."""
    nothing = replace(confirmed, text="", marks="[]")
    ended = {"people": 0, "last": 0, "stopped_by": confirmed.by, "ended": confirmed.at}
    return _decide(connection, campaign_id, nothing, ended)


def _decide(
    connection: Connection, campaign_id: int, confirmed: Confirmed, decided: dict[str, Any]
) -> tuple[Broadcast, bool]:
    """Write what was decided on a draft; what was decided before stands."""
    row = upsert(BROADCAST).values(campaign_id=campaign_id, **asdict(confirmed), **decided)
    made = row.on_conflict_do_nothing().returning(BROADCAST.c.id)
    new = connection.execute(made).first() is not None
    values = {"campaign": campaign_id, "draft": confirmed.draft}
    return _broadcast(connection, connection.execute(_DRAFT, values).one()), new


def _to_feed(connection: Connection, campaign_id: int, few: int) -> Sequence[Any]:
    """Return the broadcasts of which more is to be queued; none while everything is held."""
    rows = connection.execute(_GOING, {"campaign": campaign_id}).all()
    hungry = [row for row in rows if row.stopped_by is None and row.fed < row.last]
    if not hungry or connection.scalar(_HELD, {"campaign": campaign_id}):
        return []
    return [r for r in hungry if (connection.scalar(_QUEUED, {"number": r.id}) or 0) < few]


def _feed(connection: Connection, campaign_id: int, row: Any, how: tuple[Make, int]) -> bool:
    """Queue the next messages of a broadcast, and note how far that went, in one transaction."""
    make, many = how
    span = (row.fed, row.last)
    people = next_people(connection, campaign_id, row.audience, span, many)
    one = _broadcast(connection, row)
    told = [make(one, Attendee(who.id, who.chat, who.language)) for who in people]
    queue_messages(connection, campaign_id, told)
    fed = people[-1].id if len(people) == many else row.last
    connection.execute(update(BROADCAST).where(BROADCAST.c.id == row.id).values(fed=fed))
    return bool(people)


def _stop(connection: Connection, campaign_id: int, number: int, by: str) -> bool:
    going = update(BROADCAST).where(
        BROADCAST.c.campaign_id == campaign_id,
        BROADCAST.c.id == number,
        BROADCAST.c.stopped_by.is_(None),
        BROADCAST.c.ended.is_(None),
    )
    if not connection.execute(going.values(stopped_by=by)).rowcount:
        return False
    waiting = delete(OUTBOX).where(_OF_IT, OUTBOX.c.state == "queued")
    connection.execute(waiting, {"number": number})
    return True


def _end(connection: Connection, campaign_id: int, number: int, at: datetime, tell: Tell) -> bool:
    values = {"campaign": campaign_id, "number": number}
    row = connection.execute(_ONE, values).first()
    if row is None or row.ended is not None:
        return False
    one = _broadcast(connection, row)
    if one.tally.waiting or (row.fed < row.last and row.stopped_by is None):
        return False
    tally = one.tally
    ended = {"ended": at, "sent": tally.sent, "failed": tally.failed, "missed": tally.missed}
    connection.execute(update(BROADCAST).where(BROADCAST.c.id == number).values(ended))
    now = {**values, **Count.of(connection).values}
    missed = list(connection.scalars(_MISSED, now))
    queue_messages(connection, campaign_id, tell(one, missed))
    return True


def _broadcast(connection: Connection, row: Any) -> Broadcast:
    return Broadcast(
        row.id,
        Confirmed(row.draft, row.audience, row.text, row.marks, row.by, row.at),
        row.people,
        _tally(connection, row),
        row.stopped_by,
        row.ended,
    )


def _tally(connection: Connection, row: Any) -> Tally:
    """Return the counts: as they are now, or those of the end, as messages go with their time."""
    if row.ended is not None:
        return Tally(row.sent, row.failed, row.missed)
    values = {"number": row.id, **Count.of(connection).values}
    found = {one.became: one.messages for one in connection.execute(_TALLY, values)}
    waiting = found.get("queued", 0) + found.get("taken", 0)
    return Tally(found.get("sent", 0), found.get("failed", 0), found.get("missed", 0), waiting)
