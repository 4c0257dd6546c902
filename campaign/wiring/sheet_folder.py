"""The campaign's folder, as those who bring a sheet into it need it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from campaign.sources.tree import keep_copy, read_tree, with_files, write_files

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date
    from pathlib import Path

    from campaign.ports.sheets import Sent


@dataclass(frozen=True, slots=True)
class SheetFolder:
    """Implements :class:`campaign.ports.sheets.CampaignFolder`; ``today`` returns the day on the
    wall.
    """

    root: Path
    today: Callable[[], date]
    alone: asyncio.Lock = field(default_factory=asyncio.Lock)

    def read(self) -> Mapping[str, bytes]:
        """Return its files."""
        return read_tree(self.root)

    def with_sheet(self, files: Mapping[str, bytes], sheet: Sent) -> Mapping[str, bytes]:
        """Return files with a sheet in its place."""
        return with_files(files, {sheet.place: sheet.content}, {sheet.place: sheet.name})

    def keep(self, sheet: Sent, written: Mapping[str, bytes]) -> str | None:
        """Put a sheet into the folder; what was there is kept beside it."""
        target = self.root / sheet.place
        replaced = target.exists() and target.read_bytes() != sheet.content
        copy = keep_copy(target, self.today()) if replaced else None
        write_files(self.root, {**written, sheet.place: sheet.content})
        return copy.relative_to(self.root).as_posix() if copy else None
