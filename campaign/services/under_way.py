"""What is under way on the networks, so that it can be cut short when the program is to end."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from typing import Any

T = TypeVar("T")

LETTING_GO = 1.0
"""Seconds that what is cut short has to let go of its connection."""


class CutShort(Exception):
    """We stopped waiting for a network: what was asked of it may have happened."""


class NotBegun(Exception):
    """We are to end, and did not begin."""


class UnderWay:
    """Requests that run, and the wish to end: after it nothing new begins."""

    def __init__(self) -> None:
        self.ending = False
        self._tasks: set[asyncio.Task[Any]] = set()
        self._questions: set[asyncio.Task[Any]] = set()
        self._given_up: set[asyncio.Task[Any]] = set()

    async def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Return what ``work`` returns; raises CutShort where :meth:`end` gave it up.

        Raises:
            NotBegun: when it is to end: then nothing was asked of any network.
        """
        return await self._run(work, self._tasks)

    async def ask(self, question: Coroutine[Any, Any, T]) -> T:
        """Return the answer to what changes nothing anywhere: :meth:`end` gives it up at once.

        Raises:
            NotBegun: when it is to end.
            CutShort: when it was to end meanwhile.
        """
        return await self._run(question, self._questions)

    async def _run(self, work: Coroutine[Any, Any, T], among: set[asyncio.Task[Any]]) -> T:
        if self.ending:
            work.close()
            raise NotBegun
        task = asyncio.ensure_future(work)
        among.add(task)
        try:
            return await task
        except asyncio.CancelledError:
            if task in self._given_up and task.cancelled():
                raise CutShort from None
            raise
        finally:
            among.discard(task)
            self._given_up.discard(task)

    async def end(self, patience: float) -> None:
        """Let what runs come to its end, for ``patience`` seconds at most; then nothing runs."""
        self.ending = True
        given_up = self._give_up(self._questions)
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=patience)
            given_up |= self._give_up(late)
        if given_up:
            await asyncio.wait(given_up, timeout=LETTING_GO)

    def _give_up(self, tasks: set[asyncio.Task[Any]]) -> set[asyncio.Task[Any]]:
        given_up = {*tasks}
        self._given_up |= given_up
        for task in given_up:
            task.cancel()
        return given_up
