"""Groups that the bot is let into, and which of their messages it gets (privacy mode).

It is a member like any other there, as bots are by default: it gets what is meant for it, and
notices. In the team's chat it is an administrator and gets everything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from campaign.sandbox.credentials import BOT
from campaign.sandbox.telegram.objects import Views
from campaign.sandbox.telegram.state import said_from

if TYPE_CHECKING:
    from collections.abc import Iterator

    from campaign.sandbox.journal import Event
    from campaign.sandbox.records import Said, Visitor
    from campaign.sandbox.world import World

_FIRST = -4_000_000_001


def found(world: World, title: str) -> int:
    """Make a group that nobody is in; return its number."""
    number = _FIRST - len(world.telegram.groups)
    world.commit(("telegram.group", {"id": number, "title": title}))
    return number


def let_in(world: World, user: Visitor, chat: int) -> Iterator[Event]:
    """Yield what happens when ``user`` adds the bot: it is told, and the group sees a notice."""
    views = Views(world.telegram, world.accounts)
    bot = views.bot()
    yield "telegram.bot", {"chat": chat, "member": True}
    yield from _told(world, "my_chat_member", _change(world, user, chat, "left", "member"))
    number = world.telegram.next_message(chat)
    content = {"text": "", "extra": {"new_chat_members": [bot], "new_chat_member": bot}}
    notice = {"chat": chat, "id": number, "sender": user.id, **content}
    yield "telegram.message", notice
    yield from _told(world, "message", views.message(said_from(notice, world.now())), 1)


def put_out(world: World, user: Visitor, chat: int) -> Iterator[Event]:
    """Yield what happens when ``user`` puts the bot out; it is told that, and nothing more."""
    yield "telegram.bot", {"chat": chat, "member": False}
    yield from _told(world, "my_chat_member", _change(world, user, chat, "member", "left"))


def reaches_bot(world: World, said: Said) -> bool:
    """Tell whether the bot gets a message of a person."""
    chats = world.telegram
    if said.chat not in chats.groups:
        return True
    if said.chat in chats.expelled:
        return False
    answered = said.reply_to and chats.find(said.chat, said.reply_to)
    if answered and answered.sender == BOT:
        return True
    return any(_means_bot(world, said, mark) for mark in said.entities)


def _means_bot(world: World, said: Said, mark: Any) -> bool:
    """Tell whether a mark of a text is the bot's name, or a command that is its own.

    One that names no bot is that of the last bot that spoke; there is no other here.
    """
    text = said.text.encode("utf-16-le")
    word = text[2 * mark["offset"] :][: 2 * mark["length"]].decode("utf-16-le").lower()
    name = world.accounts.bot_username.lower()
    if mark["type"] == "mention":
        return word == f"@{name}"
    if mark["type"] != "bot_command":
        return False
    _, at, other = word.partition("@")
    spoke = any(one.sender == BOT for one in world.telegram.said(said.chat))
    return other == name if at else spoke


def _change(world: World, user: Visitor, chat: int, old: str, new: str) -> dict[str, Any]:
    views = Views(world.telegram, world.accounts)
    bot = views.bot()
    return {
        "chat": views.chat(world.telegram.rooms[chat]),
        "from": views.user(user),
        "date": int(world.now().timestamp()),
        "old_chat_member": {"status": old, "user": bot},
        "new_chat_member": {"status": new, "user": bot},
    }


def _told(world: World, kind: str, body: dict[str, Any], ahead: int = 0) -> Iterator[Event]:
    if world.telegram.wants(kind):
        data = {"id": world.telegram.next_update() + ahead, "kind": kind, "body": body}
        yield "telegram.update", data
