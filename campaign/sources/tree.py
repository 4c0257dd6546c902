"""A campaign folder on the disk: what of it is read, and how files are written into it.

Only regular files below ``posts/`` and ``assets/`` are read. A link that leads out of
the folder is reported and not followed. Texts and sheets are read at once, for they belong
together; photos, logos and fonts each when it is looked at.
"""

from __future__ import annotations

import errno
import os
import stat
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from campaign.core.files import Files, Held, changed, chosen
from campaign.core.problems import Code, Place, Problem, error
from campaign.sources.on_disk import OnDisk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from campaign.core.files import Content

PARTS: Final = ("posts", "assets")

LARGEST: Final = 20 * 1024 * 1024
"""Bytes that one file may have."""

LARGEST_TEXT: Final = 4 * 1024 * 1024
"""Bytes that a file of text may have: 20,000 entries are 3.5 MB."""

_WHY: Final = {
    errno.EACCES: "no-right",
    errno.EPERM: "no-right",
    errno.ENOENT: "no-target",
    errno.ELOOP: "no-target",
}
TEXTS: Final = (".yaml", ".yml", ".md")
SHEETS: Final = (".csv", ".xlsx")
_LEFTOVERS = (".", "~$")
_LEFTOVER_ENDS = ("~", ".tmp", ".swp", ".bak")


def campaign_near(folder: Path) -> Path | None:
    """Return the folder of a campaign that ``folder`` is inside of, or the only one inside it."""
    around = next((one for one in folder.parents if _has_campaign(one)), None)
    if around is not None:
        return around
    try:
        inside = [one for one in sorted(folder.iterdir()) if _has_campaign(one)]
    except OSError:
        return None
    return inside[0] if len(inside) == 1 else None


def _has_campaign(folder: Path) -> bool:
    try:
        return (folder / "posts" / "campaign.yaml").is_file()
    except OSError:
        return False


class Tree(Files):
    """Files by their path in the campaign folder, and what kept others from being read.

    ``given`` leads from a path to what people call the file that is read in its place.
    """

    def __init__(
        self,
        contents: Mapping[str, Content],
        problems: tuple[Problem, ...] = (),
        given: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(contents)
        self.problems = problems
        self.given = given or {}


def with_files(
    tree: Mapping[str, bytes],
    others: Mapping[str, bytes],
    given: Mapping[str, str] | None = None,
) -> Tree:
    """Return the tree with some files put in or replaced; what could not be read stays told."""
    problems = tree.problems if isinstance(tree, Tree) else ()
    known = tree.given if isinstance(tree, Tree) else {}
    return Tree(changed(tree, others).contents, problems, {**known, **(given or {})})


def without_files(tree: Mapping[str, bytes], names: Iterable[str]) -> Tree:
    """Return the tree as if some files were not there."""
    gone = frozenset(names)
    told = tree.problems if isinstance(tree, Tree) else ()
    problems = tuple(one for one in told if one.place.file not in gone)
    given = tree.given if isinstance(tree, Tree) else {}
    return Tree(chosen(tree, lambda name: name not in gone).contents, problems, given)


def read_tree(root: Path, parts: Iterable[str] = PARTS) -> Tree:
    """Read ``posts/`` and ``assets/`` of the folder ``root``, in the order of the paths; or only
    the ``parts`` that are asked for.

    Files that editors leave behind and hidden files are passed over; what is too large,
    cannot be read or leads out of the folder becomes a problem.
    """
    files: dict[str, Content] = {}
    problems: list[Problem] = []
    home = root.resolve()
    for path in _files_of(root, parts):
        name = path.relative_to(root).as_posix()
        found = _read(path, name, home)
        if isinstance(found, Problem):
            problems.append(found)
        elif found is not None:
            files[name] = found
    return Tree(files, tuple(problems))


def _files_of(root: Path, parts: Iterable[str]) -> Iterator[Path]:
    for part in parts:
        for folder, folders, names in os.walk(root / part):
            here = Path(folder)
            folders[:] = sorted(name for name in folders if not _is_leftover(name))
            odd = [
                name for name in folders if (here / name).is_symlink() or _is_called_a_file(name)
            ]
            yield from (here / name for name in sorted([*names, *odd]) if not _is_leftover(name))


def _is_called_a_file(name: str) -> bool:
    """Tell whether a folder has the name of a file that is read here."""
    return name.endswith((*TEXTS, *SHEETS))


def _is_leftover(name: str) -> bool:
    return name.startswith(_LEFTOVERS) or name.endswith(_LEFTOVER_ENDS)


def _read(path: Path, name: str, home: Path) -> Content | Problem | None:
    place = Place(name)
    try:
        real = path.resolve(strict=True)
        if not real.is_relative_to(home):
            return error(Code.OUTSIDE_FOLDER, place, file=name)
        found = path.stat()
        if stat.S_ISDIR(found.st_mode) and not _is_called_a_file(name):
            return None
        if not stat.S_ISREG(found.st_mode):
            return _unreadable(place, "no-file", stat.filemode(found.st_mode))
        most = LARGEST_TEXT if name.endswith(TEXTS) else LARGEST
        later = not name.endswith((*TEXTS, *SHEETS))
        with path.open("rb") as stream:
            content = b"" if later else stream.read(most + 1)
    except (OSError, RuntimeError) as wrong:  # the latter: a link that leads to itself
        because = _WHY.get(getattr(wrong, "errno", None) or errno.ELOOP, "")
        return _unreadable(place, because, getattr(wrong, "strerror", None) or str(wrong))
    if max(found.st_size, len(content)) > most:
        return _too_large(place, found.st_size, most)
    return OnDisk(real, name, found.st_size) if later else Held(content)


def _unreadable(place: Place, because: str, detail: str) -> Problem:
    return error(Code.FILE_UNREADABLE, place, file=place.file, reason=detail, because=because)


def _too_large(place: Place, size: int, most: int) -> Problem:
    million = 1024 * 1024
    shown = f"{size / million:.1f}"
    return error(Code.FILE_TOO_LARGE, place, file=place.file, size=shown, limit=most // million)


def write_files(root: Path, files: Mapping[str, bytes]) -> None:
    """Write files into the campaign folder, each whole or not at all.

    Raises:
        ValueError: for a path outside the folder; nothing is written then.
        OSError: when the disk refuses; a file that was there stays as it was.
    """
    home = root.resolve()
    targets = {home / name: content for name, content in files.items()}
    for target in targets:
        if not target.resolve().is_relative_to(home) or target.resolve() == home:
            msg = f"outside the campaign folder: {target}"
            raise ValueError(msg)
    for target, content in targets.items():
        _write(target, content)


def keep_copy(target: Path, day: date) -> Path:
    """Copy a file to a free name with ``day`` beside it, which is no part of the campaign."""
    number, beside = 1, target.with_name(f"{target.name}.{day}.bak")
    while beside.exists():
        number += 1
        beside = target.with_name(f"{target.name}.{day}-{number}.bak")
    _write(beside, target.read_bytes())
    return beside


def put_aside(target: Path, day: date) -> Path:
    """Take a file out of the campaign: it stays beside, as :func:`keep_copy` calls it."""
    beside = keep_copy(target, day)
    target.unlink()
    return beside


def _write(target: Path, content: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".", suffix=".tmp", dir=target.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.chmod(target.stat().st_mode & 0o777 if target.exists() else 0o644)
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
