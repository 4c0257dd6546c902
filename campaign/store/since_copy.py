"""What happened after a copy was made: it is not forgotten with the ledger that it replaces.

A copy knows nothing of what went out since, and would send it again. It knows nothing of who
cancelled or held a post, and would send it, and of what somebody entered, and would say what is
not true any more. So where the copy is put back, that ledger is read before it goes aside: what
it has sent is taken along (:mod:`campaign.store.out_since_copy`), what was held or cancelled is
held in the copy until somebody decides anew, a general hold stays in force, and so do the facts.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass, replace
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
from campaign.store.copied import Copied, values_of
from campaign.store.files import reading
from campaign.store.lineage import belongs
from campaign.store.loaded_since_copy import Loads, loads_since, revisions
from campaign.store.out_since_copy import Carrier, Sent, pictures_since

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_SINCE_COPY = "-since-copy"
_DECIDED = {
    State.HELD: {HELD, HELD_PLAINLY},
    State.CANCELLED: {CANCELLED, CANCELLED_PLAINLY, WITHDRAWN},
}
_LEFT = f"{WITHDRAWN}{_SINCE_COPY}"
_DECIDED_BEFORE = {f"{why}{_SINCE_COPY}" for ids in _DECIDED.values() for why in ids}
"""Why a post is held that an earlier copy did not know of: nobody has decided anew."""
_CAMPAIGN = "SELECT id, uid FROM campaign WHERE name = ?"
_HASHES = "SELECT sha256 FROM blob WHERE campaign_id = ?"
_BLOB = "SELECT * FROM blob WHERE campaign_id = ? AND sha256 = ?"
_HOLD = "SELECT reason, by, at FROM hold WHERE campaign_id = ? AND ended_at IS NULL"
_ADD_HOLD = "INSERT INTO hold (campaign_id, reason, by, at) VALUES (?, ?, ?, ?)"
_FACTS = "SELECT * FROM fact WHERE campaign_id = ? ORDER BY id"
_MOVE = """
UPDATE delivery SET state = ?, reason = ?, fence = fence + 1, lease_until = NULL,
    lease_boot = NULL, owner = NULL
