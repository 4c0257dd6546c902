"""Writing the emergency journal into the ledger."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select

from campaign.core.proofs import is_unwanted
from campaign.core.reasons import ANOTHER_IS_OUT, because
from campaign.store.changes import write_steps
from campaign.store.events import Author
from campaign.store.journal import Unread
from campaign.store.proofs import Proof, keep_back, prove
from campaign.store.rows import delivery_of
from campaign.store.tables import CAMPAIGN, DELIVERY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Row

    from campaign.store.journal import Named, Rescued

log = logging.getLogger(__name__)

_OF_LEDGER = (
    select(DELIVERY)
    .join(CAMPAIGN, CAMPAIGN.c.id == DELIVERY.c.campaign_id)
    .where(CAMPAIGN.c.uid == bindparam("ledger"))
)
_OF_KEY = _OF_LEDGER.where(
    DELIVERY.c.post == bindparam("post"),
    DELIVERY.c.channel == bindparam("channel"),
    DELIVERY.c.part == bindparam("part"),
)
_NUMBERED = _OF_LEDGER.where(DELIVERY.c.id == bindparam("number"))


def write_rescued(
    connection: Connection, lines: Sequence[Rescued | Unread]
) -> list[Rescued | Unread]:
    """Record publications late; what is recorded already stays as it is.

    Returns those of which there is no post here (a copy is in the ledger's place that does not
    know them), and what cannot be read.
    """
    apart: list[Rescued | Unread] = []
    for one in lines:  # a handful at most: each is a disk that was full
        if isinstance(one, Unread):
            apart.append(one)
            log.error("a line of the journal cannot be read, and is set aside: %s", one.words)
        elif not _recorded(connection, one):
            apart.append(one)
            log.error("%s is out, and no post here is it: it is set aside", _where(one))
    return apart


def _recorded(connection: Connection, one: Rescued) -> bool:
    """Record a publication; tell whether there is a post here that it is of."""
    of_key = [*_rows(connection, one)]
    named = one.named
    found = next((row for row in of_key if not named or row.generation == named.generation), None)
    if found is None:
        if named is not None:
            _keep_back(connection, one, named, of_key)
        return False
    proof = Proof(found.id, one.fence, one.receipt, one.why or because("from-journal"))
    why = prove(connection, Author(found.campaign_id, one.at, one.by), proof)
    if why is not None and is_unwanted(why):
        log.warning("%s is out: %s", _where(one), why.id)
    return True


def _rows(connection: Connection, one: Rescued) -> Sequence[Row[Any]]:
    """Return its rows here: all generations of its key, or the one of its number."""
    values: dict[str, object] = {"ledger": one.ledger}
    if one.named is None:
        return connection.execute(_NUMBERED, {**values, "number": one.delivery}).all()
    key = one.named.key
    names = {"post": key.post, "channel": key.channel, "part": key.part}
    return connection.execute(_OF_KEY, {**values, **names}).all()


def _keep_back(
    connection: Connection, one: Rescued, named: Named, of_key: Sequence[Row[Any]]
) -> None:
    """Leave what may go out of its key to a person: it would stand beside what is out."""
    for row in of_key:
        author = Author(row.campaign_id, one.at, one.by)
        back = keep_back(delivery_of(row), named.generation, one.receipt, ANOTHER_IS_OUT)
        write_steps(connection, author, back)


def _where(one: Rescued) -> str:
    return one.receipt.url or one.receipt.remote_id
