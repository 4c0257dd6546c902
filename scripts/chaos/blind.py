"""A Telegram channel without a chat of the team, as a channel of its own: nobody can look.

It comes by the door for channels from elsewhere, so that one run has both kinds of Telegram.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from campaign.channels import telegram

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from campaign.core.outcomes import ChannelSheet

BLIND = "blind"
ADDRESS = "BLIND_API_URL"
ELSEWHERE = Path(__file__).with_name("elsewhere")
SHEETS = (
    replace(telegram.SHEETS[0], name=BLIND, label="Telegram, unwatched", aliases=(), looks_with=""),
)


def connect(
    sheet: ChannelSheet, settings: Mapping[str, str], now: Callable[[], datetime]
) -> telegram.Telegram:
    """Return the same bot on a network of its own, with nowhere to forward to."""
    alone = {name: value for name, value in settings.items() if name != telegram.TEAM}
    alone["TELEGRAM_API_URL"] = settings[ADDRESS]
    return telegram.connect(sheet, alone, now)


def offer() -> None:
    """Let the program find this channel, as it finds those of other packages."""
    if str(ELSEWHERE) not in sys.path:
        sys.path.append(str(ELSEWHERE))
