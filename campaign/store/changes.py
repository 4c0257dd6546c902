"""Writing a whole decision: steps first, so that a key is free for its next generation."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, func, insert, null, select, text, update
from sqlalchemy.exc import IntegrityError

from campaign.core.deliveries import REPLANNABLE, Key, State
from campaign.core.life import Move, after
from campaign.core.reasons import OURSELVES
from campaign.ports.ledger import Stale
from campaign.store import rows
from campaign.store.blobs import add_blobs
from campaign.store.conditions import one_of
from campaign.store.dialects import in_list
from campaign.store.events import Author, Line, write_lines
from campaign.store.outgoing import queue_messages
from campaign.store.revisions import add_revision
from campaign.store.seats import fill_seats
from campaign.store.statements import Statement
from campaign.store.tables import (
    APPROVAL,
    BEYOND_PLAN,
    CAMPAIGN,
    CHANNEL_STATE,
    DELIVERY,
    FACT,
    HOLD,
    current_plan,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from campaign.core.deliveries import Delivery
    from campaign.ports.ledger import Approval, LedgerChange, Step, WholePlan


_MADE_READY = {Move.READY, Move.RETRY}
"""After these only its time keeps a delivery: nothing is missing, or a person wants it to go."""

_UNLEASED = {"lease_until": None, "lease_boot": None, "owner": None}
_STANDING = Statement(
    select(
        DELIVERY.c.id,
        DELIVERY.c.campaign_id,
        DELIVERY.c.post,
        DELIVERY.c.channel,
        DELIVERY.c.part,
        DELIVERY.c.generation,
        DELIVERY.c.state,
        DELIVERY.c.fence,
    ).where(in_list(DELIVERY.c.id, "ids"))  # by nothing else: SQLite would walk the campaign
)
_NEXT_PLAN = (
    update(CAMPAIGN)
    .where(CAMPAIGN.c.id == bindparam("campaign"), CAMPAIGN.c.plan_number == bindparam("after"))
    .values(plan_number=CAMPAIGN.c.plan_number + 1)
)
_COVERED = (
    update(DELIVERY)
    .where(
        DELIVERY.c.campaign_id == bindparam("campaign"),
        DELIVERY.c.id.not_in(bindparam("beyond", expanding=True)),
        text(one_of("state", REPLANNABLE)),
    )
    .values(plan_number=current_plan(DELIVERY))
)
_BEYOND = (
    update(DELIVERY)
    .where(
        DELIVERY.c.campaign_id == bindparam("campaign"),
        DELIVERY.c.id.in_(bindparam("beyond", expanding=True)),
    )
    .values(plan_number=BEYOND_PLAN)
)
_CAUGHT_UP = (
    update(DELIVERY)
    .where(
        DELIVERY.c.campaign_id == bindparam("campaign"),
        DELIVERY.c.plan_number == BEYOND_PLAN,
        DELIVERY.c.id.not_in(bindparam("beyond", expanding=True)),
        text(one_of("state", {State.PUBLISHED})),
    )
    .values(plan_number=current_plan(DELIVERY))
)
_APPROVED = (
    update(DELIVERY)
    .where(
        DELIVERY.c.campaign_id == bindparam("campaign"),
        DELIVERY.c.post == bindparam("of_post"),
        DELIVERY.c.channel == bindparam("of_channel"),
        DELIVERY.c.part == bindparam("of_part"),
        DELIVERY.c.generation == bindparam("of_generation"),
        func.coalesce(DELIVERY.c.payload_hash, DELIVERY.c.inputs) == bindparam("seen"),
    )
    .values(approved_by=bindparam("who"), fence=DELIVERY.c.fence + 1)
)


_ASKED = (
    update(DELIVERY)
    .where(
        DELIVERY.c.campaign_id == bindparam("campaign"),
        DELIVERY.c.id.in_(bindparam("asked_for", expanding=True)),
    )
    .values(asked=1)
)


def write_change(connection: Connection, campaign_id: int, change: LedgerChange) -> None:
    """Write ``change`` within the current transaction.

    Raises:
        Stale: when a fence moved, or the rows do not allow it any more.
        FileChanged: when a blob is not what it was.
    """
    author = Author(campaign_id, change.at, change.by)
    try:
        _write(connection, author, change)
    except IntegrityError as error:
        raise Stale(str(error.orig)) from error


def _write(connection: Connection, author: Author, change: LedgerChange) -> None:
    add_blobs(connection, author.campaign_id, change.blobs)
    if change.revision_files is not None:
        add_revision(connection, author.campaign_id, change)
    write_steps(connection, author, change.steps)
    _add_deliveries(connection, author, change)
    _approve(connection, author, change.approvals)
    _add_facts(connection, author, change)
    queue_messages(connection, author.campaign_id, change.messages)
    _hold(connection, author, change)
    if change.whole is not None:
        _cover(connection, author, change.whole)
    fill_seats(connection, author.campaign_id, change.vacancies)


def _cover(connection: Connection, author: Author, whole: WholePlan) -> None:
    """Number this plan, and note it on everything that it could plan.

    What was on its way keeps its number: it is not sent again before a plan covers it.

    Raises:
        Stale: when everything was planned anew since.
    """
    values = {"campaign": author.campaign_id}
    if connection.execute(_NEXT_PLAN, {**values, "after": whole.after}).rowcount != 1:
        msg = "everything was planned anew meanwhile"
        raise Stale(msg)
    beyond = {**values, "beyond": list(whole.beyond)}
    for statement in (_COVERED, _CAUGHT_UP, _BEYOND):
        connection.execute(statement, beyond)


@dataclass(slots=True)
class _Moving:
    """A delivery on its way through the steps of one change, from the fence where it stood."""

    key: Key
    generation: int
    state: State
    fence: int
    expected: int
    columns: dict[str, object]

    def take(self, step: Step, at: datetime) -> None:
        """Follow one step; raises Stale where it was decided on another state of the row."""
        if step.fence != self.fence:
            raise Stale(step.delivery)
        self.fence += 1
        self.columns |= rows.changed_columns(step.changes)
        if step.move is not None:
            self.state = after(self.state, step.move)
            self.columns |= {"state": self.state.value, **_UNLEASED}
        if step.move is not None or step.reason is not None:
            self.columns["reason"] = rows.reason_json(step.reason)
        if step.move in _MADE_READY:
            self.columns["ready_at"] = at
        if step.move is Move.RETRY:  # a person asked: the attempts are counted anew
            self.columns["attempts"] = 0


def stand_beside(connection: Connection, author: Author, which: Sequence[int]) -> None:
    """Let these generations stand beside another one, as if somebody had asked for them."""
    values = {"campaign": author.campaign_id, "asked_for": [*which]}
    connection.execute(_ASKED, values)


def write_steps(connection: Connection, author: Author, steps: Sequence[Step]) -> None:
    """Move deliveries, each only from the fence that the decision saw; raises Stale.

    Several steps of one delivery follow each other, each with the next fence.
    """
    if steps:
        moving = _standing(connection, author, steps)
        _write_moves(connection, moving, [(author, step) for step in steps])


def write_seen(
    connection: Connection, seen: Iterable[Delivery], steps: Sequence[tuple[Author, Step]]
) -> None:
    """Do the same with steps of whom it may be, where their deliveries have just been read.

    A fence that moved since is noticed all the same.
    """
    moving = {
        one.id: _Moving(one.key, one.generation, one.state, one.fence, one.fence, {})
        for one in seen
    }
    _write_moves(connection, moving, steps)


def _write_moves(
    connection: Connection, moving: Mapping[int, _Moving], steps: Sequence[tuple[Author, Step]]
) -> None:
    lines: list[tuple[Author, Line]] = []
    campaign = steps[0][0].campaign_id
    for author, step in steps:
        if step.delivery not in moving:
            raise Stale(step.delivery)
        one = moving[step.delivery]
        one.take(step, author.at)
        lines.append((author, _line(one, step)))
    updates: defaultdict[frozenset[tuple[str, bool]], list[dict[str, object]]] = defaultdict(list)
    for which, one in moving.items():
        where = {"which": which, "campaign": campaign, "expected": one.expected}
        columns = frozenset((name, value is None) for name, value in one.columns.items())
        updates[columns].append({**one.columns, "to": one.fence, **where})
    for columns, parameters in updates.items():
        if _update_of(columns).run(connection, *parameters) != len(parameters):
            raise Stale(*(one["which"] for one in parameters))
    write_lines(connection, lines)


def _standing(connection: Connection, author: Author, steps: Sequence[Step]) -> dict[int, _Moving]:
    """Return where the deliveries of the steps stand, by their number."""
    ids = list({step.delivery for step in steps})
    found = _STANDING.rows(connection, {"ids": ids})
    return {
        row.id: _Moving(
            Key(row.post, row.channel, row.part),
            row.generation,
            State(row.state),
            row.fence,
            row.fence,
            {},
        )
        for row in found
        if row.campaign_id == author.campaign_id
    }


@cache
def _update_of(columns: frozenset[tuple[str, bool]]) -> Statement:
    """Return the statement that changes these columns of one delivery, and raises its fence.

    A column comes with whether it is emptied: the driver looks long for how to write ``None``.
    """
    values: dict[str, Any] = {
        name: null() if empty else bindparam(name) for name, empty in sorted(columns)
    }
    as_expected = (
        DELIVERY.c.id == bindparam("which"),
        DELIVERY.c.campaign_id + 0 == bindparam("campaign"),  # no index: a new server would walk it
        DELIVERY.c.fence == bindparam("expected"),
    )
    return Statement(update(DELIVERY).where(*as_expected).values(**values, fence=bindparam("to")))


def _line(one: _Moving, step: Step) -> Line:
    return Line(
        one.key,
        one.generation,
        one.state,
        step.move,
        rows.reason_json(step.reason),
        None if step.by == OURSELVES else step.by,
    )


def _add_deliveries(connection: Connection, author: Author, change: LedgerChange) -> None:
    if not change.insert:
        return
    new = [rows.new_row(delivery, author.campaign_id, author.at) for delivery in change.insert]
    connection.execute(insert(DELIVERY), new)
    lines = [
        Line(
            delivery.key,
            delivery.generation,
            delivery.state,
            None,
            rows.reason_json(delivery.reason),
        )
        for delivery in change.insert
    ]
    write_lines(connection, [(author, line) for line in lines])


def _approve(connection: Connection, author: Author, approvals: Sequence[Approval]) -> None:
    """Store approvals and mark what they are for, if it still is what was seen."""
    if not approvals:
        return
    stored = [
        {
            "campaign_id": author.campaign_id,
            "key": approval.key,
            "generation": approval.generation,
            "payload_hash": approval.payload_hash,
            "who": approval.who,
            "role": approval.role,
            "at": approval.at,
        }
        for approval in approvals
    ]
    connection.execute(insert(APPROVAL), stored)
    marked = connection.execute(_APPROVED, list(_marks(author, approvals)))
    if marked.rowcount != len(approvals):
        msg = "what was approved has changed"
        raise Stale(msg)


def _marks(author: Author, approvals: Iterable[Approval]) -> Iterator[dict[str, object]]:
    for approval in approvals:
        key = Key.parse(approval.key)
        yield {
            "campaign": author.campaign_id,
            "of_post": key.post,
            "of_channel": key.channel,
            "of_part": key.part,
            "of_generation": approval.generation,
            "seen": approval.payload_hash,
            "who": approval.who,
        }


def _add_facts(connection: Connection, author: Author, change: LedgerChange) -> None:
    if not change.facts:
        return
    stored = [
        {
            "campaign_id": author.campaign_id,
            "subject": fact.subject,
            "name": fact.name,
            "value": fact.value,
            "at": fact.at,
            "by": fact.by,
            "door": fact.door.value,
            "was": fact.was,
        }
        for fact in change.facts
    ]
    connection.execute(insert(FACT), stored)


def _hold(connection: Connection, author: Author, change: LedgerChange) -> None:
    """End the hold in force where the decision resumes or holds anew, and begin the new one.

    Resuming closes the circuits of the channels too; what a network asked to wait stays.
    """
    if change.resume:
        of_campaign = update(CHANNEL_STATE).where(CHANNEL_STATE.c.campaign_id == author.campaign_id)
        connection.execute(of_campaign.values(stopped=None, words=None))
    if change.resume or change.hold is not None:
        connection.execute(
            update(HOLD)
            .where(HOLD.c.campaign_id == author.campaign_id, HOLD.c.ended_at.is_(None))
            .values(ended_at=author.at, ended_by=author.by),
        )
    if change.hold is not None:
        values = {"reason": change.hold.reason, "by": change.hold.by, "at": change.hold.at}
        connection.execute(insert(HOLD).values(campaign_id=author.campaign_id, **values))
