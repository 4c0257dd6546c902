"""What one emulated network is to the world: a state that events change, and what it shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from campaign.sandbox.records import Picture, Post


WholeAnswer = tuple[int, Mapping[str, str], bytes]
"""A whole answer over HTTP: status, headers and body."""


class Network(Protocol):
    """One network's state. Events are the only way to change it: so a journal can."""

    def apply(self, kind: str, at: datetime, data: Mapping[str, Any]) -> None:
        """Let one event happen."""
        ...

    def feed(self) -> Iterable[Post]:
        """Return what followers were ever shown, oldest first, with what was taken down."""
        ...

    def pictures(self) -> Iterable[Picture]:
        """Return every picture that was sent here."""
        ...
