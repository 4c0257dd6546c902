"""What a folder of cards holds: each written whole, and known by what it was drawn from.

A run that was killed leaves its cards and its journal; the next one goes on from there.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import json
import os
import shutil
import stat
import tempfile
import threading
from contextlib import contextmanager, suppress
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from campaign.core.errors import FolderInUse, FolderOccupied

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from campaign.core.cards import CardSpec

JOURNAL = ".cards.jsonl"
UNFINISHED = ".unfinished-"
"""How the folder begins in which cards are written before they are put in their place."""

CORE = (
    *("card_errors", "cards", "colours", "emphasis", "files", "fonts", "letters"),
    "quotation_marks",
)
"""What cards take from ``campaign.core``."""

PACKAGES = ("budoux", "pillow", "pyphen", "python-bidi", "regex", "uharfbuzz", "uniseg")
"""What draws, breaks lines and orders letters."""

_TEXTS = frozenset({".pyc", ".txt", ".md"})
"""Files beside the drawing code that draw nothing."""


@contextmanager
def opened(folder: Path) -> Iterator[Journal]:
    """Open a folder of cards, made if it is not there; one run works in it at a time.

    Raises:
        FolderInUse: another run does.
        FolderOccupied: something else stands where the journal has to be.
    """
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as wrong:
            raise FolderInUse(folder=folder) from wrong
        with _written(folder) as journal:
            yield journal
    finally:
        os.close(handle)


@contextmanager
def _written(folder: Path) -> Iterator[Journal]:
    """Yield the journal; of what earlier runs left under way, only what it tells of is taken
    away.
    """
    handle = _opened_file(folder / JOURNAL)
    try:
        for name in _left(folder / JOURNAL):
            shutil.rmtree(folder / name, ignore_errors=True)
        journal = Journal(folder, handle)
        try:
            yield journal
        finally:
            journal.tidy()
    finally:
        os.close(handle)


def _opened_file(journal: Path) -> int:
    """Open the journal itself, nothing that stands in its place or that it leads to.

    Raises:
        FolderOccupied: it is a link, a folder, a pipe …
    """
    how = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    try:
        handle = os.open(journal, how, 0o644)
    except OSError as wrong:
        if wrong.errno in {errno.ELOOP, errno.EISDIR, errno.ENXIO}:
            raise FolderOccupied(folder=journal.parent, file=journal.name) from wrong
        raise
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise FolderOccupied(folder=journal.parent, file=journal.name)
    return handle


class Journal:
    """The cards of a folder: what each was drawn from, and what its bytes were."""

    def __init__(self, folder: Path, handle: int) -> None:
        self.folder = folder
        self._aside: Path | None = None
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

    def in_the_way(self, name: str) -> str:
        """Return the file that no run wrote and that stands where this card or its words go; ``""``
        for none.
        """
        for file in (f"{name}.jpg", f"{name}.alt.txt"):
            try:
                mode = (self.folder / file).lstat().st_mode
            except FileNotFoundError:
                continue
            if name not in self._known or not stat.S_ISREG(mode):
                return file
        return ""

    def stale(self, current: Iterable[str]) -> list[str]:
        """Return the cards of earlier runs that are still there and are none of ``current``."""
        names = sorted(self._known.keys() - {*current})
        return [name for name in names if (self.folder / f"{name}.jpg").is_file()]

    def keep(self, name: str, key: str, content: bytes, alt: str) -> None:
        """Write a card and its alternative text, and note it; raises OSError.

        Whenever a run ends, no picture has the words of another: the one that was there goes
        before new words come, and the new one comes after them. What is placed was noted before, so
        that the next run takes it for one of ours.
        """
        picture, words = f"{name}.jpg", f"{name}.alt.txt"
        digest = hashlib.sha256(content).hexdigest()
        with self._lock:
            aside = self._place()
        (aside / picture).write_bytes(content)
        (aside / words).write_bytes(_line(alt).encode("utf-8", "replace"))
        with self._lock:
            self._note({"file": name, "key": key, "sha256": digest})
            self._known[name] = (key, digest)
        (self.folder / picture).unlink(missing_ok=True)
        (aside / words).replace(self.folder / words)
        (aside / picture).replace(self.folder / picture)

    def tidy(self) -> None:
        """Take away what is under way: nothing more is written."""
        if self._aside is not None:
            shutil.rmtree(self._aside, ignore_errors=True)

    def _place(self) -> Path:
        """Return a folder of this run alone; the journal tells of it before anything is in it."""
        if self._aside is None:
            self._aside = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=self.folder))
            self._note({"unfinished": self._aside.name})
        return self._aside

    def _note(self, row: Mapping[str, str]) -> None:
        os.write(self._handle, f"{json.dumps(row)}\n".encode())


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


def _left(journal: Path) -> list[str]:
    """Return the names of what runs had under way, as far as they are names of such."""
    names: list[str] = []
    for line in journal.read_text(encoding="utf-8", errors="replace").splitlines():
        with suppress(ValueError, KeyError, TypeError):
            name = str(json.loads(line)["unfinished"])
            if name.startswith(UNFINISHED) and "/" not in name:
                names.append(name)
    return names


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
