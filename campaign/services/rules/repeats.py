"""Words that followers would read twice, or have read: a renamed post is a new one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.core.deliveries import State
from campaign.core.doubts import HANDED_ON
from campaign.core.generations import counting
from campaign.core.problems import Code, Problem, error
from campaign.services.rules.wording import kept_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from campaign.core.deliveries import Delivery
    from campaign.core.folder import Folder
    from campaign.services.drafting import Prepared


def equal_texts(items: Iterable[Prepared], deliveries: Iterable[Delivery]) -> Iterator[Problem]:
    """The same words twice on one channel: networks refuse it, followers mind it.

    What is out already, or was taken down, does not go out again, whatever the calendar says of
    it: it repeats nothing, and what corrects it may say the same.
    """
    newest = counting(deliveries)
    over = {key for key, one in newest.items() if one.state in {State.PUBLISHED, State.REMOVED}}
    seen: dict[tuple[str, str], Prepared] = {}
    for item in items:
        if not item.text or item.entry.repeat or item.key in over:
            continue
        first = seen.setdefault((item.key.channel, item.text), item)
        if first is not item:
            yield error(
                Code.DUPLICATE_TEXT,
                item.entry.place_of("text"),
                because=kept_in(item),
                post=item.draft.post,
                other=first.draft.post,
                other_place=first.entry.place_of("text"),
                channel=item.label,
            )


def already_said(
    folder: Folder, items: Iterable[Prepared], deliveries: Iterable[Delivery], now: datetime
) -> Iterator[Problem]:
    """Posts that are new to the ledger and would repeat what a channel has published, or may
    have: that is being found out.

    What is due before ``now`` (UTC) does not go out any more and repeats nothing.
    """
    known = tuple(deliveries)
    keys = {delivery.key for delivery in known}
    said = {(d.key.channel, d.payload.text): d for d in known if d.state in HANDED_ON and d.payload}
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
