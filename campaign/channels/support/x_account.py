"""Whose the keys of X are: ``GET /2/users/me``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.channels.support.answers import Answer
from campaign.channels.support.causes import brief
from campaign.channels.support.verdicts import verdict
from campaign.channels.support.x_marks import MARKS
from campaign.core.outcomes import Account, MayNotPost

if TYPE_CHECKING:
    from datetime import datetime

    from campaign.channels.support.signed import SignedAccount
    from campaign.core.outcomes import Who

_LEVEL = "x-access-level"
"""The header in which X tells what the keys are good for: ``read``, ``read-write``, …"""


async def whose(account: SignedAccount, now: datetime) -> Who:
    """Return the account that the keys open, or why they do not."""
    answer = await account.ask(account.client.get_me)
    if not isinstance(answer, Answer) or not answer.is_fine:
        return verdict(answer, now, MARKS)
    name = answer.get("data", "username")
    if not isinstance(name, str) or not name:
        return verdict(answer, now, MARKS)
    mine = Account(f"@{brief(name)}", called=frozenset({brief(name).casefold()}))
    level = answer.headers.get(_LEVEL, "").strip().lower()
    return MayNotPost(mine, f"{_LEVEL}: {level}") if level == "read" else mine
