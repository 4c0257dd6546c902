"""A right among all users of a computer, in a folder into which all of them may write."""

from __future__ import annotations

import errno
import fcntl
import os
import stat
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from campaign.store.tenure import Tenure

if TYPE_CHECKING:
    from collections.abc import Callable

    from campaign.store.tenure import Holder

FOLDERS = (Path("/run/lock"), Path("/tmp"))  # noqa: S108 -- see :class:`CommonTenure`
_PREFIX = "pregonero-"
_PATIENCE, _LOOK = 0.2, 0.01
_SAFE = os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK


def common_folder() -> Path | None:
    """Return the folder where the programs of all users see each other: the system's own, in which
    everybody may write, and nobody may take away what is another's.
    """
    wanted = stat.S_ISVTX | stat.S_IWOTH
    for folder in FOLDERS:
        try:
            found = folder.stat()
        except OSError:
            continue
        if stat.S_ISDIR(found.st_mode) and not found.st_uid and found.st_mode & wanted == wanted:
            return folder
    return None


class CommonTenure(Tenure):
    """A right that counts among all users.

    What lies in such a folder may be anybody's, and be meant ill: nothing is opened through a
    link, nothing but a plain file that has one name is written to, what a file says is printed
    only where it can be, and nobody is waited for longer than a moment.
    """

    def __init__(self, folder: Path, name: str, own: Holder) -> None:
        super().__init__(folder / self._called(name), own)

    def _prepare(self) -> None:
        """Leave the folder as it is: it is not ours to make."""

    def _called(self, name: str) -> str:
        return f"{_PREFIX}{name}"

    def _file_at(self, path: Path) -> int:
        try:  # Linux lets nobody *make* what is there and another user's (fs.protected_regular)
            file = os.open(path, _SAFE)
        except FileNotFoundError:
            return self._made(path)
        except PermissionError:  # its maker may be about to open it to all
            time.sleep(_LOOK)
            file = os.open(path, _SAFE)
        found = os.fstat(file)
        if stat.S_ISREG(found.st_mode) and found.st_nlink == 1:
            return file
        os.close(file)
        raise OSError(errno.EPERM, os.strerror(errno.EPERM), str(path))

    def _made(self, path: Path) -> int:
        """Make a file that every user can lock, and write into."""
        try:
            file = os.open(path, _SAFE | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return self._file_at(path)
        os.fchmod(file, 0o666)
        return file

    def _enter(self, door: int) -> None:
        end = time.monotonic() + _PATIENCE
        while True:
            try:
                return fcntl.flock(door, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > end:
                    raise
            time.sleep(_LOOK)


class WholeTenure:
    """A right among the programs of one user and, as far as those can be seen, of all users.

    ``unseen`` is called where they cannot be seen: nothing is forbidden by that.
    """

    def __init__(
        self, own: Tenure, common: CommonTenure | None, unseen: Callable[[], None]
    ) -> None:
        self._own, self._common, self._unseen = own, common, unseen
        self._last: Holder | None = None

    def take(self) -> Holder | None:
        """Take the right; return who has it where that is another ledger, ``None`` if it is ours.

        Raises:
            OSError: when the user's own folder cannot be written.
        """
        holder = self._own.take()
        if holder is None and self._common is not None:
            try:
                holder = self._common.take()
            except OSError:  # whoever had it a moment ago is believed to have it still
                holder = self._last
                if holder is None:
                    self._unseen()
            if holder is not None:
                self._own.free()
        self._last = holder
        return holder

    def look(self) -> Holder | None:
        """Return which other ledger has the right now, as far as that can be seen."""
        for right in filter(None, (self._own, self._common)):
            with suppress(OSError):
                if holder := right.look():
                    return holder
        return None

    def keep(self) -> None:
        """Show that it is in use, to whatever clears away old files of the common folder."""
        if self._common is not None:
            with suppress(OSError):
                self._common.keep()

    def free(self) -> None:
        """Give the right back."""
        for right in filter(None, (self._common, self._own)):
            right.free()
