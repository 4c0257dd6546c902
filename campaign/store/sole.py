"""The right to be the only process of a ledger that does one thing, such as asking for updates."""

from __future__ import annotations

import fcntl
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class Sole:
    """A right that one process at a time has; it ends with the process, however that ends."""

    def __init__(self, ledger: Path, what: str) -> None:
        self._path = ledger.with_name(f"{ledger.name}.{what}")
        self._file: int | None = None

    def take(self) -> bool:
        """Take the right; ``False`` while another process has it.

        Raises:
            OSError: when the folder cannot be written.
        """
        file = os.open(self._path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(file)
            return False
        self._file = file
        return True

    def free(self) -> None:
        """Give the right back."""
        if self._file is not None:
            os.close(self._file)
            self._file = None
