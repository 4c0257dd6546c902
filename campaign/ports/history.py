"""What has been: the lines of a delivery's history, and what was taken down again."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from campaign.core.deliveries import Key, Receipt, State
    from campaign.core.reasons import Reason


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One line of a delivery's history."""

    at: datetime
    generation: int
    state: State
    move: str | None
    reason: Reason | None
    by: str


@dataclass(frozen=True, slots=True)
class Stray:
    """A proof that something is out of which this ledger has no post: a copy is in its place that
    was made before. ``file`` keeps it for a person; ``key`` and ``generation`` are ``None`` where
    an earlier version of the program knew only the number of a row.

    Where it cannot be read there is no ``receipt``, and ``words`` is what is left of it.
    """

    receipt: Receipt | None
    file: str
    key: Key | None = None
    generation: int | None = None
    words: str = ""

    @property
    def name(self) -> str:
        """Return what tells it from every other."""
        if self.receipt is None:
            return f"{zlib.crc32(self.words.encode()):08x}"
        number = self.receipt.remote_id  # each network counts by itself
        return number if self.key is None else f"{self.key}:{number}"


@dataclass(frozen=True, slots=True)
class TakenDown:
    """A post that a person took down, and the proof that it was out."""

    key: Key
    generation: int
    receipt: Receipt
