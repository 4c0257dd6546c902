"""The chat side: what one visitor sees of a chat, and what can be pressed there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from campaign.sandbox.pages import rich
from campaign.sandbox.telegram.state import scope_key

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from markupsafe import Markup

    from campaign.sandbox.records import File, Said, Visitor
    from campaign.sandbox.world import World


@dataclass(frozen=True, slots=True)
class Button:
    """A button below a message: it sends ``data`` or leads to ``href``."""

    label: str
    data: str | None = None
    href: str | None = None
    outside: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One message as a visitor sees it."""

    id: int
    at: datetime
    name: str
    mine: bool
    of_bot: bool
    html: Markup
    file: File | None
    buttons: tuple[tuple[Button, ...], ...]
    edited: bool
    forwarded: str | None
    answers: str | None


@dataclass(frozen=True, slots=True)
class Talk:
    """A chat as one visitor sees it."""

    lines: tuple[Line, ...]
    keyboard: tuple[tuple[str, ...], ...]
    commands: tuple[tuple[str, str], ...]
    answer: str
    blocked: bool
    pinned: Line | None


def talk(world: World, user: Visitor, chat: int) -> Talk:
    """Return what ``user`` sees in ``chat``."""
    with world.lock:
        said = world.chat(chat)
        lines = tuple(_line(world, one, user) for one in said)
        pinned = world.telegram.pinned.get(chat)
        return Talk(
            lines=lines,
            keyboard=_keyboard(said),
            commands=_commands(world, user, chat),
            answer=_answer(world, user, chat),
            blocked=chat in world.telegram.blocked,
            pinned=next((line for line in lines if line.id == pinned), None),
        )


def _line(world: World, said: Said, user: Visitor) -> Line:
    bot = world.accounts.bot_username
    person = world.telegram.people.get(said.sender or 0)
    answered = world.telegram.find(said.chat, said.reply_to or 0)
    source = world.telegram.rooms.get(said.forwarded[0]) if said.forwarded else None
    return Line(
        id=said.id,
        at=said.at,
        name=person.name if person else world.accounts.bot_name,
        mine=said.sender == user.id,
        of_bot=person is None,
        html=rich.telegram(said.text, said.entities, bot),
        file=said.file,
        buttons=tuple(tuple(_button(button, bot) for button in row) for row in said.buttons),
        edited=said.edited is not None,
        forwarded=source.title if source else None,
        answers=answered.text[:80] if answered else None,
    )


def _button(button: Mapping[str, Any], bot: str) -> Button:
    label = str(button["text"])
    if "callback_data" in button:
        return Button(label, data=str(button["callback_data"]))
    url = str(button.get("url", ""))
    here = rich.to_chat(url, bot)
    if here:
        return Button(label, href=here)
    if url.startswith(("http://", "https://")):
        return Button(label, href=url, outside=True)
    return Button(label)


def _keyboard(said: tuple[Said, ...]) -> tuple[tuple[str, ...], ...]:
    """Return the rows of the reply keyboard that is shown now."""
    for one in reversed(said):
        markup = one.markup or {}
        if "remove_keyboard" in markup:
            return ()
        if "keyboard" in markup:
            rows = markup["keyboard"]
            return tuple(
                tuple(key if isinstance(key, str) else str(key["text"]) for key in row)
                for row in rows
            )
    return ()


def _commands(world: World, user: Visitor, chat: int) -> tuple[tuple[str, str], ...]:
    """Return the menu that this visitor gets: the narrowest scope, the own language."""
    private = chat == user.id
    scopes: list[dict[str, Any]] = [{"type": "chat", "chat_id": chat}]
    scopes.append({"type": "all_private_chats" if private else "all_group_chats"})
    scopes.append({"type": "default"})
    for scope in scopes:
        for language in (user.language, ""):
            found = world.telegram.commands.get((scope_key(scope), language))
            if found:
                return tuple((one["command"], one["description"]) for one in found)
    return ()


def _answer(world: World, user: Visitor, chat: int) -> str:
    """Return what the bot said to the last pressed button, until the visitor writes again."""
    own = [said.at for said in world.telegram.said(chat) if said.sender == user.id]
    for query in reversed(world.telegram.queries.values()):
        if query.user == user.id and query.chat == chat:
            return "" if own and own[-1] > query.at else query.text
    return ""
