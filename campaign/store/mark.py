"""The mark beside a ledger: how many claims were ever handed out.

A ledger file that was put back from a copy counts fewer than its mark, and a file that was
carried to another machine has none: neither may publish before the networks were read back.
A mark without its ledger says that there was one: it is not begun anew without a person's word.
"""

from __future__ import annotations

import fcntl
import json
import os
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_MOST = 65_536
_MADE = "made"
"""Stands among the uids once a ledger was made here; no uid has a letter after f."""
_OF = "of:"
"""Begins what stands for each campaign that the ledger was seen to hold."""


class Mark:
    """The mark file of one ledger: JSON, a ledger's uid → its count.

    The file is also the lock that openings and restores take, so that two processes do not
    create or migrate one ledger at once.
    """

    def __init__(self, ledger: Path) -> None:
        self.path = ledger.with_name(ledger.name + ".mark")

    def count(self, uid: str) -> int | None:
        """Return the count of a ledger, ``None`` where no mark can tell it."""
        with self.locked() as file:
            return (_read(file) or {}).get(uid)

    def advance(self, uid: str, claims: int) -> None:
        """Raise the count, on the disk when this returns."""
        with self.locked() as file:
            counts = _read(file) or {}
            if counts.get(uid, -1) < claims:
                _write(file, {**counts, uid: claims})

    def note_made(self, campaigns: Iterable[str]) -> None:
        """Note that there is a ledger of these here; it says nothing of what went out from it."""
        seen = {_MADE: 1, **{_OF + name: 1 for name in campaigns}}
        with self.locked() as file:
            counts = _read(file)
            if counts is not None and not seen.keys() <= counts.keys():
                _write(file, {**seen, **counts})

    def remembers(self, campaign: str) -> bool:
        """Tell whether the ledger here was seen to hold this campaign."""
        if not _size(self.path):
            return False
        with self.locked() as file:
            return _OF + campaign in (_read(file) or {})

    @contextmanager
    def locked(self) -> Iterator[int]:
        """Keep every other process from the ledger's mark; yields the open file."""
        file = os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield file
        finally:
            os.close(file)


def is_gone(ledger: Path, campaign: str | None = None) -> bool:
    """Tell whether a ledger was here, and is not: it was removed, or emptied.

    What its log holds is not lost: SQLite brings it back. Where one of several campaigns was
    let begin anew, it is gone for the others only.
    """
    mark = Mark(ledger)
    if _size(ledger) or _size(ledger.with_name(ledger.name + "-wal")) or not _size(mark.path):
        return False
    with mark.locked() as file:
        counts = _read(file)
    if campaign is None or counts is None or not all(name.startswith(_OF) for name in counts):
        return counts != {}
    return _OF + campaign in counts


def note_move(ledger: Path, target: str) -> None:
    """Note where a ledger is now that was here, as people are told it."""
    _moved_note(ledger).write_text(target, encoding="utf-8")


def moved_to(ledger: Path) -> str | None:
    """Return where a ledger moved to that was here; ``None`` where it did not move."""
    try:
        return _moved_note(ledger).read_text(encoding="utf-8")
    except FileNotFoundError:
        return None


def _moved_note(ledger: Path) -> Path:
    return ledger.with_name(ledger.name + ".moved")


def forget(ledger: Path, campaign: str, *, stays: bool = False) -> None:
    """Let a campaign begin anew whose ledger is gone; for others it stays gone.

    Where nothing is left of the ledger its mark is put aside. Where another campaign has begun
    anew in its place the mark is that one's, and where the others' ledger ``stays``, theirs.
    """
    mark = Mark(ledger)
    _moved_note(ledger).unlink(missing_ok=True)
    with mark.locked() as file:
        counts = {name: n for name, n in (_read(file) or {}).items() if name != _OF + campaign}
        if stays or _size(ledger):
            _write(file, counts)
            return
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
        mark.path.replace(mark.path.with_name(f"{mark.path.name}.before-{stamp}"))
    others = {name: n for name, n in counts.items() if name.startswith(_OF)}
    if others:
        with mark.locked() as file:
            _write(file, others)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _read(file: int) -> dict[str, int] | None:
    raw = os.pread(file, _MOST, 0)
    if not raw:
        return {}
    try:
        counts = json.loads(raw)
        return {str(uid): int(count) for uid, count in counts.items()}
    except (ValueError, AttributeError, TypeError, OverflowError):
        return None


def _write(file: int, counts: dict[str, int]) -> None:
    # Written in place: less than a sector is not torn in practice, and a mark that cannot be
    # read makes the ledger be read back, not believed.
    raw = json.dumps(counts).encode() + b"\n"
    os.pwrite(file, raw, 0)
    if os.fstat(file).st_size > len(raw):
        os.ftruncate(file, len(raw))
    os.fdatasync(file)
