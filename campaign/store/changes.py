"""Writing a whole decision: steps first, so that a key is free for its next generation."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError

from campaign.core.deliveries import Key, State
from campaign.core.life import Move, after
from campaign.ports.ledger import Stale
from campaign.store import rows
from campaign.store.dialects import upsert
from campaign.store.outgoing import queue_messages
from campaign.store.revisions import add_revision
from campaign.store.tables import APPROVAL, BLOB, DELIVERY, EVENT, FACT, HOLD

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from campaign.ports.ledger import Approval, LedgerChange, Step

_AT_ONCE = 10_000
"""Row numbers in one statement; SQLite takes 32,766 values."""

_UNLEASED = {"lease_until": None, "lease_boot": None, "owner": None}
_STANDING = select(
    DELIVERY.c.id,
    DELIVERY.c.post,
    DELIVERY.c.channel,
    DELIVERY.c.part,
    DELIVERY.c.generation,
    DELIVERY.c.state,
    DELIVERY.c.fence,
).where(
    DELIVERY.c.campaign_id == bindparam("campaign"),
    DELIVERY.c.id.in_(bindparam("ids", expanding=True)),
)
_BY_FENCE = update(DELIVERY).where(
    DELIVERY.c.id == bindparam("which"), DELIVERY.c.fence == bindparam("expected")
)
_APPROVED = (
    update(DELIVERY)
    .where(
        DELIVERY.c.campaign_id == bindparam("campaign"),
        DELIVERY.c.post == bindparam("of_post"),
        DELIVERY.c.channel == bindparam("of_channel"),
        DELIVERY.c.part == bindparam("of_part"),
        DELIVERY.c.generation == bindparam("of_generation"),
        DELIVERY.c.payload_hash == bindparam("seen"),
    )
    .values(approved_by=bindparam("who"), fence=DELIVERY.c.fence + 1)
)


@dataclass(frozen=True, slots=True)
class Author:
    """Whose decision it is, in which campaign, and when."""

    campaign_id: int
    at: datetime
    by: str


def check_contents(blobs: Mapping[str, tuple[str, bytes]]) -> None:
    """Refuse bytes under a name that is not their hash; raises ValueError."""
    for sha256, (_, content) in blobs.items():
        if hashlib.sha256(content).hexdigest() != sha256:
            msg = f"the content of {sha256} has another hash"
            raise ValueError(msg)


def write_change(connection: Connection, campaign_id: int, change: LedgerChange) -> None:
    """Write ``change`` within the current transaction.

    Raises:
        Stale: when a fence moved, or the rows do not allow it any more.
    """
    author = Author(campaign_id, change.at, change.by)
    try:
        _write(connection, author, change)
    except IntegrityError as error:
        raise Stale(str(error.orig)) from error


def _write(connection: Connection, author: Author, change: LedgerChange) -> None:
    _add_blobs(connection, author, change.blobs)
    if change.revision_files is not None:
        add_revision(connection, author.campaign_id, change)
    write_steps(connection, author, change.steps)
    _add_deliveries(connection, author, change)
    _approve(connection, author, change.approvals)
    _add_facts(connection, author, change)
    queue_messages(connection, author.campaign_id, change.messages)
    _hold(connection, author, change)


def write_steps(connection: Connection, author: Author, steps: Sequence[Step]) -> None:
    """Move deliveries, each only from the fence that the decision saw; raises Stale."""
    if not steps:
        return
    standing = _standing(connection, author, steps)
    updates: defaultdict[tuple[str, ...], list[dict[str, object]]] = defaultdict(list)
    events: list[dict[str, object]] = []
    for step in steps:
        row = standing[step.delivery]
        columns = _step_columns(row, step)
        updates[tuple(sorted(columns))].append(
            {**columns, "which": row.id, "expected": step.fence},
        )
        events.append(_step_event(author, row, step, str(columns.get("state", row.state))))
    for parameters in updates.values():
        connection.execute(_statement(parameters[0]), parameters)
    connection.execute(insert(EVENT), events)


def _standing(connection: Connection, author: Author, steps: Sequence[Step]) -> dict[int, Row[Any]]:
    """Return the rows of the steps by their number, all at the fence that was seen."""
    standing: dict[int, Row[Any]] = {}
    for ids in _chunks([step.delivery for step in steps]):
        found = connection.execute(_STANDING, {"campaign": author.campaign_id, "ids": ids})
        standing.update((row.id, row) for row in found)
    if len({step.delivery for step in steps}) != len(steps):
        msg = "one change moves a delivery twice"
        raise ValueError(msg)
    for step in steps:
        row = standing.get(step.delivery)
        if row is None or row.fence != step.fence:
            raise Stale(step.delivery)
    return standing


def _chunks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE))


def _statement(parameters: Mapping[str, object]) -> Any:
    columns = {name: bindparam(name) for name in parameters if name not in {"which", "expected"}}
    return _BY_FENCE.values(**columns)


def _step_columns(row: Row[Any], step: Step) -> dict[str, object]:
    columns = {**rows.changed_columns(step.changes), "fence": step.fence + 1}
    if step.reason is not None or step.move is not None:
        columns["reason"] = rows.reason_json(step.reason)
    if step.move is not None:
        columns |= {"state": after(State(row.state), step.move).value, **_UNLEASED}
    if step.move is Move.RETRY:  # a person asked: the attempts are counted anew
        columns["attempts"] = 0
    return columns


def _step_event(author: Author, row: Row[Any], step: Step, state: str) -> dict[str, object]:
    return {
        "campaign_id": author.campaign_id,
        "key": str(Key(row.post, row.channel, row.part)),
        "generation": row.generation,
        "at": author.at,
        "state": state,
        "move": None if step.move is None else step.move.value,
        "reason": rows.reason_json(step.reason),
        "by": author.by if step.by == "pregonero" else step.by,
    }


def _add_deliveries(connection: Connection, author: Author, change: LedgerChange) -> None:
    if not change.insert:
        return
    new = [rows.new_row(delivery, author.campaign_id) for delivery in change.insert]
    connection.execute(insert(DELIVERY), new)
    events = [
        {
            "campaign_id": author.campaign_id,
            "key": str(delivery.key),
            "generation": delivery.generation,
            "at": author.at,
            "state": delivery.state.value,
            "move": None,
            "reason": rows.reason_json(delivery.reason),
            "by": author.by,
        }
        for delivery in change.insert
    ]
    connection.execute(insert(EVENT), events)


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


def _add_blobs(
    connection: Connection, author: Author, blobs: Mapping[str, tuple[str, bytes]]
) -> None:
    if not blobs:
        return
    stored = [
        {
            "campaign_id": author.campaign_id,
            "sha256": sha256,
            "media_type": media_type,
            "size": len(content),
            "content": content,
        }
        for sha256, (media_type, content) in blobs.items()
    ]
    connection.execute(upsert(BLOB).on_conflict_do_nothing(), stored)


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
        }
        for fact in change.facts
    ]
    connection.execute(insert(FACT), stored)


def _hold(connection: Connection, author: Author, change: LedgerChange) -> None:
    """End the hold in force where the decision resumes or holds anew, and begin the new one."""
    if change.resume or change.hold is not None:
        connection.execute(
            update(HOLD)
            .where(HOLD.c.campaign_id == author.campaign_id, HOLD.c.ended_at.is_(None))
            .values(ended_at=author.at, ended_by=author.by),
        )
    if change.hold is not None:
        values = {"reason": change.hold.reason, "by": change.hold.by, "at": change.hold.at}
        connection.execute(insert(HOLD).values(campaign_id=author.campaign_id, **values))
