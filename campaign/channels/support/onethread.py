"""A thread for one account, for libraries that wait: calls go one after the other."""

from __future__ import annotations

import asyncio
from concurrent.futures import Future
from contextlib import suppress
from contextvars import copy_context
from functools import partial
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")
LAST_MOMENT = 1.0
"""Seconds."""


class NeverBegan(Exception):
    """The thread was busy with an earlier call all the time: this one did nothing."""


class Abandoned(Exception):
    """The call began and did not come to an end in time; it may still do something."""


class OneThread:
    """Runs calls that block, at most one at a time, beside the loop.

    The thread does not keep the program from ending: a network that never answers would.
    """

    def __init__(self, name: str) -> None:
        self._calls: SimpleQueue[tuple[Future[Any], Callable[[], Any]] | None] = SimpleQueue()
        self._thread = Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    async def run(self, call: Callable[[], T], longest: float) -> T:
        """Return what ``call`` returns, in the caller's context; raises what it raises.

        If the waiting task is cancelled, a call that began goes on by itself.

        Raises:
            NeverBegan: ``longest`` seconds passed in the queue.
            Abandoned: ``longest`` seconds passed and the call still runs.
        """
        future: Future[T] = Future()
        self._calls.put((future, partial(copy_context().run, call)))
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
        """Free the thread; a call that runs has a moment to end, those behind it never begin."""
        with suppress(Empty):
            while waiting := self._calls.get_nowait():
                waiting[0].cancel()
        self._calls.put(None)
        await asyncio.to_thread(self._thread.join, LAST_MOMENT)

    def _work(self) -> None:
        while waiting := self._calls.get():
            future, call = waiting
            if not future.set_running_or_notify_cancel():
                continue
            try:
                result = call()
            except BaseException as error:  # noqa: BLE001 -- whoever waits for it decides
                future.set_exception(error)
            else:
                future.set_result(result)
