"""Writing the emergency journal into the ledger."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from campaign.core.proofs import is_unwanted
from campaign.core.reasons import because
from campaign.store.events import Author
from campaign.store.proofs import Proof, prove
from campaign.store.tables import CAMPAIGN, DELIVERY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from campaign.store.journal import Rescued

log = logging.getLogger(__name__)

_OF_LEDGER = (
    select(DELIVERY.c.id, DELIVERY.c.campaign_id)
    .join(CAMPAIGN, CAMPAIGN.c.id == DELIVERY.c.campaign_id)
    .where(CAMPAIGN.c.uid == bindparam("ledger"))
)
_NAMED = _OF_LEDGER.where(
    DELIVERY.c.post == bindparam("post"),
    DELIVERY.c.channel == bindparam("channel"),
    DELIVERY.c.part == bindparam("part"),
    DELIVERY.c.generation == bindparam("generation"),
)
_NUMBERED = _OF_LEDGER.where(DELIVERY.c.id == bindparam("number"))


def write_rescued(connection: Connection, rescued: Sequence[Rescued]) -> list[Rescued]:
    """Record publications late; what is recorded already stays as it is.

    Returns those of which there is no post here: a copy is in the ledger's place that does not
    know them.
    """
    apart = []
    for one in rescued:  # a handful at most: each is a disk that was full
        found = _row(connection, one)
        if found is None:
            apart.append(one)
            log.error("%s is out, and no post here is it: it is set aside", _where(one))
            continue
        which, campaign_id = found
        proof = Proof(which, one.fence, one.receipt, because("from-journal"))
        why = prove(connection, Author(campaign_id, one.at, one.by), proof)
        if why is not None and is_unwanted(why):
            log.warning("%s is out: %s", _where(one), why.id)
    return apart


def _row(connection: Connection, one: Rescued) -> tuple[int, int] | None:
    """Return the number of its row here, and of its campaign."""
    if one.named is None:
        row = connection.execute(_NUMBERED, {"ledger": one.ledger, "number": one.delivery}).first()
    else:
        key, generation = one.named.key, one.named.generation
        names = {"post": key.post, "channel": key.channel, "part": key.part}
        values = {"ledger": one.ledger, "generation": generation, **names}
        row = connection.execute(_NAMED, values).first()
    return None if row is None else (row.id, row.campaign_id)


def _where(one: Rescued) -> str:
    return one.receipt.url or one.receipt.remote_id
