"""Memory for what is made of large files: it holds what came of them, never the files.

A photo may have 20 MB, and a campaign of a thousand people has a thousand of them.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from campaign.core.files import Content

Made = TypeVar("Made")


class Remembered(Generic[Made]):
    """A step from contents to what is drawn, with the last ``most`` results of it."""

    def __init__(self, most: int, make: Callable[..., Made]) -> None:
        self._most = most
        self._make = make
        self._made: OrderedDict[tuple[Any, ...], Made] = OrderedDict()
        self._lock = threading.Lock()

    def __call__(self, content: Content | tuple[Content | None, ...], *how: Any) -> Made:
        """Return what comes of the content, anew only where it is not known any more."""
        contents = content if isinstance(content, tuple) else (content,)
        key = (tuple([one and one.digest() for one in contents]), *how)
        with self._lock:
            if key in self._made:
                self._made.move_to_end(key)
                return self._made[key]
        made = self._make(content, *how)
        with self._lock:
            self._made[key] = made
            while len(self._made) > self._most:
                self._made.popitem(last=False)
        return made

    def cache_clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._made.clear()


def remembered(most: int) -> Callable[[Callable[..., Made]], Remembered[Made]]:
    """Remember the last ``most`` results by the digests of what comes first, and all the rest."""
    return lambda make: Remembered(most, make)
