"""How long what is kept of people may be kept, and the daily look for what is older."""

from __future__ import annotations

from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING

from campaign.ports.retention import Kept
from campaign.services.now_and_then import NowAndThen

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from datetime import datetime

    from campaign.core.programme import Panel, Programme
    from campaign.ports.clock import Clock
    from campaign.ports.retention import Keeper

LIMITS: Mapping[Kept, timedelta] = MappingProxyType(
    {
        Kept.MESSAGES: timedelta(days=7),
        Kept.UPDATES: timedelta(days=30),
        Kept.IDLE: timedelta(days=30),
        Kept.PEOPLE: timedelta(days=180),
        Kept.QUESTIONS: timedelta(days=180),
    }
)
"""Telegram repeats an update within a day. Half a year after the last panel the recordings, the
notes and the publication have long been told of.
"""
EVERY = timedelta(days=1)


def cutoffs(programme: Programme, now: datetime) -> dict[Kept, datetime]:
    """Return from before when each kind may go.

    Who signed up, and what was asked, is kept until everything that is not cancelled has long
    been over; what has no date yet is still to come.
    """
    found = {kept: now - limit for kept, limit in LIMITS.items()}
    held = [panel for panel in programme.panels if not panel.cancelled]
    ends = [end for panel in held if (end := _end(panel)) is not None]
    if not held or len(ends) < len(held) or max(ends) >= found[Kept.PEOPLE]:
        del found[Kept.PEOPLE], found[Kept.QUESTIONS]
    return found


def _end(panel: Panel) -> datetime | None:
    return panel.ended or panel.ends


class Retaining:
    """Takes away every day what has been kept for long enough.

    Nothing brings it back: ``is_right`` tells whether the clock can be believed.
    """

    def __init__(
        self,
        keeper: Keeper,
        programme: Callable[[], Awaitable[Programme]],
        clock: Clock,
        is_right: Callable[[], Awaitable[bool]],
    ) -> None:
        self._keeper = keeper
        self._programme = programme
        self._clock = clock
        self._is_right = is_right
        self._pause = NowAndThen(clock, EVERY.total_seconds())

    async def now_and_then(self) -> None:
        """Purge once a day, and see that no trace of what was erased is left."""
        now = self._clock.now()  # before it is asked: what jumps after that counts no more
        if await self._is_right() and self._pause.is_time():
            await self._purge(now)
        await self._keeper.scrub()

    async def _purge(self, now: datetime) -> None:
        try:
            await self._keeper.purge(cutoffs(await self._programme(), now))
        except BaseException:
            self._pause.at_once()
            raise
