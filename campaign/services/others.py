"""Posts of our account that a restored ledger does not know, and that nothing in it says.

They may be any of its posts, published with other words after the copy was made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from campaign.core.deliveries import Delivery
    from campaign.ports.channels import Sight

MOST_NAMED = 3
"""So many of them are named to a person, the newest."""


def last_sign(deliveries: Iterable[Delivery], until: datetime) -> datetime | None:
    """Return when a ledger last published something by itself, as far as it knows.

    What was adopted since it was restored is none: it was never tried here.
    """
    signs = (d.receipt.at for d in deliveries if d.receipt is not None and d.attempts)
    return max((at for at in signs if at <= until), default=None)


def others(
    shown: Sequence[Sight], deliveries: Iterable[Delivery], since: datetime, until: datetime
) -> str:
    """Return the addresses of posts of which none of the account's deliveries knows, of the newest
    of them; empty where there are none.

    What answers somebody else is none of ours: a campaign answers only itself.
    """
    all_of_them = list(deliveries)
    known = {d.receipt.remote_id for d in all_of_them if d.receipt is not None}
    wanted = [d.payload for d in all_of_them if d.is_open and d.payload is not None]
    own = {*known, *(sight.receipt.remote_id for sight in shown)}
    found = [
        sight.receipt
        for sight in shown
        if sight.receipt.remote_id not in known
        and since < sight.receipt.at <= until
        and (sight.reply_to is None or sight.reply_to in own)
        and not any(map(sight.says, wanted))
    ]
    found.sort(key=lambda receipt: receipt.at, reverse=True)
    return " ".join(receipt.url or receipt.remote_id for receipt in found[:MOST_NAMED])
