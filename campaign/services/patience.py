"""How patient the publisher is: how long it waits, and how far back it looks."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Backoff:
    """The pauses after a failed try, in seconds: they double from ``first`` to ``longest``, and
    each is longer or shorter by up to a fifth, as ``jitter`` has it.
    """

    first: float = 15.0
    longest: float = 900.0
    jitter: float = 0.2

    def after(self, attempt: int, key: str) -> timedelta:
        """Return the pause after a failed attempt (from 1) at what ``key`` names.

        What failed together does not knock together again; the same attempt always has the
        same pause.
        """
        pause = min(self.first * 2 ** min(max(attempt - 1, 0), 10), self.longest)
        digest = hashlib.sha256(f"{key} {attempt}".encode()).digest()
        share = int.from_bytes(digest[:4]) / 0xFFFF_FFFF  # from 0 to 1
        return timedelta(seconds=pause * (1 + self.jitter * (2 * share - 1)))


@dataclass(frozen=True, slots=True)
class Patience:
    """How patient the publisher is; durations in seconds.

    For ``doubt`` after a restored ledger was read back, a post is looked for before it is
    sent: it may be made anew from what was entered after the copy (a correction), and be out
    since ``forgotten`` at most.

    A person is asked when ``ask_from`` posts or more are late by ``ask_after`` at once.

    ``turn`` is for how long a channel's queue is worked through before everything else gets
    its turn. ``renew`` is the pause between renewals of a lease. ``look_back`` is how long before
    its due time a post may have appeared.
    """

    ask_after: float = 1800.0
    ask_from: int = 3
    renew: float = 5.0
    turn: float = 5.0
    backoff: Backoff = field(default_factory=Backoff)
    look_back: float = 3600.0
    doubt: float = 86_400.0
    forgotten: float = 604_800.0
