"""What people decided after a copy was made: it is not forgotten with the ledger it replaces.

A copy knows nothing of who cancelled or held a post since, and would send it. So where the copy
is put back, what that ledger says of such posts is read before it goes aside, and they are held
in the copy until somebody decides anew; a general hold stays in force.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from campaign.core.deliveries import Key, State
from campaign.core.errors import LedgerCorrupt
from campaign.core.life import MOVES, Move, after
from campaign.core.reasons import (
    CANCELLED,
    CANCELLED_PLAINLY,
    HELD,
    HELD_PLAINLY,
    WITHDRAWN,
    Reason,
    because,
)
from campaign.store.columns import instant_text
from campaign.store.files import reading
from campaign.store.lineage import belongs

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

_SINCE_COPY = "-since-copy"
_DECIDED = {
    State.HELD: {HELD, HELD_PLAINLY},
    State.CANCELLED: {CANCELLED, CANCELLED_PLAINLY, WITHDRAWN},
}
_DECIDED_BEFORE = {f"{why}{_SINCE_COPY}" for ids in _DECIDED.values() for why in ids}
"""Why a post is held that an earlier copy did not know of: nobody has decided anew."""
_AUTHOR = "pregonero"
_NEWEST = """
SELECT * FROM delivery AS one WHERE campaign_id = :campaign AND generation = (
    SELECT max(generation) FROM delivery
    WHERE campaign_id = :campaign AND post = one.post AND channel = one.channel
      AND part = one.part)
ORDER BY id
"""
_CAMPAIGN = "SELECT id, uid FROM campaign WHERE name = ?"
_HOLD = "SELECT reason, by, at FROM hold WHERE campaign_id = ? AND ended_at IS NULL"
_ADD_HOLD = "INSERT INTO hold (campaign_id, reason, by, at) VALUES (?, ?, ?, ?)"
_FACTS = "SELECT subject, name, value, at, by FROM fact WHERE campaign_id = ? ORDER BY id"
_MOVE = """
UPDATE delivery SET state = ?, reason = ?, fence = fence + 1, lease_until = NULL,
    lease_boot = NULL, owner = NULL
WHERE id = ?
"""
_LINE = """
INSERT INTO event (campaign_id, key, generation, at, state, move, reason, by)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)
"""
_EMPTIED = (
    "payload", "payload_hash", "approved_by", "lease_until", "lease_boot", "owner", "remote_id",
    "url", "published_at", "not_before", "ready_at", "countdown",
)  # fmt: skip
"""What a post that the copy does not know does not bring along: it is drawn anew."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A post that is kept back in a copy, and why."""

    key: Key
    reason: Reason


@dataclass(frozen=True, slots=True)
class LostFact:
    """A fact that was entered after the copy was made, and is not in it."""

    subject: str
    name: str
    value: str
    by: str


@dataclass(frozen=True, slots=True)
class Since:
    """What happened after a copy was made, as far as the ledger that it replaces can tell.

    ``everything`` is the reason of a general hold that the copy had not, and has now. Not
    ``known`` where that ledger is not there, cannot be read, or is not the copy's own.
    """

    kept: Sequence[Kept] = ()
    everything: str | None = None
    facts: Sequence[LostFact] = ()
    known: bool = True


UNKNOWN = Since(known=False)


def keep_decisions(ledger: Path, copy: Path, campaign: str) -> Since:
    """Hold in ``copy``, which nobody has open, what was held or cancelled in ``ledger`` since.

    The ledger is only read: together with its log, where that is its own.

    Raises:
        sqlite3.Error: when the copy cannot be written.
    """
    try:
        found = _read(ledger, campaign)
    except (OSError, sqlite3.Error, LedgerCorrupt, ValueError):
        return UNKNOWN
    if found is None:
        return UNKNOWN
    with closing(sqlite3.connect(copy)) as connection:
        connection.row_factory = sqlite3.Row
        here = connection.execute(_CAMPAIGN, [campaign]).fetchone()
        if here is None or here["uid"] != found.uid:
            return UNKNOWN
        since = _Copy(connection, here["id"]).take(found)
        connection.commit()
    return since


@dataclass(frozen=True, slots=True)
class _Found:
    """What a ledger says: its newest rows by key, which of them a person does not want and why,
    its general hold and its facts.
    """

    uid: str
    rows: Mapping[Key, sqlite3.Row]
    decided: Mapping[Key, Reason]
    hold: tuple[str, str, str] | None
    facts: Sequence[tuple[str, ...]]


