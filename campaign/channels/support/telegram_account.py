"""Which bot a token opens, and whether it may post: ``getMe``, ``getChat``, ``getChatMember``."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from telegram import ChatMemberAdministrator, ChatMemberOwner, ChatMemberRestricted

from campaign.channels.support.bot_request import Unaccepted
from campaign.channels.support.causes import brief
from campaign.channels.support.telegram_posts import names_of
from campaign.channels.support.verdicts import FORBIDDEN, INVALID
from campaign.core.outcomes import Account, MayNotPost

if TYPE_CHECKING:
    from telegram import Bot, ChatFullInfo, ChatMember


async def whose(bot: Bot, chat: int | str) -> Account | MayNotPost:
    """Return the bot and the channel; raises whatever the requests raise."""
    me = await bot.get_me()
    mine = Account(f"@{brief(me.username or me.first_name)}", str(chat), called=_called(chat))
    try:
        room = await bot.get_chat(chat)
        called = names_of(room.id, brief(room.username or ""))
        mine = replace(mine, place=brief(room.title or mine.place), called=called)
        member = await bot.get_chat_member(chat, me.id)
    except Unaccepted as refusal:
        if refusal.answer.status not in {INVALID, FORBIDDEN} or refusal.answer.data is None:
            raise
        return MayNotPost(mine, refusal.answer.words)
    lacks = _lacks(member, room)
    return MayNotPost(mine, lacks) if lacks else mine


def _called(chat: int | str) -> frozenset[str]:
    """Return what addresses call a channel, as far as its setting says."""
    return names_of(chat, None) if isinstance(chat, int) else frozenset({chat.lstrip("@").lower()})


def _lacks(member: ChatMember, room: ChatFullInfo) -> str:
    """Return what keeps a bot from posting, in Telegram's own names; empty if nothing does.

    In a channel only administrators with that right post, in a group everybody whom nobody
    keeps from it.
    """
    if isinstance(member, ChatMemberOwner):
        return ""
    if isinstance(member, ChatMemberAdministrator):
        free = room.type != room.CHANNEL or member.can_post_messages
        return "" if free else "can_post_messages: false"
    if room.type == room.CHANNEL or member.status in {member.LEFT, member.BANNED}:
        return str(member.status)
    allowed = member if isinstance(member, ChatMemberRestricted) else room.permissions
    return "" if allowed is None or allowed.can_send_messages else "can_send_messages: false"
