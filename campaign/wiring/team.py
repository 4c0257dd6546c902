"""The team's chat, as the settings name it."""

from __future__ import annotations

import logging
import re
from datetime import time
from typing import TYPE_CHECKING

from campaign.languages import Catalogue
from campaign.services.deciding import Decisions
from campaign.services.team_approving import ApprovalCounter
from campaign.services.team_broadcasts import BroadcastCounter
from campaign.services.team_desk import TeamDesk
from campaign.services.team_facts import FactCounter
from campaign.services.team_help import HelpCounter
from campaign.services.team_holding import HoldingCounter
from campaign.services.team_messages import TeamMessages
from campaign.services.team_questions import QuestionCounter
from campaign.services.team_sign_ups import SignUpsCounter
from campaign.sources.sheets.said import SaidFacts
from campaign.wiring.account_names import account_on
from campaign.wiring.accounts import by_hand

if TYPE_CHECKING:
    from collections.abc import Mapping

    from campaign.core.outcomes import ChannelSheet
    from campaign.core.settings import Campaign
    from campaign.services.loader import Loader
    from campaign.services.team_sheets import SheetCounter
    from campaign.settings import Settings
    from campaign.store.store import Store

CHAT_NUMBER = re.compile(r"-?\d{1,18}", re.ASCII)
_ON_THE_WALL = re.compile(r"([01]?\d|2[0-3]):[0-5]\d", re.ASCII)
NEVER = "never"
"""What the setting says where the team wants no daily message."""

log = logging.getLogger(__name__)


def team_messages(campaign: Campaign, settings: Settings, here: str = "") -> TeamMessages:
    """Return what makes messages for the team's chat; ``here`` goes after advised commands."""
    from campaign.channels import labels  # noqa: PLC0415 -- only where messages are made

    phrases = Catalogue(campaign.language, here)
    return TeamMessages(team_chat(settings), phrases, by_hand(campaign), labels())


def team_desk(
    store: Store,
    loader: Loader,
    sheets: Mapping[str, ChannelSheet],
    inbox: SheetCounter,
    settings: Settings,
) -> TeamDesk:
    """Return what answers the team in its chat, from the ledger and into it.

    ``sheets`` tell how the addresses of posts look, and what people call the channels; ``inbox``
    takes the files that are sent there, ``settings`` open the accounts of the channels.
    """
    clock = loader.clock
    decisions = Decisions(store, clock, lambda name: account_on(name, settings, clock))
    broadcasts = BroadcastCounter(store, store, store)
    counters = (
        inbox,
        FactCounter(loader, store, SaidFacts, sheets),
        HoldingCounter(decisions, sheets, store),
        ApprovalCounter(decisions, sheets),
        SignUpsCounter(store),
        broadcasts,
        QuestionCounter(),
        HelpCounter(),
    )
    return TeamDesk(store, store, decisions, sheets, counters, (broadcasts,))


def team_chat(settings: Settings) -> int | None:
    """Return the number of the team's chat; ``None`` where there is none, or only a name."""
    chat = (settings.get("TELEGRAM_TEAM_CHAT") or "").strip()
    if CHAT_NUMBER.fullmatch(chat):
        return int(chat)
    if chat:
        log.warning("TELEGRAM_TEAM_CHAT has to be a number; the team is told nothing")
    return None


def daily_at(settings: Settings) -> time | None:
    """Return when on the wall the team reads what goes out that day; ``None`` for never."""
    said = (settings.get("TEAM_DAILY_AT") or "").strip()
    if _ON_THE_WALL.fullmatch(said):
        hour, minute = map(int, said.split(":"))
        return time(hour, minute)
    if not is_daily(settings):
        log.warning("TEAM_DAILY_AT has to be a time such as 09:00; the team gets no daily message")
    return None


def is_daily(settings: Settings) -> bool:
    """Tell whether the setting is a time or *never*."""
    said = (settings.get("TEAM_DAILY_AT") or "").strip()
    return said == NEVER or _ON_THE_WALL.fullmatch(said) is not None
