"""In what one Mastodon server differs from another, as data that can be set while it runs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Keys(StrEnum):
    """What a server does when an ``Idempotency-Key`` comes again within its hour."""

    HONOURED = "honoured"
    IGNORED = "ignored"
    BROKEN = "broken"
    """It answers 500, and the post exists: some servers of 2026."""


class Reset(StrEnum):
    """How ``X-RateLimit-Reset`` is written."""

    ISO = "iso"
    INTEGER = "integer"


@dataclass(frozen=True, slots=True)
class Server:
    """One server. ``processing`` is how often one must ask before a picture is ready."""

    version: str = "4.5.3"
    keys: Keys = Keys.HONOURED
    reset: Reset = Reset.ISO
    max_characters: int = 500
    max_media_attachments: int = 4
    image_size_limit: int = 16_777_216
    image_matrix_limit: int = 33_177_600
    description_limit: int = 1500
    processing: int = 0

    def __post_init__(self) -> None:
        """Take the values of enumerations as text, too: so they come from a journal.

        Raises:
            ValueError: for a value that an enumeration does not have.
        """
        object.__setattr__(self, "keys", Keys(self.keys))
        object.__setattr__(self, "reset", Reset(self.reset))
