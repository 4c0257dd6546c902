"""What a ledger is for. A file of its own: whoever only reads the folder asks for it, too."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What a ledger is for, from its creation; any other use is refused."""

    REAL = "real"
    SANDBOX = "sandbox"
    REHEARSAL = "rehearsal"
