"""The team's chat, as the settings name it."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING

from campaign.languages import Catalogue
from campaign.services.team_messages import TeamMessages
from campaign.wiring.accounts import by_hand

if TYPE_CHECKING:
    from campaign.core.settings import Campaign
    from campaign.settings import Settings

log = logging.getLogger(__name__)


def team_messages(campaign: Campaign, settings: Settings) -> TeamMessages:
    """Return what makes messages for the team's chat."""
    from campaign.channels import sheets  # noqa: PLC0415 -- only where messages are made

    phrases = Catalogue(campaign.language)
    labels = {name: sheet.label for name, sheet in sheets().items()}
    return TeamMessages(team_chat(settings), phrases, by_hand(campaign), labels)


def team_chat(settings: Settings) -> int | None:
    """Return the number of the team's chat; ``None`` where there is none, or only a name."""
    chat = (settings.get("TELEGRAM_TEAM_CHAT") or "").strip()
    if re.fullmatch(r"-?\d{1,18}", chat, re.ASCII):
        return int(chat)
    if chat:
        log.warning("TELEGRAM_TEAM_CHAT has to be a number; the team is told nothing")
    return None
