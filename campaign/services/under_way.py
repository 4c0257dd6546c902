"""What is under way on the networks, so that it can be cut short when the program is to end."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from typing import Any

T = TypeVar("T")


class CutShort(Exception):
    """We stopped waiting for a network: what was asked of it may have happened."""


class NotBegun(Exception):
    """We are to end, and did not begin."""


class UnderWay:
    """Requests that run, and the wish to end: after it nothing new begins."""

    def __init__(self) -> None:
        self.ending = False
        self._tasks: set[asyncio.Task[Any]] = set()
        self._given_up: set[asyncio.Task[Any]] = set()

    async def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Return what ``work`` returns; raises CutShort where :meth:`end` gave it up.

        Raises:
            NotBegun: when it is to end: then nothing was asked of any network.
        """
        if self.ending:
            work.close()
            raise NotBegun
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        try:
            return await task
        except asyncio.CancelledError:
            if task in self._given_up and task.cancelled():
                raise CutShort from None
            raise
        finally:
            self._tasks.discard(task)
            self._given_up.discard(task)

    async def end(self, patience: float) -> None:
        """Let what runs come to its end, for ``patience`` seconds at most."""
        self.ending = True
        if not self._tasks:
            return
        _, late = await asyncio.wait(self._tasks, timeout=patience)
        self._given_up |= late
        for task in late:
            task.cancel()
