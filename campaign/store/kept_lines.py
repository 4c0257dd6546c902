"""Files beside the ledger that lines are only ever added to: each line is one JSON value."""

from __future__ import annotations

import fcntl
import json
import os
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path


@contextmanager
def adding(path: Path) -> Iterator[Callable[[Iterable[Any]], None]]:
    """Yield what adds values while nobody else may; they are on the disk when the block has ended.

    Each begins a line of its own: what a crash tore before it has no end. Raises OSError.
    """
    file = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)

    def add(values: Iterable[Any]) -> None:
        lines = b"".join(b"\n" + json.dumps(one).encode() + b"\n" for one in values)
        while lines:
            lines = lines[os.write(file, lines) :]

    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield add
        os.fsync(file)
    finally:
        os.close(file)


def kept(path: Path) -> Iterator[Any]:
    """Yield what was added, without what a crash tore. Raises OSError."""
    try:
        raw = path.read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return
    for line in raw.splitlines():
        with suppress(ValueError):
            yield json.loads(line)
