"""What else was loaded from a folder: its campaign, when it had another name."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from campaign.store.backups import reading

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from campaign.core.ledger_kind import Kind

_LOADED = """
    SELECT id, name, home FROM campaign
    WHERE kind = ? AND id IN (SELECT campaign_id FROM revision) ORDER BY id DESC
"""
_STATES = "SELECT state, count(*) FROM delivery WHERE campaign_id = ? GROUP BY state ORDER BY state"
_SIGN_UPS = "SELECT count(*) FROM sign_up WHERE campaign_id = ? AND state != 'cancelled'"


@dataclass(frozen=True, slots=True)
class Tenant:
    """A loaded campaign of a ledger: its name, the folder it was loaded from, what stands there.

    ``states`` tells how many deliveries are in each state.
    """

    ledger: Path
    name: str
    home: str | None
    states: Mapping[str, int] = field(default_factory=dict)
    sign_ups: int = 0


def tenants(ledger: Path, kind: Kind) -> list[Tenant]:
    """Return the loaded campaigns of a ledger, the newest first; none where it cannot be read."""
    if not ledger.is_file():
        return []
    try:
        with closing(reading(ledger)) as found:
            rows = found.execute(_LOADED, (kind.value,)).fetchall()
            return [_tenant(found, ledger, *row) for row in rows]
    except sqlite3.Error:
        return []


def _tenant(
    found: sqlite3.Connection, ledger: Path, number: int, name: str, home: str | None
) -> Tenant:
    states = dict(found.execute(_STATES, (number,)).fetchall())
    (sign_ups,) = found.execute(_SIGN_UPS, (number,)).fetchone()
    return Tenant(ledger, name, home, states, sign_ups)
