"""``plan``: what loading would change, against what the ledger has."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from campaign.core.calendar import CORRECTION
from campaign.core.card_inputs import same_inputs
from campaign.core.deliveries import REPLANNABLE, Delivery, Key, State, Wait, WaitKind
from campaign.core.generations import counting, latest
from campaign.core.kept_back import held_for, with_hold
from campaign.core.lateness import GONE_BY, is_over
from campaign.core.proofs import begun_otherwise, begun_threads
from campaign.core.reasons import THREAD_BEGUN, WITHDRAWN, Reason, because
from campaign.core.when import Anchor
from campaign.services.coming_again import may_come_again, stays_broken_off, was_withdrawn

if TYPE_CHECKING:
    from collections.abc import Container, Mapping, Sequence
    from datetime import datetime

    from campaign.core.settings import Campaign
    from campaign.ports.ledger import Snapshot
    from campaign.services.drafting import Prepared

PAST_WHEN_LOADED = "past-when-loaded"
NO_TIME = "no-time"
PAST_WHEN_MOVED = "past-when-moved"
"""Reasons: its time was over when it was first loaded, or is since it was moved."""

_PAST = (State.EXPIRED, because(PAST_WHEN_LOADED))
_MOVED_BACK = (State.EXPIRED, because(PAST_WHEN_MOVED))
_HAPPENED = frozenset({Anchor.STARTED, Anchor.ENDED})


class Change(StrEnum):
    """What loading does to a delivery."""

    ADDED = "added"
    UNCHANGED = "unchanged"
    FILLED = "filled"
    LACKING = "lacking"
    MOVED = "moved"
    DEADLINE = "deadline"
    CHANGED = "changed"
    RENAMED = "renamed"
    WITHDRAWN = "withdrawn"
    STOPPED = "stopped"


_MADE_ANEW = frozenset(
    {Change.CHANGED, Change.MOVED, Change.DEADLINE, Change.LACKING, Change.FILLED}
)
"""Changes after which what was approved need not be what goes out."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the plan.

    ``item`` is what the calendar wants (``None`` when it wants it no more), ``delivery``
    the generation in the ledger that counts, or the last where there is to be another; ``state``,
    ``waits`` and ``reason`` hold after loading. ``beside_published`` is true where an earlier one
    is out: of a correction, or of what a person was asked about. ``next_generation`` is the number
    that another one would have.
    """

    key: Key
    item: Prepared | None
    delivery: Delivery | None
    change: Change
    state: State
    waits: tuple[Wait, ...] = ()
    reason: Reason | None = None
    approver: str | None = None
    approved_by: str | None = None
    beside_published: bool = False
    next_generation: int = 1

    @property
    def opens_generation(self) -> bool:
        """Tell whether loading writes a new row for this key."""
        if self.change is Change.ADDED:
            return True
        had = self.delivery is not None and self.delivery.payload is not None
        return self.change is Change.CHANGED and had

    @property
    def is_over(self) -> bool:
        """Tell whether loading cannot change what it is any more: it is out, or never will be."""
        same = self.change in {Change.UNCHANGED, Change.RENAMED}
        return same and self.delivery is not None and self.delivery.state not in REPLANNABLE

    @property
    def loses_approval(self) -> str | None:
        """Return who approved what is loaded, where loading asks for an approval anew."""
        old = self.delivery
        if old is None or self.approved_by or self.approver is None:
            return None
        anew = self.change in _MADE_ANEW and self.state in {State.WAITING, State.HELD}
        return old.approved_by if anew else None

    @property
    def title(self) -> str:
        """Return what the team calls it."""
        if self.item is not None:
            return self.item.entry.title or self.item.entry.id
        return self.delivery.title if self.delivery else ""


@dataclass(frozen=True, slots=True)
class Plan:
    """Every delivery with what loading does to it, in calendar order, withdrawn ones last; what
    stays loaded though the calendar says it with an error is unchanged, without an ``item``.
    """

    rows: tuple[Row, ...]

    def count(self, change: Change) -> int:
        """Return how many deliveries loading changes so."""
        return sum(row.change is change for row in self.rows)

    @property
    def brings_nothing(self) -> bool:
        """Tell whether there is nothing to load: no post that can be read, none to withdraw."""
        return all(row.item is None and row.change is Change.UNCHANGED for row in self.rows)

    @property
    def touched(self) -> tuple[Row, ...]:
        """Return the rows that loading changes."""
        return tuple(row for row in self.rows if row.change is not Change.UNCHANGED)


class Planner:
    """Compares what the calendar wants with the ledger. ``now`` is in UTC.

    ``faulty`` maps posts with an error to its code.
    """

    def __init__(
        self,
        campaign: Campaign,
        now: datetime,
        faulty: Mapping[str, str] | None = None,
    ) -> None:
        self.campaign = campaign
        self.now = now
        self.faulty = faulty or {}
        self._missed: frozenset[tuple[Key, datetime | None]] = frozenset()

    def plan(
        self,
        items: Sequence[Prepared],
        snapshot: Snapshot | None,
        in_force: frozenset[str] | None = frozenset(),
    ) -> Plan:
        """Return the plan.

        What the calendar no longer has is withdrawn, but for the entries ``in_force``:
        those have errors, and what is loaded of them stays (``None``: of all).
        """
        known = snapshot.deliveries if snapshot else ()
        newest, last = counting(known), latest(known)
        self._missed = frozenset((old.key, old.due) for old in known if _was_past(old))
        begun, otherwise = begun_threads(newest.values()), begun_otherwise(known)
        out = {d.key for d in known if d.state is State.PUBLISHED}
        found = (self._row(item, newest.get(item.key), last.get(item.key)) for item in items)
        rows = _unbroken([row for row in found if row is not None])
        rows = [_asked(row, otherwise) if row.key.thread in begun else row for row in rows]
        rows = [
            replace(row, beside_published=row.key in out, next_generation=old.generation + 1)
            if (old := last.get(row.key))
            else row
            for row in rows
        ]
        wanted = {item.key for item in items}
        told = {row.key for row in rows}
        rows.extend(
            _kept(old)
            for old in newest.values()
            if old.key not in told and _stays(old, wanted, in_force)
        )
        gone = [old for key, old in newest.items() if key not in wanted]
        rows.extend(_withdrawn(old) for old in gone if _goes(old, in_force))
        return Plan(tuple(rows))

    def _row(self, item: Prepared, old: Delivery | None, last: Delivery | None) -> Row | None:
        fault = self.faulty.get(item.draft.post)
        if fault is not None:
            return self._stopped(item, old, fault)
        approver = self.campaign.approver(item.entry.id)
        if old is None or last is None:
            return self._added(item, None, approver)
        if old.state in REPLANNABLE:
            return self._replanned(item, old, approver)
        if all(may_come_again(item, one, self.now) for one in (old, last)):
            return self._added(item, last, approver)
        return _left(item, old, approver)

    def _stopped(self, item: Prepared, old: Delivery | None, fault: str) -> Row | None:
        """A post with an error: not loaded anew; if it is loaded and has changed, it waits."""
        if old is None or old.state not in REPLANNABLE:
            return None
        if self._change(item, old, old.waits) in {Change.UNCHANGED, Change.RENAMED}:
            return None
        row = stopped(item, old, fault)
        return row if set(row.waits) != set(old.waits) else None

    def _added(self, item: Prepared, old: Delivery | None, approver: str | None) -> Row:
        waits = _with_approval(item.waits, approver)
        due, expires = item.draft.due, item.draft.expires
        over = is_over(expires, self.now)
        anew = old is None or was_withdrawn(old)  # put back, it is as new as on its first day
        past = due is not None and due.utc < self.now and anew
        state, reason = _PAST if over or past else _waiting_or_planned(item, waits)
        kept = waits if state is State.WAITING else ()
        held = held_for(old) if old else None
        if held is not None and state is not State.EXPIRED:
            state, reason, kept = State.HELD, held, waits
        return Row(item.key, item, old, Change.ADDED, state, kept, reason, approver)

    def _replanned(self, item: Prepared, old: Delivery, approver: str | None) -> Row:
        approved = old.approved_by if _same_to_approve(item, old) else None
        waits = _with_approval(item.waits, None if approved else approver)
        change = self._change(item, old, waits)
        state, reason = _waiting_or_planned(item, waits)
        anew = change is Change.CHANGED and old.payload is not None
        tried = old.state in {State.RETRY, State.PAUSED} and not anew
        if old.state is State.HELD or (tried and not waits):
            state = old.state
            reason = Reason.from_json(old.reason) if old.reason else None
        if old.state is not State.HELD and self._gone_by(item, old):
            (state, reason), waits = _MOVED_BACK, ()
        return Row(item.key, item, old, change, state, waits, reason, approver, approved)

    def _gone_by(self, item: Prepared, old: Delivery) -> bool:
        """Tell whether a move put a post into the past, where it is of no use any more.

        A little late it still goes out, if it did not miss that very moment before; and what
        is counted from what has happened is late because that became known late.
        """
        due, expires = item.draft.due, item.draft.expires
        if expires != old.expires and is_over(expires, self.now):
            return True
        if due is None or due.utc == old.due or due.utc >= self.now:
            return False
        if (item.key, due.utc) in self._missed:
            return True
        if item.entry.when.anchor in _HAPPENED or old.due is None or old.due < self.now:
            return False
        return self.now - due.utc > GONE_BY

    def _change(self, item: Prepared, old: Delivery, waits: tuple[Wait, ...]) -> Change:
        had, has = old.payload is not None, item.text is not None
        if had and (not has or not same_inputs(item.inputs, old.inputs)):
            return Change.CHANGED
        if has and not had:
            return Change.FILLED
        return self._small_change(item, old, waits)

    def _small_change(self, item: Prepared, old: Delivery, waits: tuple[Wait, ...]) -> Change:
        due = item.draft.due.utc if item.draft.due else None
        if due != old.due:
            return Change.MOVED
        if item.draft.expires != old.expires:
            return Change.DEADLINE
        if set(waits) != set(old.waits):
            return Change.FILLED if set(waits) < set(old.waits) else Change.LACKING
        if not same_inputs(item.inputs, old.inputs):
            return Change.CHANGED
        renamed = (item.entry.title or item.entry.id) != old.title
        return Change.RENAMED if renamed else Change.UNCHANGED


def stopped(item: Prepared, old: Delivery, fault: str) -> Row:
    """Return the row of a loaded post that waits until its error is mended."""
    mending = Wait(WaitKind.MENDING, fault)
    others = tuple(wait for wait in old.waits if wait.kind is not WaitKind.MENDING)
    state = State.HELD if old.state is State.HELD else State.WAITING
    waits = (mending, *others)
    reason = why_waiting(waits, old.due)
    return Row(item.key, item, old, Change.STOPPED, state, waits, reason, old.approver)


def _left(item: Prepared, old: Delivery, approver: str | None) -> Row:
    """Return the row of what is out or over, and stays so."""
    renamed = old.title != (item.entry.title or item.entry.id)
    change = Change.RENAMED if renamed else Change.UNCHANGED
    reason = Reason.from_json(old.reason) if old.reason else None
    return Row(item.key, item, old, change, old.state, (), reason, approver, old.approved_by)


def _unbroken(rows: Sequence[Row]) -> list[Row]:
    """Leave what would come again where an earlier part of its thread keeps it in."""
    return [
        _left(row.item, row.delivery, row.approver)
        if row.item and row.delivery and stays_broken_off(row, rows)
        else row
        for row in rows
    ]


def _asked(row: Row, otherwise: Container[tuple[str, str]]) -> Row:
    """Leave to a person what would go on with other words than the thread began with."""
    if not row.opens_generation or row.state not in {State.PLANNED, State.WAITING, State.EXPIRED}:
        return row
    put_back = row.change is Change.ADDED and row.delivery is not None
    if put_back and (row.key.thread not in otherwise or row.state is State.EXPIRED):
        return row
    return replace(row, state=State.HELD, reason=because(THREAD_BEGUN))


def _goes(old: Delivery, in_force: frozenset[str] | None) -> bool:
    """Tell whether what the calendar no longer has is withdrawn; a correction always is."""
    if old.state not in REPLANNABLE:
        return False
    return old.entry == CORRECTION or (in_force is not None and old.entry not in in_force)


def _stays(old: Delivery, wanted: Container[Key], in_force: frozenset[str] | None) -> bool:
    """Tell whether what is loaded stays as it is, for the calendar says it with an error."""
    if old.entry == CORRECTION or old.state is State.CANCELLED:
        return False
    if in_force is None:
        return old.state in REPLANNABLE
    return old.key in wanted or old.entry in in_force


def _kept(old: Delivery) -> Row:
    reason = Reason.from_json(old.reason) if old.reason else None
    unchanged, who = Change.UNCHANGED, old.approved_by
    return Row(old.key, None, old, unchanged, old.state, old.waits, reason, old.approver, who)


def _was_past(old: Delivery) -> bool:
    why = Reason.stored(old.reason).id
    return old.state is State.EXPIRED and why in {PAST_WHEN_LOADED, PAST_WHEN_MOVED}


def _withdrawn(old: Delivery) -> Row:
    reason = with_hold(because(WITHDRAWN), old)
    return Row(old.key, None, old, Change.WITHDRAWN, State.CANCELLED, (), reason, old.approver)


def _with_approval(waits: tuple[Wait, ...], approver: str | None) -> tuple[Wait, ...]:
    return waits if approver is None else (*waits, Wait(WaitKind.APPROVAL, approver))


def _waiting_or_planned(
    item: Prepared,
    waits: tuple[Wait, ...],
) -> tuple[State, Reason | None]:
    due = item.draft.due.utc if item.draft.due else None
    if is_ready(waits, due, written=item.text is not None):
        return State.PLANNED, None
    return State.WAITING, why_waiting(waits, due)


def is_ready(waits: Sequence[Wait], due: datetime | None, *, written: bool) -> bool:
    """Tell whether nothing is missing but that its time comes: without one it never would go out,
    and nobody would hear of it.
    """
    return written and due is not None and not waits


def why_waiting(waits: Sequence[Wait], due: datetime | None) -> Reason | None:
    """Return the first thing that a delivery waits for, as a reason; its time, if only that."""
    if waits:
        return because(f"waits-for-{waits[0].kind}", what=waits[0].what)
    return because(NO_TIME) if due is None else None


def _same_to_approve(item: Prepared, old: Delivery) -> bool:
    """Tell whether an approval still holds: nothing changed, or only what it waited for came."""
    if same_inputs(item.inputs, old.inputs):
        return True
    basis = item.inputs.partition(":")[0]
    return old.payload is None and bool(basis) and basis == old.inputs.partition(":")[0]
