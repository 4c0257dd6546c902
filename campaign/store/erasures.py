"""Who was erased, kept beside the ledger: a copy that is put back would bring them back.

Nothing in it is made from the person: it has the number that the ledger gave them and the moment
of that. Only a copy from before they were erased says whose these were, and it says so anyway.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from campaign.store.columns import instant_text
from campaign.store.files import reading
from campaign.store.kept_lines import adding, kept

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

_ROWS = """
SELECT uid, mark, at, attendee, since FROM erasure JOIN campaign ON campaign.id = campaign_id
WHERE mark IS NOT NULL ORDER BY erasure.id
"""


@dataclass(frozen=True, slots=True)
class Erasure:
    """That somebody was erased: ``mark`` is its own, and ``ledger`` the uid of its campaign.

    ``attendee`` and ``since`` are the number of the person's row and when it was made; ``None``
    where somebody had none.
    """

    ledger: str
    mark: str
    at: datetime
    attendee: int | None
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Erasures:
    """The file of one ledger: a line for everybody who was erased."""

    path: Path

    @classmethod
    def beside(cls, ledger: Path) -> Erasures:
        """Return the erasures of a ledger."""
        return cls(ledger.with_name(ledger.name + ".erased"))

    def read(self) -> list[Erasure]:
        """Return who was erased from this ledger, or from a later copy of it. Raises OSError."""
        return list(_known(self.path))

    def keep(self, found: Sequence[Erasure]) -> None:
        """Add what the file has not, on the disk when this returns. Raises OSError."""
        if not found:
            return
        with adding(self.path) as add:
            known = {one.mark for one in self.read()}
            add(_values(one) for one in found if one.mark not in known)


def erased_in(ledger: Path) -> list[Erasure]:
    """Return whom the file of a ledger says were erased; nobody where an older program wrote it.

    Raises:
        sqlite3.Error: when it cannot be read.
    """
    with closing(reading(ledger)) as connection:
        columns = {name for _, name, *_ in connection.execute("PRAGMA table_info(erasure)")}
        if "mark" not in columns:
            return []
        return [_erasure(*row) for row in connection.execute(_ROWS)]


def _erasure(ledger: str, mark: str, at: str, attendee: int | None, since: str | None) -> Erasure:
    moments = (datetime.fromisoformat(at), datetime.fromisoformat(since) if since else None)
    return Erasure(ledger, mark, moments[0], attendee, moments[1])


def _values(one: Erasure) -> dict[str, object]:
    return {
        "ledger": one.ledger,
        "mark": one.mark,
        "at": instant_text(one.at),
        "attendee": one.attendee,
        "since": instant_text(one.since) if one.since else None,
    }


def _known(path: Path) -> Iterator[Erasure]:
    for values in kept(path):
        with suppress(ValueError, KeyError, TypeError):
            yield _erasure(*(values[name] for name in Erasure.__slots__))


def unknown_to(known: Iterable[str], found: Iterable[Erasure], ledger: str) -> list[Erasure]:
    """Return those of a campaign that a ledger with these marks has not erased."""
    marks = set(known)
    return [one for one in found if one.ledger == ledger and one.mark not in marks]


def keep_of_former(ledger: Path, erasures: Erasures) -> None:
    """Keep what a ledger that is about to be replaced knows, where it can be read."""
    if ledger.is_file():
        with suppress(sqlite3.Error):
            erasures.keep(erased_in(ledger))
