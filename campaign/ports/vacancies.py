"""Free seats of a panel, for those on its waiting list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Vacancy:
    """A panel whose free seats go to those who wait for one, the first who came first.

    ``seats`` are all that the panel has, ``None`` without a limit. ``told`` is what whoever gets
    one is told: the bodies of messages by language, the campaign's own first.
    """

    panel: str
    seats: int | None
    told: Mapping[str, str]
