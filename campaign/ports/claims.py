"""What is taken for sending, looked for, or needs something else."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from campaign.core.deliveries import Delivery, Payload, Receipt


@dataclass(frozen=True, slots=True)
class Claim:
    """A delivery taken for sending: its attempt is committed before a byte leaves.

    ``fence`` must still hold when the result is recorded. ``idempotency_key``
    derives from campaign, key and generation. ``payload`` is as this try sends it.
    ``read_back_at`` is when the networks were last read back for what this ledger had
    forgotten (UTC); ``None`` if it never had.
    """

    delivery: Delivery
    payload: Payload
    attempt: int
    fence: int
    idempotency_key: str
    read_back_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Sought:
    """What to look for on a network: ``payload`` as a claim of it has it, with its place in a
    thread, and with what ``idempotency_key`` it is published. ``known`` are the receipts of
    other deliveries.
    """

    payload: Payload
    known: frozenset[Receipt] = frozenset()
    idempotency_key: str = ""


class Need(StrEnum):
    """What an open delivery needs beside being sent: to be looked for (it is unknown, and its
    ``not_before`` has come), to expire, to be cancelled because an earlier part of its thread
    ended without being out, or a person (it was tried as often as may be).
    """

    LOOK = "look"
    EXPIRED = "expired"
    BROKEN_OFF = "broken-off"
    TRIED_OFTEN = "tried-often"
