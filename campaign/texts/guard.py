"""A time limit that does not count while others are waited for."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Guard:
    """Calls ``end`` on a thread of its own, unless the block ends within so many seconds."""

    def __init__(self, end: Callable[[], None], seconds: float) -> None:
        self._end = end
        self._left = seconds
        self._begin()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    @contextmanager
    def resting(self) -> Iterator[None]:
        """Let the time stand still."""
        self._timer.cancel()
        self._left -= time.monotonic() - self._since
        yield
        self._begin()

    def _begin(self) -> None:
        self._since = time.monotonic()
        self._timer = threading.Timer(max(0.0, self._left), self._end)
        self._timer.daemon = True
        self._timer.start()
