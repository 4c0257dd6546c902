"""What went out after a copy was made, or may have: the copy that is put back knows it, too.

By looking alone it cannot be known again: its words, its time and its generation may have
changed since, and so the keys by which networks know it. So the ledger that is replaced tells
it: each generation that it has sent or tried is taken along as it was sent, with its receipt
and its tries, by the moves of the core's table.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from campaign.core.deliveries import OPEN, Key, State
from campaign.core.kept_back import wanted_by, wanting
from campaign.core.life import after, route
from campaign.core.reasons import BY_WORD, Reason, because
from campaign.store.copied import values_of
from campaign.store.tables import BEYOND_PLAN

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Mapping, Sequence

    from campaign.store.copied import Copied

_STANDS = {
    State.PUBLISHED: State.PUBLISHED,
    State.REMOVED: State.REMOVED,
    State.SENDING: State.UNKNOWN,
    State.UNKNOWN: State.UNKNOWN,
    State.NEEDS_PERSON: State.NEEDS_PERSON,
    State.REFUSED: State.REFUSED,
}
"""What a network was asked for, and how it is to stand in the copy."""
_ROWS = "SELECT * FROM delivery WHERE campaign_id = ? ORDER BY generation, id"
_CAMPAIGN = "SELECT * FROM campaign WHERE id = ?"
_LAST = "SELECT key, max(at) AS last FROM event WHERE campaign_id = ? GROUP BY key"
_TRIES = "SELECT * FROM attempt WHERE campaign_id = ? ORDER BY id"
_NO_LEASE = {"lease_until": None, "lease_boot": None, "owner": None}


@dataclass(frozen=True, slots=True)
class Sent:
    """What a ledger holds of everything that it was ever to send, and of the tries at that.

    ``plan`` is the number of its last whole plan, ``last`` when something happened last to a key.
    """

    rows: Mapping[Key, Sequence[sqlite3.Row]]
    tries: Mapping[int, Sequence[sqlite3.Row]]
    plan: object
    last: Mapping[str, str]

    @classmethod
    def read(cls, connection: sqlite3.Connection, campaign_id: int) -> Sent:
        """Read it, the earliest generation of each key first."""
        rows: defaultdict[Key, list[sqlite3.Row]] = defaultdict(list)
        tries: defaultdict[int, list[sqlite3.Row]] = defaultdict(list)
        for row in connection.execute(_ROWS, [campaign_id]):
            rows[Key(row["post"], row["channel"], row["part"])].append(row)
        for row in connection.execute(_TRIES, [campaign_id]):
            tries[row["delivery_id"]].append(row)
        campaign = values_of(connection.execute(_CAMPAIGN, [campaign_id]).fetchone())
        last = {row["key"]: row["last"] for row in connection.execute(_LAST, [campaign_id])}
        return cls(rows, tries, campaign.get("plan_number"), last)

    def since(self, copy: Sent) -> Iterator[tuple[Key, Sequence[sqlite3.Row]]]:
        """Yield the keys of which something was sent that a copy does not know, each with all
        generations up to the last of these.
        """
        for key, rows in self.rows.items():
            known = {row["generation"]: row for row in copy.rows.get(key, ())}
            news = [n for n, row in enumerate(rows) if _is_news(row, known.get(row["generation"]))]
            if news:
                yield key, rows[: news[-1] + 1]


def _is_news(there: sqlite3.Row, here: sqlite3.Row | None) -> bool:
    """Tell whether a row was sent, or tried, since the copy; a copy may be the newer one."""
    state = State(there["state"])
    if state not in _STANDS or (here is not None and here["state"] == state):
        return False
    return here is None or state is State.PUBLISHED or there["fence"] > here["fence"]


def pictures_since(there: Sent, copy: Sent) -> set[str]:
    """Return the SHA-256 of the pictures of what was sent and a copy does not know."""
    return {
        image["sha256"]
        for _, rows in there.since(copy)
        for row in rows
        if row["payload"]
        for image in json.loads(row["payload"])["images"]
    }


@dataclass(frozen=True, slots=True)
class Carrier:
    """Takes along into a copy, in its transaction, what the ledger that it replaces has sent.

    ``out`` and ``under_way`` are the keys of what is out, and of what may be.
    """

    copied: Copied
    copy: Sent
    there: Sent
    out: list[Key] = field(default_factory=list)
    under_way: list[Key] = field(default_factory=list)

    def carry(self) -> None:
        """Take everything along, the earliest generation of each key first."""
        for key, rows in self.there.since(self.copy):
            for row in rows:
                self._carry(key, row, self._same(key, row))

    def _same(self, key: Key, there: sqlite3.Row) -> sqlite3.Row | None:
        """Return what the copy has of a generation: the newest one where that went another way
        there, and can be out no more, so that what is out is out of it.
        """
        rows = self.copy.rows.get(key, ())
        here = next((row for row in rows if row["generation"] == there["generation"]), None)
        if here is None or State(there["state"]) not in _STANDS:
            return here
        state = State(here["state"])
        leads = state in OPEN | {State.PUBLISHED} and route(state, _goal(there)) is not None
        return here if leads else rows[-1]

    def _carry(self, key: Key, there: sqlite3.Row, here: sqlite3.Row | None) -> None:
        """Take one generation along, where the table leads from how it stands to how it stood."""
        goal = _goal(there)
        begin = State.WAITING if here is None else State(here["state"])
        moves = route(begin, goal)
        if moves is None or (here is not None and not moves):
            return
        reason = _reason(there, goal)
        columns = _as_sent(there, goal) | {"state": goal.value, "reason": reason}
        covered = columns.get("plan_number") == self.there.plan
        columns["plan_number"] = self.copy.plan if covered else BEYOND_PLAN
        generation, at = there["generation"], self.there.last.get(str(key))
        if here is None:
            free = self._is_free(there["id"])  # a button in the team's chat may name it
            added = {**columns, "id": there["id"], "fence": there["fence"] + 1}
            number = self.copied.add("delivery", added, without=() if free else {"id"})
            self.copied.note(key, generation, begin, None, None, at)
        else:
            number, generation = here["id"], here["generation"]
            own = {"generation": generation, "fence": max(there["fence"], here["fence"]) + 1}
            self._update(number, {**columns, **own})
        for move in moves:
            begin = after(begin, move)
            self.copied.note(key, generation, begin, move.value, reason, at)
        self._carry_tries(there["id"], number, known=here is not None)
        if goal in {State.PUBLISHED, State.REMOVED}:
            self.out.append(key)
        elif goal in {State.UNKNOWN, State.NEEDS_PERSON}:
            self.under_way.append(key)

    def _carry_tries(self, there: int, here: int, *, known: bool) -> None:
        fences = {row["fence"] for row in self.copy.tries.get(here, ()) if known}
        for row in self.there.tries.get(there, ()):
            if row["fence"] not in fences:
                self.copied.add("attempt", {**values_of(row), "delivery_id": here}, without={"id"})

    def _is_free(self, number: int) -> bool:
        asked = "SELECT 1 FROM delivery WHERE id = ?"
        return self.copied.connection.execute(asked, [number]).fetchone() is None

    def _update(self, number: int, values: Mapping[str, object]) -> None:
        known = {
            name: values[name] for name in sorted(values.keys() & self.copied.columns("delivery"))
        }
        changed = ", ".join(f"{name} = :{name}" for name in known)
        update = f"UPDATE delivery SET {changed} WHERE id = :which"  # noqa: S608 -- our own columns
        self.copied.connection.execute(update, {**known, "which": number})


def _goal(there: sqlite3.Row) -> State:
    state = State(there["state"])
    return _STANDS.get(state, state)


def _as_sent(there: sqlite3.Row, goal: State) -> dict[str, object]:
    """Return what a row says of what was sent."""
    own = {"id", "campaign_id", "fence", "state", "reason"}
    columns = {name: value for name, value in values_of(there).items() if name not in own}
    if goal is State.UNKNOWN:
        columns["not_before"] = None  # it is looked for at once
    return {**columns, **_NO_LEASE}


def _reason(there: sqlite3.Row, goal: State) -> str | None:
    """Return why it stands so: a person's word, or the network's, is kept, and what a person wants
    of it if it is not out.
    """
    stored: str | None = there["reason"]
    said = Reason.stored(stored)
    if goal is State.UNKNOWN:
        why = because("under-way-since-copy", words=said.params.get("words", ""))
        before = wanted_by(said)
        return (why if before is None else wanting(why, *before)).to_json()
    if goal is State.PUBLISHED and said.id not in BY_WORD:
        return because("out-since-copy").to_json()
    return stored
