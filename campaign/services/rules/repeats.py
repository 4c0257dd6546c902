"""Words that followers have read already: a renamed post is a new one, and would say them again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.core.deliveries import State
from campaign.core.problems import Code, Problem, error
from campaign.services.rules.wording import kept_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from campaign.core.deliveries import Delivery
    from campaign.core.folder import Folder
    from campaign.services.drafting import Prepared


def already_said(
    folder: Folder, items: Iterable[Prepared], deliveries: Iterable[Delivery], now: datetime
) -> Iterator[Problem]:
    """Posts that are new to the ledger and would repeat what a channel has published, or may
    have: that is being found out.

    What is due before ``now`` (UTC) does not go out any more and repeats nothing.
    """
    known = tuple(deliveries)
    keys = {delivery.key for delivery in known}
    said = {(d.key.channel, d.payload.text): d for d in known if _may_be_out(d) and d.payload}
    for item in items:
        due = item.draft.due
        if item.text is None or item.entry.repeat or item.key in keys:
            continue
        first = said.get((item.key.channel, item.text))
        if first is None or (due is not None and due.utc < now):
            continue
        said_at = first.receipt.at if first.receipt else first.due or now
        yield error(
            Code.ALREADY_SAID if first.receipt else Code.MAY_BE_SAID,
            item.entry.place_of("text"),
            post=item.draft.post,
            because=kept_in(item),
            channel=item.label,
            other=first.key.post,
            entry=first.entry,
            day=said_at.astimezone(folder.campaign.zone).date(),
        )


_SENT = frozenset({State.PUBLISHED, State.SENDING, State.UNKNOWN, State.NEEDS_PERSON})


def _may_be_out(delivery: Delivery) -> bool:
    return delivery.state in _SENT
