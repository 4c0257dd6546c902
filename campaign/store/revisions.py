"""Revisions: the files of each loaded state, stored once by their content."""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, case, func, insert, select

from campaign.core.errors import UnknownRevision
from campaign.core.files import Files, Stored
from campaign.ports.ledger import Revision
from campaign.store.tables import BLOB, REVISION, REVISION_FILE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sqlalchemy import Connection

    from campaign.core.files import Content
    from campaign.ports.ledger import LedgerChange

LATEST = (
    select(func.max(REVISION.c.number))
    .where(REVISION.c.campaign_id == bindparam("campaign"))
    .scalar_subquery()
)
AT_ONCE = 64 * 1024
"""Files of at most so many bytes come along; the others are read when they are looked at."""

_CONTENTS = (
    select(
        REVISION_FILE.c.path,
        BLOB.c.sha256,
        BLOB.c.size,
        case((BLOB.c.size <= AT_ONCE, BLOB.c.content)).label("content"),
    )
    .join(
        BLOB,
        (BLOB.c.campaign_id == REVISION_FILE.c.campaign_id)
        & (BLOB.c.sha256 == REVISION_FILE.c.sha256),
    )
    .where(
        REVISION_FILE.c.campaign_id == bindparam("campaign"),
        REVISION_FILE.c.revision == func.coalesce(bindparam("number"), LATEST),
    )
)
_CURRENT = select(REVISION).where(
    REVISION.c.campaign_id == bindparam("campaign"), REVISION.c.number == LATEST
)
_EARLIER = (
    select(BLOB.c.content, func.max(REVISION_FILE.c.revision).label("last"))
    .join(
        BLOB,
        (BLOB.c.campaign_id == REVISION_FILE.c.campaign_id)
        & (BLOB.c.sha256 == REVISION_FILE.c.sha256),
    )
    .where(
        REVISION_FILE.c.campaign_id == bindparam("campaign"),
        REVISION_FILE.c.path == bindparam("path"),
    )
    .group_by(BLOB.c.sha256, BLOB.c.content)
    .having(func.max(REVISION_FILE.c.revision) < LATEST)
    .order_by(func.max(REVISION_FILE.c.revision).desc())
    .limit(bindparam("most"))
)
_HELD = (
    select(REVISION_FILE.c.revision, REVISION_FILE.c.path, REVISION_FILE.c.sha256)
    .where(REVISION_FILE.c.campaign_id == bindparam("campaign"))
    .order_by(REVISION_FILE.c.revision.desc())
)
_ANY = select(REVISION.c.number).where(
    REVISION.c.campaign_id == bindparam("campaign"), REVISION.c.number == bindparam("number")
)
_NAMES = select(REVISION_FILE.c.path, REVISION_FILE.c.sha256).where(
    REVISION_FILE.c.campaign_id == bindparam("campaign"),
    REVISION_FILE.c.revision == bindparam("number"),
)


def add_revision(connection: Connection, campaign_id: int, change: LedgerChange) -> None:
    """Store the next revision; the bytes of its files are stored before."""
    last = connection.scalar(select(LATEST), {"campaign": campaign_id}) or 0
    connection.execute(
        insert(REVISION).values(
            campaign_id=campaign_id, number=last + 1, loaded_at=change.at, loaded_by=change.by
        ),
    )
    files = [
        {"campaign_id": campaign_id, "revision": last + 1, "path": path, "sha256": sha256}
        for path, sha256 in (change.revision_files or {}).items()
    ]
    if files:
        connection.execute(insert(REVISION_FILE), files)


def current_revision(connection: Connection, campaign_id: int) -> Revision | None:
    """Return the last loaded revision."""
    row = connection.execute(_CURRENT, {"campaign": campaign_id}).one_or_none()
    if row is None:
        return None
    names = connection.execute(_NAMES, {"campaign": campaign_id, "number": row.number})
    return Revision(row.number, row.loaded_at, row.loaded_by, {n.path: n.sha256 for n in names})


def revision_contents(
    connection: Connection,
    campaign_id: int,
    number: int | None,
    fetch: Callable[[str], bytes],
) -> Files:
    """Return path → content of a revision, by default of the last one; ``fetch`` reads, by its
    SHA-256, a large file that is looked at.

    Raises:
        UnknownRevision: when no revision has this number.
    """
    where = {"campaign": campaign_id, "number": number}
    if number is not None and connection.execute(_ANY, where).first() is None:
        raise UnknownRevision(number=number)
    found = connection.execute(_CONTENTS, where)
    return Files({row.path: _content(row, fetch) for row in found})


def _content(row: Any, fetch: Callable[[str], bytes]) -> Content:
    held = row.content
    return Stored(row.sha256, row.size, fetch if held is None else lambda _: bytes(held))


def revision_of(connection: Connection, campaign_id: int, files: Mapping[str, str]) -> int | None:
    """Return the newest revision that holds just these files, path to SHA-256, if any does."""
    rows = connection.execute(_HELD, {"campaign": campaign_id})
    for number, held in groupby(rows, attrgetter("revision")):
        if {row.path: row.sha256 for row in held} == dict(files):
            return int(number)
    return None


def earlier_contents(
    connection: Connection, campaign_id: int, path: str, most: int
) -> Sequence[bytes]:
    """Return what a file was in earlier revisions, each content once, the newest first."""
    found = connection.execute(_EARLIER, {"campaign": campaign_id, "path": path, "most": most})
    return [row.content for row in found]
