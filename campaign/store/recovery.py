"""Writing the emergency journal into the ledger."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from campaign.core.proofs import is_unwanted
from campaign.core.reasons import because
from campaign.store.events import Author
from campaign.store.proofs import Proof, prove
from campaign.store.tables import CAMPAIGN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from campaign.store.journal import Rescued

log = logging.getLogger(__name__)

_CAMPAIGN = select(CAMPAIGN.c.id).where(CAMPAIGN.c.uid == bindparam("ledger"))


def write_rescued(connection: Connection, rescued: Sequence[Rescued]) -> None:
    """Record publications late; what is recorded already stays as it is."""
    for one in rescued:  # a handful at most: each is a disk that was full
        for campaign_id in connection.scalars(_CAMPAIGN, {"ledger": one.ledger}):
            proof = Proof(one.delivery, one.fence, one.receipt, because("from-journal"))
            why = prove(connection, Author(campaign_id, one.at, one.by), proof)
            if why is not None and is_unwanted(why):
                log.warning("%s is out: %s", one.receipt.url or one.receipt.remote_id, why.id)
