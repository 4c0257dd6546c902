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
        self._prepare()
        with self._door():
            return self._take()

    def _prepare(self) -> None:
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)

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
            if not _shared(file):
                return UNKNOWN
            self._file = file
            return None
        finally:
            if self._file is None:
                os.close(file)

    @contextmanager
    def _door(self) -> Iterator[None]:
        """Let one process at a time look who is there."""
        door = self._file_at(self._path.with_name(self._called("door")))
        try:
            self._enter(door)
            yield
        finally:
            os.close(door)

    def _called(self, name: str) -> str:
        return name

    def _enter(self, door: int) -> None:
        fcntl.flock(door, fcntl.LOCK_EX)


def _shared(file: int) -> bool:
    """Lock it for all of the ledger; whoever has it alone only says that it is one of them."""
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _read(file: int) -> Holder | None:
    """Return who is noted; another user may have written anything."""
    try:
        said = json.loads(os.pread(file, _MOST, 0))
        campaign, folder = (_printable(str(said[name])) for name in ("campaign", "folder"))
        return Holder(str(said["ledger"]), campaign, folder, int(said["process"]))
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
        return None


def _printable(words: str) -> str:
    return "".join(letter if letter.isprintable() else "?" for letter in words)


def _write(file: int, holder: Holder) -> None:
    raw = json.dumps(asdict(holder)).encode()
    os.ftruncate(file, 0)
    os.pwrite(file, raw, 0)
