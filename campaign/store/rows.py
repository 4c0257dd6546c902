"""From rows of the tables to the values of the core, and back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import null

from campaign.core.deliveries import Delivery, Key, Late, Payload, Receipt, State, Wait, WaitKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, FromClause, Row

    from campaign.core.reasons import Reason
    from campaign.ports.ledger import NewDelivery


def without_payload(of: FromClause) -> Iterator[ColumnElement[Any]]:
    """Yield the columns of a delivery without the most of a row, for who asks when and where."""
    for column in of.c:
        yield null().label(column.name) if column.name == "payload" else column


def delivery_of(row: Row[Any]) -> Delivery:
    """Return the delivery of a whole row of the table."""
    return Delivery(
        id=row.id,
        key=Key(row.post, row.channel, row.part),
        generation=row.generation,
        entry=row.entry,
        title=row.title,
        subject=row.subject,
        state=State(row.state),
        due=row.due,
        local=row.local,
        expires=row.expires,
        payload=None if row.payload is None else Payload.from_json(row.payload),
        payload_hash=row.payload_hash,
        inputs=row.inputs,
        waits=() if row.waits == "[]" else _waits_of(row.waits),
        approver=row.approver,
        approved_by=row.approved_by,
        reason=row.reason,
        fence=row.fence,
        attempts=row.attempts,
        not_before=row.not_before,
        lease_until=row.lease_until,
        receipt=_receipt_of(row.remote_id, row.url, row.published_at),
        late=Late(row.late),
        files=() if row.files == "[]" else tuple(json.loads(row.files)),
        ready_at=row.ready_at,
        countdown=row.countdown,
    )


def new_row(new: NewDelivery, campaign_id: int, at: datetime) -> dict[str, object]:
    """Return the row of a generation that is new, made at ``at``."""
    return {
        "campaign_id": campaign_id,
        "post": new.key.post,
        "channel": new.key.channel,
        "part": new.key.part,
        "generation": new.generation,
        "entry": new.entry,
        "title": new.title,
        "subject": new.subject,
        "state": new.state.value,
        "due": new.due,
        "local": new.local,
        "expires": new.expires,
        "countdown": new.countdown,
        **_payload_columns(new.payload),
        "inputs": new.inputs,
        "waits": _waits_json(new.waits),
        "approver": new.approver,
        "approved_by": new.approved_by,
        "reason": reason_json(new.reason),
        "fence": 1,
        "attempts": 0,
        "late": new.late.value,
        "files": json.dumps(new.files),
        "asked": int(new.asked),
        "ready_at": at if new.state is State.PLANNED else None,
    }


def changed_columns(changes: Mapping[str, object]) -> dict[str, object]:
    """Return the columns behind the changes of a step.

    Raises:
        ValueError: for a change that a delivery does not have.
    """
    columns: dict[str, object] = {}
    for name, value in changes.items():
        if name in _PLAIN:
            columns[name] = value
        elif name in _MADE:
            columns.update(_MADE[name](value))
        else:
            msg = f"a step cannot change {name!r}"
            raise ValueError(msg)
    return columns


def reason_json(reason: Reason | None) -> str | None:
    """Return a reason as stored text."""
    return None if reason is None else reason.to_json()


def _waits_of(raw: str) -> tuple[Wait, ...]:
    return tuple(Wait(WaitKind(kind), what) for kind, what in json.loads(raw))


def _waits_json(waits: Sequence[Wait]) -> str:
    return json.dumps([[wait.kind.value, wait.what] for wait in waits], ensure_ascii=False)


def _receipt_of(remote_id: str | None, url: str | None, at: datetime | None) -> Receipt | None:
    return None if remote_id is None or at is None else Receipt(remote_id, url, at)


def _payload_columns(payload: Payload | None) -> dict[str, object]:
    if payload is None:
        return {"payload": None, "payload_hash": None}
    return {"payload": payload.to_json(), "payload_hash": payload.hash}


def _receipt_columns(receipt: Receipt | None) -> dict[str, object]:
    if receipt is None:
        return {"remote_id": None, "url": None, "published_at": None}
    return {"remote_id": receipt.remote_id, "url": receipt.url, "published_at": receipt.at}


_PLAIN = frozenset(
    {
        "due",
        "local",
        "expires",
        "inputs",
        "approver",
        "approved_by",
        "title",
        "not_before",
        "ready_at",
        "countdown",
        "late",
        "asked",
    },
)
_MADE: dict[str, Callable[[Any], dict[str, object]]] = {
    "payload": _payload_columns,
    "receipt": _receipt_columns,
    "waits": lambda waits: {"waits": _waits_json(waits)},
    "files": lambda files: {"files": json.dumps(list(files))},
}
