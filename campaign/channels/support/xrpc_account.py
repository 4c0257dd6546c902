"""Whose a session is on an AT Protocol server: ``com.atproto.server.getSession``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.channels.support.answers import Answer
from campaign.channels.support.causes import brief
from campaign.channels.support.verdicts import verdict
from campaign.channels.support.xrpc import NO_HANDLE
from campaign.channels.support.xrpc_marks import MARKS
from campaign.core.outcomes import Account, MayNotPost

if TYPE_CHECKING:
    from datetime import datetime

    from campaign.channels.support.xrpc import XrpcAccount
    from campaign.core.outcomes import Who


async def whose(account: XrpcAccount, now: datetime) -> Who:
    """Return the account that the password opens, or why it does not."""
    answer = await account.query("server.getSession", {})
    if not isinstance(answer, Answer):
        return answer
    handle, did = answer.get("handle"), answer.get("did")
    if not answer.is_fine or not isinstance(handle, str) or not isinstance(did, str):
        return verdict(answer, now, MARKS)
    called = frozenset(brief(one).casefold() for one in (handle, did))
    mine = Account(brief(did if handle == NO_HANDLE else f"@{handle}"), called=called)
    if answer.get("active") is False:
        return MayNotPost(mine, brief(str(answer.get("status") or "inactive")))
    return mine
