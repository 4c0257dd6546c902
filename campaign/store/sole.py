"""The right to be the only process of a ledger that does one thing, such as asking for updates."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from campaign.store.right import Right

if TYPE_CHECKING:
    from pathlib import Path


class Sole(Right):
    """A right that one process at a time has."""

    def __init__(self, ledger: Path, what: str) -> None:
        super().__init__(ledger.with_name(f"{ledger.name}.{what}"))

    def take(self) -> bool:
        """Take the right; ``False`` while another process has it.

        Raises:
            OSError: when the folder cannot be written.
        """
        file, is_ours = self._open()
        if is_ours:
            self._file = file
        else:
            os.close(file)
        return is_ours
