"""When what is kept of people comes to its end, and that it is looked at every day."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from campaign.core.programme import Panel, Programme
from campaign.ports.retention import Aged, Kept
from campaign.services.retention import LIMITS, Retaining, cutoffs
from campaign.wiring.clocks import VirtualClock

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ZONE = ZoneInfo("Asia/Tokyo")
START = datetime(2030, 4, 10, 19, 0, tzinfo=ZONE)
FIRST = Panel("uno", "Uno", 1, START)
LAST = Panel("dos", "Dos", 2, START + timedelta(days=30))
LONG = LIMITS[Kept.PEOPLE]
ALWAYS = {Kept.MESSAGES, Kept.UPDATES, Kept.IDLE}


def test_each_kind_has_its_time() -> None:
    now = START.astimezone(UTC)
    assert cutoffs(Programme((FIRST, LAST)), now) == {
        kept: now - LIMITS[kept] for kept in (Kept.MESSAGES, Kept.UPDATES, Kept.IDLE)
    }


def test_who_signed_up_is_kept_until_all_is_long_over() -> None:
    assert LAST.ends is not None
    over = LAST.ends + LONG
    programme = Programme((LAST, FIRST))
    assert set(cutoffs(programme, over)) == ALWAYS
    later = over + timedelta(seconds=1)
    assert cutoffs(programme, later)[Kept.PEOPLE] == later - LONG


def test_a_panel_to_come_keeps_everybody_and_one_that_is_cancelled_does_not() -> None:
    late = START + timedelta(days=900)
    undated = Panel("tres", "Tres", 3)
    assert set(cutoffs(Programme((FIRST, undated)), late)) == ALWAYS
    off = replace(undated, cancelled=True)
    assert Kept.PEOPLE in cutoffs(Programme((FIRST, off)), late)
    assert set(cutoffs(Programme(()), late)) == ALWAYS
    assert set(cutoffs(Programme((off,)), late)) == ALWAYS


def test_a_panel_that_ended_late_counts_from_its_end() -> None:
    ended = START + timedelta(days=2)
    programme = Programme((replace(FIRST, started=START, ended=ended),))
    assert Kept.PEOPLE not in cutoffs(programme, ended + LONG)
    assert Kept.PEOPLE in cutoffs(programme, ended + LONG + timedelta(hours=1))


class Shelf:
    """Keeps nothing, and remembers when it was to be cleared."""

    def __init__(self) -> None:
        self.cleared: list[datetime] = []
        self.scrubbed = 0

    async def aged(self, cutoffs: Mapping[Kept, datetime]) -> Sequence[Aged]:
        """Find nothing."""
        return [Aged(kept, 0, None) for kept in cutoffs]

    async def purge(self, cutoffs: Mapping[Kept, datetime]) -> Sequence[Aged]:
        """Note by which now."""
        self.cleared.append(cutoffs[Kept.MESSAGES] + LIMITS[Kept.MESSAGES])
        return await self.aged(cutoffs)

    async def scrub(self) -> bool:
        """Count the calls."""
        self.scrubbed += 1
        return True


async def test_it_is_cleared_at_once_and_then_every_day() -> None:
    shelf, clock = Shelf(), VirtualClock(START)

    async def programme() -> Programme:
        return Programme((FIRST,))

    retaining = Retaining(shelf, programme, clock)
    for hours in (0, 1, 22, 1, 5, 40):
        clock.advance_to(clock.now() + timedelta(hours=hours))
        await retaining.now_and_then()
    gone_by = [(at - START) / timedelta(hours=1) for at in shelf.cleared]
    assert gone_by == [0, 24, 69]
    assert shelf.scrubbed == 6
