"""A right that the processes of one ledger have together, and those of no other ledger."""

from __future__ import annotations

import fcntl
import json
import os
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from campaign.store.right import Right

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_MOST = 65_536


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has a right: a ledger, and of the process that took it last, campaign, folder and id."""

    ledger: str
    campaign: str
    folder: str
    process: int


UNKNOWN = Holder("", "?", "?", 0)
"""Somebody who could not be noted."""


class Tenure(Right):
    """A right of one ledger's processes; it ends with the last of them, however that ends.

    All of them lock the file together. What it says of its holders is only believed while
    somebody has it locked.
    """

    def __init__(self, path: Path, own: Holder) -> None:
        super().__init__(path)
        self._own = own

    def take(self) -> Holder | None:
        """Take the right; return who has it where that is another ledger, ``None`` if it is ours.

        Raises:
            OSError: when the folder cannot be written.
        """
        if self._file is not None:
            return None
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self._door():
            return self._take()

    def look(self) -> Holder | None:
        """Return which other ledger has the right now; nothing is taken or made.

        Raises:
            OSError: when the folder cannot be read.
        """
        if self._file is not None or not self._path.exists():
            return None
        with self._door():
            file, is_free = self._open()
            try:
                holder = None if is_free else _read(file) or UNKNOWN
            finally:
                os.close(file)
        return holder if holder and holder.ledger != self._own.ledger else None

    def _take(self) -> Holder | None:
        file, is_alone = self._open()
        try:
            if not is_alone:
                holder = _read(file)
                if holder is None or holder.ledger != self._own.ledger:
                    return holder or UNKNOWN
            _write(file, self._own)
            fcntl.flock(file, fcntl.LOCK_SH)  # nobody comes between: that takes the door
            self._file = file
            return None
        finally:
            if self._file is None:
                os.close(file)

    @contextmanager
    def _door(self) -> Iterator[None]:
        """Let one process at a time look who is there."""
        door = os.open(self._path.with_name("door"), os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(door, fcntl.LOCK_EX)
            yield
        finally:
            os.close(door)


def _read(file: int) -> Holder | None:
    try:
        return Holder(**json.loads(os.pread(file, _MOST, 0)))
    except (ValueError, TypeError):
        return None


def _write(file: int, holder: Holder) -> None:
    raw = json.dumps(asdict(holder)).encode()
    os.ftruncate(file, 0)
    os.pwrite(file, raw, 0)
