"""What ``doctor`` looks at, and what it finds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from campaign.core.ledger_kind import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from campaign.core.dates import Sayable
    from campaign.core.errors import PregoneroError
    from campaign.ports.phrases import Phrases
    from campaign.settings import Settings


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. ``said`` names its sentence: ``doctor.<check>.<said>``.

    ``ours`` tells whether the campaign can mend it; otherwise it is the machine's failure, or
    the network's. ``failure`` is an error whose own sentence says more.
    """

    check: str
    said: str = "ok"
    params: Mapping[str, Sayable] = field(default_factory=dict)
    subject: str = ""
    ok: bool = True
    ours: bool = True
    failure: PregoneroError | None = None


@dataclass(frozen=True, slots=True)
class Afar:
    """What a machine without the folder knows: the settings that are not as the folder's, or why
    it does not get that far: its ledger does not answer, or nobody knows which campaign is meant.
    """

    differing: Sequence[str] = ()
    failure: PregoneroError | None = None


@dataclass(frozen=True, slots=True)
class Patient:
    """What is looked at: the folder, its files and settings, and the calendar's now (aware).

    ``phrases`` are those of whoever reads; ``errors`` is how many errors of the folder they are
    shown. ``kind`` is that of the ledger; in the sandbox the settings are the sandbox's own.
    ``afar`` says what is known where the folder is elsewhere: then ``files`` are those loaded.
    """

    root: Path
    files: Mapping[str, bytes]
    settings: Settings
    now: datetime
    phrases: Phrases
    errors: int = 0
    kind: Kind = Kind.REAL
    afar: Afar | None = None
