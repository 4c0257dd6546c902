"""Whether a request may still leave: whoever sends holds a lease, and it may be over by now.

A process that is paused at the last moment wakes up with its request in hand, and somebody else
may have taken the delivery over meanwhile. So the lease is looked at once more where the request
is made, whichever library makes it, and once it is connected: that may take longer than a lease.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class TooLate(Exception):
    """The lease was over before the request left: nothing was sent."""


def _always() -> bool:
    return True


_HOLDS: ContextVar[Callable[[], bool]] = ContextVar("holds", default=_always)


@contextmanager
def leaving_while(holds: Callable[[], bool]) -> Iterator[None]:
    """Let requests leave within the block only as long as ``holds`` says so."""
    token = _HOLDS.set(holds)
    try:
        yield
    finally:
        _HOLDS.reset(token)


def ask_leave() -> None:
    """Ask right before the first byte of a request; whoever runs calls in a thread of its own
    takes the caller's context there.

    Raises:
        TooLate: where it must not leave any more.
    """
    if not _HOLDS.get()():
        raise TooLate
