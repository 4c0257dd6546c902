"""What keeps posts in: everything is held, or a channel takes nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


class KeptIn(Exception):
    """Everything, or the channel, was stopped after something was taken: it must not leave."""


@dataclass(frozen=True, slots=True)
class Hold:
    """Everything is held (mourning, an earthquake), by whom and why."""

    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ChannelState:
    """The circuit of a channel, and until when the network told us to wait (UTC).

    ``stops`` is how often the circuit was opened; the ledger counts.
    """

    channel: str
    stopped: str | None = None
    words: str | None = None
    hold_until: datetime | None = None
    stops: int = field(default=0, compare=False)

    def is_shut(self, now: datetime) -> bool:
        """Tell whether nothing leaves there at ``now`` (UTC), whatever is due."""
        waits = self.hold_until is not None and self.hold_until > now
        return self.stopped is not None or waits


@dataclass(frozen=True, slots=True)
class Stop:
    """The circuit of a channel is opened: nothing leaves there until somebody closes it."""

    why: str
    words: str | None = None


@dataclass(frozen=True, slots=True)
class Pause:
    """The account of a channel is held: nothing leaves there until then (UTC), as its network
    asked.
    """

    until: datetime
