"""What the bot said: the chats of visitors, and of the team."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from campaign.sandbox.credentials import BOT
from campaign.sandbox.pages.rich import telegram

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from markupsafe import Markup

    from campaign.sandbox.records import Said
    from campaign.wiring.pages.rehearsed import Chat
    from campaign.wiring.pages.telling import Teller


@dataclass(frozen=True, slots=True)
class Key:
    """A button below a message; with ``url`` it leads somewhere."""

    label: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """One message: of the bot or of a person, with its file and its buttons."""

    of_bot: bool
    time: str
    iso: str
    html: Markup
    file: str
    keys: tuple[tuple[Key, ...], ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """The messages of one day."""

    day: str
    messages: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class Talk:
    """One chat: with whom, how many messages, and how it began."""

    name: str
    room: bool
    count: int
    opening: str
    stretches: tuple[Stretch, ...]


def talks(chats: Iterable[Chat], teller: Teller) -> tuple[Talk, ...]:
    """Return the chats in which something was said."""
    return tuple(_talk(chat, teller) for chat in chats if chat.said)


def _talk(chat: Chat, teller: Teller) -> Talk:
    days: dict[str, list[Message]] = {}
    for said in chat.said:
        days.setdefault(teller.day(said.at), []).append(_message(said, teller))
    opening = next((said.text for said in chat.said if said.text), "")
    return Talk(
        name=chat.name,
        room=chat.room,
        count=len(chat.said),
        opening=" ".join(opening.split()),
        stretches=tuple(Stretch(day, tuple(messages)) for day, messages in days.items()),
    )


def _message(said: Said, teller: Teller) -> Message:
    file = said.file
    return Message(
        of_bot=said.sender in {None, BOT},
        time=teller.time(said.at),
        iso=teller.local(said.at).isoformat(),
        html=telegram(said.text, said.entities, ""),
        file=(file.name or teller.say(_kind(file.kind))) if file else "",
        keys=tuple(tuple(_key(button) for button in row) for row in said.buttons),
    )


def _kind(kind: str) -> str:
    return f"talk.{kind}" if kind in {"photo", "voice", "sticker"} else "talk.file"


def _key(button: Mapping[str, Any]) -> Key:
    url = str(button.get("url", ""))
    return Key(str(button.get("text", "")), url if url.startswith("https://") else "")
