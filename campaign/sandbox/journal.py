"""The memory of a sandbox: one JSON line for each thing that happened, and the files.

A killed process leaves at worst half a last line, which is cut off at the next
start: its request was never answered.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

Event = tuple[str, Mapping[str, Any]]
"""A kind (``x.post``) and its values, as JSON."""

OFFSET = "world.offset"
"""The kind of event by which the calendar shows another time than the clock."""


class BadJournal(ValueError):
    """A journal with a line that this sandbox did not write; says file and line."""


class Memory(Protocol):
    """Where events and files are kept."""

    def read(self) -> Iterator[tuple[datetime, list[Event]]]:
        """Yield what happened, oldest first."""
        ...

    def write(self, at: datetime, events: Sequence[Event]) -> None:
        """Keep events that belong together, all or none."""
        ...

    def keep(self, content: bytes) -> str:
        """Keep a file and return its SHA-256."""
        ...

    def content(self, sha256: str) -> bytes:
        """Return a file; raises KeyError."""
        ...

    def close(self) -> None:
        """Free what is open."""
        ...


class Forgetful:
    """Memory that ends with the process."""

    def __init__(self) -> None:
        self._files: dict[str, bytes] = {}

    def read(self) -> Iterator[tuple[datetime, list[Event]]]:
        """Yield nothing."""
        return iter(())

    def write(self, at: datetime, events: Sequence[Event]) -> None:
        """Do nothing: the state itself is the memory."""

    def keep(self, content: bytes) -> str:
        """Keep a file and return its SHA-256."""
        sha256 = hashlib.sha256(content).hexdigest()
        self._files[sha256] = content
        return sha256

    def content(self, sha256: str) -> bytes:
        """Return a file; raises KeyError."""
        return self._files[sha256]

    def close(self) -> None:
        """Do nothing."""


class Journal:
    """Memory on disk: ``path`` and, beside it, a folder of files by content."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._files = path.with_suffix(".files")
        self._files.mkdir(parents=True, exist_ok=True)
        path.touch()
        _cut_half_line(path)
        self._out = path.open("ab", buffering=0)

    def read(self) -> Iterator[tuple[datetime, list[Event]]]:
        """Yield what happened, oldest first.

        Raises:
            BadJournal: for a line that is not an event.
        """
        with self._path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                try:
                    at, events = json.loads(line)
                    yield datetime.fromisoformat(at), [(kind, data) for kind, data in events]
                except (ValueError, TypeError) as error:
                    msg = f"{self._path}:{number}: not an event of the sandbox"
                    raise BadJournal(msg) from error

    def write(self, at: datetime, events: Sequence[Event]) -> None:
        """Append one line, handed to the system before returning."""
        line = json.dumps([at.isoformat(), events], ensure_ascii=False, separators=(",", ":"))
        rest = memoryview(line.encode() + b"\n")
        while rest:
            rest = rest[self._out.write(rest) :]

    def keep(self, content: bytes) -> str:
        """Keep a file and return its SHA-256."""
        sha256 = hashlib.sha256(content).hexdigest()
        target = self._files / sha256
        if not target.exists():
            half = target.with_suffix(f".{os.getpid()}.half")
            half.write_bytes(content)
            half.replace(target)
        return sha256

    def content(self, sha256: str) -> bytes:
        """Return a file; raises KeyError."""
        if len(sha256) != hashlib.sha256().digest_size * 2 or not sha256.isalnum():
            raise KeyError(sha256)
        try:
            return (self._files / sha256).read_bytes()
        except FileNotFoundError:
            raise KeyError(sha256) from None

    def close(self) -> None:
        """Close the file."""
        self._out.close()


def last_of(kind: str, path: Path) -> Mapping[str, Any] | None:
    """Return the values of the last event of a kind, ``None`` where there is none.

    It may be read while somebody writes there; a line that is not whole did not happen.
    """
    last, mark = None, f'["{kind}",'
    with suppress(FileNotFoundError), path.open(encoding="utf-8") as lines:
        for line in lines:
            if mark in line and line.endswith("\n"):
                last = next(
                    (data for one, data in reversed(json.loads(line)[1]) if one == kind), last
                )
    return last


def _cut_half_line(path: Path) -> None:
    """Remove what follows the last line break: a write that a kill interrupted."""
    with path.open("rb+") as file:
        end = file.seek(0, os.SEEK_END)
        position = end
        while position > 0:
            step = min(position, 65536)
            position -= step
            file.seek(position)
            found = file.read(step).rfind(b"\n")
            if found >= 0:
                position += found + 1
                break
        if position != end:
            file.truncate(position)