def _read(ledger: Path, campaign: str) -> _Found | None:
    if not ledger.is_file() or not belongs(ledger):
        return None
    with closing(reading(ledger)) as connection:
        connection.row_factory = sqlite3.Row
        connection.execute("BEGIN")
        there = connection.execute(_CAMPAIGN, [campaign]).fetchone()
        return None if there is None else _found(connection, there["id"], there["uid"])


def _found(connection: sqlite3.Connection, campaign_id: int, uid: str) -> _Found:
    newest = connection.execute(_NEWEST, {"campaign": campaign_id})
    rows = {Key(row["post"], row["channel"], row["part"]): row for row in newest}
    hold = connection.execute(_HOLD, [campaign_id]).fetchone()
    facts = [tuple(row) for row in connection.execute(_FACTS, [campaign_id])]
    told = {key: _decided(row) for key, row in rows.items()}
    decided = {key: reason for key, reason in told.items() if reason is not None}
    return _Found(uid, rows, decided, tuple(hold) if hold else None, facts)


@dataclass(frozen=True, slots=True)
class _Copy:
    """The copy, in one transaction."""

    connection: sqlite3.Connection
    campaign_id: int

    def take(self, found: _Found) -> Since:
        """Keep back what is decided in the other ledger, and tell what cannot be kept."""
        own = _found(self.connection, self.campaign_id, found.uid)
        kept = [
            Kept(key, reason)
            for key, reason in found.decided.items()
            if self._keep(key, found.rows[key], own.rows.get(key), reason)
        ]
        everything = None
        if found.hold is not None and own.hold is None:
            self.connection.execute(_ADD_HOLD, [self.campaign_id, *found.hold])
            everything = found.hold[0]
        return Since(kept, everything, tuple(_lost(own.facts, found.facts)))

    def _keep(self, key: Key, there: sqlite3.Row, here: sqlite3.Row | None, reason: Reason) -> bool:
        """Keep one post back; ``False`` where it can leave no more, or is kept back already."""
        if here is None:
            self._add(key, there, reason)
            return True
        state, move = State(here["state"]), None
        if state is State.HELD:
            if here["reason"] == there["reason"]:
                return False
        elif (state, Move.HOLD) in MOVES:
            move = Move.HOLD
        elif state in {State.SENDING, State.UNKNOWN}:
            move = Move.ASK
        else:
            return False
        now = state if move is None else after(state, move)
        self.connection.execute(_MOVE, [now.value, reason.to_json(), here["id"]])
        self._write_line(key, here["generation"], now, move, reason)
        return True

    def _add(self, key: Key, there: sqlite3.Row, reason: Reason) -> None:
        """Add a post that was loaded after the copy was made: loading it anew leaves it held."""
        columns = {row["name"] for row in self.connection.execute("PRAGMA table_info(delivery)")}
        values = {name: there[name] for name in columns & {*there.keys()} - {"id", *_EMPTIED}}
        values |= {"campaign_id": self.campaign_id, "state": State.HELD.value, "inputs": ""}
        values |= {"reason": reason.to_json()}
        values |= {"plan_number": 0} if "plan_number" in columns else {}
        names, places = ", ".join(values), ", ".join(f":{name}" for name in values)
        add = f"INSERT INTO delivery ({names}) VALUES ({places})"  # noqa: S608 -- our own columns
        self.connection.execute(add, values)
        self._write_line(key, there["generation"], State.HELD, None, reason)

    def _write_line(
        self, key: Key, generation: int, state: State, move: Move | None, reason: Reason
    ) -> None:
        moved = None if move is None else move.value
        at = instant_text(datetime.now(UTC))
        line = [self.campaign_id, str(key), generation, at, state.value, moved]
        self.connection.execute(_LINE, [*line, reason.to_json(), _AUTHOR])


def _decided(row: sqlite3.Row) -> Reason | None:
    """Return why a person does not want this post now, as the copy is to say it."""
    said = Reason.stored(row["reason"])
    if said.id in _DECIDED_BEFORE:
        return said
    if said.id not in _DECIDED.get(State(row["state"]), ()):
        return None
    told = {name: said.params[name] for name in ("who", "why") if name in said.params}
    return because(f"{said.id}{_SINCE_COPY}", **told)


def _lost(here: Sequence[tuple[str, ...]], there: Sequence[tuple[str, ...]]) -> Iterator[LostFact]:
    """Yield the last of each fact that only the other ledger has."""
    known, last = set(here), dict[tuple[str, str], LostFact]()
    for one in there:
        subject, name, value, _, by = one
        last.pop((subject, name), None)
        if one not in known:
            last[subject, name] = LostFact(subject, name, value, by)
    yield from last.values()