WHERE id = ?
"""
_ENTERED = ("subject", "name", "value", "at", "by")
"""What tells a fact from every other."""
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
class KeptFact:
    """A fact that was entered after the copy was made, and holds in it now; no ``value`` where
    one was taken back.
    """

    subject: str
    name: str
    value: str
    by: str


@dataclass(frozen=True, slots=True)
class Since:
    """What happened after a copy was made, as far as the ledger that it replaces can tell.

    ``everything`` is the reason of a general hold that the copy had not, and has now. ``out`` and
    ``under_way`` are the posts that went out or may have, which it had not, either. Not
    ``known`` where that ledger is not there, cannot be read, or is not the copy's own. ``taken``
    where anything is otherwise in the copy now.
    """

    kept: Sequence[Kept] = ()
    everything: str | None = None
    facts: Sequence[KeptFact] = ()
    out: Sequence[Key] = ()
    under_way: Sequence[Key] = ()
    known: bool = True
    taken: bool = False


UNKNOWN = Since(known=False)


def take_along(ledger: Path, copy: Path, campaign: str) -> Since:
    """Do in ``copy``, which nobody has open, what happened in ``ledger`` since.

    The ledger is only read: together with its log, where that is its own.

    Raises:
        sqlite3.Error: when the copy cannot be written.
    """
    with closing(sqlite3.connect(copy)) as connection:
        connection.row_factory = sqlite3.Row
        here = connection.execute(_CAMPAIGN, [campaign]).fetchone()
        if here is None:
            return UNKNOWN
        own = _said(connection, here["id"], here["uid"])
        try:
            found = _read(ledger, campaign, own, hashes(connection, here["id"]))
        except (OSError, sqlite3.Error, LedgerCorrupt, ValueError, LookupError):
            return UNKNOWN
        if found is None:
            return UNKNOWN
        since = _Copy(Copied(connection, here["id"]), own).take(found)
        connection.commit()
        return replace(since, taken=connection.total_changes > 0)


@dataclass(frozen=True, slots=True)
class _Said:
    """What a ledger says: all that was sent and is to be, what was loaded, its general hold and
    its facts.
    """

    uid: str
    sent: Sent
    revisions: Sequence[sqlite3.Row]
    hold: tuple[str, str, str] | None
    facts: Sequence[sqlite3.Row]

    @property
    def rows(self) -> Mapping[Key, sqlite3.Row]:
        """Its newest rows, by key."""
        return {key: rows[-1] for key, rows in self.sent.rows.items()}


@dataclass(frozen=True, slots=True)
class _Found:
    """What the other ledger says, and what of its files and pictures the copy lacks."""

    said: _Said
    loads: Loads
    blobs: Sequence[sqlite3.Row]


def _read(ledger: Path, campaign: str, copy: _Said, has: set[str]) -> _Found | None:
    if not ledger.is_file() or not belongs(ledger):
        return None
    with closing(reading(ledger)) as connection:
        connection.row_factory = sqlite3.Row
        connection.execute("BEGIN")
        there = connection.execute(_CAMPAIGN, [campaign]).fetchone()
        if there is None or there["uid"] != copy.uid:
            return None
        said = _said(connection, there["id"], there["uid"])
        fresh = loads_since(connection, there["id"], copy.revisions)
        lacking = (fresh.hashes | pictures_since(said.sent, copy.sent)) - has
        blobs = [
            connection.execute(_BLOB, [there["id"], name]).fetchone() for name in sorted(lacking)
        ]
    return None if None in blobs else _Found(said, fresh, blobs)


def _said(connection: sqlite3.Connection, campaign_id: int, uid: str) -> _Said:
    hold = connection.execute(_HOLD, [campaign_id]).fetchone()
    facts = connection.execute(_FACTS, [campaign_id]).fetchall()
    sent, loaded = Sent.read(connection, campaign_id), revisions(connection, campaign_id)
    return _Said(uid, sent, loaded, tuple(hold) if hold else None, facts)


def hashes(connection: sqlite3.Connection, campaign_id: int) -> set[str]:
    """Return the SHA-256 of what a ledger has stored."""
    return {row["sha256"] for row in connection.execute(_HASHES, [campaign_id])}


@dataclass(frozen=True, slots=True)
class _Copy:
    """The copy, in one transaction; ``own`` is what it says by itself."""

    copied: Copied
    own: _Said

    def take(self, found: _Found) -> Since:
        """Do here what happened there."""
        there = found.said
        for blob in found.blobs:
            self.copied.add("blob", values_of(blob))
        found.loads.put_into(self.copied)
        carrier = Carrier(self.copied, self.own.sent, there.sent)
        carrier.carry()
        facts = self._learn(there.facts)
        kept = self._keep_back(there, planned=bool(found.loads.revisions))
        if found.loads.revisions or facts:  # what everything is planned from
            self.copied.plan_anew()
        everything = None
        if there.hold is not None and self.own.hold is None:
            self.connection.execute(_ADD_HOLD, [self.copied.campaign_id, *there.hold])
            everything = there.hold[0]
        return Since(kept, everything, facts, tuple(carrier.out), tuple(carrier.under_way))

    @property
    def connection(self) -> sqlite3.Connection:
        """The open copy."""
        return self.copied.connection

    def _keep_back(self, there: _Said, *, planned: bool) -> Sequence[Kept]:
        """Keep back what is decided in the other ledger. What left the calendar there is withdrawn
        here by the plan, where it is ``planned`` with what was loaded there.
        """
        now = Sent.read(self.connection, self.copied.campaign_id).rows
        kept: list[Kept] = []
        for key, row in there.rows.items():
            reason = _decided(row)
            if reason is None or (planned and reason.id == _LEFT):
                continue
            if self._keep(key, row, now[key][-1] if key in now else None, reason):
                kept.append(Kept(key, reason))
        return kept

    def _learn(self, there: Sequence[sqlite3.Row]) -> Sequence[KeptFact]:
        """Enter what was entered there, with who and when; return what holds of it.

        What this copy has of the same from later, because it is the newer one, stays in force.
        """
        own = [values_of(row) for row in self.own.facts]
        known = [{name: one[name] for name in _ENTERED} for one in own]
        latest = {(one["subject"], one["name"]): str(one["at"]) for one in own}
        kept: dict[tuple[str, str], KeptFact] = {}
        for row in there:
            entered = {name: str(row[name]) for name in _ENTERED}
            subject = entered["subject"], entered["name"]
            kept.pop(subject, None)
            if entered in known or entered["at"] < latest.get(subject, ""):
                continue
            self.copied.add("fact", values_of(row), without={"id"})
            kept[subject] = KeptFact(*subject, entered["value"], entered["by"])
        return tuple(kept.values())

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
        self.copied.note(key, here["generation"], now, move, reason.to_json())
        return True

    def _add(self, key: Key, there: sqlite3.Row, reason: Reason) -> None:
        """Add a post that was loaded after the copy was made: loading it anew leaves it held."""
        columns = {row["name"] for row in self.connection.execute("PRAGMA table_info(delivery)")}
        values = {name: there[name] for name in columns & {*there.keys()} - {"id", *_EMPTIED}}
        values |= {"campaign_id": self.copied.campaign_id, "state": State.HELD.value, "inputs": ""}
        values |= {"reason": reason.to_json()}
        values |= {"plan_number": 0} if "plan_number" in columns else {}
        names, places = ", ".join(values), ", ".join(f":{name}" for name in values)
        add = f"INSERT INTO delivery ({names}) VALUES ({places})"  # noqa: S608 -- our own columns
        self.connection.execute(add, values)
        self.copied.note(key, there["generation"], State.HELD, None, reason.to_json())


def _decided(row: sqlite3.Row) -> Reason | None:
    """Return why a person does not want this post now, as the copy is to say it."""
    said = Reason.stored(row["reason"])
    if said.id in _DECIDED_BEFORE:
        return said
    if said.id not in _DECIDED.get(State(row["state"]), ()):
        return None
    told = {name: said.params[name] for name in ("who", "why") if name in said.params}
    return because(f"{said.id}{_SINCE_COPY}", **told)
