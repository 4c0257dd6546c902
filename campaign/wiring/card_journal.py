"""What a folder of cards holds: each written whole, and known by what it was drawn from.

A run that was killed leaves its cards and its journal; the next one goes on from there.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import threading
from contextlib import contextmanager, suppress
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from campaign.core.errors import FolderInUse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from campaign.core.cards import CardSpec

JOURNAL = ".cards.jsonl"
UNFINISHED = ".unfinished"
CORE = ("card_errors", "cards", "colours", "emphasis", "fonts", "letters", "quotation_marks")
"""What cards take from ``campaign.core``."""

PACKAGES = ("pillow", "python-bidi", "regex", "uharfbuzz", "uniseg")
"""What draws, breaks lines and orders letters."""

_TEXTS = frozenset({".pyc", ".txt", ".md"})
"""Files beside the drawing code that draw nothing."""


@contextmanager
def opened(folder: Path) -> Iterator[Journal]:
    """Open a folder of cards, made if it is not there; one run works in it at a time.

    Raises:
        FolderInUse: another run does.
    """
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as wrong:
            raise FolderInUse(folder=folder) from wrong
        shutil.rmtree(folder / UNFINISHED, ignore_errors=True)
        (folder / UNFINISHED).mkdir()
        with (folder / JOURNAL).open("a", encoding="utf-8") as stream:
            yield Journal(folder, stream.fileno())
        with suppress(OSError):
            (folder / UNFINISHED).rmdir()
    finally:
        os.close(handle)


class Journal:
    """The cards of a folder: what each was drawn from, and what its bytes were."""

    def __init__(self, folder: Path, handle: int) -> None:
        self.folder = folder
        self._handle = handle
        self._lock = threading.Lock()
        self._known = _read(folder / JOURNAL)

    def has(self, name: str, key: str, alt: str) -> bool:
        """Tell whether this card is there, whole, as it would be drawn now."""
        known = self._known.get(name)
        if known is None or known[0] != key:
            return False
        try:
            content = (self.folder / f"{name}.jpg").read_bytes()
            said = (self.folder / f"{name}.alt.txt").read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            return False
        return hashlib.sha256(content).hexdigest() == known[1] and said == _line(alt)

    def stale(self, current: Iterable[str]) -> list[str]:
        """Return the cards of earlier runs that are still there and are none of ``current``."""
        names = sorted(self._known.keys() - {*current})
        return [name for name in names if (self.folder / f"{name}.jpg").is_file()]

    def keep(self, name: str, key: str, content: bytes, alt: str) -> None:
        """Write a card and its alternative text, and note it; raises OSError."""
        self._write(f"{name}.alt.txt", _line(alt).encode("utf-8", "replace"))
        self._write(f"{name}.jpg", content)
        row = {"file": name, "key": key, "sha256": hashlib.sha256(content).hexdigest()}
        with self._lock:
            os.write(self._handle, f"{json.dumps(row)}\n".encode())

    def _write(self, name: str, content: bytes) -> None:
        temporary = self.folder / UNFINISHED / name
        temporary.write_bytes(content)
        temporary.replace(self.folder / name)


def _line(alt: str) -> str:
    return f"{alt}\n"


def _read(journal: Path) -> dict[str, tuple[str, str]]:
    """Return key and digest by name; a line that was torn is none."""
    known: dict[str, tuple[str, str]] = {}
    for line in journal.read_text(encoding="utf-8", errors="replace").splitlines():
        with suppress(ValueError, KeyError, TypeError):
            row = json.loads(line)
            known[str(row["file"])] = (str(row["key"]), str(row["sha256"]))
    return known


def card_key(spec: CardSpec, files: Mapping[str, str], photo: bytes | None) -> str:
    """Return what a card follows from, as one digest.

    ``files`` are the digests of what all cards share.
    """
    own = hashlib.sha256(photo).hexdigest() if photo is not None else ""
    parts = (drawing_version(), repr(spec), repr(sorted(files.items())), own)
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def drawing_files() -> Iterator[tuple[str, bytes]]:
    """Yield our own files that draw: code, fonts and what else lies with them."""
    home = Path(__file__).parents[1]
    core = [home / "core" / f"{name}.py" for name in CORE]
    for file in (*core, *sorted((home / "cards").rglob("*"))):
        if file.is_file() and file.suffix not in _TEXTS:
            yield file.relative_to(home).as_posix(), file.read_bytes()


@cache
def drawing_version() -> str:
    """Return the digest of everything that draws: our own files, and the packages below."""
    found = hashlib.sha256()
    for name, content in drawing_files():
        found.update(f"{name} {len(content)}\0".encode() + content)
    for package in PACKAGES:
        found.update(f"{package} {metadata.version(package)}".encode())
    return found.hexdigest()
