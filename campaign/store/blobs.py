"""Storing bytes by their content: those that are new, one after the other.

A campaign's photos may be hundreds of megabytes. No more than one of them is held, and none that
is stored already is read: a folder is loaded again with each change of a word in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, insert, select

from campaign.core.files import sha256_of
from campaign.store.dialects import in_list
from campaign.store.statements import Statement
from campaign.store.tables import BLOB

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from campaign.core.files import Content

TOGETHER = 1024 * 1024
"""So many bytes, or the one picture that has more, are handed to the database at once."""

_THERE = Statement(
    select(BLOB.c.sha256).where(
        BLOB.c.campaign_id == bindparam("campaign"), in_list(BLOB.c.sha256, "digests")
    )
)


def add_blobs(
    connection: Connection, campaign_id: int, blobs: Mapping[str, tuple[str, Content]]
) -> None:
    """Store what is not stored yet: media type and content by their SHA-256.

    Raises:
        FileChanged: a file of the folder is not what it was; the transaction is to be given up.
        ValueError: bytes have another hash than the one that they are given under.
    """
    there = _THERE.rows(connection, {"campaign": campaign_id, "digests": list(blobs)})
    known = {row.sha256 for row in there}
    rows: list[dict[str, object]] = []
    held = 0
    for sha256, (media_type, content) in blobs.items():
        if sha256 in known:
            continue
        if rows and held + content.size > TOGETHER:
            connection.execute(insert(BLOB), rows)
            rows, held = [], 0  # before the next one is read
        of_it = {"campaign_id": campaign_id, "sha256": sha256, "media_type": media_type}
        rows.append({**of_it, "size": content.size, "content": _read(sha256, content)})
        held += content.size
    if rows:
        connection.execute(insert(BLOB), rows)


def _read(sha256: str, content: Content) -> bytes:
    found = content.read()
    if sha256_of(found) != sha256:
        msg = f"the content of {sha256} has another hash"
        raise ValueError(msg)
    return found
