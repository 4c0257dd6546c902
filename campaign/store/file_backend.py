"""A ledger in one file of this machine."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from campaign.core.errors import LedgerGone, LedgerMoved
from campaign.store.backend import Backend, Cleaner, Safety, SoleRight
from campaign.store.erasures import erased_in
from campaign.store.failures import failure
from campaign.store.lineage import disown_strange_log
from campaign.store.mark import is_gone, moved_to
from campaign.store.people_scrubbing import Scrubber
from campaign.store.sole import Sole
from campaign.store.sqlite import prepare_file, reading_engine, writing_engine

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine

    from campaign.core.errors import EnvironmentFailure
    from campaign.store.erasures import Erasure


class FileBackend(Backend):
    """One SQLite file."""

    is_carried = True

    def __init__(self, path: Path) -> None:
        super().__init__(path, str(path))
        self._engine: Engine | None = None

    @property
    def identity(self) -> str:
        """Its whole path."""
        return str(self.beside.resolve())

    def prepare(self) -> None:
        """Make the file."""
        prepare_file(self.beside)

    def writing(self, safety: Safety = Safety.MACHINE, campaign: int = 0) -> Engine:
        """Return the engine of what writes, always the same: the last connection of a file that is
        closed takes its log away. All campaigns of a file wait for each other.
        """
        del campaign
        if self._engine is None:
            self._engine = writing_engine(self.beside, safety)
        return self._engine

    def reading(self) -> Engine:
        """Return the engine of what reads."""
        return reading_engine(self.beside)

    def disown(self) -> None:
        """Put aside a log that is another file's."""
        disown_strange_log(self.beside)

    def missing(self, campaign: str) -> EnvironmentFailure | None:
        """Tell where the file was here, and moved to a server, or was removed or emptied."""
        if not is_gone(self.beside, campaign):
            return None
        target = moved_to(self.beside)
        return (
            LedgerMoved(where=self.where, target=target) if target else LedgerGone(where=self.where)
        )

    def standing(self) -> object:
        """Return what tells the file from another one that has its name now."""
        try:
            found = self.beside.stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino

    def erased(self) -> list[Erasure]:
        """Return who was erased."""
        try:
            return erased_in(self.beside)
        except sqlite3.Error as error:
            raise failure(error, self.where) from error

    def cleaner(self, campaign: int) -> Cleaner:
        """Return what cleans the file and its log."""
        return Scrubber(self.beside, campaign)

    def sole(self, what: str, lease: float) -> SoleRight:
        """Return a right among the processes of this machine: the system knows which live."""
        del lease
        return Sole(self.beside, what)
