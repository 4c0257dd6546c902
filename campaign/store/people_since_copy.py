"""What people ended or changed after a copy was made: it holds in the copy as well.

A copy knows nothing of who cancelled, ended the news or withdrew a question since. Where the
ledger that it replaces can be read, it is done in the copy for whoever both know; who signed
up first after it was made is not in it, and is lost with that ledger.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from campaign.core.errors import LedgerCorrupt
from campaign.core.questions import Standing
from campaign.ports.messages import Priority
from campaign.store.files import reading
from campaign.store.lineage import belongs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_VERSION = "SELECT version_num FROM alembic_version"
_CAMPAIGN = "SELECT id, uid FROM campaign WHERE name = ?"
_WHO = "SELECT id, created FROM attendee WHERE campaign_id = ?"
_SIGN_UPS = "SELECT attendee_id, panel, state, at FROM sign_up WHERE campaign_id = ? ORDER BY id"
_CONSENTS = """
SELECT attendee_id, purpose, version, hash, at, given FROM consent WHERE campaign_id = ? ORDER BY id
"""
_QUESTIONS = """
SELECT attendee_id, id, at, state, name, quiet FROM question
WHERE campaign_id = ? AND attendee_id IS NOT NULL ORDER BY id
"""
_ADD_SIGN_UP = """
INSERT INTO sign_up (campaign_id, attendee_id, panel, state, at) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (campaign_id, attendee_id, panel) DO UPDATE SET state = excluded.state, at = excluded.at
"""
_ADD_CONSENT = """
INSERT INTO consent (campaign_id, attendee_id, purpose, version, hash, at, given)
VALUES (?, ?, ?, ?, ?, ?, ?)
"""
_WITHDRAW = "UPDATE question SET state = ?, text = '', name = NULL WHERE id = ?"
_UNVOTE = "DELETE FROM vote WHERE question_id = ?"
_UNNAME = "UPDATE question SET name = NULL, quiet = max(quiet, ?) WHERE id = ?"
_HUSH = "UPDATE question SET quiet = 1 WHERE id = ?"
_SILENCE = f"""
DELETE FROM outbox WHERE state = 'queued'
    AND (coalesce(kind, priority) = {Priority.NOTICE.value} OR broadcast_id IS NOT NULL)
    AND chat IN (SELECT chat FROM contact WHERE attendee_id = ?)
"""  # noqa: S608 -- our own number


@dataclass(frozen=True, slots=True)
class _People:
    """What a ledger holds of people, each by the number and the moment of their row."""

    uid: str
    campaign_id: int
    who: frozenset[tuple[int, str]]
    sign_ups: Sequence[tuple[object, ...]]
    consents: Sequence[tuple[object, ...]]
    questions: Mapping[tuple[object, ...], tuple[object, ...]]


def keep_endings(ledger: Path, copy: Path, campaign: str) -> int:
    """Do in ``copy``, which nobody has open, what people did in ``ledger`` since.

    Returns of how many people something was changed; 0 where the ledger cannot be read, is not
    the copy's own, or one of the two is of another version.

    Raises:
        sqlite3.Error: when the copy cannot be written.
    """
    found = None
    with suppress(OSError, sqlite3.Error, LedgerCorrupt, ValueError):
        found = _read(ledger, campaign)
    if found is None:
        return 0
    version, there = found
    with closing(sqlite3.connect(copy)) as connection:
        connection.execute("PRAGMA secure_delete = ON")
        if connection.execute(_VERSION).fetchone() != version:
            return 0
        here = _people(connection, campaign)
        if here is None or here.uid != there.uid:
            return 0
        changed = _take(connection, here, there)
        connection.commit()
    return changed


def _read(ledger: Path, campaign: str) -> tuple[object, _People] | None:
    if not ledger.is_file() or not belongs(ledger):
        return None
    with closing(reading(ledger)) as connection:
        connection.execute("BEGIN")
        people = _people(connection, campaign)
        version = connection.execute(_VERSION).fetchone()
        return None if people is None else (version, people)


def _people(connection: sqlite3.Connection, campaign: str) -> _People | None:
    row = connection.execute(_CAMPAIGN, [campaign]).fetchone()
    if row is None:
        return None

    def all_of(asked: str) -> list[tuple[object, ...]]:
        return connection.execute(asked, [row[0]]).fetchall()

    questions = {(who, number, at): rest for who, number, at, *rest in all_of(_QUESTIONS)}
    who = frozenset((number, created) for number, created in all_of(_WHO))
    return _People(row[1], row[0], who, all_of(_SIGN_UPS), all_of(_CONSENTS), questions)  # type: ignore[arg-type]


def _take(connection: sqlite3.Connection, here: _People, there: _People) -> int:
    """Change what is otherwise in the other ledger; return of how many people."""
    both = {number for number, _ in here.who & there.who}
    changed: set[object] = set()
    for add, rows, known in (
        (_ADD_SIGN_UP, there.sign_ups, set(here.sign_ups)),
        (_ADD_CONSENT, there.consents, set(here.consents)),
    ):
        fresh = [row for row in rows if row[0] in both and row not in known]
        connection.executemany(add, [(here.campaign_id, *row) for row in fresh])
        changed |= {row[0] for row in fresh}
    for (who, number, at), then in there.questions.items():
        now = here.questions.get((who, number, at))
        if who in both and now is not None and _end(connection, number, now, then):
            changed.add(who)
    connection.executemany(_SILENCE, [(who,) for who in changed])
    return len(changed)


def _end(
    connection: sqlite3.Connection,
    number: object,
    now: tuple[object, ...],
    then: tuple[object, ...],
) -> bool:
    """Withdraw a question, take its name away or tell no more of it; tell whether that was new."""
    (state, name, quiet), (state_then, name_then, quiet_then) = now, then
    if state_then == Standing.WITHDRAWN != state:
        connection.execute(_WITHDRAW, [Standing.WITHDRAWN.value, number])
        connection.execute(_UNVOTE, [number])
        return True
    if name is not None and name_then is None:
        connection.execute(_UNNAME, [quiet_then, number])
        return True
    if quiet_then and not quiet:
        connection.execute(_HUSH, [number])
        return True
    return False
