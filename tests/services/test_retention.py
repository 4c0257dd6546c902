"""When what is kept of people comes to its end, and that it is looked at every day."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from campaign.core.errors import LedgerFull
from campaign.core.programme import Panel, Programme
from campaign.ports.retention import Aged, Kept
from campaign.services.retention import LIMITS, Retaining, cutoffs
from tests.services.test_gates import TwoClocks

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
        self.full = False

    async def aged(self, cutoffs: Mapping[Kept, datetime]) -> Sequence[Aged]:
        """Find nothing."""
        return [Aged(kept, 0, None) for kept in cutoffs]

    async def purge(self, cutoffs: Mapping[Kept, datetime]) -> Sequence[Aged]:
        """Note by which now, unless the disk is full."""
        if self.full:
            raise LedgerFull(where="there")
        self.cleared.append(cutoffs[Kept.MESSAGES] + LIMITS[Kept.MESSAGES])
        return await self.aged(cutoffs)

    async def scrub(self) -> bool:
        """Count the calls."""
        self.scrubbed += 1
        return True


async def programme() -> Programme:
    return Programme((FIRST,))


async def right() -> bool:
    return True


async def test_it_is_cleared_at_once_and_then_every_day() -> None:
    shelf, clock = Shelf(), TwoClocks(START)
    retaining = Retaining(shelf, programme, clock, right)
    for hours in (0, 1, 22, 1, 5, 40):
        clock.pass_by(timedelta(hours=hours))
        await retaining.now_and_then()
    gone_by = [(at - START) / timedelta(hours=1) for at in shelf.cleared]
    assert gone_by == [0, 24, 69]
    assert shelf.scrubbed == 6


async def test_a_clock_that_was_put_back_stops_no_later_day() -> None:
    shelf, clock = Shelf(), TwoClocks(START)
    retaining = Retaining(shelf, programme, clock, right)
    await retaining.now_and_then()
    clock.pass_by(timedelta(hours=1), calendar=-timedelta(days=700))
    await retaining.now_and_then()
    clock.pass_by(timedelta(hours=23))
    await retaining.now_and_then()
    assert len(shelf.cleared) == 2


async def test_what_could_not_be_cleared_is_tried_again_before_the_next_day() -> None:
    shelf, clock = Shelf(), TwoClocks(START)
    retaining = Retaining(shelf, programme, clock, right)
    shelf.full = True
    with pytest.raises(LedgerFull):
        await retaining.now_and_then()
    shelf.full = False
    await retaining.now_and_then()
    assert shelf.cleared == [START]


async def test_by_a_clock_that_is_not_believed_nothing_is_cleared_and_traces_go_all_the_same() -> (
    None
):
    shelf, clock, believed = Shelf(), TwoClocks(START), [False]

    async def is_right() -> bool:
        return believed[0]

    retaining = Retaining(shelf, programme, clock, is_right)
    await retaining.now_and_then()
    assert (shelf.cleared, shelf.scrubbed) == ([], 1)
    believed[0] = True
    await retaining.now_and_then()
    assert (shelf.cleared, shelf.scrubbed) == ([START], 2)
