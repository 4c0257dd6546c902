"""What the networks say the time is: every answer bears it, and whoever listens is told.

No request is made for it. The listener is found through the context, which threads take along.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Dated:
    """The date of one answer, in UTC and whole seconds, and between which moments of this
    machine's calendar its request was under way.
    """

    host: str
    date: datetime
    sent: datetime
    received: datetime


def _nobody(_: Dated) -> None:
    pass


_LISTENER: ContextVar[Callable[[Dated], None]] = ContextVar("listener", default=_nobody)


@contextmanager
def hearing(listener: Callable[[Dated], None]) -> Iterator[None]:
    """Let ``listener`` be told, within the block, of every answer's date; also from threads."""
    token = _LISTENER.set(listener)
    try:
        yield
    finally:
        _LISTENER.reset(token)


def tell_date(dated: Dated) -> None:
    """Tell whoever listens."""
    _LISTENER.get()(dated)
