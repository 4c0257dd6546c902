"""The team's chat, as the settings name it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.languages import Catalogue
from campaign.services.team_messages import TeamMessages
from campaign.wiring.accounts import by_hand

if TYPE_CHECKING:
    from campaign.core.settings import Campaign
    from campaign.settings import Settings


def team_messages(campaign: Campaign, settings: Settings) -> TeamMessages:
    """Return what makes messages for the team's chat."""
    chat = settings.get("TELEGRAM_TEAM_CHAT")
    number = int(chat) if chat and chat.lstrip("-").isdigit() else None
    return TeamMessages(number, Catalogue(campaign.language), by_hand(campaign))
