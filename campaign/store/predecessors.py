"""What else was loaded from a folder: its campaign, when it had another name."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from campaign.store.failures import failure
from campaign.store.files import reading

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
    """A loaded campaign of a ledger: its name and the folder it was loaded from."""

    ledger: Path
    number: int
    name: str
    home: str | None


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands in a campaign's ledger: how many deliveries are in each state, and sign-ups."""

    states: Mapping[str, int]
    sign_ups: int


def tenants(ledger: Path, kind: Kind) -> list[Tenant]:
    """Return the loaded campaigns of a ledger, the newest first; none where it cannot be read."""
    if not ledger.is_file():
        return []
    try:
        with closing(reading(ledger)) as found:
            rows = found.execute(_LOADED, (kind.value,)).fetchall()
    except sqlite3.Error:
        return []
    return [Tenant(ledger, *row) for row in rows]


def standing(tenant: Tenant) -> Standing:
    """Count what stands there.

    Raises:
        EnvironmentFailure: when the ledger cannot be read to its end.
    """
    try:
        with closing(reading(tenant.ledger)) as found:
            states = dict(found.execute(_STATES, (tenant.number,)).fetchall())
            (sign_ups,) = found.execute(_SIGN_UPS, (tenant.number,)).fetchone()
    except sqlite3.Error as error:
        raise failure(error, tenant.ledger) from error
    return Standing(states, sign_ups)
