"""A right that goes with a locked file: what :mod:`sole` and :mod:`tenure` have in common."""

from __future__ import annotations

import fcntl
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class Right:
    """A right of this process; it ends with the process, however that ends."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: int | None = None

    def _open(self) -> tuple[int, bool]:
        """Open the file; tell whether it is locked for us alone, nobody else having it.

        Raises:
            OSError: when the folder cannot be written.
        """
        file = self._file_at(self._path)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return file, False
        return file, True

    def _file_at(self, path: Path) -> int:
        """Open a file, made where it is not there."""
        return os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)

    def keep(self) -> None:
        """Show that the file is in use, to whoever clears away what is old."""
        if self._file is not None:
            os.utime(self._file)

    def holds(self) -> bool:
        """Tell whether we have it: it ends with the process only."""
        return self._file is not None

    def free(self) -> None:
        """Give the right back."""
        if self._file is not None:
            os.close(self._file)
            self._file = None
