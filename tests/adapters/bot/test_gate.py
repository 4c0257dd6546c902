"""The gate keeps the pace that Telegram asks for, without making anybody wait for others."""

from __future__ import annotations

import asyncio
import itertools
from typing import TYPE_CHECKING

import pytest

from campaign.bot import Gate

if TYPE_CHECKING:
    from collections.abc import Sequence


class Time:
    """Elapsed time that passes only when everybody waits."""

    def __init__(self) -> None:
        self.now = 100.0
        self._sleepers: list[tuple[float, asyncio.Future[None]]] = []

    def __call__(self) -> float:
        """Return the time."""
        return self.now

    async def sleep(self, seconds: float) -> None:
        """Wait until so much time has passed."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._sleepers.append((self.now + seconds, future))
        await future

    async def play(self, *work: asyncio.Task[None]) -> None:
        """Let time pass until all work is done."""
        while not all(task.done() for task in work):
            for _ in range(50):
                await asyncio.sleep(0)
            if self._sleepers:
                self._sleepers.sort(key=lambda sleeper: sleeper[0])
                at, future = self._sleepers.pop(0)
                self.now = max(self.now, at)
                future.set_result(None)
        await asyncio.gather(*work)


async def passing(
    chats: list[int], hold: float = 0.0, underway: Sequence[float] = ()
) -> tuple[list[tuple[float, int]], Time]:
    """Let messages pass; return when each was counted, ``underway`` seconds after it had left."""
    clock = Time()
    gate = Gate(clock, sleep=clock.sleep)
    passed: list[tuple[float, int]] = []

    async def one(chat: int) -> None:
        async with gate.turn_of(chat):
            if underway:
                await clock.sleep(underway[chat % len(underway)])
            passed.append((clock.now - 100, chat))

    if hold:
        gate.hold(hold)
    await clock.play(*(asyncio.create_task(one(chat)) for chat in chats))
    return passed, clock


async def test_no_second_sees_more_than_thirty_messages() -> None:
    passed, _ = await passing(list(range(1, 101)))
    times = [at for at, _ in passed]
    for at in times:
        assert sum(at <= other < at + 0.99 for other in times) <= 30
    assert times[-1] < 4


@pytest.mark.parametrize(
    ("underway", "pace"),
    [
        ((0.002, 0.06, 0.004, 0.002, 0.06, 0.004, 0.03), 28),
        ((*[0.001] * 10, 0.2), 28),
        ((0.15,), 29.9),
        ((*[0.15] * 6, 0.19), 28.5),
    ],
)
async def test_what_is_held_up_on_its_way_makes_no_second_too_full(
    underway: tuple[float, ...], pace: float
) -> None:
    """What left within a second may be counted within less: the network counts what comes in.

    What takes all messages alike slows nothing down.
    """
    passed, _ = await passing(list(range(1, 301)), underway=underway)
    times = sorted(at for at, _ in passed)
    assert all(later - at >= 1 for at, later in zip(times, times[30:], strict=False))
    assert 300 / (times[-1] - times[0]) > pace


async def test_what_is_urgent_passes_the_row_and_fills_no_second() -> None:
    clock = Time()
    gate = Gate(clock, sleep=clock.sleep)
    passed: list[tuple[float, int]] = []

    async def one(chat: int, *, urgent: bool) -> None:
        async with gate.turn_of(chat, urgent=urgent):
            passed.append((clock.now - 100, chat))

    row = [asyncio.create_task(one(chat, urgent=False)) for chat in range(100, 200)]
    await asyncio.sleep(0)
    late = [asyncio.create_task(one(chat, urgent=True)) for chat in range(5)]
    await clock.play(*row, *late)
    assert max(at for at, chat in passed if chat < 100) < 0.5
    times = sorted(at for at, _ in passed)
    assert all(later - at >= 1 for at, later in zip(times, times[30:], strict=False))


async def test_a_lost_answer_takes_its_place_no_longer_than_a_second_more() -> None:
    clock = Time()
    gate = Gate(clock, per_second=2, sleep=clock.sleep)
    passed: list[float] = []

    async def one(chat: int, underway: float) -> None:
        async with gate.turn_of(chat):
            passed.append(clock.now - 100)
            await clock.sleep(underway)

    lost = [asyncio.create_task(one(chat, 30.0)) for chat in (1, 2)]
    await clock.play(*lost, *(asyncio.create_task(one(chat, 0.0)) for chat in (3, 4)))
    assert 2 <= passed[2] < 2.1


async def test_one_chat_gets_one_message_a_second() -> None:
    passed, _ = await passing([7, 7, 7])
    times = [at for at, _ in passed]
    assert all(b - a >= 0.999 for a, b in itertools.pairwise(times))


async def test_a_group_gets_some_at_once_and_twenty_in_a_minute() -> None:
    """Who answers five questions in a row is not kept waiting for twelve seconds."""
    passed, _ = await passing([-7] * 45)
    times = [at for at, _ in passed]
    assert times[4] < 4.1
    assert all(b - a >= 0.999 for a, b in itertools.pairwise(times))
    for n, at in enumerate(times):
        assert at >= n // 5 * 15 - 0.001
        assert sum(at <= other < at + 59.9 for other in times) <= 20
    assert times[-1] < 125


async def test_it_tells_how_long_one_more_to_a_group_waits() -> None:
    clock = Time()
    gate = Gate(clock, sleep=clock.sleep)

    async def one() -> None:
        async with gate.turn_of(-5):
            pass

    for waits in (0, 1, 1, 1, 1, 11):
        assert gate.wait_of(-5) == pytest.approx(waits)
        await clock.play(asyncio.create_task(one()))


async def test_a_chat_that_waits_holds_nobody_else_up() -> None:
    passed, _ = await passing([7] * 10 + [8, 9])
    first = {chat: at for at, chat in reversed(passed)}
    assert first[8] < 0.5
    assert first[9] < 0.5


async def test_nothing_passes_while_the_network_says_wait() -> None:
    passed, _ = await passing([1, 2, 3], hold=12.5)
    assert min(at for at, _ in passed) >= 12.5
    assert len({at for at, _ in passed}) == 3


async def test_it_tells_how_long_a_chat_has_to_wait() -> None:
    clock = Time()
    gate = Gate(clock, sleep=clock.sleep)
    assert gate.wait_of(5) == 0

    async def one() -> None:
        async with gate.turn_of(5):
            pass

    await clock.play(asyncio.create_task(one()))
    assert 0.9 < gate.wait_of(5) <= 1
    assert gate.wait_of(6) == 0
    gate.hold(20)
    assert gate.wait_of(6) == 20
    assert gate.held_for == 20
