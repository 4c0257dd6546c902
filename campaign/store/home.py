"""Which folder a ledger was loaded from, and with which settings that folder works."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select, update

from campaign.store.part import Part
from campaign.store.tables import CAMPAIGN

if TYPE_CHECKING:
    from sqlalchemy import Connection

_MARKS = select(CAMPAIGN.c.setting_marks).where(CAMPAIGN.c.id == bindparam("campaign"))
_HOME = select(CAMPAIGN.c.home).where(CAMPAIGN.c.id == bindparam("campaign"))


class HomeRow(Part):
    """The folder of one campaign's ledger."""

    async def home(self) -> Path | None:
        """Return the folder that was last loaded; ``None`` where nobody noted it."""
        return await self._read(_home)

    async def move_to(self, folder: Path) -> None:
        """Note the folder, by its whole path."""
        statement = update(CAMPAIGN).where(CAMPAIGN.c.id == self._campaign_id)
        await self._execute(statement.values(home=str(folder)))

    async def move_out(self) -> None:
        """Note that no folder is this ledger's any more."""
        statement = update(CAMPAIGN).where(CAMPAIGN.c.id == self._campaign_id)
        await self._execute(statement.values(home=None))

    async def setting_marks(self) -> str | None:
        """Return the marks of the settings, as they were noted; ``None`` where nobody did."""
        return await self._read(_setting_marks)

    async def note_settings(self, marks: str) -> None:
        """Note the marks of the settings that the processes of the campaign share."""
        statement = update(CAMPAIGN).where(CAMPAIGN.c.id == self._campaign_id)
        await self._execute(statement.values(setting_marks=marks))


def _setting_marks(connection: Connection, campaign_id: int) -> str | None:
    found: str | None = connection.scalar(_MARKS, {"campaign": campaign_id})
    return found


def _home(connection: Connection, campaign_id: int) -> Path | None:
    found = connection.scalar(_HOME, {"campaign": campaign_id})
    return Path(found) if found else None
