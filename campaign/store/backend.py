"""What keeps the tables of a ledger: a file that one machine uses, or a server for several."""

from __future__ import annotations

from abc import ABC, abstractmethod
from enum import Enum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine

    from campaign.core.errors import EnvironmentFailure
    from campaign.store.erasures import Erasure


SILENCE = 12.0
"""Seconds that a server may leave a statement without any answer, as one that hangs does."""


class Safety(Enum):
    """What a commit survives: the end of the machine, or only that of the program."""

    MACHINE = "machine"
    PROGRAM = "program"


class SoleRight(Protocol):
    """A right that one process at a time has; it ends with the process, however that ends."""

    def take(self) -> bool:
        """Take it; ``False`` while another process has it. Raises OSError."""
        ...

    def holds(self) -> bool:
        """Tell whether it is still ours; one that goes with a connection can be lost."""
        ...

    def free(self) -> None:
        """Give it back."""
        ...


class Cleaner(Protocol):
    """Takes away the traces of what was erased from one campaign."""

    def scrub(self) -> bool:
        """Leave no trace; ``False`` where it is to be tried again. Raises EnvironmentFailure."""
        ...


class Backend(ABC):
    """One database: how it is reached, and what it cannot say by its rows alone.

    ``beside`` is the name on this machine from which those of the files are made that stand
    beside the tables. ``where`` names the database to people, without its password.
    """

    is_carried: bool
    """Whether the tables can come from another machine: then nothing here knows them."""

    def __init__(self, beside: Path, where: str) -> None:
        self.beside = beside
        self.where = where

    @property
    @abstractmethod
    def identity(self) -> str:
        """What all processes of this database have, and none of another one."""

    @abstractmethod
    def prepare(self) -> None:
        """Make what has to be there before it is opened. Raises OSError."""

    @abstractmethod
    def writing(self, safety: Safety = Safety.MACHINE, campaign: int = 0) -> Engine:
        """Return the engine of what writes: transactions of one campaign come one by one."""

    @abstractmethod
    def reading(self) -> Engine:
        """Return the engine of what reads: it sees one instant, and can change nothing."""

    @abstractmethod
    def disown(self) -> None:
        """Take away what lies beside the tables and is not theirs, before they are opened."""

    @abstractmethod
    def missing(self, campaign: str) -> EnvironmentFailure | None:
        """Return what is to be told where the tables were here, and are not."""

    @abstractmethod
    def standing(self) -> object:
        """Return what tells the tables that are there now from others in their place."""

    @abstractmethod
    def erased(self) -> list[Erasure]:
        """Return who was erased. Raises EnvironmentFailure."""

    @abstractmethod
    def cleaner(self, campaign: int) -> Cleaner:
        """Return what cleans the tables of a campaign."""

    @abstractmethod
    def sole(self, what: str, lease: float) -> SoleRight:
        """Return the right to be the only process that does ``what`` with this database.

        Where it goes with a connection, whoever does not look for ``lease`` seconds whether it is
        still theirs has lost it: their machine may be gone, or stand still.
        """
