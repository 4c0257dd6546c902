"""The emergency journal: publications that the ledger could not take when they happened.

A post that is out must never be forgotten because the disk was full. Its receipt is
appended to a small file beside the ledger, forced to the disk, and written into the ledger
as soon as that works again, at the latest at the next opening.
"""

from __future__ import annotations

import fcntl
import json
import os
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from campaign.core.deliveries import Key, Receipt
from campaign.core.reasons import Reason
from campaign.ports.history import Stray
from campaign.store.kept_lines import adding, kept

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from campaign.core.deliveries import Delivery

_ROOM = 65_536
_UNREAD = "unread"
_WHY = "why"


@dataclass(frozen=True, slots=True)
class Named:
    """Which post it is, in any copy of its ledger: the number of a row may be another's there.

    Its words may be others there, too: all the same it is out, and must not go out again.
    """

    key: Key
    generation: int

    @classmethod
    def of(cls, one: Delivery) -> Named:
        """Return what names a delivery."""
        return cls(one.key, one.generation)

    def to_values(self) -> dict[str, object]:
        """Return it as the values of a line."""
        return {"key": str(self.key), "generation": self.generation}

    @classmethod
    def from_values(cls, values: Mapping[str, Any]) -> Named | None:
        """Read what :meth:`to_values` returned; ``None`` in a line without it."""
        if "key" not in values:
            return None
        return cls(Key.parse(values["key"]), int(values["generation"]))


@dataclass(frozen=True, slots=True)
class Rescued:
    """A publication that is not in the ledger yet. ``ledger`` is its campaign's uid.

    ``named`` is ``None`` in lines of earlier versions: these know the number of a row alone. So is
    ``why`` there, and where nothing more is to be said than that it went out.
    """

    ledger: str
    delivery: int
    fence: int
    receipt: Receipt
    at: datetime
    by: str
    named: Named | None = None
    why: Reason | None = None

    def to_json(self) -> str:
        """Return one line of text."""
        return json.dumps(self.to_values())

    def to_values(self) -> dict[str, object]:
        """Return the values of its line."""
        return {
            "ledger": self.ledger,
            "delivery": self.delivery,
            "fence": self.fence,
            "remote_id": self.receipt.remote_id,
            "url": self.receipt.url,
            "published_at": self.receipt.at.astimezone(UTC).isoformat(),
            "at": self.at.astimezone(UTC).isoformat(),
            "by": self.by,
            **({} if self.named is None else self.named.to_values()),
            **({} if self.why is None else {_WHY: self.why.to_json()}),
        }

    @classmethod
    def from_json(cls, raw: str) -> Rescued:
        """Read what :meth:`to_json` wrote; raises ValueError or KeyError."""
        return cls.from_values(json.loads(raw))

    @classmethod
    def from_values(cls, values: Mapping[str, Any]) -> Rescued:
        """Read the values of a line; raises ValueError, KeyError or TypeError."""
        published = datetime.fromisoformat(values["published_at"])
        receipt = Receipt(values["remote_id"], values["url"], published)
        at = datetime.fromisoformat(values["at"])
        numbers = int(values["delivery"]), int(values["fence"])
        named, by = Named.from_values(values), values["by"]
        why = Reason.from_json(values[_WHY]) if _WHY in values else None
        return cls(values["ledger"], *numbers, receipt, at, by, named, why)


@dataclass(frozen=True, slots=True)
class Unread:
    """A line that cannot be read: what a crash or a broken disk left of a publication."""

    words: str

    def to_values(self) -> dict[str, object]:
        """Return the values of its line among what is set aside."""
        return {_UNREAD: self.words}


