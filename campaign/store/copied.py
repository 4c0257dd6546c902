"""Writing into a copy of a ledger that nobody has open, of whatever version it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from campaign.core.reasons import OURSELVES
from campaign.store.columns import instant_text

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping

    from campaign.core.deliveries import Key, State

_LINE = """
INSERT INTO event (campaign_id, key, generation, at, state, move, reason, by)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)
"""
_PLAN_ANEW = "UPDATE campaign SET plan_number = plan_number + 1 WHERE id = ?"


@dataclass(frozen=True, slots=True)
class Copied:
    """A campaign in a copy, within one transaction."""

    connection: sqlite3.Connection
    campaign_id: int

    def note(
        self,
        key: Key,
        generation: int,
        state: State,
        move: str | None,
        why: str | None,
        at: str | None = None,
    ) -> None:
        """Add to the history what happened to a delivery: now, or when (as it is stored)."""
        at = at or instant_text(datetime.now(UTC))
        line = [self.campaign_id, str(key), generation, at, state.value, move, why, OURSELVES]
        self.connection.execute(_LINE, line)

    def plan_anew(self) -> None:
        """Let nothing out that was not planned with what the copy knows now."""
        if "plan_number" in self.columns("campaign"):
            self.connection.execute(_PLAN_ANEW, [self.campaign_id])

    def columns(self, table: str) -> set[str]:
        """Return the names of a table's columns here."""
        found = self.connection.execute(f"PRAGMA table_info({table})")
        return {row["name"] for row in found}

    def add(self, table: str, values: Mapping[str, object], *, without: Iterable[str] = ()) -> int:
        """Add a row of another ledger, as this campaign's; return its number."""
        all_of_them = {**values, "campaign_id": self.campaign_id}
        names = sorted((all_of_them.keys() & self.columns(table)) - {*without})
        places = ", ".join(f":{name}" for name in names)
        insert = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({places})"  # noqa: S608 -- our own columns
        return self.connection.execute(insert, all_of_them).lastrowid or 0


def values_of(row: sqlite3.Row) -> dict[str, object]:
    """Return a row's values by the names of their columns."""
    return {name: row[name] for name in row.keys()}  # noqa: SIM118 -- a row yields its values
