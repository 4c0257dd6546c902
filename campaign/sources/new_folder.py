"""A new campaign folder on the disk: there whole, or not at all."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from campaign.sources.tree import write_files

if TYPE_CHECKING:
    from collections.abc import Mapping


class NotEmpty(Exception):
    """The place of the new folder is taken: by a file, or by a folder with files."""


def require_free(target: Path) -> None:
    """See that a new folder can be made; raises :class:`NotEmpty`."""
    if target.is_symlink() and not target.exists():
        raise NotEmpty(target)
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise NotEmpty(target)


def make_folder(target: Path, files: Mapping[str, bytes]) -> None:
    """Write ``files`` into the new or empty folder ``target``.

    Everything is written beside it first and then moved at once, so that whoever is
    interrupted leaves no half of a campaign.

    Raises:
        NotEmpty: when the place is taken; it stays as it is.
        OSError: when the disk refuses; what was begun is taken away.
    """
    require_free(target)
    if target.exists():
        _fill(target, files)
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = _draft(target.parent)
    try:
        write_files(draft, files)
        draft.chmod(0o755)
        draft.rename(target)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise


def _fill(target: Path, files: Mapping[str, bytes]) -> None:
    """Fill an empty folder that is there: somebody may stand in it, so it is not replaced."""
    draft = _draft(target)
    moved: list[Path] = []
    try:
        write_files(draft, files)
        moved.extend(made.rename(target / made.name) for made in sorted(draft.iterdir()))
        draft.rmdir()
    except BaseException:
        for made in (draft, *moved):
            shutil.rmtree(made, ignore_errors=True)
            made.unlink(missing_ok=True)
        raise


def _draft(parent: Path) -> Path:
    return Path(tempfile.mkdtemp(prefix=".pregonero-", dir=parent))
