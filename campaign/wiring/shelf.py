"""Where pictures stand between being drawn and being stored: a few in memory, many on the disk."""

from __future__ import annotations

import os
import tempfile
import weakref
from functools import partial
from typing import TYPE_CHECKING, Final

from campaign.core.files import Held, Stored, sha256_of

if TYPE_CHECKING:
    from campaign.core.files import Content

AT_HAND: Final = 24 * 1024 * 1024
"""Bytes that stay in memory: the cards of a usual campaign."""

_LASTING: Final = "/var/tmp"  # noqa: S108 -- files without a name are made there, and nothing else
"""Where large files may be; what other folders for a moment hold is in memory on many machines."""


class Shelf:
    """Keeps pictures until nobody looks at them any more.

    The file has no name: it is gone with the process, however that ends.
    """

    def __init__(self) -> None:
        self._held = 0
        self._file = -1
        self._end = 0

    def __call__(self, content: bytes) -> Content:
        """Keep a picture; raises OSError where the disk has no room for it."""
        if self._held + len(content) <= AT_HAND:
            self._held += len(content)
            return Held(content)
        if self._file < 0:
            self._file = _nameless()
            weakref.finalize(self, os.close, self._file)
        begin = self._end
        self._end = _write(self._file, content, begin)
        return Stored(sha256_of(content), len(content), partial(self._read, begin, self._end))

    def _read(self, begin: int, end: int, _: str) -> bytes:
        return os.pread(self._file, end - begin, begin)


def _nameless() -> int:
    given = "TMPDIR" in os.environ or not os.access(_LASTING, os.W_OK | os.X_OK)
    with tempfile.TemporaryFile(dir=None if given else _LASTING) as file:
        return os.dup(file.fileno())


def _write(file: int, content: bytes, at: int) -> int:
    """Write it whole; return where it ends."""
    rest = memoryview(content)
    while rest:
        written = os.pwrite(file, rest, at)
        rest, at = rest[written:], at + written
    return at
