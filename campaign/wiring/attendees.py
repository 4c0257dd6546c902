"""The bot's parts, and what attendees are told without asking, put together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from campaign.channels.support.telegram_files import TelegramFiles
from campaign.languages import Catalogue, available
from campaign.services.attending import Attending
from campaign.services.broadcasting import Broadcasting
from campaign.services.conversation import LoadedContent
from campaign.services.loader import Loader
from campaign.services.team_sheets import SheetCounter
from campaign.wiring.desk import read_folder
from campaign.wiring.exports import stored_or_made
from campaign.wiring.sheet_bench import SheetBench
from campaign.wiring.team import team_chat, team_desk
from campaign.wiring.webhooks import webhook

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from campaign.core.programme import Programme
    from campaign.core.settings import Campaign
    from campaign.ports.clock import Clock
    from campaign.ports.sheets import CampaignFolder
    from campaign.services.proposing import Desk
    from campaign.settings import Settings
    from campaign.store.store import Store


@dataclass(frozen=True, slots=True)
class Lobby:
    """What the bot is made of (``parts``), the reminders, and what loads and tells attendees of
    changes.
    """

    parts: Mapping[str, Any]
    loader: Loader
    attending: Attending
    content: LoadedContent
    inbox: SheetCounter

    async def campaign(self) -> Campaign:
        """Return the loaded campaign's rules."""
        return (await self.content()).campaign

    async def programme(self) -> Programme:
        """Return the loaded programme."""
        return (await self.content()).programme

    async def begins(self, subject: str) -> datetime | None:
        """Return when the loaded panel with this id begins, as far as that is known."""
        panel = (await self.content()).programme.panel(subject)
        return panel.begins if panel is not None else None


def attendees(
    store: Store,
    desk: Desk,
    settings: Settings,
    clock: Clock,
    public: str | None = None,
    folder: CampaignFolder | None = None,
) -> Lobby:
    """Return the lobby of a campaign; ``settings`` name the bot's account and the team's chat.

    ``public`` is the address at which the calendar is served, ``None`` where it is not; ``folder``
    is where sheets are put that the team sends.
    """
    chat = team_chat(settings)
    content = LoadedContent(store, desk.read, chat, desk.kind, read_folder, public)
    codes = [code for code in available() if Catalogue(code).has("bot.start")]
    attending = Attending(content, store, clock, Catalogue, codes)
    loader = Loader(desk, store, store, clock, attending.changes)
    token, api_url = settings.get("TELEGRAM_TOKEN"), settings.get("TELEGRAM_API_URL")
    files = TelegramFiles(token or "", api_url or "")
    sheets = desk.drafting.sheets
    inbox = SheetCounter(loader, store, sheets, files, SheetBench(), folder)
    parts = {
        "token": token,
        "api_url": api_url,
        "people": store,
        "content": content,
        "clock": clock,
        "webhook": webhook(settings),
        "blob": stored_or_made(store, content),
        "feed": Broadcasting(store, content, clock, Catalogue).step,
        "team": team_desk(store, loader, sheets, inbox, settings),
    }
    return Lobby(parts, loader, attending, content, inbox)
