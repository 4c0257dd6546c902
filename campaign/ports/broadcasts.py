"""What the team writes to many at once: to whom, how far it has gone, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from campaign.core.attendees import Attendee
    from campaign.ports.messages import Message

ALL, NEWS = "all", "news"
"""Audiences that are no panel: everybody who is signed up or waits, and who agreed to news."""
OF_PANEL = "panel:"
"""How the audience of a panel begins; its id follows."""

RESTORED = ""
"""Who stopped a broadcast that was on its way in a ledger of which an older copy came back."""


@dataclass(frozen=True, slots=True)
class Reach:
    """How many people get a broadcast now, and how many of its audience are left out: who wants no
    messages from the team, and whom the bot cannot write to.
    """

    people: int = 0
    unwilling: int = 0
    unreachable: int = 0


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A broadcast that somebody confirms.

    ``draft`` is what was shown: it goes out once, whoever confirms it. ``audience`` is ``ALL``,
    ``NEWS`` or a panel's id after ``panel:``. ``text`` and ``marks`` (JSON) are what was written.
    """

    draft: str
    audience: str
    text: str
    marks: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of the messages of a broadcast: ``missed`` ones had left when the program died,
    or not; ``waiting`` are queued or on their way.
    """

    sent: int = 0
    failed: int = 0
    missed: int = 0
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class Broadcast:
    """A broadcast as it stands; ``people`` is how many it was to go to when it was confirmed.

    Where somebody stopped it, what was on its way still arrives until it ``ended``.
    """

    id: int
    confirmed: Confirmed
    people: int
    tally: Tally
    stopped_by: str | None = None
    ended: datetime | None = None

    @property
    def is_over(self) -> bool:
        """Tell whether nothing of it is sent any more, nor on its way."""
        return self.ended is not None

    @property
    def how_stopped(self) -> str | None:
        """Return ``stopped`` by somebody or ``restored``; ``None`` where it was not stopped."""
        if self.stopped_by is None:
            return None
        return "restored" if self.stopped_by == RESTORED else "stopped"

    @property
    def is_discarded(self) -> bool:
        """Tell whether it was never to go out."""
        return self.ended is not None and not self.confirmed.text

    @property
    def gone(self) -> int:
        """Return how many messages have left, or were tried."""
        return self.tally.sent + self.tally.failed + self.tally.missed


class Broadcasts(Protocol):
    """Where broadcasts are kept, in the ledger's database."""

    async def reach(self, audience: str) -> Reach:
        """Return how many people an audience is now."""
        ...

    async def confirm(self, confirmed: Confirmed) -> tuple[Broadcast, bool]:
        """Begin a broadcast; return it, and whether that is new: a draft begins once."""
        ...

    async def discard(self, confirmed: Confirmed) -> tuple[Broadcast, bool]:
        """Note that a draft is not to go out; return what became of it, and whether that is new."""
        ...

    async def drafted(self, draft: str) -> Broadcast | None:
        """Return what became of a draft; ``None`` as long as nobody decided."""
        ...

    async def broadcast(self, number: int) -> Broadcast | None:
        """Return one broadcast."""
        ...

    async def broadcasts(self, *, since: datetime) -> Sequence[Broadcast]:
        """Return those that are not over, and those that ended since, without discarded ones,
        oldest first.
        """
        ...

    async def feed(
        self, make: Callable[[Broadcast, Attendee], Message], few: int, many: int
    ) -> bool:
        """Queue the next ``many`` messages of each broadcast that has fewer than ``few`` waiting;
        tell whether there were any. Nothing is queued while everything is held.
        """
        ...

    async def stop(self, number: int, by: str) -> bool:
        """Stop a broadcast: what waits is not sent. ``False`` where it had ended or stopped."""
        ...

    async def end(
        self,
        number: int,
        at: datetime,
        tell: Callable[[Broadcast, Sequence[int]], Sequence[Message]],
    ) -> bool:
        """End a broadcast of which nothing waits any more, and tell of it in the same breath;
        ``tell`` gets it and the numbers of the people whom it may have missed.
        """
        ...
