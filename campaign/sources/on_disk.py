"""A file of the campaign folder that is read when it is looked at."""

from __future__ import annotations

import hashlib
import os
import stat
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO, Final

from campaign.core.errors import FileChanged
from campaign.core.files import sha256_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_PIECE: Final = 256 * 1024
_AS_IT_IS: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
"""No link that was put in its place is followed, and no pipe is waited for."""


class OnDisk:
    """What a file holds: as it was when it was first looked into.

    Whatever is made of it afterwards is made of the same: a photo that somebody exchanges while
    a campaign is checked is noticed, and never one that was not looked at goes out.
    """

    __slots__ = ("_digest", "_name", "_path", "size")

    def __init__(self, path: Path, name: str, size: int) -> None:
        self._path = path
        self._name = name
        self._digest = ""
        self.size = size

    def digest(self) -> str:
        """Return its SHA-256; no more of it is held than a piece.

        Raises:
            FileChanged: it has another size than it had, or cannot be read any more.
        """
        if not self._digest:
            found, read = hashlib.sha256(), 0
            with self._opened() as stream:
                while piece := stream.read(_PIECE):
                    found.update(piece)
                    read += len(piece)
            self._see(found.hexdigest(), read)
        return self._digest

    def read(self) -> bytes:
        """Return it whole; raises FileChanged where it is not what it was."""
        with self._opened() as stream:
            content = stream.read(self.size + 1)
        self._see(sha256_of(content), len(content))
        return content

    def _see(self, digest: str, size: int) -> None:
        if size != self.size or self._digest not in {"", digest}:
            raise FileChanged(file=self._name)
        self._digest = digest

    @contextmanager
    def _opened(self) -> Iterator[BinaryIO]:
        try:
            with open(os.open(self._path, _AS_IT_IS), "rb") as stream:  # noqa: PTH123 -- of a number
                if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
                    raise FileChanged(file=self._name)
                yield stream
        except OSError as wrong:
            raise FileChanged(file=self._name) from wrong
