"""How things stand: what needs somebody, is late, lacks something past its time, comes next, is
held, waits or lapsed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.core.deliveries import State, WaitKind
from campaign.core.lateness import goes_at_once, has_lapsed, overdue

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from campaign.core.deliveries import Delivery
    from campaign.ports.ledger import Snapshot

ATTENTION = (State.UNKNOWN, State.NEEDS_PERSON, State.PAUSED, State.REFUSED)
"""States in which a person has to do something."""


def groups_of(newest: Sequence[Delivery], now: datetime) -> Mapping[str, list[Delivery]]:
    """Return the generations that count in groups, each in the order of its times; of what lacks
    something past its time, what an approval alone lets out comes first.
    """
    waiting = _lasting(newest, State.WAITING, now)
    behind = [d for d in waiting if d.due is not None and d.due < now]
    groups = {
        "needs": [d for d in newest if d.state in ATTENTION],
        "late": overdue(newest, now),
        "behind": behind,
        "next": [d for d in newest if _is_to_come(d, now) or goes_at_once(d, now)],
        "lapsed": [d for d in newest if has_lapsed(d, now)],
        "held": _lasting(newest, State.HELD, now),
        "waiting": [d for d in waiting if d.due is None or d.due >= now],
    }
    sorted_groups = {name: sorted(those, key=by_date) for name, those in groups.items()}
    sorted_groups["behind"].sort(key=lambda one: not _lacks_approval_alone(one))
    return sorted_groups


def next_going(snapshot: Snapshot, now: datetime) -> datetime | None:
    """Return when the next planned post is due (UTC), ``None`` where none is."""
    going = (one.due for one in snapshot.deliveries if _is_to_come(one, now) and one.due)
    return min(going, default=None)


def by_date(one: Delivery) -> tuple[bool, str]:
    """Return what puts deliveries into the order of their times, undated ones last."""
    return one.due is None, one.due.isoformat() if one.due else ""


def _lacks_approval_alone(one: Delivery) -> bool:
    return all(wait.kind is WaitKind.APPROVAL for wait in one.waits)


def _is_to_come(one: Delivery, now: datetime) -> bool:
    return one.state is State.PLANNED and one.due is not None and one.due >= now


def _lasting(newest: Sequence[Delivery], state: State, now: datetime) -> list[Delivery]:
    return [d for d in newest if d.state is state and not has_lapsed(d, now)]
