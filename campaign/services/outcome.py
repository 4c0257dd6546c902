"""How a rehearsal went: every delivery, what followers saw, what was doubled or lost.

The count of doubled and lost posts looks at what followers can see and at what was
planned; it does not take the ledger's word for what is out.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from campaign.core.deliveries import State
from campaign.core.outcomes import Certainty
from campaign.services.listing import delivery_fields, history_fields

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from campaign.core.deliveries import Delivery
    from campaign.core.outcomes import ChannelSheet
    from campaign.ports.history import HistoryLine
    from campaign.ports.phrases import Phrases

STUCK = frozenset({State.PLANNED, State.SENDING, State.RETRY, State.UNKNOWN, State.PAUSED})


@dataclass(frozen=True, slots=True)
class Seen:
    """A post that followers can see: network, text, remote id."""

    network: str
    text: str
    remote_id: str


def report(
    deliveries: Sequence[Delivery],
    histories: Mapping[str, Sequence[HistoryLine]],
    seen: Sequence[Seen],
    sheets: Mapping[str, ChannelSheet],
    phrases: Phrases,
    end: datetime,
) -> dict[str, object]:
    """Return ``report.json`` without its duration; its fields are stable."""
    rows = [_row(delivery, histories, phrases) for delivery in deliveries]
    expected = Counter(_expected(d) for d in deliveries if _should_be_out(d, sheets, end))
    visible = Counter((post.network, post.text) for post in seen)
    lost = sum((expected - visible).values())
    doubled = sum((visible - expected).values())
    return {
        "deliveries": rows,
        "counts": dict(Counter(str(row["state"]) for row in rows)),
        "visible": len(seen),
        "duplicates": doubled,
        "lost": lost,
    }


def _row(
    delivery: Delivery,
    histories: Mapping[str, Sequence[HistoryLine]],
    phrases: Phrases,
) -> dict[str, object]:
    receipt, due = delivery.receipt, delivery.due
    late = (receipt.at - due).total_seconds() if receipt and due else None
    history = histories.get(str(delivery.key), ())
    return {
        **delivery_fields(delivery, phrases),
        "late_s": late,
        "history": [history_fields(h, phrases) for h in history],
    }


def _expected(delivery: Delivery) -> tuple[str, str]:
    return delivery.key.channel, delivery.payload.text if delivery.payload else ""


def _should_be_out(
    delivery: Delivery,
    sheets: Mapping[str, ChannelSheet],
    end: datetime,
) -> bool:
    """Tell whether followers should see this delivery: it was due, and nothing held it back."""
    sheet = sheets.get(delivery.key.channel)
    if sheet is None or sheet.certainty is Certainty.HAND:
        return False
    if delivery.state is State.PUBLISHED:
        return True
    due = delivery.due
    return delivery.state in STUCK and due is not None and due <= end and not delivery.waits
