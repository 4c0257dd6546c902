"""What was loaded after a copy was made: the copy that is put back plans with it, too.

Its own revision knows nothing of the posts that were added since, or withdrawn, and has the
old words of others.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from campaign.store.copied import values_of

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from campaign.store.copied import Copied

_REVISIONS = "SELECT * FROM revision WHERE campaign_id = ? ORDER BY number"
_FILES = "SELECT * FROM revision_file WHERE campaign_id = ? AND revision > ?"


@dataclass(frozen=True, slots=True)
class Loads:
    """The revisions that a ledger has and a copy has not, and their files."""

    revisions: Sequence[sqlite3.Row] = ()
    files: Sequence[sqlite3.Row] = ()

    @property
    def hashes(self) -> set[str]:
        """The SHA-256 of what these files say."""
        return {row["sha256"] for row in self.files}

    def put_into(self, copy: Copied) -> None:
        """Add them; what their files say is there already."""
        for table, rows in (("revision", self.revisions), ("revision_file", self.files)):
            for row in rows:
                copy.add(table, values_of(row), without={"id"})


def revisions(connection: sqlite3.Connection, campaign_id: int) -> Sequence[sqlite3.Row]:
    """Return all revisions of a campaign, the earliest first."""
    return connection.execute(_REVISIONS, [campaign_id]).fetchall()


def loads_since(
    connection: sqlite3.Connection, campaign_id: int, copy: Sequence[sqlite3.Row]
) -> Loads:
    """Return what was loaded since a copy was made; nothing where the copy went its own way."""
    there = revisions(connection, campaign_id)
    last = len(copy)
    known = [(row["number"], row["loaded_at"]) for row in copy]
    if not copy or known != [(row["number"], row["loaded_at"]) for row in there[:last]]:
        return Loads()
    files = connection.execute(_FILES, [campaign_id, copy[-1]["number"]]).fetchall()
    return Loads(there[last:], files)
