"""Values for tests of ledgers, with what matters given and the rest plausible."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from campaign.core.deliveries import Key, Payload, Receipt, State
from campaign.core.files import Held
from campaign.core.life import Move
from campaign.ports.ledger import LedgerChange, NewDelivery, Step

if TYPE_CHECKING:
    from campaign.core.deliveries import Delivery
    from campaign.core.files import Content
    from campaign.ports.claims import Claim
    from campaign.ports.ledger import Ledger

NOW = datetime(2031, 5, 7, 13, 30, tzinfo=UTC)


def new(
    post: str = "afiche/jornada-1", channel: str = "x", part: int = 1, **given: Any
) -> NewDelivery:
    """Return a planned delivery that has been due for an hour."""
    values: dict[str, Any] = {
        "generation": 1,
        "entry": post.partition("/")[0],
        "title": "Afiche",
        "subject": None,
        "state": State.PLANNED,
        "due": NOW - timedelta(hours=1),
        "local": "2031-05-07T08:30",
        "expires": None,
        "payload": Payload(f"¡Mañana! {post} ({part})", "es"),
        "inputs": "in-1",
    }
    return NewDelivery(Key(post, channel, part), **{**values, **given})


def change(**given: Any) -> LedgerChange:
    """Return a change by Inés, now."""
    return LedgerChange(**{"at": NOW, "by": "inés", **given})


def receipt(number: int = 1, at: datetime = NOW) -> Receipt:
    """Return the proof of a publication."""
    return Receipt(f"remote-{number}", f"https://red.example/{number}", at)


def published(claim: Claim, proof: Receipt | None = None) -> Step:
    """Return the step that records that a claim went out."""
    proof = proof or receipt(claim.delivery.id)
    changes = {"receipt": proof}
    return Step(claim.delivery.id, claim.fence, Move.PUBLISH, by="w1", changes=changes)


def moved(delivery: Delivery, move: Move | None, **given: Any) -> Step:
    """Return a step from where the delivery stands."""
    return Step(delivery.id, delivery.fence, move, **given)


def blob(content: bytes, media_type: str = "image/png") -> dict[str, tuple[str, Content]]:
    """Return one entry of a change's blobs."""
    held = Held(content)
    return {held.digest(): (media_type, held)}


async def deliveries(ledger: Ledger) -> dict[str, Delivery]:
    """Return the newest generation of every key, by its text."""
    return {str(d.key): d for d in (await ledger.snapshot()).deliveries}


async def publish_next(ledger: Ledger, *channels: str, now: datetime = NOW) -> str | None:
    """Publish what may go next on the first channel that has something; return its key."""
    for channel in channels or ("x",):
        if (claim := await ledger.claim(now, "w1", channel)) is not None:
            await ledger.settle(claim, published(claim))
            return str(claim.delivery.key)
    return None
