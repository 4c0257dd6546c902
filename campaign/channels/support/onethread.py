"""A thread for one account, for libraries that wait: calls go one after the other."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


class NeverBegan(Exception):
    """The thread was busy with an earlier call all the time: this one did nothing."""


class Abandoned(Exception):
    """The call began and did not come to an end in time; it may still do something."""


class OneThread:
    """Runs calls that block, at most one at a time, beside the loop."""

    def __init__(self, name: str) -> None:
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)

    async def run(self, call: Callable[[], T], longest: float) -> T:
        """Return what ``call`` returns; raises what it raises.

        If the waiting task is cancelled, a call that began goes on by itself.

        Raises:
            NeverBegan: ``longest`` seconds passed in the queue.
            Abandoned: ``longest`` seconds passed and the call still runs.
        """
        future = self._pool.submit(call)
        try:
            async with asyncio.timeout(longest):
                return await asyncio.wrap_future(future)
        except TimeoutError:
            if future.cancelled():
                raise NeverBegan from None
            if future.done():  # the call's own TimeoutError, or it ended just now
                return future.result()
            raise Abandoned from None

    async def close(self) -> None:
        """Let the running call end, and free the thread."""
        await asyncio.to_thread(self._pool.shutdown, cancel_futures=True)