class Journal:
    """The journal file of one ledger.

    Its room on the disk is taken when the ledger is opened, while there is some.
    """

    def __init__(self, ledger: Path) -> None:
        self.path = ledger.with_name(ledger.name + ".journal")
        self.aside = self.path.with_name(f"{self.path.name}-aside")
        self._name = os.fspath(self.path)
        self._open: int | None = None
        self._which: tuple[int, int] | None = None

    def waiting(self) -> bool:
        """Tell whether something waits, wherever in its room: a file system that lost power may
        leave zeros before it. Every claim asks.
        """
        try:
            there = os.stat(self._name)  # noqa: PTH116 -- a path would be written anew each time
            file = self._open
            if file is None or (there.st_dev, there.st_ino) != self._which:
                file = self._reopen()
        except FileNotFoundError:
            return False
        room = os.pread(file, there.st_size, 0)
        return room != bytes(len(room))

    def close(self) -> None:
        """Free the file; it is opened again when it is needed."""
        if self._open is not None:
            os.close(self._open)
            self._open = None

    def _reopen(self) -> int:
        self.close()
        self._open = os.open(self.path, os.O_RDONLY)
        there = os.fstat(self._open)
        self._which = there.st_dev, there.st_ino
        return self._open

    def reserve(self) -> None:
        """Take the room; without it the journal still works while the disk has some."""
        with self._locked() as file, suppress(OSError):
            size = os.fstat(file).st_size
            if size < _ROOM:
                os.pwrite(file, bytes(_ROOM - size), size)
                os.fsync(file)

    def append(self, rescued: Rescued) -> None:
        """Add a publication; on the disk when this returns. Raises OSError.

        It begins a line of its own: what a crash tore before it has no end.
        """
        with self._locked() as file:
            used = len(_content(file))
            _write(file, b"\n" + rescued.to_json().encode() + b"\n", used)
            os.fsync(file)

    def set_aside(self, lines: Sequence[Rescued | Unread]) -> None:
        """Keep beside, for a person, what no row is of, and what cannot be read; on the disk when
        this returns.
        """
        if lines:
            with adding(self.aside) as add:
                add(one.to_values() for one in lines)

    def strays(self, ledger: str) -> list[Stray]:
        """Return what was set aside of a ledger, or of nobody knows which, and is still there.

        Raises OSError.
        """
        return list(self._strays(ledger))

    def _strays(self, ledger: str) -> Iterator[Stray]:
        where = os.fspath(self.aside)
        for values in kept(self.aside):
            with suppress(ValueError, KeyError, TypeError):
                if _UNREAD in values:
                    yield Stray(None, where, words=str(values[_UNREAD]))
                    continue
                one = Rescued.from_values(values)
                if one.ledger == ledger:
                    name = (one.named.key, one.named.generation) if one.named else ()
                    yield Stray(one.receipt, where, *name)

    @contextmanager
    def drained(self) -> Iterator[Sequence[Rescued | Unread]]:
        """Yield what waits, and forget it if the block ends well.

        A line that a crash tore was never acknowledged. Yet it is of something that is out: it is
        left out only where the same was written once more.
        """
        with self._locked() as file:
            yield list(_lines(_content(file)))
            os.pwrite(file, bytes(os.fstat(file).st_size), 0)
            os.fsync(file)

    @contextmanager
    def _locked(self) -> Iterator[int]:
        file = os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield file
        finally:
            os.close(file)


def _write(file: int, content: bytes, position: int) -> None:
    """Write all of it: a disk that gets full takes a part, and says so by the length alone."""
    while content:
        written = os.pwrite(file, content, position)
        content, position = content[written:], position + written


def _content(file: int) -> bytes:
    return os.pread(file, os.fstat(file).st_size, 0).rstrip(b"\0")


def _lines(raw: bytes) -> Iterator[Rescued | Unread]:
    lines = [line.strip("\0 ") for line in raw.decode(errors="replace").splitlines()]
    found = [_line(line) for line in lines if line]
    whole = [one.to_json() for one in found if isinstance(one, Rescued)]
    for one in found:
        again = isinstance(one, Unread) and any(line.startswith(one.words) for line in whole)
        if not again:
            yield one


def _line(line: str) -> Rescued | Unread:
    try:
        return Rescued.from_json(line)
    except (ValueError, KeyError, TypeError):
        return Unread(line)
